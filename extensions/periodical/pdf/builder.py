"""The builder ``pdf``: a PDF of each issue beside its page, and a volume of each year.

``sphinx-build -b pdf`` works like any other builder. With the doctrees of another builder
(``-d``) it reads nothing again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.display import status_iterator

from ..domain import PeriodicalDomain, periodical_domain
from ..ledger.outputs import BUILDERS
from ..markup.parser import report
from ..markup.printing import Face
from ..markup.targets import DOMAIN
from ..model.locator_map import LocatorMap
from ..model.outlines import OUTLINES_FILE
from ..model.page import Page
from ..model.problem import Code as ProblemCode
from ..model.problem import Problem, on_one_line
from ..model.publication import ISSUES_FOLDER
from ..model.records import IssueRecord
from ..model.registry import DATA_FOLDER
from .broken import broken_pages
from .documents import (
    Imprint,
    issue_document,
    issue_metadata,
    stored_name,
    volume_document,
    volume_metadata,
)
from .fonts import missing_letters
from .manifest import UNFINISHED, Entry, Manifest, digest, write_whole
from .metadata import Metadata
from .press import Press, PressError, versions_digest
from .translator import Article, translate
from .writer import Place

logger = logging.getLogger(__name__)

PAPERS = ("a4", "us-letter")
_PACKAGE = Path(__file__).resolve().parents[1]


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
    # Pictures are converted here where they have to be; see images.py.
    supported_image_types: ClassVar = ["image/png", "image/jpeg", "image/gif", "image/webp"]

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        super().__init__(app, env)
        self._application = app
        self._failed: dict[str, str] = {}
        self._made = 0

    # Where things are

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
            if not any(missing_letters(place.name, Face.TEXT))
        ]
        return self.domain.map_of(places, prefix="map")

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

    # Making them

    def write_documents(self, docnames: Set[str]) -> None:
        """Make the PDFs of issues, the volumes of their years, and delete those of issues gone."""
        issues = list(self.domain.chronicle.issues)
        wanted = [issue for issue in issues if issue.docname in docnames]
        years = sorted({issue.year for issue in wanted})
        self._broken = broken_pages(self._application, self.domain)
        manifest = Manifest(self.press.folder / f"manifest-{digest(str(self.outdir))[:16]}.json")
        self._common = self._common_digest()
        jobs: list[IssueRecord | int] = [*wanted, *years]
        try:
            self._note_unread(docnames)
            for job in status_iterator(
                jobs,
                "making PDFs... ",
                "darkgreen",
                len(jobs),
                self.config.verbosity,
                stringify_func=lambda job: str(job) if isinstance(job, int) else job.docname,
            ):
                if isinstance(job, int):
                    self._make_volume(job, [i for i in issues if i.year == job], manifest)
                else:
                    self._make_issue(job, manifest)
        finally:
            # What was made before an interruption need not be made again.
            self._forget(issues, manifest)
            manifest.save()
        logger.info("%d of %d PDFs made anew", self._made, len(jobs))

    def finish(self) -> None:
        """End with failure if a PDF could not be made, and name it."""
        if self._failed:
            # No exception: Sphinx would forget all that it has read.
            self._application.statuscode = 1
            lines = [f"\n{name}: {reason}" for name, reason in self._failed.items()]
            logger.error("%d of the PDFs could not be made:%s", len(lines), "".join(lines))

    def _note_unread(self, docnames: Set[str]) -> None:
        """Note the pages that could not even be recorded, when all are asked for.

        `_forget` deletes what there was of them: they are no issues.
        """
        if docnames >= self.env.found_docs:
            for page in self._broken.values():
                if page.docname not in self.domain.issues:
                    self._failed[issue_pdf(page.docname)] = page.reason

    def _make_issue(self, issue: IssueRecord, manifest: Manifest) -> None:
        name = issue_pdf(issue.docname)
        if issue.docname in self._broken:
            self._fail(name, self._broken[issue.docname].reason, manifest)
            return
        inputs = self._inputs(issue)
        before = manifest.get(name, Path(self.outdir, name))
        if before and before.inputs == inputs:
            return
        article = self._article(issue, frozenset())
        if article.problems:
            for problem in article.problems:
                report(problem)
            self._fail(name, str(article.problems[0]), manifest)
            return
        self.press.store_source(Path(self.env.doc2path(issue.docname)), stored_name(issue))
        self._make(
            name,
            issue_document(issue, article, self.imprint),
            issue_metadata(issue, self.imprint),
            issue,
            Entry(inputs, "", ""),
            before,
            manifest,
        )

    def _make_volume(self, year: int, issues: Sequence[IssueRecord], manifest: Manifest) -> None:
        name = volume_pdf(year)
        broken = [page.docname for page in self._broken.values() if year in page.years]
        if broken:
            self._fail(name, _not_without(broken), manifest)
            return
        inputs = digest(*(self._inputs(issue) for issue in issues))
        before = manifest.get(name, Path(self.outdir, name))
        if before and before.inputs == inputs:
            return
        within = frozenset(
            name
            for issue in issues
            for name in (issue.id, *(f"{issue.id}/{anchor}" for anchor in issue.anchors))
        )
        articles = [(issue, self._article(issue, within)) for issue in issues]
        broken = [issue.docname for issue, article in articles if article.problems]
        if broken:
            self._fail(name, _not_without(broken), manifest)
            return
        source = volume_document(year, articles, self.imprint)
        metadata = volume_metadata(year, issues, self.imprint)
        self._make(name, source, metadata, issues[0], Entry(inputs, "", ""), before, manifest)

    def _make(
        self,
        name: str,
        source: bytes,
        metadata: Metadata,
        first: IssueRecord,
        entry: Entry,
        before: Entry | None,
        manifest: Manifest,
    ) -> None:
        """Compile a document unless the one that is there was made from the same source."""
        # Pictures have their content in their names, which are in the source.
        key = digest(self._looks, source, repr(metadata))
        if before and before.source == key:
            manifest.entries[name] = replace(before, inputs=entry.inputs)
            return
        try:
            made = self.press.compile(source, metadata)
        except PressError as error:
            self._complain(first, f"{name} cannot be made. {error}")
            self._fail(name, str(error), manifest)
            return
        write_whole(Path(self.outdir, name), made)
        manifest.entries[name] = replace(entry, source=key, output=digest(made))
        self._made += 1

    def _article(self, issue: IssueRecord, within: Set[str]) -> Article:
        """Return an issue in the language of the compiler."""
        page = Page.of(Path(self.srcdir), issue.docname)
        place = Place(
            file=page.file,
            source=page.text,
            name=issue.id,
            language=issue.head.language,
            within=frozenset(within),
            root=Path(self.srcdir),
            pictures=self.press.pictures,
        )
        return translate(self._resolved(issue.docname), place)

    def _resolved(self, docname: str) -> nodes.document:
        return self.env.get_and_resolve_doctree(docname, self, tags=self.tags)

    def _forget(self, issues: Sequence[IssueRecord], manifest: Manifest) -> None:
        """Delete the PDFs of issues and years that are no longer there."""
        expected = {issue_pdf(issue.docname) for issue in issues}
        expected |= {volume_pdf(issue.year) for issue in issues}
        out = Path(self.outdir)
        # Files as well as entries: a manifest may have been lost, a build may have been killed.
        found = {path.relative_to(out).as_posix() for path in (out / ISSUES_FOLDER).rglob("*.pdf")}
        for name in (manifest.entries.keys() | found) - expected:
            self._delete(name, manifest)
        for half in (out / ISSUES_FOLDER).rglob(f".*.pdf{UNFINISHED}"):
            half.unlink()

    def _delete(self, name: str, manifest: Manifest) -> None:
        manifest.entries.pop(name, None)
        Path(self.outdir, name).unlink(missing_ok=True)

    def _fail(self, name: str, reason: str, manifest: Manifest) -> None:
        """Note a PDF that cannot be made; an older one would not be what its page says."""
        self._failed[name] = on_one_line(reason)
        self._delete(name, manifest)

    def _complain(self, issue: IssueRecord, message: str) -> None:
        file = Path(self.env.doc2path(issue.docname)).relative_to(self.srcdir).as_posix()
        report(Problem(file, 1, 1, ProblemCode.PDF, message))

    # What decides what a PDF is

    @cached_property
    def _looks(self) -> str:
        """A digest of templates, fonts, compiler and standards."""
        folders = [Path(self.srcdir, folder) for folder in self.config.templates_path]
        return digest(self.press.lay_out_templates(folders), versions_digest())

    def _common_digest(self) -> str:
        """A digest of all that decides what every document is, but for the issues themselves."""
        code = hashlib.sha256()
        for path in sorted(_PACKAGE.rglob("*.py")):
            code.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
        outlines = Path(self.srcdir, DATA_FOLDER, OUTLINES_FILE)
        return digest(
            self._looks,
            code.hexdigest(),
            self.imprint.publication.model_dump_json(),
            self.imprint.paper,
            digest(outlines.read_bytes()) if outlines.is_file() else "",
        )

    def _inputs(self, issue: IssueRecord) -> str:
        """Return a digest of all that decides what an issue's PDF is."""
        return digest(self._common, issue.digest, *self._pictures(issue), *self._others(issue))

    def _pictures(self, issue: IssueRecord) -> Iterator[str]:
        for uri in sorted(self.env.images):
            docnames, _ = self.env.images[uri]
            if issue.docname in docnames:
                path = Path(self.srcdir, uri)
                yield uri
                yield digest(path.read_bytes()) if path.is_file() else "missing"

    def _others(self, issue: IssueRecord) -> Iterator[str]:
        """Yield what the issue shows of other issues, and of the registry."""
        for reference in issue.references:
            other = self.domain.chronicle.find(reference.issue)
            if other is not None:
                yield from (repr(reference), other.docname, other.head.model_dump_json())
                yield other.heading_at(reference.anchor)
        registry = self.domain.registry
        yield from self.imprint.authors(issue)
        yield from self.imprint.topics(issue)
        yield from (repr(registry.shows.get(episode.show)) for episode in issue.episodes)
        for mention in issue.mentions:
            entry = registry.get(mention.key)
            yield entry.name if entry else ""
        yield from map(repr, self.domain.concordance.places_of(issue))


def _not_without(docnames: Sequence[str]) -> str:
    return f"It is not made without {', '.join(f'{docname}.md' for docname in docnames)}."


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
    app.connect(BUILDERS, lambda app: PdfBuilder.name)
    app.connect("config-inited", _check_paper)
