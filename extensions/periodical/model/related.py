"""A related article, as a contributor writes one on a line.

``Middle Corridor: [Nine Hard Truths](https://example.org/nine) — The word is out.`` is a category,
a title with its address, and a teaser. The title may stand in *emphasis* where there is no address;
category and teaser may be left out; a reference to an issue of this publication brings its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from .messages import InvalidValueError

_DASH = re.compile(r"\s*(?:[—–:]|-(?=\s))\s*")


class Part(Enum):
    """What a piece of the line is."""

    TEXT = auto()
    TITLE = auto()
    """A link, a reference to an issue, or emphasis."""
    IMAGE = auto()


@dataclass(frozen=True)
class RelatedShape:
    """Where the parts of a related article are.

    Args:
        category: The text before the title; empty where there is none.
        title: Which piece is the title.
        teaser: The text that opens the teaser, without its dash, and which piece it replaces;
            `None` where there is no teaser.
    """

    category: str
    title: int
    teaser: tuple[int, str] | None


def read_related(pieces: Sequence[tuple[Part, str]]) -> RelatedShape:
    """Read the pieces of a line.

    Raises:
        InvalidValueError: If the line has no title or other words where they do not belong.
    """
    titles = [n for n, (part, _) in enumerate(pieces) if part is Part.TITLE]
    if not titles:
        raise InvalidValueError("related-without-title")
    title = titles[0]
    before = "".join(text for part, text in pieces[:title] if part is Part.TEXT).strip()
    if before and not before.endswith(":"):
        raise InvalidValueError("related-no-category", words=before)
    for index in range(title + 1, len(pieces)):
        part, text = pieces[index]
        if part is Part.IMAGE or not text.strip():
            continue
        dash = _DASH.match(text) if part is Part.TEXT else None
        if dash is None:
            raise InvalidValueError("related-without-dash", words=text.strip())
        return RelatedShape(before.rstrip(": "), title, (index, text[dash.end() :]))
    return RelatedShape(before.rstrip(": "), title, None)
