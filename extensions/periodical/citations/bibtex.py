"""Citations for BibTeX, BibLaTeX, JabRef and their like.

Oren Patashnik, “BibTeXing” (1988), section 3; the escapes are those of LaTeX. Braces are counted
even behind a backslash, so that one that is meant as a character has to be a command.
"""

from __future__ import annotations

from collections.abc import Iterable

from .citation import Citation

MEDIA_TYPE = "application/x-bibtex"

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
        "author": " and ".join(f"{{{escape(name)}}}" for name in citation.authors),
        "title": f"{{{escape(citation.title)}}}",
        "journal": escape(citation.publication),
        "publisher": escape(citation.publisher),
        "year": f"{citation.date.year:04}",
        "day": str(citation.date.day),
        "volume": citation.volume,
        "number": citation.number,
        "language": citation.language,
        "version": escape(citation.version),
        "url": citation.address,
        "note": escape(" ".join(citation.notes)),
        "abstract": escape(citation.abstract),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    # The names of months are BibTeX's own, for each style to print in its way.
    lines.append(f"  month = {MONTHS[citation.date.month - 1]},\n")
    return f"@article{{{citation.key},\n{''.join(lines)}}}\n"


def escape(text: str) -> str:
    """Return text as LaTeX, in which no character has a meaning but itself."""
    return text.translate(_ESCAPES)
