"""One form for all spellings of a word: in any script, with any marks, by any way to transliterate.

*Japarov*, *Zhaparov*, *Dzhaparov* and *Жапаров* are `japarov`. The letters of other scripts are
taken from the tables of anyascii (ISC licence, https://github.com/anyascii/anyascii), which follow
the systems in use for each language; then what different systems write for one sound is made one.
The browser folds what a reader asks for by the same tables, which the index hands on to it.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from anyascii import anyascii

from ..model.files import table_beside
from ..model.names import APOSTROPHES

_TABLE = table_beside(__file__, "folding.toml")
_OURS: dict[str, str] = _TABLE["ours"]
RULES: list[tuple[str, str]] = [(pattern, form) for pattern, form in _TABLE["rules"]]
"""What is written for one sound, and the form for it, in the order in which they apply."""

MARKS = "\u0300-\u036f\u0483-\u0489\u064b-\u065f\u0670"
WORD = re.compile(
    rf"\d+(?:[,.\xa0\u202f]\d{{3}})+(?!\d)|[^\W_][^\W_{MARKS}]*"
    rf"(?:[{MARKS}]+[^\W_]*|[{APOSTROPHES}][^\W_]+)*"
)
"""A word or a number. What a browser takes for one is in `_static/search.js`."""

_POSSESSIVES = tuple(f"{sign}s" for sign in APOSTROPHES)
_RULES = tuple((re.compile(pattern), form) for pattern, form in RULES)


def words(text: str) -> Iterator[str]:
    """Yield the words of a text, in small letters and without the *s* of a possessive."""
    for found in WORD.finditer(text):
        word = found.group().lower()
        yield word[:-2] if word.endswith(_POSSESSIVES) else word


@functools.cache
def letters() -> dict[str, str]:
    """Return what stands for each letter that is no ASCII and no such letter with a mark."""
    found = (chr(code) for block in _TABLE["blocks"] for code in range(*block))
    plain = {each: _plain(each) for each in found if each == each.lower() and each.isalnum()}
    forms = {each: filter(str.isalnum, anyascii(form).lower()) for each, form in plain.items()}
    latin = {each: "".join(form) for each, form in forms.items()}
    return {each: form for each, form in latin.items() if form != plain[each]} | _OURS


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(each for each in decomposed if not unicodedata.category(each).startswith("M"))


@functools.cache
def fold(word: str) -> str:
    """Return a word in the form in which all its spellings are equal."""
    table = letters()
    composed = unicodedata.normalize("NFKC", word).lower()
    latin = "".join(table.get(each, each) for each in composed)
    plain = "".join(table.get(each, each) for each in _plain(latin))
    form = "".join(each for each in plain if each.isalnum())
    for pattern, sound in _RULES:
        form = pattern.sub(sound, form)
    return form


PAIRS = 16384
"""How many numbers there are for pairs of words: so many that a few records have one by chance."""


@functools.cache
def _number(form: str) -> int:
    return functools.reduce(lambda number, letter: (number * 31 + ord(letter)) % 65521, form, 0)


def pairs(words: Iterable[str]) -> set[int]:
    """Return which words stand side by side: a number for two forms, the same in the browser."""
    numbers = [_number(form) for form in map(fold, words) if form]
    return {(first * 31 + second) % PAIRS for first, second in pairwise(numbers)}
