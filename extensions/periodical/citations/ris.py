"""Citations for EndNote, Zotero, Mendeley and their like.

Research Information Systems, “RIS Format Specifications” (2011): a tag, two spaces, a hyphen and a
space; ``TY`` first, ``ER`` last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .citation import Citation

MEDIA_TYPE = "application/x-research-info-systems"


def as_ris(citations: Iterable[Citation]) -> str:
    """Return citations as a RIS file, in UTF-8."""
    return "\r\n".join(
        "".join(f"{tag}  - {value}\r\n" for tag, value in _fields(citation) if value is not None)
        for citation in citations
    )


def _fields(citation: Citation) -> Iterator[tuple[str, object]]:
    yield "TY", "MGZN"
    yield "ID", citation.key
    for name in citation.authors:
        yield "AU", name
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
    yield "L1", citation.pdf or None
    for note in citation.notes:
        yield "N1", note
    yield "AB", citation.abstract or None
    yield "ER", ""
