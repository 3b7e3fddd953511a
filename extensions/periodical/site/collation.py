"""The order of names in an index, and the letter under which each stands.

The Unicode Collation Algorithm (UTS #10) with its default table: alphabetical within each script,
where *Ә* follows *А* and *Ғ* follows *Г*, and *Ö* stands with *O*.
"""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from operator import attrgetter
from typing import TypeVar

from pyuca import Collator

Item = TypeVar("Item")


@cache
def _collator() -> Collator:
    # The table is read when the first index is due, not at every build.
    return Collator()


def _words(name: str) -> str:
    """Return a name without signs, which would come before all letters: *‘Ali* stands at *A*."""
    kept = (each for each in unicodedata.normalize("NFC", name) if each.isalnum() or each == " ")
    return "".join(each for each in kept if unicodedata.category(each) != "Lm").strip()


def letter_of(name: str) -> str:
    """Return the letter under which a name stands; ``#`` for a name that begins with a number.

    A letter with a mark stands under that without, if the table orders both alike: *Ö* under *O*
    and *Ё* under *Е*, but *Й* under itself.
    """
    first = _words(name)[:1]
    if not first.isalpha():
        return "#"
    plain = unicodedata.normalize("NFD", first)[0]
    return (plain if _primary(plain) == _primary(first) else first).upper()[0]


def _primary(letter: str) -> tuple[int, ...]:
    """Return the primary weights of a letter: those up to the first 0."""
    key: tuple[int, ...] = _collator().sort_key(letter)
    return key[: key.index(0)]


def by_letter(
    items: Iterable[Item], name_of: Callable[[Item], str] = attrgetter("name")
) -> list[tuple[str, list[Item]]]:
    """Return items ordered by their names, under letters; of equal names, the order is kept."""

    def key(item: Item) -> tuple[tuple[int, ...], str]:
        name = name_of(item)
        return _collator().sort_key(_words(name)), name

    letters: dict[str, list[Item]] = {}
    for item in sorted(items, key=key):
        letters.setdefault(letter_of(name_of(item)), []).append(item)
    return list(letters.items())
