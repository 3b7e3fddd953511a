"""Two texts compared word by word, as their readers would compare them."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Literal

ALIKE = 0.45
"""From which share of common words on a paragraph counts as the other, edited."""

LOOK_AHEAD = 12
"""How many of the old paragraphs in a row are looked at for the one that became a new one."""


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, or another run of words, without markup; and where it begins.

    It is not the writer's `own` in a quotation set apart, or in code.
    """

    line: int
    text: str
    is_heading: bool = False
    own: bool = field(default=True, compare=False)


Change = Literal["kept", "deleted", "inserted"]
"""What became of words."""

Piece = tuple[Change, str]
"""What became of words that stand together, and the words."""


@dataclass(frozen=True)
class ComparedBlock:
    """A block of the old text, the new, or both; and where it is, or would be, in the new page."""

    line: int
    pieces: tuple[Piece, ...]
    is_heading: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether any of its words changed."""
        return any(change != "kept" for change, _ in self.pieces)


def compare(old: Sequence[Block], new: Sequence[Block]) -> list[ComparedBlock]:
    """Compare texts by block, alike ones by word, however quotes, dashes and spaces are typed."""
    compared: list[ComparedBlock] = []
    keys = [[_key(block.text) for block in blocks] for blocks in (old, new)]
    for i, j, gone, added, same in _parts(*keys):
        behind = new[min(j, len(new) - 1)].line if new else 1
        compared += _replaced(old[i - gone : i], new[j - added : j], behind)
        compared += [_whole(block, "kept", block.line) for block in new[j : j + same]]
    return compared


def _replaced(old: Sequence[Block], new: Sequence[Block], behind: int) -> Iterator[ComparedBlock]:
    """Pair what is alike, in order; of the rest, what is gone stands before what is new."""
    from rapidfuzz.distance import Indel  # here, as few pages are compared

    i = j = 0
    for place, block in enumerate(new):
        words = _key(block.text)
        for partner, other in enumerate(old[i : i + LOOK_AHEAD], start=i):
            if Indel.normalized_similarity(_key(other.text), words) >= ALIKE:
                yield from (_whole(gone, "deleted", new[j].line) for gone in old[i:partner])
                yield from (_whole(added, "inserted", added.line) for added in new[j:place])
                pieces = filter(itemgetter(1), _pieces(other.text, block.text))
                yield ComparedBlock(block.line, tuple(pieces), block.is_heading)
                i, j = partner + 1, place + 1
                break
    line = new[j].line if j < len(new) else behind
    yield from (_whole(gone, "deleted", line) for gone in old[i:])
    yield from (_whole(added, "inserted", added.line) for added in new[j:])


def _whole(block: Block, change: Change, line: int) -> ComparedBlock:
    return ComparedBlock(line, ((change, block.text),), block.is_heading)


def _pieces(old: str, new: str) -> Iterator[Piece]:
    before, after = old.split(), new.split()
    for i, j, gone, added, same in _parts(_key(old), _key(new)):
        yield "deleted", " ".join(before[i - gone : i])
        yield "inserted", " ".join(after[j - added : j])
        yield "kept", " ".join(after[j : j + same])


def _parts(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield where, in both, items begin to be the same; how many differ before it; how many are."""
    from rapidfuzz.distance import Indel

    i = j = 0
    for block in Indel.opcodes(old, new).as_matching_blocks():
        yield block.a, block.b, block.a - i, block.b - j, block.size
        i, j = block.a + block.size, block.b + block.size


_TYPED = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00ad": None})


def _key(text: str) -> tuple[str, ...]:
    """Return words in a form that typed quotes, ``--``, ``...`` share with what Sphinx prints."""
    plain = unicodedata.normalize("NFC", text).translate(_TYPED)
    return tuple(plain.replace("...", "…").replace("---", "—").replace("--", "–").split())
