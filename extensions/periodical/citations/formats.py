"""Citations in the formats of other programs.

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
from typing import Any, NamedTuple

from ..model.text import as_json
from .citation import Citation

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)


def as_bibtex(citations: Iterable[Citation]) -> str:
    """Return citations as a BibTeX file, in UTF-8."""
    return "\n".join(map(_entry, citations))


def _entry(citation: Citation) -> str:
    fields = {
        # A second pair of braces keeps a name whole, and the capitals of a title as they are.
        "author": " and ".join(f"{{{_escaped(name)}}}" for name in citation.authors),
        "title": f"{{{_escaped(citation.title)}}}",
        "journal": _escaped(citation.publication),
        "publisher": _escaped(citation.publisher),
        "year": f"{citation.date.year:04}",
        "day": str(citation.date.day),
        "volume": citation.volume,
        "number": citation.number,
        "language": citation.language,
        "version": _escaped(citation.version),
        "url": citation.address,
        "doi": _escaped(citation.doi),
        "issn": citation.issn,
        "note": _escaped(" ".join(citation.notes)),
        "abstract": _escaped(citation.abstract),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    # The names of months are BibTeX's own, for each style to print in its way.
    lines.append(f"  month = {MONTHS[citation.date.month - 1]},\n")
    return f"@article{{{citation.key},\n{''.join(lines)}}}\n"


def _escaped(text: str) -> str:
    """Return text as LaTeX, in which no character has a meaning but itself."""
    return text.translate(_ESCAPES)


def as_ris(citations: Iterable[Citation]) -> str:
    """Return citations as a RIS file, in UTF-8."""
    return "\r\n".join(
        "".join(f"{tag}  - {value}\r\n" for tag, value in _fields(citation) if value is not None)
        for citation in citations
    )


def _fields(citation: Citation) -> Iterator[tuple[str, object]]:
    yield "TY", "MGZN"
    yield "ID", citation.key
    yield from (("AU", name) for name in citation.authors)
    yield "TI", citation.title
    yield "T2", citation.publication
    yield "PB", citation.publisher
    yield "PY", f"{citation.date.year:04}"
    yield "DA", citation.date.isoformat().replace("-", "/")
    yield "VL", citation.volume
    yield "IS", citation.number
    yield "ET", citation.version
    yield "LA", citation.language
    yield "UR", citation.address
    yield "DO", citation.doi or None
    yield "SN", citation.issn or None
    yield "L1", citation.pdf or None
    yield from (("N1", note) for note in citation.notes)
    yield "AB", citation.abstract or None
    yield "ER", ""


def as_csl_json(citations: Iterable[Citation]) -> str:
    """Return citations as a CSL-JSON file."""
    return as_json(list(map(_item, citations))).decode()


def _item(citation: Citation) -> dict[str, Any]:
    source = citation.source
    item = {
        "id": citation.key,
        "type": "article-magazine",
        "title": citation.title,
        "author": [{"literal": name} for name in citation.authors],
        "container-title": citation.publication,
        "publisher": citation.publisher,
        "issued": _date(citation.date),
        "volume": citation.volume,
        "issue": citation.number,
        "version": citation.version,
        "language": citation.language,
        "URL": citation.address,
        "DOI": citation.doi,
        "ISSN": citation.issn,
        "abstract": citation.abstract,
        "note": " ".join(citation.notes),
        "original-title": source and source.title,
        "original-author": source and [{"literal": name} for name in source.authors],
        "original-publisher": source and source.publisher,
        "original-date": source and _date(source.date),
    }
    return {name: value for name, value in item.items() if value}


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
