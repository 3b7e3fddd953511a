"""The builder ``pdf``: a PDF of each issue beside its page, and a volume of each year.

With the doctrees of another builder (``-d``), ``sphinx-build -b pdf`` reads nothing again. No
commit changes the bytes of a document that it does not touch.
"""

import importlib.metadata
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from ..citations import cite_issue, format_citation
from ..documents.builder import DocumentBuilder, Note, span_of
from ..documents.templates import template_folders
from ..domain import PeriodicalDomain
from ..faces import fonts_digest
from ..ledger.outputs import templates
from ..markup.languages import format_date
from ..markup.reading import report
from ..model.files import fingerprint
from ..model.limits import PRINTING_SECONDS
from ..model.messages import Complaint
from ..model.page import PAGE_SUFFIX, Page
from ..model.publication import ISSUES_FOLDER
from ..model.records import IssueRecord
from ..model.registry import FOUND_BY_NAME, entry_page
from ..words import _, spoken
from .press import FEW, STANDARDS, Job, Press, PressError
from .quoting import about_language, call, program
from .translator import Article, Paper, Translator


class PdfBuilder(DocumentBuilder):
    """Make the PDFs, each only if something in it changed."""

    name = room = format = "pdf"
    media_type = "application/pdf"

    @cached_property
    def press(self) -> Press:
        """The compiler."""
        return Press(Path(self.doctreedir) / "pdf")

    @cached_property
    def looks(self) -> str:
        """A digest of templates, fonts, compiler and standards."""
        laid_out = self.press.lay_out_templates(template_folders(self))
        tools = map(importlib.metadata.version, ("typst", "pikepdf", "deflate", "lxml"))
        about = templates(self, "xmp.xml")
        return fingerprint(laid_out, about, fonts_digest(), STANDARDS, *tools)

    def make(self, due: Sequence[str], wanted: Mapping[str, str], note: Note) -> None:
        """Make PDFs, and note each that is done with."""

        def jobs() -> Iterator[Job]:
            for path in due:
                if job := self._compose(path, wanted[path]):
                    yield job
                else:
                    note(False)

        for job, result in self.press.compile_all(jobs(), self._app.parallel):
            if isinstance(result, PressError):
                page = f"{self.contents[job.path][0].docname}{PAGE_SUFFIX}"
                report(Complaint("pdf-not-made", name=job.path, reason=result).at(page))
                self.fail(job.path, str(result))
            else:
                self.ledger.write(job.path, wanted[job.path], result, source=self._key(job))
            note(isinstance(result, bytes))

    def _compose(self, path: str, mark: str) -> Job | None:
        """Return what the press needs for a PDF, unless it cannot be made, or is there as it is."""
        issues, year, root = self.contents[path], self.years.get(path), Path(self.srcdir)
        held = {self.get_target_uri(issue.docname): issue for issue in issues}
        paper = Paper(self.press.functions, self.press.pictures, root, held)
        articles = []
        for issue in issues:
            text, page = self.texts.of(issue.docname), Page.read(root, issue.docname)
            articles.append(Translator(issue, text, page, paper).article())
            shutil.copyfile(root / page.file, self.press.sources / f"{issue.id}{PAGE_SUFFIX}")
        wrong = {each.issue.docname: str(each.problems[0]) for each in articles if each.problems}
        if wrong:
            # Those of a volume were told with the PDFs of its issues.
            for problem in () if year else articles[0].problems:
                report(problem)
            self.refuse(path, wrong)
            return None
        source, about = source_of(articles, self.domain, year), self.properties_of(path, issues)
        job = Job(path, source, about, len(issues) > FEW, PRINTING_SECONDS * len(issues))
        return None if self.ledger.is_renewed(path, mark, self._key(job)) else job

    def properties_of(self, path: str, issues: Sequence[IssueRecord]) -> str:
        """Return what a PDF says of itself; a volume was published when its latest issue was."""
        return self.forms.text(
            "xmp.xml",
            authors=self.domain.authors_of(*issues),
            published=max(issue.head.date for issue in issues),
            modified=max(issue.head.modified for issue in issues),
            address=self.get_target_uri(path.removesuffix(self.suffix)),
        )

    def _key(self, job: Job) -> str:
        """Return a digest of what a PDF is made of; pictures have their content in their names."""
        return fingerprint(self.looks, job.source, job.properties)


def source_of(articles: Sequence[Article], domain: PeriodicalDomain, year: int | None) -> bytes:
    """Return the source of the PDF of an issue; or of those of a year, oldest first."""
    publication, issues = domain.publication, [article.issue for article in articles]
    shown = {"name", "tagline", "issn", "publisher", "licence", "paper"}
    document = {
        "publication": publication.model_dump(mode="json", include=shown),
        # The language of what the templates themselves say.
        "language": spoken(),
        "document-authors": domain.authors_of(*issues),
    }
    whole = [(document | _about(article, domain), article.body) for article in articles]
    if year is None:
        return program("issue.typ", [call("issue", *whole[0])])
    volume = {
        **document,
        **about_language(publication.language),
        "title": f"{publication.name}, {year}",
        "year": str(year),
        "description": _("All issues of %s") % year
        + f": {publication.tagline or publication.name}",
        "keywords": sorted(domain.topics_of(*issues)),
        "span": span_of(issues),
        "address": publication.address_of(f"{ISSUES_FOLDER}/{year}.html"),
        "index": _index(issues, domain),
    }
    bodies = [call("issue-of-volume", *each) for each in whole]
    return program("volume.typ", [call("volume", volume, *bodies)])


def _about(article: Article, domain: PeriodicalDomain) -> dict[str, object]:
    issue, head, publication = article.issue, article.issue.head, domain.publication
    drawn = domain.map_of(domain.concordance.places_of(issue), prefix="places_map")
    citation = cite_issue(issue, publication, domain.registry)
    return {
        **about_language(head.language),
        "name": issue.id,
        "title": head.title,
        # The same as on its page.
        "citation": [*format_citation(citation)],
        "description": head.summary,
        "keywords": domain.topics_of(issue),
        "date": format_date(head.date),
        "revised": format_date(head.modified) if head.modified > head.date else None,
        "dateline": article.dateline,
        "address": citation.address,
        "doi": head.doi,
        "file": f"{issue.id}{PAGE_SUFFIX}",
        "source": publication.address_of(f"{issue.docname}{PAGE_SUFFIX}"),
        "digest": issue.digest,
        "map": drawn and {"drawing": drawn.standalone, "description": drawn.description},
        # Whether its colophon need not be measured: all else in it is short.
        "fits": len(head.title) + sum(map(len, citation.authors)) < 400,
    }


def _index(issues: Sequence[IssueRecord], domain: PeriodicalDomain) -> Iterator[object]:
    """Yield the kinds of an index: each its title, and its entries by name."""
    keys = {mention.key for issue in issues for mention in issue.mentions}
    for kind in FOUND_BY_NAME:
        names = [
            (domain.printed(domain.concordance.entry(key).name), entry_page(key))
            for key in keys
            if key[0] is kind
        ]
        names.sort(key=lambda each: (each[0].casefold(), each))
        if names:
            yield _(kind.plural.capitalize()), [(page, name) for name, page in names]
