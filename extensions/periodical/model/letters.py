"""Which letters can be printed: those for which the faces of the PDFs have a form.

`check` refuses the others, so that no issue is without its PDF. The faces, a floor higher, are slow
to read: theirs are written down in `letters.txt`, a line a range.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .limits import MARKS
from .messages import Complaint
from .text import describe_character, overloaded_letter

LETTERS = Path(__file__).with_name("letters.txt")


@cache
def letters() -> frozenset[int]:
    """Return the characters that the faces have."""
    ranges = (line.split("-") for line in LETTERS.read_text("ascii").split())
    return frozenset(
        code for first, last in ranges for code in range(int(first, 16), int(last, 16) + 1)
    )


def missing_letters(text: str) -> Iterator[str]:
    """Yield the characters of a text that no face has, each once.

    A letter that is written as a base and a mark counts as had if the faces have it composed.
    """
    if text.isascii():
        return
    known = letters()
    for character in dict.fromkeys(unicodedata.normalize("NFC", text)):
        if ord(character) not in known and not _needs_no_glyph(character):
            yield character


def unprintable(text: str) -> Iterator[Complaint]:
    """Yield that a letter of a text cannot be printed, for each that cannot."""
    for letter in missing_letters(text):
        yield Complaint("pdf-letter", character=describe_character(letter), letter=letter)


def overloaded(text: str) -> Complaint | None:
    """Return that a letter of a text has more marks than any script gives one, if one has.

    Such marks cover the lines above and below, and cost browsers and compilers their time.
    """
    letter = overloaded_letter(text)
    return Complaint("marks-too-many", letter=letter, most=MARKS) if letter else None


def _needs_no_glyph(character: str) -> bool:
    # Spaces are set by their width, and marks of format (joiners, say) print nothing: Unicode 16,
    # 5.21 "Ignoring Characters in Processing".
    return (
        unicodedata.category(character) in ("Zs", "Cf", "Cc")
        or 0xFE00 <= ord(character) <= 0xFE0F
        or character in "\u034f\ufffd"  # the latter stands for what has been complained of
    )
