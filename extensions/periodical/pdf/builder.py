"""The builder ``pdf``: a PDF of each issue beside its page, and a volume of each year.

With the doctrees of another builder (``-d``), ``sphinx-build -b pdf`` reads nothing again. No
commit changes the bytes of a document that it does not touch.
"""

import datetime
import shutil
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path

from ..citations import Words, cite_issue, format_citation
from ..documents.builder import DocumentBuilder, span_of
from ..documents.templates import XmlTemplates, template_folders, templates_of
from ..domain import PeriodicalDomain
from ..ledger.ledger import fingerprint
from ..ledger.outputs import templates
from ..markup.languages import format_date
from ..markup.reading import report
from ..model.messages import Complaint
from ..model.page import PAGE_SUFFIX, Page
from ..model.publication import ISSUES_FOLDER
from ..model.records import IssueRecord
from ..model.registry import FOUND_BY_NAME, entry_page
from ..model.text import missing_letters
from ..words import _, spoken
from .metadata import Metadata
from .press import FEW, Job, Press, PressError, versions_digest
from .quoting import Code, about_language, call, joined, program, string
from .translator import Article, Paper, Translator


class PdfBuilder(DocumentBuilder):
    """Make the PDFs, each only if something in it changed."""

    name = room = "pdf"
    format = "pdf"
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
        volume = {self.get_target_uri(issue.docname): issue for issue in issues}
        functions, root = self.press.functions, Path(self.srcdir)
        paper = Paper(functions, self.press.pictures, root, volume if path in self.years else {})
        articles = [(issue, self._article(issue, paper)) for issue in issues]
        wrong = {issue.docname: each.problems for issue, each in articles if each.problems}
        for each in () if path in self.years else chain(*wrong.values()):
            report(each)
        self.refuse(path, {docname: str(problems[0]) for docname, problems in wrong.items()})
        if wrong:
            return None
        for issue in issues:
            stored = self.press.sources / stored_name(issue)
            shutil.copyfile(self.env.doc2path(issue.docname), stored)
        if path in self.years:
            source = volume_document(self.years[path], articles, self.domain)
        else:
            source = issue_document(*articles[0], self.domain)
        is_large = path in self.years and len(issues) > FEW
        job = Job(path, source, self.metadata_of(path, issues), is_large)
        return None if self.ledger.is_renewed(path, mark, self._key(job)) else job

    def metadata_of(self, path: str, issues: Sequence[IssueRecord]) -> Metadata:
        """Return what a PDF says of itself; a volume was published when its latest issue was."""
        authors = tuple(self.domain.authors_of(*issues))
        published = max(issue.head.date for issue in issues)
        modified = max(issue.head.modified for issue in issues)
        address = self.get_target_uri(path.removesuffix(self.suffix))
        properties = self._templates.text(
            "xmp.xml", authors=authors, published=published, modified=modified, address=address
        )
        is_volume = path == f"{ISSUES_FOLDER}/{published.year}{self.suffix}"
        return Metadata(authors, published, modified, properties, with_outline=is_volume)

    @cached_property
    def _templates(self) -> XmlTemplates:
        return templates_of(self)

    def _key(self, job: Job) -> str:
        """Return a digest of what a PDF is made of; pictures have their content in their names."""
        return fingerprint(self.looks, job.source, job.metadata)

    def _article(self, issue: IssueRecord, paper: Paper) -> Article:
        """Return an issue in the language of the compiler."""
        page = Page.of(Path(self.srcdir), issue.docname)
        return Translator(issue, self.texts.of(issue.docname), page, paper).article()

    @cached_property
    def looks(self) -> str:
        """A digest of templates, fonts, compiler and standards."""
        laid_out = self.press.lay_out_templates(template_folders(self))
        about = templates(self, "xmp.xml")
        return fingerprint(laid_out, about, versions_digest())


def stored_name(issue: IssueRecord) -> str:
    """Return the name under which the compiler finds an issue's source."""
    return f"{issue.id}{PAGE_SUFFIX}"


