"""What is wrong with a page, said so that its author can mend it.

`periodical check` and the Sphinx build report the same `Problem` values: the first as lines on
a terminal, annotations or SARIF, the second as warnings of type ``periodical``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from .text import without_forbidden


class Code(StrEnum):
    """The kinds of problem. A value is stable: it is printed, filtered on and documented."""

    ENCODING = "encoding"
    """The file is not UTF-8, or holds characters that have no place in a text."""
    FRONT_MATTER = "front-matter"
    """The block between the ``---`` lines is missing, unfinished or not YAML."""
    UNKNOWN_KEY = "unknown-key"
    """The front matter has a key that does not exist."""
    MISSING_KEY = "missing-key"
    """The front matter lacks a key that every issue has."""
    INVALID_VALUE = "invalid-value"
    """A key of the front matter has a value it cannot have."""
    FILE_NAME = "file-name"
    """A file in ``issues/`` has a name, place or type that an issue cannot have."""
    TITLE = "title"
    """The first heading is missing, doubled or differs from the front matter's title."""
    SECTION = "section"
    """A section that `conf.py` does not declare, or one that stands twice."""
    HEADING = "heading"
    """A heading on a level, or in a place, where none can stand."""
    HTML = "html"
    """Raw HTML, which pages of contributors cannot carry."""
    LINK = "link"
    """A link that leads nowhere, or that readers should not be sent along."""
    IMAGE = "image"
    """A picture that is missing, broken, undescribed or outside `issues/`."""
    PLACE = "place"
    """A word of warning, not a mistake: a picture says where it was taken."""
    DIRECTIVE = "directive"
    """A directive that is unknown or not for contributors, or one used wrongly."""
    OPTION = "option"
    """An option of a directive that is unknown, missing or has a wrong value."""
    ROLE = "role"
    """A role that is unknown or not for contributors, or one used wrongly."""
    SYNTAX = "syntax"
    """Markup that pages of contributors cannot use."""
    FOOTNOTE = "footnote"
    """A footnote without its reference, or a reference without its footnote."""
    NESTING = "nesting"
    """Lists or quotations inside each other, too deep to be read."""
    ISSUE = "issue"
    """A reference to an issue that does not exist."""
    REGISTRY = "registry"
    """An entry in `_data/` that cannot be used."""
    REDIRECT = "redirect"
    """An old address that is not one, or that two pages claim."""
    REVISION = "revision"
    """Words that were changed after a release, of which readers are not told."""
    WITHDRAWN = "withdrawn"
    """Text on the page of an issue that was withdrawn."""
    PDF = "pdf"
    """Something of an issue that its PDF cannot show, or a PDF that cannot be made."""
    REFUSED = "refused"
    """Something that should not have come through: the last look at a finished page stopped it."""


NOTES = frozenset({Code.PLACE})
"""The kinds that are no mistake: they are told, and do not fail a check."""

_LONG_QUOTATION = re.compile("“([^”]{60})[^”]{20,}”")


def on_one_line(words: str) -> str:
    """Return a message as one readable line, whatever of the page it quotes.

    A quoted line end would begin a new report, and a control character would reach the terminal.
    """
    words = " ".join(without_forbidden(words).split())
    return _LONG_QUOTATION.sub(r"“\1…”", words)


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and a way out.

    Parameters
    ----------
    file
        Path from the project's root, with forward slashes.
    line, column
        Where, counted from 1.
    code
        Which kind of problem.
    message
        What is wrong, as a sentence.
    advice
        What to write instead, as a sentence.
    """

    file: str
    line: int
    column: int
    code: Code
    message: str
    advice: str = ""

    def __post_init__(self) -> None:
        for name in ("message", "advice"):
            object.__setattr__(self, name, on_one_line(getattr(self, name)))

    @property
    def is_note(self) -> bool:
        """Whether this is to be told, and is no mistake."""
        return self.code in NOTES

    @property
    def text(self) -> str:
        """The message and the way out, as one text."""
        return f"{self.message} {self.advice}".strip()

    def __str__(self) -> str:
        # A file can be named anything; a report of it stays on its line.
        place = f"{on_one_line(self.file)}:{self.line}:{self.column}"
        return f"{place}: {self.code}: {self.text}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was most likely meant to be, if one is near."""
    folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    # Of a registry of thousands of names, and a page that misspells many.
    found = process.extractOne(word.casefold(), list(folded), scorer=fuzz.ratio, score_cutoff=60)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return “Did you mean …?” with the nearest known word, or `otherwise`.

    Where nothing is near and `otherwise` is empty, the known words are listed.
    """
    known = sorted(known)
    near = nearest(word, known)
    if near is not None:
        return f"Did you mean “{near}”?"
    return otherwise or f"There is: {', '.join(known) or 'nothing yet'}."
