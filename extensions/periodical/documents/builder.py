"""What builders of documents share: which there are, which are due, and what becomes of them."""

import itertools
import time
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence, Set
from functools import cache, cached_property
from pathlib import Path
from typing import ClassVar, TypeAlias, cast

from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging
from sphinx.util.display import status_iterator

from ..content import KeptContents
from ..domain import periodical_domain
from ..ledger.outputs import code_of, files_in, open_ledger, settings
from ..maps import OUTLINES_FILE
from ..markup.languages import format_date
from ..markup.reading import left_out
from ..model.files import UNFINISHED, fingerprint
from ..model.messages import Complaint, on_one_line
from ..model.page import PAGE_SUFFIX, IssueFiles
from ..model.publication import ISSUES_FOLDER
from ..model.records import IssueRecord
from ..model.registry import DATA_FOLDER
from ..words import _
from .templates import XmlTemplates, templates_of

logger = logging.getLogger(__name__)

Note: TypeAlias = Callable[[bool], None]
"""What is told of each document that is done with whether it was made anew."""

SAVED_EVERY = 50
"""After how many documents the ledger is saved: a build that is killed has not worked in vain."""


class DocumentBuilder(Builder):
    """Make a document of each issue beside its page, and one of each year, if it changed."""

    room: ClassVar[str]
    """The room whose code makes them."""
    media_type: ClassVar[str]
    epilog = "The documents are in %(outdir)s."

    def init(self) -> None:
        """Open the ledger of the documents in this output folder."""
        self.suffix, self.title = f".{self.name}", self.name.upper()
        self.domain = periodical_domain(self.env)
        self.ledger = open_ledger(self, self.name)
        self._failed: dict[str, str] = {}

    @cached_property
    def forms(self) -> XmlTemplates:
        """The templates, to which records are known."""
        return templates_of(self, format_date=format_date, domain=self.domain, zip=zip)

    @cached_property
    def texts(self) -> KeptContents:
        """The texts, which are kept where pages were written, and else made as for a page."""
        site = cast("StandaloneHTMLBuilder", self._app.create_builder("html"))
        site.init()
        return KeptContents(site)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the permanent address of a page: a document is read far from the site."""
        return self.domain.publication.address_of(f"{docname}.html")

    def get_outdated_docs(self) -> str:
        """Leave it to `write_documents`: what is outdated is judged by content, after reading."""
        return f"{self.title}s whose content changed"

    # What a room says of its own

    @abstractmethod
    def make(self, due: Sequence[str], wanted: Mapping[str, str], note: Note) -> None:
        """Make documents with their fingerprints, and note each."""

    @property
    @abstractmethod
    def looks(self) -> str:
        """A digest of templates, faces and tools."""

    # Which there are, and which are due

    @cached_property
    def years(self) -> dict[str, int]:
        """The years that have a volume, by its path."""
        return {f"{ISSUES_FOLDER}/{year}{self.suffix}": year for year in self.domain.volumes}

    @cached_property
    def contents(self) -> dict[str, list[IssueRecord]]:
        """The issues that are in each document, by its path; a volume is behind its own."""
        found: dict[str, list[IssueRecord]] = {}
        every = self.domain.concordance.issues
        for year, issues in itertools.groupby(every, lambda each: each.year):
            held = list(issues)
            found |= {f"{issue.docname}{self.suffix}": [issue] for issue in held}
            if (volume := f"{ISSUES_FOLDER}/{year}{self.suffix}") in self.years:
                found[volume] = held
        return found

    def make_one(self, path: str) -> None:
        """Make the document that is at a path below the output folder, if it is due."""
        if path in self.contents:
            self._make([path])
            self.ledger.save()

    def write_documents(self, docnames: Set[str]) -> None:
        """Make the documents of issues and years, and delete those of issues gone."""
        try:
            for name, reason in self._broken.items() if docnames >= self.env.found_docs else ():
                # Not even recorded: `_forget` deletes what there was of it, as it is no issue.
                if name not in self.domain.issues:
                    self._failed[f"{name}{self.suffix}"] = reason
            self._make([
                path
                for path, issues in self.contents.items()
                if any(issue.docname in docnames for issue in issues)
            ])  # fmt: skip
        finally:
            # What was made before an interruption need not be made again.
            self._forget()
            self.ledger.save()

    def _make(self, paths: Sequence[str]) -> None:
        """Make the documents that are due."""
        wanted: dict[str, str] = {}
        mark = cache(self.texts.mark)  # of an issue, and of it in its volume
        for path in paths:
            held = {issue.docname for issue in self.contents[path]}
            # A page that could not be read would be one of its year.
            year = f"/{self.years[path]}" if path in self.years else None
            reasons = {
                name: reason
                for name, reason in self._broken.items()
                if name in held or (year and year in name)
            }
            if reasons:
                self.refuse(path, reasons)
            else:
                # A volume has an index of names.
                listed = self.contents[path] if year else ()
                keys = {mention.key for issue in listed for mention in issue.mentions}
                names = [self.domain.concordance.entry(key).name for key in sorted(keys)]
                wanted[path] = fingerprint(
                    self._common, path, names, *map(mark, self.contents[path])
                )
        due, begun, done = self.ledger.due(wanted), time.monotonic(), list[bool]()

        def name_and_time_left(path: str) -> str:
            left = round((time.monotonic() - begun) / len(done) * (len(due) - len(done)))
            return f"{path.removesuffix(self.suffix)}, {left // 60}:{left % 60:02} left"

        shown = status_iterator(
            due, f"making {self.title}s... ", "darkgreen", len(due), self.config.verbosity,
            stringify_func=name_and_time_left,
        )  # fmt: skip

        def note(is_anew: bool) -> None:
            done.append(is_anew)
            next(shown)
            if len(done) % SAVED_EVERY == 0:
                self.ledger.save()

        self.make(due, wanted, note)
        next(shown, None)  # ends the line of progress
        logger.info("%d of %d %ss made anew", sum(done), len(paths), self.title)

    # What cannot be made

    @cached_property
    def _broken(self) -> dict[str, str]:
        """What is wrong with each broken page of `issues/`, and where, by docname, in order.

        Something on them was refused, or they cannot be read. Sphinx reports a problem once, when
        it reads the page; a later build has to know too. What would be printed is not what the
        author wrote, and a volume without one of its issues is not that year.
        """
        domain, found = self.domain, dict[str, str]()
        for docname, (first, *others) in domain.problems.items():
            found[docname] = f"{first} (And {len(others)} more.)" if others else str(first)
        for docname, issue in domain.issues.items():
            for reference in issue.references:
                to, anchor = domain.concordance.target_of(reference), reference.anchor
                # Of one that leads nowhere Sphinx warns when it writes the page.
                if to is None or (anchor and anchor not in to[0].anchors):
                    words = f"{reference.issue}#{anchor}".removesuffix("#")
                    dead = Complaint("pdf-link", words=words).at(f"{docname}{PAGE_SUFFIX}")
                    found.setdefault(docname, str(dead))
        files = IssueFiles(Path(self.srcdir)).files
        pages = {
            file.removesuffix(PAGE_SUFFIX): file for file in files if file.endswith(PAGE_SUFFIX)
        }
        if unread := pages.keys() - domain.issues.keys() - found.keys():
            problems, drafts = left_out(self._app)
            of_folder = {problem.file: str(problem) for problem in problems}
            for docname in unread:
                file = pages[docname]
                if file not in drafts:
                    found[docname] = of_folder.get(file, f"{on_one_line(file)}: It cannot be read.")
        return dict(sorted(found.items()))

    def finish(self) -> None:
        """End with failure if a document could not be made, and name it."""
        if self._failed:
            # No exception: Sphinx would forget all that it has read.
            self._app.statuscode = 1
            lines = [f"\n{name}: {reason}" for name, reason in self._failed.items()]
            said = "".join(lines)
            logger.error("%d of the %ss could not be made:%s", len(lines), self.title, said)

    def refuse(self, path: str, reasons: Mapping[str, str]) -> None:
        """Note a document that cannot be made because of pages; a volume names them all."""
        reason = next(iter(reasons.values()))
        if path in self.years:
            names = ", ".join(f"{docname}{PAGE_SUFFIX}" for docname in reasons)
            reason = f"It is not made without {names}."
        self.fail(path, reason)

    def fail(self, path: str, reason: str) -> None:
        """Note a document that cannot be made; an older one would not be what its page says."""
        self._failed[path] = on_one_line(reason)
        self.ledger.remove(path)

    def _forget(self) -> None:
        """Delete the documents of issues and years that are no longer there."""
        folder = Path(self.outdir, ISSUES_FOLDER)
        # Files as well as entries: a ledger may have been lost, a build may have been killed.
        found = {
            path.relative_to(self.outdir).as_posix() for path in folder.rglob(f"*{self.suffix}")
        }
        for path in (self.ledger.made.keys() | found) - self.contents.keys():
            self.ledger.remove(path)
        for half in folder.rglob(f".*{self.suffix}*{UNFINISHED}"):
            half.unlink()

    # What decides them

    @cached_property
    def _common(self) -> str:
        """A fingerprint of what decides every document, but for the issues themselves."""
        outlines = files_in(Path(self.srcdir, DATA_FOLDER, OUTLINES_FILE))
        return fingerprint(self.looks, code_of(self.room), settings(self.config), outlines)


def span_of(issues: Sequence[IssueRecord]) -> str:
    """Return how many issues a year has, and from when to when."""
    first, last = (format_date(issues[at].head.date) for at in (0, -1))
    if len(issues) == 1:
        return ", ".join([_("One issue"), first])
    count, until = _("%s issues") % len(issues), _("to %s") % last
    return f"{count}, {first} {until}"
