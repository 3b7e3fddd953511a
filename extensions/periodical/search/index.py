"""The index: which records have which words, in pieces of which a query needs one for each word.

An inverted index as search engines have it. Words of the same first letters stand together, so that
one piece has all forms of a word, and all words that begin like it. In a row are the forms of a
word that the texts have; and, as gaps between their numbers, the records in which it is, each with
how much it says of it. Stories are numbered in the order of time, entries by how many issues name
them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .folding import fold

SIZE_OF_PIECE = 8_000
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


def facet(name: str, value: str) -> str:
    """Return what a record is filtered by, as it stands among the words."""
    return f"{FACET}{name}_{fold(value)}"


@dataclass
class Postings:
    """A word: its forms, and the stories and the entries that have it.

    Numbers are those of the records, times four, and how much the word says; ascending.
    """

    forms: set[str] = field(default_factory=set)
    stories: list[int] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)

    @property
    def written(self) -> str:
        """The row: what all forms begin with, and how each ends; the stories; the entries."""
        forms = sorted(self.forms)
        first, last = forms[0], forms[-1]
        shared = next((at for at, letter in enumerate(first) if last[at] != letter), len(first))
        endings = ",".join(form[shared:] for form in forms)
        return f"{first[:shared]},{endings} {_gaps(self.stories)} {_gaps(self.entries)}"


class Index:
    """An index under construction: records are added in the order of their numbers."""

    def __init__(self) -> None:
        self._size = {"stories": 0, "entries": 0}
        self._rows: dict[str, Postings] = {}
        self._of_keys: dict[str, Postings] = {}
        self._counts: Counter[str] = Counter()

    def add(self, to: str, levels: Mapping[str, int], facets: Iterable[str]) -> None:
        """Add a record.

        Args:
            to: `stories` or `entries`.
            levels: Its words with their forms, as `Record` has them, and how much each says.
            facets: What it can be filtered by, as `facet` gives it.
        """
        first = self._size[to] * 4
        self._size[to] += 1
        for key, level in levels.items():
            numbers: list[int] = getattr(self._of_keys.get(key) or self._row(key), to)
            if numbers and numbers[-1] >= first:  # another word of the same row
                numbers[-1] = max(numbers[-1], first + level)
            else:
                numbers.append(first + level)
        for name in dict.fromkeys(facets):
            getattr(self._rows.setdefault(name, Postings({name})), to).append(first)
        self._counts.update(levels)

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
        counted = sorted(self._counts.items(), key=lambda each: (-each[1], each[0]))
        return [key.partition(" ")[0] for key, _ in counted]

    def pieces(self) -> Iterator[tuple[str, str]]:
        """Yield the pieces, each with the letters with which its first word begins."""
        rows = [row for row in self._rows.values() if any(row.forms)]
        first, together = "", ""
        for prefix, lines in _groups(rows, SHARED):
            if together and len(together) + len(lines) > SIZE_OF_PIECE:
                yield first, together
                together = ""
            first, together = (first, f"{together}|{lines}") if together else (prefix, lines)
        if together:
            yield first, together


def _groups(rows: Sequence[Postings], depth: int) -> Iterator[tuple[str, str]]:
    """Yield rows by the first letters of their forms, by more letters where they are too many.

    A row whose forms differ in these letters stands in several groups, each with its forms.
    """
    groups: dict[str, list[Postings]] = defaultdict(list)
    for row in rows:
        parted: dict[str, set[str]] = defaultdict(set)
        for form in row.forms:
            parted[form[:depth]].add(form)
        for prefix, forms in parted.items():
            groups[prefix].append(Postings(forms, row.stories, row.entries))
    for prefix, group in sorted(groups.items()):
        lines = "|".join(sorted(row.written for row in group))
        is_apart = len(group) == 1 or all(len(form) <= depth for row in group for form in row.forms)
        if len(lines) <= SIZE_OF_PIECE or is_apart:
            yield prefix, lines
        else:
            yield from _groups(group, depth + 1)


def _gaps(numbers: Sequence[int]) -> str:
    """Write ascending numbers: the gap from the record before, times four, and the level."""
    written = ""
    before = 0
    for number in numbers:
        gap = number - before
        before = number & ~3
        while gap > 31:
            written += DIGITS[32 + (gap & 31)]
            gap >>= 5
        written += DIGITS[gap]
    return written
