"""Two texts compared word by word, as their readers would compare them."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")

ALIKE = 0.45
"""From which share of common words on a paragraph counts as the other, edited."""

LOOK_AHEAD = 12
"""How many of the old paragraphs in a row are looked at for the one that became a new one."""

MOST_PAIRS = 1_000_000
"""How many pairs of words, or of blocks, are compared; a longer text is taken as written anew.

Time grows with the product of the lengths: half a megabyte of text would hold up a build for hours.
"""


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, or another run of words, without markup; and where it begins.

    It is not the writer's `own` in a quotation set apart, or in code.
    """

    line: int
    text: str
    is_heading: bool = False
    own: bool = field(default=True, compare=False)


class Change(StrEnum):
    """What became of words."""

    KEPT = "kept"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True)
class ComparedWords:
    """Words of a block that shared a fate."""

    change: Change
    text: str


@dataclass(frozen=True)
class ComparedBlock:
    """A block of the old text, the new, or both; and where it is, or would be, in the new page."""

    line: int
    pieces: tuple[ComparedWords, ...]
    is_heading: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether any of its words changed."""
        return any(piece.change is not Change.KEPT for piece in self.pieces)


def compare(old: Sequence[Block], new: Sequence[Block]) -> list[ComparedBlock]:
    """Compare texts by block, alike ones by word, however quotes, dashes and spaces are typed."""
    compared: list[ComparedBlock] = []
    old_keys = [_key(block.text) for block in old]
    new_keys = [_key(block.text) for block in new]
    last = new[-1].line if new else 1
    for tag, i, i_end, j, j_end in _opcodes(old_keys, new_keys):
        if tag == "equal":
            compared += [_whole(block, Change.KEPT, block.line) for block in new[j:j_end]]
        else:
            following = new[j].line if j < len(new) else last
            compared += _replaced(old[i:i_end], new[j:j_end], following)
    return compared


def _replaced(
    old: Sequence[Block], new: Sequence[Block], following: int
) -> Iterator[ComparedBlock]:
    """Pair what is alike, in order; of the rest, what is gone stands before what is new."""
    rest = list(old)
    added: list[Block] = []
    for block in new:
        words = _key(block.text)
        near = enumerate(rest[:LOOK_AHEAD])
        partner = next((n for n, other in near if _alike(_key(other.text), words)), None)
        if partner is None:
            added.append(block)
            continue
        yield from _unpaired(rest[:partner], added, block.line)
        pieces = tuple(_pieces(rest[partner].text, block.text))
        yield ComparedBlock(block.line, pieces, block.is_heading)
        rest, added = rest[partner + 1 :], []
    yield from _unpaired(rest, added, following)


def _unpaired(
    gone: Sequence[Block], added: Sequence[Block], following: int
) -> Iterator[ComparedBlock]:
    line = added[0].line if added else following
    yield from (_whole(block, Change.DELETED, line) for block in gone)
    yield from (_whole(block, Change.INSERTED, block.line) for block in added)


def _whole(block: Block, change: Change, line: int) -> ComparedBlock:
    return ComparedBlock(line, (ComparedWords(change, block.text),), block.is_heading)


def _pieces(old: str, new: str) -> Iterator[ComparedWords]:
    before, after = old.split(), new.split()
    for tag, i, i_end, j, j_end in _opcodes(_key(old), _key(new)):
        if tag == "equal":
            yield ComparedWords(Change.KEPT, " ".join(after[j:j_end]))
            continue
        if i < i_end:
            yield ComparedWords(Change.DELETED, " ".join(before[i:i_end]))
        if j < j_end:
            yield ComparedWords(Change.INSERTED, " ".join(after[j:j_end]))


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(one) * len(other) > MOST_PAIRS:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _opcodes(old: Sequence[T], new: Sequence[T]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield `difflib`'s instructions, for the parts that differ at most."""
    begin = 0
    while begin < min(len(old), len(new)) and old[begin] == new[begin]:
        begin += 1
    end = 0
    while end < min(len(old), len(new)) - begin and old[-1 - end] == new[-1 - end]:
        end += 1
    i_end, j_end = len(old) - end, len(new) - end
    if begin:
        yield "equal", 0, begin, 0, begin
    if begin < i_end or begin < j_end:
        if (i_end - begin) * (j_end - begin) > MOST_PAIRS:
            yield "replace", begin, i_end, begin, j_end
        else:
            matcher = SequenceMatcher(None, old[begin:i_end], new[begin:j_end], autojunk=False)
            for tag, *places in matcher.get_opcodes():
                i, i_to, j, j_to = (place + begin for place in places)
                yield tag, i, i_to, j, j_to
    if end:
        yield "equal", i_end, len(old), j_end, len(new)


_TYPED = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00ad": None})


def _key(text: str) -> tuple[str, ...]:
    """Return words in a form that typed quotes, ``--``, ``...`` share with what Sphinx prints."""
    plain = unicodedata.normalize("NFC", text).translate(_TYPED)
    return tuple(plain.replace("...", "…").replace("---", "—").replace("--", "–").split())
