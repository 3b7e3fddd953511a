"""What there is to cite, an issue or a story of it; and its citation in words.

These are near to the *Chicago Manual of Style*, 14.191.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import NamedTuple
from urllib.parse import quote

from ..markup.languages import format_date
from ..markup.quotes import inside_quotation, smart_quotes
from ..model.issue import IssueHead, Source
from ..model.publication import Publication
from ..model.records import IssueRecord
from ..model.registry import Registry
from ..model.text import listed
from ..words import _


@dataclass(frozen=True)
class Citation:
    """What a citation consists of, whatever its format; texts are as they are printed.

    Args:
        key: A name for it that is the same in every format, and of its own in the publication.
        within: For a story: the title of its issue. A story has no DOI, no PDF and no abstract.
        head: What the issue says of itself: its dates, its numbers, what it is adapted from.
        authors: Their names, never taken apart: which part of a name is the family's differs from
            Dushanbe to Astana, and the registry does not say.
        release: The release of the site that shows this text; empty for the current site.
    """

    publication: Publication
    head: IssueHead
    authors: tuple[str, ...]
    release: str
    key: str
    title: str
    address: str
    within: str = ""
    doi: str = ""
    pdf: str = ""
    abstract: str = ""

    @property
    def link(self) -> str:
        """Its DOI as an address, if it has one, or else its address."""
        return f"https://doi.org/{self.doi}" if self.doi else self.address

    @property
    def version(self) -> str:
        """Which text is cited: a release, or else the day since which the text stands so."""
        return self.release or self.head.modified.isoformat()

    @property
    def notes(self) -> list[str]:
        """What no format has a field for: the issue of a story, and the source, as sentences."""
        notes = [_("In the issue “%s”.") % inside_quotation(self.within)] if self.within else []
        if source := self.head.source:
            address = f", {source.url}" if source.url else ""
            notes.append(_("Adapted from %s.") % (source_in_words(source) + address))
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
    people = map(registry.person, head.authors)
    return Citation(
        publication,
        head,
        authors=tuple(smart_quotes(each.name, publication.language) for each in people),
        release=release,
        key=issue.id,
        title=smart_quotes(head.title, head.language),
        address=publication.address_of(f"{issue.docname}.html"),
        doi=head.doi or "",
        pdf=publication.address_of(f"{issue.docname}.pdf") if with_pdf else "",
        abstract=smart_quotes(head.summary, head.language),
    )


def cite_stories(issue: IssueRecord, whole: Citation) -> Iterator[Citation]:
    """Yield the citations of the stories of an issue, whose own is given, in their order."""
    for number, story in enumerate(issue.stories, start=1):
        # An address can have letters that no BibTeX key can.
        name = story.anchor if story.anchor.isascii() else f"story_{number}"
        yield Citation(
            whole.publication, whole.head, whole.authors, whole.release,
            key=f"{whole.key}_{name}", title=story.title, within=whole.title,
            address=f"{whole.address}#{quote(story.anchor)}",
        )  # fmt: skip


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


class KindOfWords(StrEnum):
    """What words of a citation are, for those who set them."""

    PLAIN = "plain"
    NAME = "name"
    TITLE = "title"
    """Between quotation marks, which belong to the plain words around it."""
    PUBLICATION = "publication"
    ADDRESS = "address"


class Words(NamedTuple):
    """Words of a citation."""

    part: KindOfWords
    text: str


def format_citation(citation: Citation) -> Iterator[Words]:
    """Yield a citation in words, as parts that can be set in their own ways."""
    plain, address = partial(Words, KindOfWords.PLAIN), partial(Words, KindOfWords.ADDRESS)
    head, publication = citation.head, citation.publication
    yield Words(KindOfWords.NAME, listed(citation.authors))
    for before, title in ((", ", citation.title), (_("in "), citation.within)):
        if title:
            yield plain(f"{before}“")
            yield Words(KindOfWords.TITLE, inside_quotation(title))
            yield plain(f"{after_title(title)} ")
    yield Words(KindOfWords.PUBLICATION, publication.name)
    numbers = [str(head.volume)] if head.volume else []
    numbers += [_("no. %s") % head.number] if head.number else []
    yield plain(f" {', '.join(numbers)}" if numbers else "")
    yield plain(f" ({publication.publisher.name}), {format_date(head.date)}, ")
    if head.revisions:
        yield plain(_("as revised on %s, ") % format_date(head.modified))
    if citation.release:
        yield plain(_("version %s, ") % citation.release)
    yield address(citation.link)
    yield plain(".")
    if source := head.source:
        yield plain(" " + _("Adapted from %s") % source_in_words(source))
        if source.url:
            yield plain(", ")
            yield address(str(source.url))
        yield plain(".")
