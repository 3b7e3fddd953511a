"""The builder ``pdf``: a PDF of each issue beside its page, and a volume of each year.

With the doctrees of another builder (``-d``), ``sphinx-build -b pdf`` reads nothing again.
"""

import shutil
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path

from ..documents.builder import DocumentBuilder
from ..documents.templates import XmlTemplates, template_folders, templates_of
from ..ledger.ledger import fingerprint
from ..ledger.outputs import templates
from ..markup.reading import report
from ..model.messages import Complaint
from ..model.page import PAGE_SUFFIX, Page
from ..model.records import IssueRecord
from .documents import issue_document, stored_name, volume_document
from .metadata import Metadata
from .press import FEW, Job, Press, PressError, versions_digest
from .translator import Article, translate
from .writer import PaperContext


class PdfBuilder(DocumentBuilder):
    """Make the PDFs, each only if something in it changed."""

    name = room = "pdf"
    format = "pdf"
    suffix = ".pdf"
    title = "PDF"
    media_type = "application/pdf"
    epilog = "The PDFs are in %(outdir)s."

    @cached_property
    def press(self) -> Press:
        """The compiler."""
        return Press(Path(self.doctreedir) / "pdf")

    def make(self, due: Iterable[str], wanted: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
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
                page = f"{self.contents[job.path][0].docname}{PAGE_SUFFIX}"
                report(Complaint("pdf-not-made", name=job.path, reason=result).at(page))
                self.fail(job.path, str(result))
            else:
                self.ledger.write(job.path, wanted[job.path], result, source=self._key(job))
            yield job.path, isinstance(result, bytes)
            while others:
                yield others.popleft(), False
        for path in others:
            yield path, False

    def _compose(self, path: str, mark: str) -> Job | None:
        """Return what the press needs for a PDF, unless it cannot be made, or is there as it is."""
        issues = self.contents[path]
        within = frozenset(
            name
            for issue in (issues if path in self.years else ())
            for name in (issue.id, *(f"{issue.id}/{anchor}" for anchor in issue.anchors))
        )
        articles = [(issue, self._article(issue, within)) for issue in issues]
        wrong = {issue.docname: each.problems for issue, each in articles if each.problems}
        for each in () if path in self.years else chain(*wrong.values()):
            report(each)
        self.refuse(path, {docname: str(problems[0]) for docname, problems in wrong.items()})
        if wrong:
            return None
        job = self._job(path, articles)
        return None if self.ledger.is_renewed(path, mark, self._key(job)) else job

    def _job(self, path: str, articles: Sequence[tuple[IssueRecord, Article]]) -> Job:
        year, issues = self.years.get(path), self.contents[path]
        for issue in issues:
            stored = self.press.sources / stored_name(issue)
            shutil.copyfile(self.env.doc2path(issue.docname), stored)
        if year is None:
            source = issue_document(*articles[0], self.domain)
        else:
            source = volume_document(year, articles, self.domain)
        metadata = self.metadata_of(path, issues, with_outline=year is not None)
        return Job(path, source, metadata, is_large=year is not None and len(issues) > FEW)

    def metadata_of(
        self, path: str, issues: Sequence[IssueRecord], *, with_outline: bool
    ) -> Metadata:
        """Return what a PDF says of itself; a volume was published when its latest issue was."""
        authors = tuple(self.domain.authors_of(*issues))
        published = max(issue.head.date for issue in issues)
        modified = max(issue.head.modified for issue in issues)
        address = self.get_target_uri(path.removesuffix(self.suffix))
        properties = self._templates.text(
            "xmp.xml", authors=authors, published=published, modified=modified, address=address
        )
        return Metadata(authors, published, modified, properties, with_outline)

    @cached_property
    def _templates(self) -> XmlTemplates:
        return templates_of(self)

    def _key(self, job: Job) -> str:
        """Return a digest of what a PDF is made of; pictures have their content in their names."""
        return fingerprint(self.looks, job.source, job.metadata)

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

    @cached_property
    def looks(self) -> str:
        """A digest of templates, fonts, compiler and standards."""
        laid_out = self.press.lay_out_templates(template_folders(self))
        about = templates(self, "xmp.xml")
        return fingerprint(laid_out, about, versions_digest())
