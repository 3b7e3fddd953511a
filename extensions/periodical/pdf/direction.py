"""Which way a block of text runs."""

from __future__ import annotations

import unicodedata
from functools import cache

import langcodes

_PERSIAN = frozenset("پچژگی")
_NOT_PERSIAN = frozenset("ٹڈڑںےې\u06c7\u06c6\u06d5ځڅښړ")
"""Letters of Urdu, Uyghur, Kurdish and Pashto, which have those of Persian too."""


def language_of_turned(text: str, right_to_left: bool) -> str:
    """Return the language of a block that runs the other way, as far as its letters tell.

    Returns
    -------
    str
        ``fa`` for Persian, and else ``und``: undetermined (ISO 639-2).
    """
    letters = set(text)
    persian = right_to_left and letters & _PERSIAN and not letters & _NOT_PERSIAN
    return "fa" if persian else "und"


def is_turned(text: str, right_to_left: bool) -> bool:
    """Tell whether a text runs against the direction of what is around it.

    The letters decide by their number, not the first of them alone (UAX #9, P2): a Persian
    paragraph may well begin with the Latin name of a broadcaster.

    Parameters
    ----------
    text
        All of the block's text.
    right_to_left
        The direction around it.
    """
    left = right = 0
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                left += 1
            case "R" | "AL":
                right += 1
    return left > right if right_to_left else right > left


_SCRIPTS = {"Latn": "LATIN", "Cyrl": "CYRILLIC", "Arab": "ARABIC", "Grek": "GREEK"}
"""Codes of ISO 15924, and with what the names of their letters begin."""


def is_of_another_script(text: str, language: str) -> bool:
    """Tell whether most letters of a text are of another script than its language has.

    Parameters
    ----------
    text
        The text.
    language
        A BCP 47 tag.
    """
    script = _script_of(language)
    letters = [character for character in text if character.isalpha()]
    own = sum(unicodedata.name(letter, "").startswith(script) for letter in letters)
    return 2 * own < len(letters)


@cache
def _script_of(language: str) -> str:
    return _SCRIPTS.get(langcodes.get(language).maximize().script or "", "")
