"""What builders of documents share: which there are, which are due, and what becomes of them."""

import itertools
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util import logging
from sphinx.util.display import status_iterator

from ..domain import PeriodicalDomain, periodical_domain
from ..ledger.inputs import code_of, files_in, settings
from ..ledger.ledger import UNFINISHED, fingerprint
from ..ledger.outputs import open_ledger
from ..maps import OUTLINES_FILE
from ..markup.languages import format_date
from ..model.archive import PAGE_SUFFIX
from ..model.problem import on_one_line
from ..model.publication import ISSUES_FOLDER
from ..model.records import IssueRecord
from ..model.registry import DATA_FOLDER
from ..words import _
from .broken import broken_pages

logger = logging.getLogger(__name__)

SAVED_EVERY = 50
"""After how many documents the ledger is saved: a build that is killed has not worked in vain."""


class Download(NamedTuple):
    """A document, as its page links to it: what kind, where from there, and its media type."""

    title: str
    href: str
    media_type: str


class DocumentBuilder(Builder):
    """Make a document of each issue beside its page, and one of each year, if it changed."""

    room: ClassVar[str]
    """The room whose code makes them."""
    suffix: ClassVar[str]
    title: ClassVar[str]
    """What one is called."""
    media_type: ClassVar[str]
    allow_parallel = False
    # They are made anew where they have to be (`pictures/`).
    supported_image_types: ClassVar = ["image/png", "image/jpeg", "image/gif", "image/webp"]

    def init(self) -> None:
        """Open the ledger of the documents in this output folder."""
        self.ledger = open_ledger(self, self.name)
        self._failed: dict[str, str] = {}

    @cached_property
    def domain(self) -> PeriodicalDomain:
        """The records."""
        return periodical_domain(self.env)

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
        self._broken = broken_pages(self._app, self.domain)
        # A volume behind its issues: while one process makes it, others make the next issues.
        self.contents: dict[str, list[IssueRecord]] = {}
        self.years: dict[str, int] = {}
        for year, issues in itertools.groupby(self.domain.chronicle.issues, lambda each: each.year):
            held = list(issues)
            self.contents |= {f"{issue.docname}{self.suffix}": [issue] for issue in held}
            if year in self.domain.volumes:
                volume = f"{ISSUES_FOLDER}/{year}{self.suffix}"
                self.contents[volume], self.years[volume] = held, year

    def write_documents(self, docnames: Set[str]) -> None:
        """Make the documents of issues and years, and delete those of issues gone."""
        self._list_contents()
        inputs = self._inputs
        is_complete = not self._broken and self.ledger.is_complete(inputs)
        try:
            if not is_complete:
                is_complete = self._make_those_of(docnames)
        finally:
            # What was made before an interruption need not be made again.
            self._forget()
            self.ledger.close(inputs if is_complete else "")

    def _make_those_of(self, docnames: Set[str]) -> bool:
        """Make the documents with some issues in them that are due; tell whether all are there."""
        if is_all := docnames >= self.env.found_docs:
            for name, page in self._broken.items():
                # Not even recorded: `_forget` deletes what there was of it, since it is no issue.
                if name not in self.domain.issues:
                    self._failed[f"{name}{self.suffix}"] = page.reason
        self._make(
            path
            for path, held in self.contents.items()
            if any(issue.docname in docnames for issue in held)
        )
        return is_all and not self._failed

    def _make(self, paths: Iterable[str]) -> None:
        """Make the documents that are due."""
        wanted = {
            path: fingerprint(path, *map(self._fingerprint, self.contents[path])) for path in paths
        }
        for path in wanted:
            year, docname = self.years.get(path), self.contents[path][0].docname
            self.refuse(path, {
                name: page.reason
                for name, page in self._broken.items()
                if (year in page.years if year else name == docname)
            })  # fmt: skip
        due = [path for path in self.ledger.due(wanted) if path not in self._failed]
        done = status_iterator(
            self.make(due, wanted), f"making {self.title}s... ", "darkgreen", len(due),
            self.config.verbosity, stringify_func=lambda result: str(result[0]),
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

    def _fingerprint(self, issue: IssueRecord) -> str:
        """Return a fingerprint of all that decides what is printed of an issue."""
        read = self.env.all_docs[issue.docname]
        return fingerprint(self._common, issue.docname, read, *self._borrowed(issue))

    def _borrowed(self, issue: IssueRecord) -> Iterator[object]:
        """Yield what the issue shows of other issues, and of the registry."""
        for reference in issue.references:
            other = self.domain.chronicle.find(reference.issue)
            if other is not None:
                head = other.head
                yield reference, other.docname, head.title, head.summary, head.date
                yield other.heading_at(reference.anchor)
        registry = self.domain.registry
        yield from (registry.person(author).name for author in issue.head.authors)
        yield from (registry.topic(topic).name for topic in issue.head.topics)
        yield from (registry.shows.get(episode.show) for episode in issue.episodes)
        for mention in issue.mentions:
            entry = registry.get(mention.key)
            yield entry.name if entry else ""
        yield from self.domain.concordance.places_of(issue)


def span_of(issues: Sequence[IssueRecord]) -> str:
    """Return how many issues a year has, and from when to when."""
    first, last = (format_date(issues[at].head.date) for at in (0, -1))
    if len(issues) == 1:
        return ", ".join([_("One issue"), first])
    count, until = _("%s issues") % len(issues), _("to %s") % last
    return f"{count}, {first} {until}"


def setup_documents(app: Sphinx, builder: type[DocumentBuilder]) -> None:
    """Register a builder, and have each page link to its document, if they are made with it."""

    def offer(app: Sphinx, page: str, template: str, context: dict[str, Any], _: object) -> None:
        if builder.name in app.config.periodical_documents:
            domain = periodical_domain(app.env)
            volumes = (f"{ISSUES_FOLDER}/{year}" for year in domain.volumes)
            if page in domain.issues or page in volumes:
                href = f"{page.rpartition('/')[2]}{builder.suffix}"
                made = Download(builder.title, href, builder.media_type)
                context.setdefault("downloads", []).append(made)

    app.add_builder(builder, override=True)
    app.connect("html-page-context", offer)
