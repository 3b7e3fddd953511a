"""Characters that a newsletter's text may hold and paper can print, and names made from texts.

A letter can be printed for which the faces of the PDFs have a form; `check` refuses the others, so
that no issue is without its PDF. The faces, a floor higher, are slow to read: theirs are written
down in `letters.txt`, a line a range.
"""

import json
import re
import unicodedata
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import regex

from ..words import _
from .files import table_beside
from .limits import MARKS

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but for tab and line ends
    "\u2028\u2029"  # line and paragraph separators, at which only some tools end a line
    "\u202a-\u202e\u2066-\u2069"  # bidirectional overrides: text that reads other than it is
    "\ufeff\ufff9-\uffff\ufdd0-\ufdef"  # byte-order mark, specials, non-characters
    "\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff"  # tags, private use: nobody has them
    "\ud800-\udfff]"  # halves of surrogate pairs
)
"""Characters that print as nothing, as an empty box, or as something else than they are.

Unicode 16, chapter 23 (special areas) and UTR #36 (bidirectional overrides). The joiners
U+200C and U+200D, which Persian needs, and the marks U+200E and U+200F are allowed.
"""

LETTERS = Path(__file__).with_name("letters.txt")


def as_json(plain: object, *, sort_keys: bool = False, indent: int | None = 1) -> bytes:
    """Return plain data as JSON (RFC 8259), which ends with a line's end."""
    text = json.dumps(plain, ensure_ascii=False, indent=indent, sort_keys=sort_keys)
    return f"{text}\n".encode()


def known(plain: Any) -> Any:
    """Return plain data without those parts of its objects of which nothing is known."""
    if isinstance(plain, Mapping):
        found = {name: known(value) for name, value in plain.items()}
        return {name: value for name, value in found.items() if value or value == 0}
    return [known(each) for each in plain] if isinstance(plain, list) else plain


# Signs that print nothing (joiners, say) do not part marks from their letter.
_MARK = r"[\p{Mn}\p{Me}]\p{Cf}*+"
MARKED = regex.compile(rf"(?P<kept>(?:{_MARK}){{{MARKS}}})(?:{_MARK})++")
"""The marks of a letter with too many: what it may carry, and what is more."""


def without_forbidden(text: str) -> str:
    """Return a text with U+FFFD, the replacement character, for every character it cannot hold."""
    return FORBIDDEN.sub("\ufffd", text)


def with_few_marks(text: str) -> str:
    """Return a text without those marks on a letter that are more than it may carry."""
    return text if text.isascii() else MARKED.sub(r"\g<kept>", text)


def as_markdown(text: str) -> str:
    """Return a text as it is typed in Markdown, with no sign of it read as markup."""
    return re.sub(r"[\\`*\[<]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])", r"\\\g<0>", text)


def describe_character(character: str) -> str:
    """Return a character as people look it up, such as ``U+202E RIGHT-TO-LEFT OVERRIDE``."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def words_and_target(content: str) -> tuple[str, str | None]:
    """Return the parts of a role's ``words <target>``; without a target, all of it is the words."""
    content = content.strip()
    words, bracket, target = content.removesuffix(">").rpartition("<")
    if not content.endswith(">") or not (bracket and words.strip() and target.strip()):
        return content, None
    return words.rstrip(), target.strip()


@cache
def _latin() -> dict[int, str]:
    """Return Latin forms of letters that NFKD cannot take apart, as of Kazakh or Turkish names."""
    return str.maketrans(table_beside(__file__, "latin.json"))


def slug(text: str) -> str:
    """Return a text as a part of an address: ``Салиҷон Аюбов`` gives ``salijon-ayubov``.

    Letters that have no Latin form here (Arabic script, say) are kept as they are: an address may
    hold them (RFC 3987), and a name is better kept than lost.
    """
    small = unicodedata.normalize("NFKC", text).casefold()
    latin = unicodedata.normalize("NFC", small).translate(_latin())
    plain = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", plain).strip("-")


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: ``A, B and C``."""
    return _(" and ").join(filter(None, [", ".join(names[:-1]), names[-1]]))


@cache
def _bounds() -> list[int]:
    """Return, in turn, where characters begin and end that a face has, in the order of Unicode."""
    ranges = (line.split("-") for line in LETTERS.read_text("ascii").split())
    return [bound for first, last in ranges for bound in (int(first, 16), int(last, 16) + 1)]


_BEYOND_ASCII = re.compile("[^\0-\x7f\ufffd]")
# Spaces, joiners and other marks of format: Unicode 16, 5.21 “Ignoring Characters in Processing”.
_UNSEEN = regex.compile(r"[\p{Zs}\p{Cf}\p{Cc}\u034f\ufe00-\ufe0f]")


def visible(text: str) -> str:
    """Return a text without what prints nothing; U+FFFD stands for what no text can hold."""
    return str(_UNSEEN.sub("", without_forbidden(text)))


def missing_letters(text: str) -> Iterator[str]:
    """Yield the characters of a text that no face has, each once.

    A letter that is written as a base and a mark counts as had if the faces have it composed.
    """
    # Of U+FFFD has been complained already.
    for letter in dict.fromkeys(_BEYOND_ASCII.findall(unicodedata.normalize("NFC", text))):
        if bisect(_bounds(), ord(letter)) % 2 == 0 and not _UNSEEN.match(letter):
            yield letter
