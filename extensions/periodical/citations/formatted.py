"""A citation in words, as a reader copies it: near to the *Chicago Manual of Style*, 14.191."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..markup.dates import format_date
from ..markup.quotes import inside_quotation
from ..model.text import listed
from .citation import Citation, after_title, source_in_words


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
    """Yield a citation in English words, as parts that can be set in their own ways."""
    yield Words(KindOfWords.NAME, listed(citation.authors))
    yield from _title(", ", citation.title)
    if citation.within:
        yield from _title("in ", citation.within)
    yield Words(KindOfWords.PUBLICATION, citation.publication)
    numbers = [str(citation.volume)] if citation.volume else []
    numbers += [f"no. {citation.number}"] if citation.number else []
    yield Words(KindOfWords.PLAIN, f" {', '.join(numbers)}" if numbers else "")
    yield Words(KindOfWords.PLAIN, f" ({citation.publisher}), {format_date(citation.date)}, ")
    if citation.revised:
        yield Words(KindOfWords.PLAIN, f"as revised on {format_date(citation.revised)}, ")
    if citation.release:
        yield Words(KindOfWords.PLAIN, f"version {citation.release}, ")
    yield Words(KindOfWords.ADDRESS, citation.address)
    yield Words(KindOfWords.PLAIN, ".")
    if citation.source:
        yield Words(KindOfWords.PLAIN, f" Adapted from {source_in_words(citation.source)}")
        if citation.source.url:
            yield Words(KindOfWords.PLAIN, ", ")
            yield Words(KindOfWords.ADDRESS, str(citation.source.url))
        yield Words(KindOfWords.PLAIN, ".")


def _title(before: str, title: str) -> Iterator[Words]:
    yield Words(KindOfWords.PLAIN, f"{before}“")
    yield Words(KindOfWords.TITLE, inside_quotation(title))
    yield Words(KindOfWords.PLAIN, f"{after_title(title)} ")
