"""The builder ``pdf``: a PDF of each issue beside its page, and a volume of each year.

With the doctrees of another builder (``-d``), ``sphinx-build -b pdf`` reads nothing again.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util import logging
from sphinx.util.display import status_iterator

from ..domain import PeriodicalDomain, periodical_domain
from ..ledger.inputs import code_of, files_in, settings
from ..ledger.ledger import UNFINISHED, fingerprint
from ..ledger.outputs import open_ledger
from ..maps import OUTLINES_FILE, LocatorMap
from ..markup.parser import report
from ..markup.targets import DOMAIN
from ..model.archive import PAGE_SUFFIX
from ..model.letters import missing_letters
from ..model.messages import problem
from ..model.page import Page
from ..model.problem import ProblemCode, on_one_line
from ..model.publication import ISSUES_FOLDER
from ..model.records import IssueRecord
from ..model.registry import DATA_FOLDER
from .broken import broken_pages
from .documents import Imprint, issue_document, metadata_of, stored_name, volume_document
from .press import FEW, Job, Press, PressError, versions_digest
from .translator import Article, translate
from .writer import PaperContext

logger = logging.getLogger(__name__)

PAPERS = ("a4", "us-letter")

SAVED_EVERY = 50
"""After how many PDFs the ledger is saved: a build that is killed has not worked in vain."""


def issue_pdf(docname: str) -> str:
    """Return the path of an issue's PDF below the output folder."""
    return f"{docname}.pdf"


def volume_pdf(year: int) -> str:
    """Return the path of a volume below the output folder: beside the year's archive page."""
    return f"{ISSUES_FOLDER}/{year}.pdf"


