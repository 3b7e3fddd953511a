"""The order of names in an index, and the letter under which each stands.

The Unicode Collation Algorithm (UTS #10) with its default table: alphabetical within each script,
where *Ә* follows *А* and *Ғ* follows *Г*, and *Ö* stands with *O*.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeVar

from pyuca import Collator

Item = TypeVar("Item")


@cache
def _collator() -> Collator:
    # The table is read when the first index is due, not at every build.
    return Collator()


def letter_of(name: str) -> str:
    """Return the letter under which a name stands; ``#`` for a name without letters."""
    for character in unicodedata.normalize("NFC", name):
        if unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lo"):
            if "LATIN" in unicodedata.name(character, ""):
                character = unicodedata.normalize("NFD", character)[0]
            return character.upper()[0]
    return "#"


def by_letter(
    items: Iterable[Item], name_of: Callable[[Item], str]
) -> list[tuple[str, list[Item]]]:
    """Return items in the order of their names, under letters.

    Parameters
    ----------
    items
        The items; of equal names, the order is kept.
    name_of
        Gives the name of an item.
    """
    key = _collator().sort_key
    letters: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: (key(name_of(item)), name_of(item))):
        letters.setdefault(letter_of(name_of(item)), []).append(item)
    return list(letters.items())
