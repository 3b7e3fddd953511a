"""From the bytes of a page to its text: what is no text, or text that nobody can see."""

from __future__ import annotations

from ..model.problem import Code, Problem
from ..model.text import FORBIDDEN, describe_character, without_forbidden


def decode(raw: bytes, file: str) -> tuple[str, list[Problem]]:
    r"""Return a page's text, with line ends as ``\n``, and what is wrong with its characters.

    What is wrong is not in the text any more: U+FFFD stands in its place. The bytes have to be
    UTF-8, which `not_utf_8` tells.
    """
    text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    problems = [
        Problem(file, number, match.start() + 1, Code.ENCODING, *forbidden_complaint(match.group()))
        for number, line in enumerate(text.split("\n"), start=1)
        # The first on a line leads there; a file with a million would not be read with a million.
        if (match := FORBIDDEN.search(line))
    ]
    return without_forbidden(text), problems


def not_utf_8(raw: bytes, file: str) -> Problem | None:
    """Return that the bytes of a page are not UTF-8, and where, or `None`."""
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        return Problem(
            file, line, column, Code.ENCODING, "The file is not UTF-8.", "Save it again as UTF-8."
        )
    return None


def forbidden_complaint(character: str) -> tuple[str, str]:
    """Return what is wrong with a character that no text can hold, and a way out."""
    return (
        f"The invisible character {describe_character(character)} stands here.",
        "Delete it; typing the line anew helps where it cannot be seen.",
    )
