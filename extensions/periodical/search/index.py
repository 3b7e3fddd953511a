"""The index: which records have which words, in pieces of which a query needs one for each word.

An inverted index. Words of the same first letters stand together, so that one piece has all forms
of a word, and all words that begin like it. In a row are the forms of a word that the texts have;
and, as gaps between their numbers, the records in which it is, each with how much it says of it.
Stories are numbered in the order of time, entries by how many issues name them.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .folding import fold

SIZE_OF_PIECE = 7_000
"""How long a piece may be, in bytes; a row that is longer has one of its own."""

SHARED = 3
"""How many first letters all forms in a row share, at least."""

EVERYWHERE, FEW = 0.4, 50
"""In how great a part of all records a word is that says nothing beside others; and the number of
records up to which every word counts."""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
"""Five bits each; those of the second half are followed by more."""

FACET = "_"
"""How the name of what records are filtered by begins; no word does."""

PAIR = "_p_"
"""How the name of a pair of words begins, by which the stories are found that may have a phrase."""


def _numbers() -> "array[int]":
    return array("I")


def facet(name: str, value: str) -> str:
    """Return what a record is filtered by, as it stands among the words."""
    return f"{FACET}{name}_{fold(value)}"


@dataclass
class Postings:
    """A word: its forms, and the stories and the entries that have it.

    Numbers are those of the records, times four, and how much the word says; ascending.
    """

    forms: set[str] = field(default_factory=set)
    stories: "array[int]" = field(default_factory=_numbers)
    entries: "array[int]" = field(default_factory=_numbers)


class Index:
    """An index under construction: records are added in the order of their numbers."""

    def __init__(self) -> None:
        self._size = {"stories": 0, "entries": 0}
        self._rows: dict[str, Postings] = {}
        self._of_keys: dict[str, Postings] = {}
        self._pairs: dict[int, array[int]] = defaultdict(_numbers)

    def add(
        self,
        to: str,
        levels: Mapping[str, int],
        facets: Iterable[str],
        pairs: Iterable[int] = (),
    ) -> None:
        """Add a record to `stories` or `entries`; words as `Record` has them, facets as `facet`."""
        first = self._size[to] * 4
        for pair in pairs:
            self._pairs[pair].append(self._size[to])
        self._size[to] += 1
        for key, level in levels.items():
            numbers: array[int] = getattr(self._of_keys.get(key) or self._row(key), to)
            if numbers and numbers[-1] >= first:  # another word of the same row
                numbers[-1] = max(numbers[-1], first + level)
            else:
                numbers.append(first + level)
        for name in dict.fromkeys(facets):
            getattr(self._rows.setdefault(name, Postings({name})), to).append(first)

    def _row(self, key: str) -> Postings:
        word, _, term = key.partition(" ")
        form = fold(word)
        row = self._of_keys[key] = self._rows.setdefault(f"{form[:SHARED]} {term}", Postings())
        row.forms.add(form)
        return row

    def common(self) -> list[str]:
        """Return the words that are in so many records that they say nothing beside others."""
        least = max(self._size["stories"] * EVERYWHERE, FEW)
        rows = [row for row in self._rows.values() if len(row.stories) > least]
        return sorted(form for row in rows for form in row.forms if not form.startswith(FACET))

    def frequent_words(self) -> list[str]:
        """Return the words of the texts, the most frequent first."""
        rows = sorted(self._of_keys.items(), key=lambda each: (-len(each[1].stories), each[0]))
        return [key.partition(" ")[0] for key, _ in rows]

    def pieces(self) -> Iterator[tuple[str, str]]:
        """Yield the pieces, each with the letters with which its first word begins."""
        rows = [
            (row.forms, f"{_gaps(row.stories)} {_gaps(row.entries)}")
            for row in self._rows.values()
            if any(row.forms)
        ]
        # Of these there is one in every story for each of its words: no room for levels.
        rows += [
            ({f"{PAIR}{pair:04x}"}, f"{_gaps(numbers, levels=0)} ")
            for pair, numbers in self._pairs.items()
        ]
        first, together = "", ""
        for prefix, lines in _groups(rows, SHARED):
            if together and len(together) + len(lines) > SIZE_OF_PIECE:
                yield first, together
                together = ""
            first, together = (first, f"{together}|{lines}") if together else (prefix, lines)
        if together:
            yield first, together


def _groups(rows: Sequence[tuple[set[str], str]], depth: int) -> Iterator[tuple[str, str]]:
    """Yield rows by the first letters of their forms, by more letters where they are too many.

    A row whose forms differ in these letters stands in several groups, each with its forms.
    """
    groups: dict[str, list[tuple[set[str], str]]] = defaultdict(list)
    for forms, postings in rows:
        parted: dict[str, set[str]] = defaultdict(set)
        for form in forms:
            parted[form[:depth]].add(form)
        for prefix, some in parted.items():
            groups[prefix].append((some, postings))
    for prefix, group in sorted(groups.items()):
        lines = "|".join(sorted(f"{_together(forms)} {postings}" for forms, postings in group))
        is_apart = len(group) == 1 or all(max(map(len, forms)) <= depth for forms, _ in group)
        if len(lines) <= SIZE_OF_PIECE or is_apart:
            yield prefix, lines
        else:
            yield from _groups(group, depth + 1)


def _together(forms: Iterable[str]) -> str:
    """Write forms: what all begin with, and how each ends."""
    ordered = sorted(forms)
    first, last = ordered[0], ordered[-1]
    shared = next((at for at, letter in enumerate(first) if last[at] != letter), len(first))
    return ",".join((first[:shared], *(form[shared:] for form in ordered)))


def _gaps(numbers: Sequence[int], *, levels: int = 3) -> str:
    """Write ascending numbers as gaps from the one before, without the bits of its level."""
    written = ""
    before = 0
    for number in numbers:
        gap = number - before
        before = number & ~levels
        while gap > 31:
            written += DIGITS[32 + (gap & 31)]
            gap >>= 5
        written += DIGITS[gap]
    return written
