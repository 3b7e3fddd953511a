"""What there is to cite, an issue or a story of it; and its citation in words.

These are near to the *Chicago Manual of Style*, 14.191.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote

from ..markup.dates import format_date
from ..markup.quotes import inside_quotation, smart_quotes
from ..model.issue import Source
from ..model.publication import Publication
from ..model.records import IssueRecord
from ..model.registry import Registry
from ..model.text import listed, without_forbidden
from ..words import _


@dataclass(frozen=True)
class Citation:
    """What a citation consists of, whatever its format; texts are as they are printed.

    Args:
        key: A name for it that is the same in every format, and of its own in the publication.
        within: For a story: the title of its issue. A story has no DOI, no PDF and no abstract.
        authors: Their names, never taken apart: which part of a name is the family's differs from
            Dushanbe to Astana, and the registry does not say.
        date, revised: The date of the issue, and of its latest revision, if it has been revised.
        release: The release of the site that shows this text; empty for the current site.
        source: What an adapted edition is adapted from.
    """

    key: str
    title: str
    within: str
    authors: tuple[str, ...]
    publication: str
    publisher: str
    language: str
    volume: int | None
    number: int | None
    date: datetime.date
    revised: datetime.date | None
    release: str
    address: str
    doi: str
    issn: str
    pdf: str
    abstract: str
    source: Source | None

    @property
    def link(self) -> str:
        """Its DOI as an address, if it has one, or else its address."""
        return f"https://doi.org/{self.doi}" if self.doi else self.address

    @property
    def version(self) -> str:
        """Which text is cited: a release, or else the day since which the text stands so."""
        return self.release or (self.revised or self.date).isoformat()

    @property
    def notes(self) -> list[str]:
        """What no format has a field for: the issue of a story, and the source, as sentences."""
        notes = [_("In the issue “%s”.") % inside_quotation(self.within)] if self.within else []
        if self.source:
            address = f", {self.source.url}" if self.source.url else ""
            notes.append(_("Adapted from %s.") % (source_in_words(self.source) + address))
        return notes


def cite_issue(
    issue: IssueRecord,
    publication: Publication,
    registry: Registry,
    *,
    release: str = "",
    with_pdf: bool = False,
) -> Citation:
    """Return the citation of an issue; of a release of the site, if this is one."""
    head = issue.head
    language = publication.language
    return Citation(
        key=issue.id,
        title=smart_quotes(head.title, head.language),
        within="",
        authors=tuple(
            smart_quotes(registry.person(author).name, language) for author in head.authors
        ),
        publication=_line(publication.name),
        publisher=_line(publication.publisher.name),
        language=head.language,
        volume=head.volume,
        number=head.number,
        date=head.date,
        revised=head.modified if head.revisions else None,
        release=_line(release),
        address=publication.address_of(f"{issue.docname}.html"),
        doi=head.doi or "",
        issn=publication.issn,
        pdf=publication.address_of(f"{issue.docname}.pdf") if with_pdf else "",
        abstract=smart_quotes(head.summary, head.language),
        source=head.source,
    )


def cite_stories(issue: IssueRecord, whole: Citation) -> Iterator[Citation]:
    """Yield the citations of the stories of an issue, whose own is given, in their order."""
    for number, story in enumerate(issue.stories, start=1):
        yield replace(
            whole,
            # An address can have letters that no BibTeX key can.
            key=f"{whole.key}_{story.anchor if story.anchor.isascii() else f'story_{number}'}",
            title=_line(story.title),
            within=whole.title,
            address=f"{whole.address}#{quote(story.anchor)}",
            doi="",
            pdf="",
            abstract="",
        )


def source_in_words(source: Source) -> str:
    """Return the citation of what an edition is adapted from, without its address and full stop."""
    authors, title = listed(source.authors), quoted(smart_quotes(source.title))
    return f"{authors}, {title} {source.publisher}, {format_date(source.date)}"


def quoted(title: str) -> str:
    """Return a quoted title with its comma, for which a question mark or the like can stand."""
    return f"“{inside_quotation(title)}{after_title(title)}"


def after_title(title: str) -> str:
    """Return what closes a title in quotation marks."""
    return "”" if title[-1:] in "?!…؟" else ",”"


def _line(text: str) -> str:
    return " ".join(without_forbidden(text).split())


class KindOfWords(StrEnum):
    """What words of a citation are, for those who set them."""

    PLAIN = "plain"
    NAME = "name"
    TITLE = "title"
    """Between quotation marks, which belong to the plain words around it."""
    PUBLICATION = "publication"
    ADDRESS = "address"


@dataclass(frozen=True)
class Words:
    """Words of a citation."""

    part: KindOfWords
    text: str


def format_citation(citation: Citation) -> Iterator[Words]:
    """Yield a citation in words, as parts that can be set in their own ways."""
    yield Words(KindOfWords.NAME, listed(citation.authors))
    yield from _title(", ", citation.title)
    if citation.within:
        yield from _title(_("in "), citation.within)
    yield Words(KindOfWords.PUBLICATION, citation.publication)
    numbers = [str(citation.volume)] if citation.volume else []
    numbers += [_("no. %s") % citation.number] if citation.number else []
    yield Words(KindOfWords.PLAIN, f" {', '.join(numbers)}" if numbers else "")
    yield Words(KindOfWords.PLAIN, f" ({citation.publisher}), {format_date(citation.date)}, ")
    if citation.revised:
        yield Words(KindOfWords.PLAIN, _("as revised on %s, ") % format_date(citation.revised))
    if citation.release:
        yield Words(KindOfWords.PLAIN, _("version %s, ") % citation.release)
    yield Words(KindOfWords.ADDRESS, citation.link)
    yield Words(KindOfWords.PLAIN, ".")
    if citation.source:
        yield Words(
            KindOfWords.PLAIN, " " + _("Adapted from %s") % source_in_words(citation.source)
        )
        if citation.source.url:
            yield Words(KindOfWords.PLAIN, ", ")
            yield Words(KindOfWords.ADDRESS, str(citation.source.url))
        yield Words(KindOfWords.PLAIN, ".")


def _title(before: str, title: str) -> Iterator[Words]:
    yield Words(KindOfWords.PLAIN, f"{before}“")
    yield Words(KindOfWords.TITLE, inside_quotation(title))
    yield Words(KindOfWords.PLAIN, f"{after_title(title)} ")