def issue_document(issue: IssueRecord, article: Article, domain: PeriodicalDomain) -> bytes:
    """Return the source of an issue's PDF."""
    about = _about_issue(issue, article, domain)
    return program("issue.typ", [call("issue", about, article.body)])


def volume_document(
    year: int, issues: Sequence[tuple[IssueRecord, Article]], domain: PeriodicalDomain
) -> bytes:
    """Return the source of a year's volume; its issues come oldest first."""
    publication, records = domain.publication, [issue for issue, _ in issues]
    about = {
        **_about_document(domain, *records),
        **about_language(publication.language),
        "title": f"{publication.name}, {year}",
        "year": str(year),
        "description": _("All issues of %s") % year
        + f": {publication.tagline or publication.name}",
        "keywords": sorted(domain.topics_of(*records)),
        "span": span_of(records),
        "address": publication.address_of(f"{ISSUES_FOLDER}/{year}.html"),
        "index": _index(records, domain),
    }
    bodies = [
        call("issue-of-volume", _about_issue(issue, article, domain), article.body)
        for issue, article in issues
    ]
    return program("volume.typ", [call("volume", about, *bodies)])


def _index(issues: Sequence[IssueRecord], domain: PeriodicalDomain) -> Iterator[object]:
    """Yield the kinds of an index: each its title, and its entries by name."""
    keys = {mention.key for issue in issues for mention in issue.mentions}
    for kind in FOUND_BY_NAME:
        named = [(domain.registry.entries.get(key), key) for key in keys if key[0] is kind]
        entries = sorted(
            (domain.printed(entry.name), key)
            for entry, key in named
            if entry and not any(missing_letters(entry.name))
        )
        if entries:
            listed = sorted(entries, key=lambda each: (each[0].casefold(), each))
            yield _(kind.plural.capitalize()), [(entry_page(key), name) for name, key in listed]


def _about_document(domain: PeriodicalDomain, *issues: IssueRecord) -> dict[str, object]:
    shown = {"name", "tagline", "issn", "publisher", "licence", "paper"}
    return {
        "publication": domain.publication.model_dump(mode="json", include=shown),
        # The language of what the templates themselves say.
        "language": spoken(),
        "document-authors": domain.authors_of(*issues),
        "modified": _date(max(issue.head.modified for issue in issues)),
    }


def _about_issue(
    issue: IssueRecord, article: Article, domain: PeriodicalDomain
) -> dict[str, object]:
    head, publication = issue.head, domain.publication
    # Without those names for which the faces lack a letter.
    places = [
        each for each in domain.concordance.places_of(issue) if not any(missing_letters(each.name))
    ]
    drawn = domain.map_of(places, prefix="places_map")
    citation = cite_issue(issue, publication, domain.registry)
    authors = domain.authors_of(issue)
    return {
        **_about_document(domain, issue),
        **about_language(head.language),
        "name": issue.id,
        "title": head.title,
        # The same as on its page.
        "citation": joined(map(_set_words, format_citation(citation))),
        "description": head.summary,
        "keywords": domain.topics_of(issue),
        "date": format_date(head.date),
        "revised": format_date(head.modified) if head.modified > head.date else None,
        "dateline": article.dateline,
        "address": citation.address,
        "doi": head.doi,
        "file": stored_name(issue),
        "source": publication.address_of(f"{issue.docname}{PAGE_SUFFIX}"),
        "digest": issue.digest,
        "map": drawn and {"drawing": drawn.standalone, "description": drawn.description},
        # Whether its colophon need not be measured: all else in it is short.
        "fits": len(head.title) + sum(map(len, authors)) < 400,
    }


def _date(date: datetime.date) -> dict[str, int]:
    return {"year": date.year, "month": date.month, "day": date.day}


def _set_words(words: Words) -> Code:
    match words.part:
        case "address":
            return call("to", words.text)
        case "publication":
            return call("emph", words.text)
        case _:
            return string(words.text)
