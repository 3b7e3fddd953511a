"""Dates as they are printed."""

import datetime
from functools import cache
from typing import TYPE_CHECKING

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
    pattern = "d MMMM y" if locale.language == "en" else "long"
    return babel_format(day, pattern, locale=locale)


def language_name(language: str) -> str:
    """Return what a language calls itself: *русский*."""
    return locale_of(language).get_language_name() or language


def is_right_to_left(language: str) -> bool:
    """Tell whether a language is written from right to left."""
    return locale_of(language).character_order == "right-to-left"
