"""The builder ``pdf``: a PDF of each issue beside its page, and a volume of each year.

With the doctrees of another builder (``-d``), ``sphinx-build -b pdf`` reads nothing again. No
commit changes the bytes of a document that it does not touch.
"""

import hashlib
import importlib.metadata
import itertools
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cached_property, partial
from pathlib import Path

from ..citations import cite_issue, format_citation
from ..documents.builder import DocumentBuilder, span_of
from ..documents.templates import program, template_folders
from ..domain import PeriodicalDomain
from ..faces import fonts_digest
from ..ledger.ledger import UnmadeError
from ..ledger.outputs import Waiting, templates
from ..markup.languages import format_date
from ..markup.reading import report
from ..model.files import fingerprint, keep, read_kept, sha256_of
from ..model.messages import Complaint
from ..model.page import PAGE_SUFFIX, Page
from ..model.publication import ISSUES_FOLDER
from ..model.records import IssueRecord
from ..model.registry import FOUND_BY_NAME, EntryKey
from ..words import _, spoken
from .press import STANDARDS, Job, Press, without_controls
from .translator import Made, Translator, about_language, place_in


class PdfBuilder(DocumentBuilder):
    """Make the PDFs, each only if something in it changed."""

    name = room = format = "pdf"
    media_type = "application/pdf"
    has_press = True

    @cached_property
    def press(self) -> Press:
        """The compiler."""
        return Press(Path(self.doctreedir) / "pdf", self._app.parallel)

    @cached_property
    def looks(self) -> str:
        """A digest of templates, fonts, compiler and standards."""
        laid_out = self.press.lay_out_templates(template_folders(self))
        tools = map(importlib.metadata.version, ("typst", "pikepdf", "deflate", "lxml"))
        return fingerprint(laid_out, templates(self, "xmp.xml"), fonts_digest(), STANDARDS, *tools)

    def make_all(self, paths: Set[str]) -> None:
        """Make the PDFs that are due; that of a year is bound of those of its issues."""
        years = (self.contents[path] for path in paths & self.years.keys())
        issues = map(self.path_of, itertools.chain.from_iterable(years))
        try:
            super().make_all({*paths, *issues})
        finally:
            self.press.close()

    def compose(self, path: str) -> Waiting | None:
        """Have the press begin a PDF, unless it is there, made of the same."""
        job = self._bound(path) if path in self.years else self._composed(path)
        file, note = Path(self.outdir, path), self.press.folder / "made" / f"{path}.json"
        # Pictures have their content in their names.
        bound = [sha256_of(issue) for _, issue in job.issues]
        mark = fingerprint(self.looks, job.source, job.properties, bound)
        if file.is_file() and read_kept(note) == (mark, sha256_of(file)):
            return None
        return partial(self._wait, job, self.press.begin(job), partial(keep, note, mark))

    def _wait(self, job: Job, waiting: Waiting, keep_note: Callable[[str], object]) -> bytes:
        """Wait for a PDF, and keep of what it is made; if there is none, it is told of its page."""
        try:
            made = waiting()
        except UnmadeError as error:
            page = f"{self.contents[job.path][0].docname}{PAGE_SUFFIX}"
            report(Complaint("pdf-not-made", name=job.path, reason=error).at(page))
            raise
        keep_note(hashlib.sha256(made).hexdigest())
        return made

    def _composed(self, path: str) -> Job:
        """Return what the press needs for the PDF of an issue, as it is translated."""
        (issue,), root = self.contents[path], Path(self.srcdir)
        text, page = self.texts.of(issue.docname), Page.read(root, issue.docname)
        translator = Translator(issue, text, page, self.press, root)
        article, problems = translator.article(), sorted(translator.problems)
        for problem in problems:
            report(problem)
        if problems:
            raise UnmadeError(problems[0])
        shutil.copyfile(root / page.file, self.press.sources / f"{issue.id}{PAGE_SUFFIX}")
        return self.job_of(issue, article)

    def job_of(self, issue: IssueRecord, article: Mapping[str, Made]) -> Job:
        """Return what the press needs for the PDF of an issue, as it is translated."""
        domain, head, path = self.domain, issue.head, self.path_of(issue)
        drawn = domain.maps.of(domain.concordance.places_of(issue), prefix="places_map")
        citation = cite_issue(issue, domain.publication, domain.authors_of(issue))
        about = {
            **self._about(issue),
            **about_language(head.language),
            "name": issue.id,
            "title": head.title,
            # The same as on its page.
            "citation": [*format_citation(citation)],
            "description": head.summary,
            "keywords": domain.topics_of(issue),
            "date": format_date(head.date),
            "revised": format_date(head.modified) if head.modified > head.date else None,
            "address": citation.address,
            "doi": head.doi,
            "file": f"{issue.id}{PAGE_SUFFIX}",
            "source": domain.publication.address_of(f"{issue.docname}{PAGE_SUFFIX}"),
            "digest": issue.digest,
            "map": drawn and {"drawing": drawn.standalone, "description": drawn.description},
            # Whether its colophon need not be measured: all else in it is short.
            "fits": len(head.title) + sum(map(len, citation.authors)) < 400,
        }
        source = program("issue.typ", without_controls({"about": about, **article}))
        return Job(path, source, self._properties_of(path, issue))

    def _bound(self, path: str) -> Job:
        """Return what the press needs for the PDF of a year."""
        year, issues, publication = self.years[path], self.contents[path], self.domain.publication
        numbered = {issue.head.number or 0: issue for issue in issues}
        if 0 in numbered or len(numbered) < len(issues):
            numbered = dict(enumerate(issues, start=1))
        contents = [
            (
                issue.id,
                f"{_('No. %s') % number} · {format_date(issue.head.date)}",
                issue.head.title,
                [(place_in(issue, story.anchor), story.title) for story in issue.stories],
            )
            for number, issue in numbered.items()
        ]
        description = _("All issues of %s") % year
        about = {
            **self._about(*issues),
            **about_language(publication.language),
            "title": f"{publication.name}, {year}",
            "year": str(year),
            "description": f"{description}: {publication.tagline or publication.name}",
            "keywords": sorted(self.domain.topics_of(*issues)),
            "span": span_of(issues),
            "address": publication.address_of(f"{ISSUES_FOLDER}/{year}.html"),
            "contents": contents,
            "index": _index(issues, self.domain),
        }
        source = json.dumps(without_controls(about)).encode()
        files = ((number, self.path_of(issue)) for number, issue in numbered.items())
        bound = tuple((number, Path(self.outdir, file)) for number, file in files)
        return Job(path, source, self._properties_of(path, *issues), bound)

    def _about(self, *issues: IssueRecord) -> dict[str, object]:
        """Return what a document of issues is told, whatever it is."""
        shown = {"name", "tagline", "issn", "publisher", "licence", "paper"}
        return {
            "publication": self.domain.publication.model_dump(mode="json", include=shown),
            # The language of what the templates themselves say.
            "language": spoken(),
            "document-authors": self.domain.authors_of(*issues),
        }

    def _properties_of(self, path: str, *issues: IssueRecord) -> str:
        """Return what a PDF says of itself; a volume was published when its latest issue was."""
        return self.forms.text(
            "xmp.xml",
            authors=self.domain.authors_of(*issues),
            published=max(issue.head.date for issue in issues),
            modified=max(issue.head.modified for issue in issues),
            address=self.get_target_uri(path.removesuffix(self.suffix)),
        )


def _index(issues: Sequence[IssueRecord], domain: PeriodicalDomain) -> Iterator[object]:
    """Yield the kinds of an index: each its title, and by name where the stories begin."""
    places: dict[EntryKey, list[str]] = {}
    for issue in issues:
        order = ["", *issue.anchors]
        for mention in sorted(issue.mentions, key=lambda each: order.index(each.anchor)):
            places.setdefault(mention.key, []).append(place_in(issue, mention.anchor))
    for kind in FOUND_BY_NAME:
        names = [
            (domain.printed(domain.concordance.entry(key).name), key, found)
            for key, found in places.items()
            if key[0] is kind
        ]
        names.sort(key=lambda each: (each[0].casefold(), each))
        if names:
            yield _(kind.plural.capitalize()), [(name, found) for name, _key, found in names]
