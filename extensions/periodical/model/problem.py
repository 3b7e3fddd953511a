"""What is wrong with a page, said so that its author can mend it.

`periodical check` and the Sphinx build report the same `Problem` values: the first as lines on
a terminal, annotations or SARIF, the second as warnings of type ``periodical``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .text import with_few_marks, without_forbidden


class TroubleError(Exception):
    """What a command cannot do, in words that say why, and what to do about it."""


NOTES = frozenset({"place", "hint"})
"""The codes of what is no mistake: `check` tells them, and they fail nothing."""

_LONG_QUOTATION = re.compile("“([^”]{60})[^”]{20,}”")


def on_one_line(words: str) -> str:
    """Return a message as one readable line, whatever of the page it quotes.

    A quoted line end would begin a new report, and a control character would reach the terminal.
    """
    words = " ".join(with_few_marks(without_forbidden(words)).split())
    return _LONG_QUOTATION.sub(r"“\1…”", words)


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and a way out, each said as a sentence.

    The file is from the project's root, with forward slashes; lines and columns count from 1. The
    code is one of `messages.toml`; codes are stable, as printed, filtered on and documented.
    """

    file: str
    line: int
    column: int
    code: str
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


def one_slip(word: str, other: str) -> bool:
    """Tell whether a word is another but for a letter, or for two that changed places."""
    from rapidfuzz.distance import OSA

    return len(word) > 3 and OSA.distance(word, other, score_cutoff=1) == 1


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return “Did you mean …?” with the known word that was most likely meant, if one is near."""
    # Imported here: a page without mistakes has no need of it.
    from rapidfuzz import fuzz, process

    folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    # Of a registry of thousands of names, and a page that misspells many.
    found = process.extractOne(word.casefold(), list(folded), scorer=fuzz.ratio, score_cutoff=60)
    return f"Did you mean “{folded[found[0]]}”?" if found else ""
