"""Where a long word may be broken: what fits on no line would be cut off by the page's edge."""

from __future__ import annotations

import re

LONGEST_WORD = 30
"""Words up to this length fit everywhere but in a table; languages know few that are longer."""

LONGEST_IN_CODE = 58
"""As many letters fit on a line of code."""

_BREAK = "\u200b"
_STEP = 8
_JOINTS = r"/\-._?&=#%,;:()\[\]{}<>+|~"


def breakable(text: str, longest: int = LONGEST_WORD) -> str:
    """Return a text in which words that are too long have zero-width spaces, at which they break.

    A name in code, say, breaks behind its signs of punctuation, and within only where a part of it
    is too long by itself. An address is left alone as far as it can be: Typst breaks it at its
    signs without a character more, so that it can be copied from the page.

    Parameters
    ----------
    text
        The text.
    longest
        How many letters a word may have.
    """

    def part(match: re.Match[str]) -> str:
        word, step = match[0], min(_STEP, longest)
        return _BREAK.join(word[at : at + step] for at in range(0, len(word), step))

    def word(match: re.Match[str]) -> str:
        jointed = match[0]
        if not jointed.startswith(("https://", "http://")):
            jointed = re.sub(rf"([{_JOINTS}]+)(?=\w)", rf"\1{_BREAK}", jointed)
        return re.sub(rf"[^{_JOINTS}{_BREAK}]{{{longest + 1},}}", part, jointed)

    return re.sub(rf"\S{{{longest + 1},}}", word, text)


def longest_word(text: str) -> int:
    """Return how many letters the longest word of a text has."""
    return max(map(len, text.split()), default=0)