class PdfBuilder(Builder):
    """Make the PDFs, each only if something in it changed."""

    name = "pdf"
    format = "pdf"
    epilog = "The PDFs are in %(outdir)s."
    allow_parallel = False
    makes_pictures = True
    # Pictures are converted here where they have to be; see images.py.
    supported_image_types: ClassVar = ["image/png", "image/jpeg", "image/gif", "image/webp"]

    def init(self) -> None:
        """Open the ledger of the PDFs in this output folder."""
        self.ledger = open_ledger(self, "pdf")
        self._failed: dict[str, str] = {}

    @cached_property
    def domain(self) -> PeriodicalDomain:
        """The records."""
        return periodical_domain(self.env)

    @cached_property
    def imprint(self) -> Imprint:
        """What all documents have in common."""
        paper = self.config.periodical_paper
        return Imprint(self.domain.publication, self.domain.registry, paper, self._map_of)

    def _map_of(self, issue: IssueRecord) -> LocatorMap | None:
        """Draw the map of an issue, without those names for which the faces lack a letter."""
        places = [
            place
            for place in self.domain.concordance.places_of(issue)
            if not any(missing_letters(place.name))
        ]
        return self.domain.map_of(places, prefix="places_map")

    @cached_property
    def press(self) -> Press:
        """The compiler."""
        return Press(Path(self.doctreedir) / "pdf")

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the permanent address of a page: a PDF is read far from the site."""
        return self.imprint.address_of(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the permanent address of a page, wherever it is linked from."""
        return self.get_target_uri(to, typ)

    def get_outdated_docs(self) -> str:
        """Leave it to `write_documents`: what is outdated is judged by content, after reading."""
        return "PDFs whose content changed"

    def make_one(self, path: str) -> None:
        """Make the PDF that is at a path below the output folder, if it is due."""
        self._list_contents()
        if path in self._contents:
            self._make([path])
            self.ledger.close("")

    def _list_contents(self) -> None:
        self._broken = broken_pages(self._app, self.domain)
        # A volume behind its issues: while one process makes it, others make the next issues.
        self._contents: dict[str, list[IssueRecord]] = {}
        self._years: dict[str, int] = {}
        for year, issues in itertools.groupby(self.domain.chronicle.issues, lambda each: each.year):
            held = list(issues)
            self._contents |= {issue_pdf(issue.docname): [issue] for issue in held}
            if year in self.domain.volumes:
                self._contents[volume_pdf(year)] = held
                self._years[volume_pdf(year)] = year

    def write_documents(self, docnames: Set[str]) -> None:
        """Make the PDFs of issues, the volumes of their years, and delete those of issues gone."""
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
        """Make the PDFs with some issues in them that are due; tell whether all are now there."""
        if is_all := docnames >= self.env.found_docs:
            for name, page in self._broken.items():
                # Not even recorded: `_forget` deletes what there was of it, since it is no issue.
                if name not in self.domain.issues:
                    self._failed[issue_pdf(name)] = page.reason
        self._make(
            path
            for path, held in self._contents.items()
            if any(issue.docname in docnames for issue in held)
        )
        return is_all and not self._failed

    def finish(self) -> None:
        """End with failure if a PDF could not be made, and name it."""
        if self._failed:
            # No exception: Sphinx would forget all that it has read.
            self._app.statuscode = 1
            lines = [f"\n{name}: {reason}" for name, reason in self._failed.items()]
            logger.error("%d of the PDFs could not be made:%s", len(lines), "".join(lines))

    def _make(self, paths: Iterable[str]) -> None:
        """Make the documents that are due: the press takes each as a job, when it has room."""
        wanted = {
            path: fingerprint(path, *map(self._fingerprint, self._contents[path])) for path in paths
        }
        for path in wanted:
            year, docname = self._years.get(path), self._contents[path][0].docname
            self._refuse(path, {
                name: page.reason
                for name, page in self._broken.items()
                if (year in page.years if year else name == docname)
            })  # fmt: skip
        due = [path for path in self.ledger.due(wanted) if path not in self._failed]
        done = status_iterator(
            self._done(due, wanted), "making PDFs... ", "darkgreen", len(due),
            self.config.verbosity, stringify_func=_name_and_time_left(len(due)),
        )  # fmt: skip
        made = 0
        for _, is_anew in done:
            made += is_anew
            if is_anew and made % SAVED_EVERY == 0:
                self.ledger.save()
        logger.info("%d of %d PDFs made anew", made, len(wanted))

    def _done(self, due: Iterable[str], wanted: dict[str, str]) -> Iterator[tuple[str, bool]]:
        """Make PDFs, and yield each that is done with, and whether it was made anew."""
        others: deque[str] = deque()

        def jobs() -> Iterator[Job]:
            for path in due:
                if job := self._compose(path, wanted[path]):
                    yield job
                else:
                    others.append(path)

        for job, result in self.press.compile_all(jobs(), self._app.parallel):
            if isinstance(result, PressError):
                page = f"{self._contents[job.path][0].docname}{PAGE_SUFFIX}"
                report(problem("pdf-not-made", page, name=job.path, reason=result))
                self._fail(job.path, str(result))
            else:
                self.ledger.write(job.path, wanted[job.path], result, source=self._key(job))
            yield job.path, isinstance(result, bytes)
            while others:
                yield others.popleft(), False
        for path in others:
            yield path, False

    def _compose(self, path: str, mark: str) -> Job | None:
        """Return what the press needs for a PDF, unless it cannot be made, or is there as it is."""
        issues = self._contents[path]
        within = frozenset(
            name
            for issue in (issues if path in self._years else ())
            for name in (issue.id, *(f"{issue.id}/{anchor}" for anchor in issue.anchors))
        )
        articles = [(issue, self._article(issue, within)) for issue in issues]
        wrong = {issue.docname: each.problems for issue, each in articles if each.problems}
        for each in () if path in self._years else chain(*wrong.values()):
            report(each)
        self._refuse(path, {docname: str(problems[0]) for docname, problems in wrong.items()})
        if wrong:
            return None
        job = self._job(path, articles)
        if self.ledger.source(path) == self._key(job):
            self.ledger.renew(path, mark)
            return None
        return job

    def _job(self, path: str, articles: Sequence[tuple[IssueRecord, Article]]) -> Job:
        year, issues = self._years.get(path), self._contents[path]
        if year is None:
            (issue,) = issues
            self.press.store_source(Path(self.env.doc2path(issue.docname)), stored_name(issue))
            source = issue_document(*articles[0], self.imprint)
        else:
            source = volume_document(year, articles, self.imprint)
        docname, is_volume = path.removesuffix(".pdf"), year is not None
        metadata = metadata_of(docname, issues, self.imprint, with_outline=is_volume)
        return Job(path, source, metadata, is_large=is_volume and len(issues) > FEW)

    def _key(self, job: Job) -> str:
        """Return a digest of what a PDF is made of; pictures have their content in their names."""
        return fingerprint(self._looks, job.source, job.metadata)

    def _article(self, issue: IssueRecord, within: frozenset[str]) -> Article:
        """Return an issue in the language of the compiler."""
        page = Page.of(Path(self.srcdir), issue.docname)
        place = PaperContext(
            file=page.file,
            source=page.text,
            name=issue.id,
            language=issue.head.language,
            within=within,
            root=Path(self.srcdir),
            pictures=self.press.pictures,
        )
        document = self.env.get_and_resolve_doctree(issue.docname, self, tags=self.tags)
        return translate(document, place)

    def _forget(self) -> None:
        """Delete the PDFs of issues and years that are no longer there."""
        out = Path(self.outdir)
        # Files as well as entries: a ledger may have been lost, a build may have been killed.
        found = {path.relative_to(out).as_posix() for path in (out / ISSUES_FOLDER).rglob("*.pdf")}
        for path in (self.ledger.paths | found) - self._contents.keys():
            self.ledger.remove(path)
        for half in (out / ISSUES_FOLDER).rglob(f".*.pdf{UNFINISHED}"):
            half.unlink()

    def _refuse(self, path: str, reasons: Mapping[str, str]) -> None:
        """Note a PDF that cannot be made because of pages, if of any; a volume names them."""
        if reasons:
            reason = next(iter(reasons.values()))
            if path in self._years:
                names = ", ".join(f"{docname}{PAGE_SUFFIX}" for docname in reasons)
                reason = f"It is not made without {names}."
            self._fail(path, reason)

    def _fail(self, path: str, reason: str) -> None:
        """Note a PDF that cannot be made; an older one would not be what its page says."""
        self._failed[path] = on_one_line(reason)
        self.ledger.remove(path)

    @cached_property
    def _looks(self) -> str:
        """A digest of templates, fonts, compiler and standards."""
        folders = [Path(self.srcdir, folder) for folder in self.config.templates_path]
        return fingerprint(self.press.lay_out_templates(folders), versions_digest())

    @cached_property
    def _common(self) -> str:
        """A fingerprint of what decides every document, but for the issues themselves."""
        outlines = files_in(Path(self.srcdir, DATA_FOLDER, OUTLINES_FILE))
        paper = self.config.periodical_paper
        return fingerprint(self._looks, code_of("pdf"), settings(self.config), paper, outlines)

    @cached_property
    def _inputs(self) -> str:
        """A fingerprint of everything that any PDF shows."""
        registry = files_in(Path(self.srcdir, DATA_FOLDER))
        return fingerprint(self._common, registry, sorted(self.env.all_docs.items()))

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
        yield from self.imprint.authors(issue)
        yield from self.imprint.topics(issue)
        yield from (registry.shows.get(episode.show) for episode in issue.episodes)
        for mention in issue.mentions:
            entry = registry.get(mention.key)
            yield entry.name if entry else ""
        yield from self.domain.concordance.places_of(issue)


def _name_and_time_left(count: int) -> Callable[[tuple[str, bool]], str]:
    """Return what says which PDF was made last, and on a terminal how long the others will take."""
    begun, numbers = time.monotonic(), itertools.count(1)

    def say(result: tuple[str, bool]) -> str:
        done, name = next(numbers), result[0].removesuffix(".pdf")
        left = round((time.monotonic() - begun) / done * (count - done))
        return f"{name}, {left // 60}:{left % 60:02} left" if sys.stdout.isatty() else name

    return say


def _check_paper(app: Sphinx, config: Any) -> None:
    """Say so at once if `conf.py` names a paper that is not known."""
    if config.periodical_paper not in PAPERS:
        logger.warning(
            "conf.py: periodical_paper is %r. Write one of %s.",
            config.periodical_paper,
            ", ".join(map(repr, PAPERS)),
            type=DOMAIN,
            subtype=str(ProblemCode.PDF),
        )
        config.periodical_paper = PAPERS[0]


def setup_builder(app: Sphinx) -> None:
    """Register the builder and its setting, which no page depends on while it is read."""
    app.add_config_value("periodical_paper", PAPERS[0], "", types=frozenset({str}))
    app.add_builder(PdfBuilder)
    app.connect("config-inited", _check_paper)
