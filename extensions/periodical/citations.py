"""How an issue, or a story of it, is cited: in words, and in the formats of other programs.

Pure functions from records; the page, the PDF and the book say the same, because all ask here. The
words are near to the *Chicago Manual of Style*, 14.191. The formats are:

- BibTeX, for BibLaTeX, JabRef and their like: Oren Patashnik, “BibTeXing” (1988), section 3; the
  escapes are those of LaTeX. Braces are counted even behind a backslash, so that one that is meant
  as a character has to be a command.
- RIS, for EndNote, Zotero, Mendeley and their like: Research Information Systems, “RIS Format
  Specifications” (2011): a tag, two spaces, a hyphen and a space; ``TY`` first, ``ER`` last.
- CSL-JSON, for every program that uses styles of the Citation Style Language: the schema of CSL
  1.0.2, a list of items.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from .markup.languages import format_date
from .markup.quotes import inside_quotation, smart_quotes
from .model.issue import IssueHead, Source
from .model.publication import Publication
from .model.records import IssueRecord
from .model.registry import Registry
from .model.text import as_json, known, listed
from .words import _


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
            notes.append(_("Adapted from %s.") % (_source_in_words(source) + address))
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


def _source_in_words(source: Source) -> str:
    """Return the citation of what an edition is adapted from, without its address and full stop."""
    title = smart_quotes(source.title)
    quoted = f"“{inside_quotation(title)}{_after_title(title)}"
    return f"{listed(source.authors)}, {quoted} {source.publisher}, {format_date(source.date)}"


def _after_title(title: str) -> str:
    """Return what closes a title in quotation marks: its own sign can stand for the comma."""
    return "”" if title[-1:] in "?!…؟" else ",”"


class Words(NamedTuple):
    """Words of a citation, and what they are, for those who set them.

    The quotation marks of a title belong to the plain words around it.
    """

    part: Literal["plain", "name", "title", "publication", "address"]
    text: str


def format_citation(citation: Citation) -> Iterator[Words]:
    """Yield a citation in words, as parts that can be set in their own ways."""
    plain, address = partial(Words, "plain"), partial(Words, "address")
    head, publication = citation.head, citation.publication
    yield Words("name", listed(citation.authors))
    for before, title in ((", ", citation.title), (_("in "), citation.within)):
        if title:
            yield plain(f"{before}“")
            yield Words("title", inside_quotation(title))
            yield plain(f"{_after_title(title)} ")
    yield Words("publication", publication.name)
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
        yield plain(" " + _("Adapted from %s") % _source_in_words(source))
        if source.url:
            yield plain(", ")
            yield address(str(source.url))
        yield plain(".")


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ESCAPES = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "$&%#_"},
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)
"""Text as LaTeX, in which no character has a meaning but itself."""

_FIELDS: tuple[tuple[str, str, str, Callable[[Citation], Any]], ...] = (
    ("title", "TI", "title", lambda cited: cited.title),
    ("journal", "T2", "container-title", lambda cited: cited.publication.name),
    ("publisher", "PB", "publisher", lambda cited: cited.publication.publisher.name),
    ("year", "PY", "", lambda cited: f"{cited.head.date.year:04}"),
    ("day", "", "", lambda cited: cited.head.date.day),
    ("", "DA", "", lambda cited: cited.head.date.isoformat().replace("-", "/")),
    ("volume", "VL", "volume", lambda cited: cited.head.volume),
    ("number", "IS", "issue", lambda cited: cited.head.number),
    ("language", "LA", "language", lambda cited: cited.head.language),
    ("version", "ET", "version", lambda cited: cited.version),
    ("url", "UR", "URL", lambda cited: cited.address),
    ("doi", "DO", "DOI", lambda cited: cited.doi),
    ("issn", "SN", "ISSN", lambda cited: cited.publication.issn),
    ("", "L1", "", lambda cited: cited.pdf),
    ("note", "", "note", lambda cited: " ".join(cited.notes)),
    ("abstract", "AB", "abstract", lambda cited: cited.abstract),
)
"""What all formats have in common: its name in BibTeX, in RIS and in CSL-JSON, and what it is."""


def as_bibtex(citations: Iterable[Citation]) -> str:
    """Return citations as a BibTeX file, in UTF-8."""
    entries = []
    for cited in citations:
        # A second pair of braces keeps a name whole, and the capitals of a title as they are.
        authors = " and ".join(f"{{{name.translate(_ESCAPES)}}}" for name in cited.authors)
        found = {name: value(cited) for name, _ris, _csl, value in _FIELDS if name}
        fields = {name: str(value).translate(_ESCAPES) for name, value in found.items() if value}
        fields["url"] = cited.address
        fields = {"author": authors, **fields, "title": f"{{{fields['title']}}}"}
        lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items()]
        # The names of months are BibTeX's own, for each style to print in its way.
        lines.append(f"  month = {MONTHS[cited.head.date.month - 1]},\n")
        entries.append(f"@article{{{cited.key},\n{''.join(lines)}}}\n")
    return "\n".join(entries)


def as_ris(citations: Iterable[Citation]) -> str:
    """Return citations as a RIS file, in UTF-8."""
    records = []
    for cited in citations:
        fields = [("TY", "MGZN"), ("ID", cited.key), *(("AU", name) for name in cited.authors)]
        fields += [(tag, value(cited)) for _bibtex, tag, _csl, value in _FIELDS if tag]
        fields += [("N1", note) for note in cited.notes]
        lines = [f"{tag}  - {value}\r\n" for tag, value in fields if value]
        records.append("".join([*lines, "ER  - \r\n"]))
    return "\r\n".join(records)


def as_csl_json(citations: Iterable[Citation]) -> str:
    """Return citations as a CSL-JSON file."""
    return as_json(known(list(map(_item, citations)))).decode()


def _item(citation: Citation) -> dict[str, Any]:
    source = citation.head.source
    return {
        "id": citation.key,
        "type": "article-magazine",
        "author": [{"literal": name} for name in citation.authors],
        "issued": _date(citation.head.date),
        **{name: value(citation) for _bibtex, _ris, name, value in _FIELDS if name},
        "original-title": source and source.title,
        "original-author": source and [{"literal": name} for name in source.authors],
        "original-publisher": source and source.publisher,
        "original-date": source and _date(source.date),
    }


def _date(date: datetime.date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[date.year, date.month, date.day]]}


class Format(NamedTuple):
    """A format for other programs: its name, the ending and type of its files, what makes it."""

    name: str
    ending: str
    media_type: str
    make: Callable[[Iterable[Citation]], str]


FORMATS = (
    Format("BibTeX", ".bib", "application/x-bibtex", as_bibtex),
    Format("RIS", ".ris", "application/x-research-info-systems", as_ris),
    Format("CSL-JSON", ".csl.json", "application/vnd.citationstyles.csl+json", as_csl_json),
)
