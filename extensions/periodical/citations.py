"""How an issue, or a story of it, is cited: in words, and in the formats of other programs.

Pure functions from records; the page, the PDF and the book say the same, because all ask here. The
words are near to the *Chicago Manual of Style*, 14.191. Templates of the publication, in
`_templates/citations/`, have the formats.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from .markup.languages import format_date
from .markup.quotes import in_marks, smart_quotes
from .model.files import table_beside
from .model.issue import IssueHead, Source
from .model.publication import Publication
from .model.records import IssueRecord
from .model.text import as_json, known, listed
from .words import _, spoken


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
        notes = [_("In the issue “%s”.") % _quoted(self.within)[1]] if self.within else []
        if source := self.head.source:
            address = f", {source.url}" if source.url else ""
            notes.append(_("Adapted from %s.") % (_source_in_words(source) + address))
        return notes


def cite_issue(
    issue: IssueRecord,
    publication: Publication,
    authors: Sequence[str],
    *,
    release: str = "",
    with_pdf: bool = False,
) -> Citation:
    """Return the citation of an issue; of a release of the site, if this is one."""
    head = issue.head
    return Citation(
        publication,
        head,
        authors=tuple(authors),
        release=release,
        key=issue.id,
        title=head.title,
        address=publication.page_address(issue.docname),
        doi=head.doi or "",
        pdf=publication.address_of(f"{issue.docname}.pdf") if with_pdf else "",
        abstract=head.summary,
    )


def cite_stories(issue: IssueRecord, whole: Citation) -> Iterator[Citation]:
    """Yield the citations of the stories of an issue, whose own is given, in their order."""
    for number, story in enumerate(issue.stories, start=1):
        # An address can have letters that no BibTeX key can.
        name = story.anchor if story.anchor.isascii() else f"story_{number}"
        titled = replace(whole, title=story.title, within=whole.title, doi="", pdf="", abstract="")
        address = f"{whole.address}#{quote(story.anchor)}"
        yield replace(titled, key=f"{whole.key}_{name}", address=address)


def _source_in_words(source: Source) -> str:
    """Return the citation of what an edition is adapted from, without its address and full stop."""
    quoted = "".join(_quoted(smart_quotes(source.title)))
    return f"{listed(source.authors)}, {quoted} {source.publisher}, {format_date(source.date)}"


def _quoted(title: str) -> tuple[str, str, str]:
    """Return a title and what stands around it; a comma within, as in English, or its own sign."""
    opening, words, closing = in_marks(title, spoken())
    comma = "" if title[-1:] in "?!…؟" else ","
    return opening, words, f"{comma}{closing}" if spoken() == "en" else f"{closing},"


Words = tuple[Literal["plain", "name", "title", "publication", "address"], str]
"""What words of a citation are, for those who set them, and the words.

The quotation marks of a title belong to the plain words around it.
"""


def format_citation(citation: Citation) -> Iterator[Words]:
    """Yield a citation in words, as parts that can be set in their own ways."""
    head, publication = citation.head, citation.publication
    yield "name", listed(citation.authors)
    for before, title in ((", ", citation.title), (_("in "), citation.within)):
        if title:
            opening, words, closing = _quoted(title)
            yield "plain", f"{before}{opening}"
            yield "title", words
            yield "plain", f"{closing} "
    yield "publication", publication.name
    numbers = [str(head.volume)] if head.volume else []
    numbers += [_("no. %s") % head.number] if head.number else []
    said = f" {', '.join(numbers)}" if numbers else ""
    said += f" ({publication.publisher.name}), {format_date(head.date)}, "
    said += _("as revised on %s, ") % format_date(head.modified) if head.revisions else ""
    said += _("version %s, ") % citation.release if citation.release else ""
    yield "plain", said
    yield "address", citation.link
    if source := head.source:
        said = _("Adapted from %s") % _source_in_words(source)
        yield "plain", f". {said}, " if source.url else f". {said}"
        if source.url:
            yield "address", str(source.url)
    yield "plain", "."


_LATEX = str.maketrans(table_beside(__file__, "latex.toml"))


class Format(NamedTuple):
    """A format for other programs: its name, the ending and type of its files."""

    name: str
    ending: str
    media_type: str

    def file_of(
        self, citations: Sequence[Citation], render: Callable[[str, dict[str, Any]], str]
    ) -> bytes:
        """Return citations as a file; `render` makes a template with what it is shown."""
        shown = {"citations": citations, "tex": lambda text: text.translate(_LATEX)}
        text = render(f"citations/issue{self.ending}", shown)
        if self is CSL_JSON:
            return as_json(known(json.loads(text)))
        return (text.replace("\n", "\r\n") if self is RIS else text).encode()


BIBTEX = Format("BibTeX", ".bib", "application/x-bibtex")
RIS = Format("RIS", ".ris", "application/x-research-info-systems")
CSL_JSON = Format("CSL-JSON", ".csl.json", "application/vnd.citationstyles.csl+json")
FORMATS = (BIBTEX, RIS, CSL_JSON)
