"""What languages ask of print: dates in their words, and which way a block of text runs."""

import datetime
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

import regex

from ..model.values import DEFAULT_LANGUAGE
from ..words import spoken

if TYPE_CHECKING:
    from babel.core import Locale

# Babel is imported by those who ask: `periodical check` prints no date.


@cache
def locale_of(language: str) -> "Locale":
    """Return the locale of a language tag; English where the language has no locale data."""
    from babel.core import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(DEFAULT_LANGUAGE)


def format_date(date: datetime.date | str, language: str = "") -> str:
    """Return a date, or its ISO 8601 form, in a language's words, or ours: ``9 April 2024``."""
    return _in_words(date, language or spoken())


@cache
def _in_words(date: datetime.date | str, language: str) -> str:
    from babel.dates import format_date as babel_format

    day = datetime.date.fromisoformat(date) if isinstance(date, str) else date
    locale = locale_of(language)
    # Newspapers of Central Asia that are written in English set the day before the month.
    made = babel_format(day, "d MMMM y" if locale.language == "en" else "long", locale=locale)
    # Some languages put “year” behind it, cut short, whose full stop would end any sentence twice.
    return str(regex.sub(r"(?<=\d)\s\w+\.$", "", made))


def language_name(language: str) -> str:
    """Return what a language calls itself: *русский*."""
    return locale_of(language).get_language_name() or language


def direction_of(language: str) -> str:
    """Return from where to where a language is written, as HTML says it: ``ltr`` or ``rtl``."""
    return "rtl" if locale_of(language).character_order == "right-to-left" else "ltr"


_PERSIAN = frozenset("پچژگ")
"""Letters that Arabic lacks; of the languages that have them, Persian is the likely one here."""

_NOT_PERSIAN = frozenset("ٹڈڑںھےۓېۇۆەۈۋڭڤڵڕێټډړږښڼۍكة")
"""Letters of Urdu, Pashto, Uyghur, Kazakh, Kurdish and Arabic that Persian lacks."""

_LEFT, _RIGHT = regex.compile(r"\p{bc=L}"), regex.compile(r"[\p{bc=R}\p{bc=AL}]")
"""Letters that run from left to right, and from right to left (UAX #9, table 4)."""


def likely_language(text: str, around: Iterable[str] = "") -> str:
    """Return the language of words in Arabic script, ``und`` where their letters do not tell it.

    Where they do not, those of the text around may: a quotation in Persian is of words that all
    languages of this script write. What is said wrongly is read aloud wrongly; nothing is guessed
    that no letters decide (BCP 47, RFC 5646, 4.1: ``und`` for a language that is not determined).
    """
    letters = set(text)
    if not letters & (_PERSIAN | _NOT_PERSIAN):
        letters |= set(around)
    return "fa" if letters & _PERSIAN and not letters & _NOT_PERSIAN else "und"


def is_turned(text: str, right_to_left: bool) -> bool:
    """Tell whether a text runs against the direction of what is around it.

    The letters decide by their number, not the first of them alone (UAX #9, P2): a Persian
    paragraph may well begin with the Latin name of a broadcaster.
    """
    if not right_to_left and not _RIGHT.search(text):
        return False
    left, right = len(_LEFT.findall(text)), len(_RIGHT.findall(text))
    return left > right if right_to_left else right > left


def ends_right_to_left(text: str) -> bool:
    """Tell whether the last letter of a text runs from right to left."""
    last = regex.search(r"(?r)[\p{bc=L}\p{bc=R}\p{bc=AL}]", text)
    return bool(last and _RIGHT.match(last[0]))


@cache
def _other_letters(language: str) -> "regex.Pattern[str]":
    """Return what finds letters of another script than a language has; none of one with several."""
    import langcodes  # here, as its tables take longer than a page

    script = langcodes.get(language).maximize().script
    try:
        return regex.compile(rf"(?V1)[\p{{L}}--\p{{Script={script}}}]")
    except regex.error:
        return regex.compile(r"(?!)")


def is_of_another_script(text: str, language: str) -> bool:
    """Tell whether most letters of a text are of another script than its language has."""
    others = len(_other_letters(language).findall(text))
    return bool(others) and 2 * others > len(regex.findall(r"\p{L}", text))
