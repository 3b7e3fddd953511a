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
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ..model.text import as_json, known
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
    return "\n".join(map(_entry, citations))


def _entry(citation: Citation) -> str:
    # A second pair of braces keeps a name whole, and the capitals of a title as they are.
    authors = " and ".join(f"{{{_escaped(name)}}}" for name in citation.authors)
    found = {name: value(citation) for name, _ris, _csl, value in _FIELDS if name}
    fields = {name: _escaped(str(value)) for name, value in found.items() if value}
    fields |= {"title": f"{{{fields['title']}}}", "url": citation.address}
    lines = [f"  {name} = {{{value}}},\n" for name, value in {"author": authors, **fields}.items()]
    # The names of months are BibTeX's own, for each style to print in its way.
    lines.append(f"  month = {MONTHS[citation.head.date.month - 1]},\n")
    return f"@article{{{citation.key},\n{''.join(lines)}}}\n"


def _escaped(text: str) -> str:
    """Return text as LaTeX, in which no character has a meaning but itself."""
    return text.translate(_ESCAPES)


def as_ris(citations: Iterable[Citation]) -> str:
    """Return citations as a RIS file, in UTF-8."""
    return "\r\n".join(map(_record, citations))


def _record(citation: Citation) -> str:
    fields = [("TY", "MGZN"), ("ID", citation.key), *(("AU", name) for name in citation.authors)]
    fields += [(tag, value(citation)) for _bibtex, tag, _csl, value in _FIELDS if tag]
    fields += [("N1", note) for note in citation.notes]
    lines = [f"{tag}  - {value}\r\n" for tag, value in fields if value]
    return "".join([*lines, "ER  - \r\n"])


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
