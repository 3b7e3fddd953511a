"""What builders of documents share: which there are, which are due, and what becomes of them."""

import itertools
import sys
import time
from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging
from sphinx.util.display import status_iterator

from ..content import KeptContents
from ..domain import PeriodicalDomain, periodical_domain
from ..ledger.ledger import UNFINISHED, fingerprint
from ..ledger.outputs import code_of, files_in, open_ledger, settings
from ..maps import OUTLINES_FILE
from ..markup.languages import format_date
from ..markup.reading import left_out
from ..model.messages import Complaint, Problem, on_one_line
from ..model.page import PAGE_SUFFIX, IssueFiles
from ..model.publication import ISSUES_FOLDER
from ..model.records import IssueRecord, ReferenceRecord
from ..model.registry import DATA_FOLDER
from ..words import _

logger = logging.getLogger(__name__)

SAVED_EVERY = 50
"""After how many documents the ledger is saved: a build that is killed has not worked in vain."""


class DocumentBuilder(Builder):
    """Make a document of each issue beside its page, and one of each year, if it changed."""

    room: ClassVar[str]
    """The room whose code makes them."""
    media_type: ClassVar[str]
    allow_parallel = False
    # They are made anew where they have to be (`pictures/`).
    supported_image_types: ClassVar = ["image/png", "image/jpeg", "image/gif", "image/webp"]

    def init(self) -> None:
        """Open the ledger of the documents in this output folder."""
        self.suffix, self.title = f".{self.name}", self.name.upper()
        self.ledger = open_ledger(self, self.name)
        self._failed: dict[str, str] = {}

    @cached_property
    def domain(self) -> PeriodicalDomain:
        """The records."""
        return periodical_domain(self.env)

    @cached_property
    def texts(self) -> KeptContents:
        """The texts, which are kept where pages were written, and else made as for a page."""
        site = self._app.create_builder("html")
        assert isinstance(site, StandaloneHTMLBuilder)  # noqa: S101 - the name is Sphinx's
        site.init()
        return KeptContents(site)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the permanent address of a page: a document is read far from the site."""
        return self.domain.publication.address_of(f"{docname}.html")

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the permanent address of a page, wherever it is linked from."""
        return self.get_target_uri(to, typ)

    def get_outdated_docs(self) -> str:
        """Leave it to `write_documents`: what is outdated is judged by content, after reading."""
        return f"{self.title}s whose content changed"

    # What a room says of its own

    @abstractmethod
    def make(self, due: Iterable[str], wanted: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
        """Make documents with their fingerprints; yield each, and whether it was made anew."""

    @property
    @abstractmethod
    def looks(self) -> str:
        """A digest of templates, faces and tools."""

    # Which there are, and which are due

    def make_one(self, path: str) -> None:
        """Make the document that is at a path below the output folder, if it is due."""
        self._list_contents()
        if path in self.contents:
            self._make([path])
            self.ledger.close("")

    def _list_contents(self) -> None:
        self._broken = _broken_pages(self._app, self.domain)
        # A volume behind its issues: while one process makes it, others make the next issues.
        self.contents: dict[str, list[IssueRecord]] = {}
        self.years: dict[str, int] = {}
        every = self.domain.concordance.issues
        for year, issues in itertools.groupby(every, lambda each: each.year):
            held = list(issues)
            self.contents |= {f"{issue.docname}{self.suffix}": [issue] for issue in held}
            if year in self.domain.volumes:
                volume = f"{ISSUES_FOLDER}/{year}{self.suffix}"
                self.contents[volume], self.years[volume] = held, year

    def write_documents(self, docnames: Set[str]) -> None:
        """Make the documents of issues and years, and delete those of issues gone."""
        self._list_contents()
        inputs, are_all = self._inputs, docnames >= self.env.found_docs
        is_complete = not self._broken and self.ledger.is_complete(inputs)
        try:
            if not is_complete:
                for name, reason in self._broken.items() if are_all else ():
                    # Not even recorded: `_forget` deletes what there was of it, as it is no issue.
                    if name not in self.domain.issues:
                        self._failed[f"{name}{self.suffix}"] = reason
                self._make(
                    path
                    for path, issues in self.contents.items()
                    if any(issue.docname in docnames for issue in issues)
                )
                is_complete = are_all and not self._failed
        finally:
            # What was made before an interruption need not be made again.
            self._forget()
            self.ledger.close(inputs if is_complete else "")

    def _make(self, paths: Iterable[str]) -> None:
        """Make the documents that are due."""
        wanted = {
            path: fingerprint(self._common, path, *map(self.texts.mark, self.contents[path]))
            for path in paths
        }
        for path in wanted:
            held = {issue.docname for issue in self.contents[path]}
            # A page that could not be read would be one of its year.
            year = f"/{self.years[path]}" if path in self.years else None
            self.refuse(path, {
                name: reason
                for name, reason in self._broken.items()
                if name in held or (year and year in name)
            })  # fmt: skip
        due = [path for path in self.ledger.due(wanted) if path not in self._failed]
        done = status_iterator(
            self.make(due, wanted), f"making {self.title}s... ", "darkgreen", len(due),
            self.config.verbosity, stringify_func=_name_and_time_left(len(due)),
        )  # fmt: skip
        made = 0
        for _path, is_anew in done:
            made += is_anew
            if is_anew and made % SAVED_EVERY == 0:
                self.ledger.save()
        logger.info("%d of %d %ss made anew", made, len(wanted), self.title)

    # What cannot be made

    def finish(self) -> None:
        """End with failure if a document could not be made, and name it."""
        if self._failed:
            # No exception: Sphinx would forget all that it has read.
            self._app.statuscode = 1
            lines = [f"\n{name}: {reason}" for name, reason in self._failed.items()]
            said = "".join(lines)
            logger.error("%d of the %ss could not be made:%s", len(lines), self.title, said)

    def refuse(self, path: str, reasons: Mapping[str, str]) -> None:
        """Note a document that cannot be made because of pages, if of any; a volume names them."""
        if reasons:
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
        for path in (self.ledger.paths | found) - self.contents.keys():
            self.ledger.remove(path)
        for half in folder.rglob(f".*{self.suffix}{UNFINISHED}"):
            half.unlink()

    # What decides them

    @cached_property
    def _common(self) -> str:
        """A fingerprint of what decides every document, but for the issues themselves."""
        outlines = files_in(Path(self.srcdir, DATA_FOLDER, OUTLINES_FILE))
        return fingerprint(self.looks, code_of(self.room), settings(self.config), outlines)

    @cached_property
    def _inputs(self) -> str:
        """A fingerprint of everything that any document shows."""
        return fingerprint(self._common, self.domain.registry, sorted(self.env.all_docs.items()))


def _broken_pages(app: Sphinx, domain: PeriodicalDomain) -> dict[str, str]:
    """Return what is wrong with each broken page of `issues/`, and where, by docname, in order.

    Something on them was refused, or they cannot be read. Sphinx reports a problem once, when it
    reads the page; a later build has to know too. What would be printed is not what the author
    wrote, and a volume without one of its issues is not that year. Drafts left out are not read.
    """
    found = {docname: _reason(problems) for docname, problems in domain.problems.items()}
    for docname, issue in domain.issues.items():
        if dead := next((each for each in issue.references if _is_dead(each, domain)), None):
            words = f"{dead.issue}#{dead.anchor}".removesuffix("#")
            found.setdefault(docname, str(Complaint("pdf-link", words=words).at(f"{docname}.md")))
    files = IssueFiles(Path(app.srcdir)).files
    pages = {file.removesuffix(PAGE_SUFFIX): file for file in files if file.endswith(PAGE_SUFFIX)}
    if unread := pages.keys() - domain.issues.keys() - found.keys():
        problems, drafts = left_out(app)
        of_folder = {problem.file: str(problem) for problem in problems}
        for docname in unread:
            file = pages[docname]
            if file not in drafts:
                found[docname] = of_folder.get(file, f"{on_one_line(file)}: It cannot be read.")
    return dict(sorted(found.items()))


def _is_dead(reference: ReferenceRecord, domain: PeriodicalDomain) -> bool:
    """Tell whether a reference leads nowhere, of which Sphinx warns when it writes the page."""
    led_to = domain.concordance.target_of(reference)
    if led_to is None:
        return True
    return bool(reference.anchor) and reference.anchor not in led_to[0].anchors


def _reason(problems: Collection[Problem]) -> str:
    first = str(next(iter(problems)))
    return f"{first} (And {len(problems) - 1} more.)" if len(problems) > 1 else first


def span_of(issues: Sequence[IssueRecord]) -> str:
    """Return how many issues a year has, and from when to when."""
    first, last = (format_date(issues[at].head.date) for at in (0, -1))
    if len(issues) == 1:
        return ", ".join([_("One issue"), first])
    count, until = _("%s issues") % len(issues), _("to %s") % last
    return f"{count}, {first} {until}"


def add_download(context: dict[str, Any], title: str, href: str, media_type: str) -> None:
    """Have a page link to what it can be read in, too."""
    made = {"title": title, "href": href, "media_type": media_type}
    context.setdefault("downloads", []).append(made)


def setup_documents(app: Sphinx, builder: type[DocumentBuilder]) -> None:
    """Register a builder, and have each page link to its document, if they are made with it."""

    def offer(app: Sphinx, page: str, template: str, context: dict[str, Any], _: object) -> None:
        if builder.name in app.config.periodical_documents:
            domain = periodical_domain(app.env)
            volumes = (f"{ISSUES_FOLDER}/{year}" for year in domain.volumes)
            if page in domain.issues or page in volumes:
                href = f"{page.rpartition('/')[2]}.{builder.name}"
                add_download(context, builder.name.upper(), href, builder.media_type)

    app.add_builder(builder, override=True)
    app.connect("html-page-context", offer)


def _name_and_time_left(count: int) -> Callable[[tuple[str, bool]], str]:
    """Return what says which was made last, and on a terminal how long the others will take."""
    begun, numbers = time.monotonic(), itertools.count(1)

    def say(result: tuple[str, bool]) -> str:
        done, name = next(numbers), result[0].rpartition(".")[0]
        left = round((time.monotonic() - begun) / done * (count - done))
        return f"{name}, {left // 60}:{left % 60:02} left" if sys.stdout.isatty() else name

    return say
