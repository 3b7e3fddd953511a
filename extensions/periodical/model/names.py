"""Names in prose: where in a text someone or something of the registry is named.

One pass over a text, whatever the number of names (A. Aho and M. Corasick, “Efficient string
matching”, CACM 18, 1975). Only whole words count; of names that overlap, the one that begins first,
and of those the longest.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

Key = TypeVar("Key")

_FOLD = str.maketrans(
    {
        # Apostrophes, and the letters of Uzbek and Karakalpak that are typed as such.
        **dict.fromkeys("’‘‛ʻʼʽ′`´", "'"),
        # Hyphens that look the same and break lines otherwise.
        **dict.fromkeys("\u2010\u2011", "-"),
        # Letters of Arabic script that keyboards of Persian and Arabic give in two forms.
        "ي": "ی", "ى": "ی", "ك": "ک",
        **dict.fromkeys("\n\t\xa0\u202f\u2009", " "),
    }
)  # fmt: skip
"""Signs that make no difference to a name; each stands for one sign, so that places stay."""

_GENERATION = "Jr|Sr|II|III|IV"
_OF_TWO = "(?:мл|ст|младший|старший)"
NAME_SUFFIX = rf"(?:{_GENERATION}|Esq|Ph\.?\s?D|M\.?D|J\.?D|MP|MEP|KC|CBE|OBE)\b\.?"
"""What may follow a comma and still belong to a name (Chicago Manual of Style 17, 6.43)."""

END_OF_NAME = re.compile(rf"(?:{NAME_SUFFIX}|{_OF_TWO}\.?)")
"""What stands alone where a comma has cut a name."""

# Of two people of one name, these tell which is meant.
_ANOTHER = re.compile(rf",?\ (?:{_GENERATION}|{_OF_TWO})\b|-(?:младший|старший)\b")
_POSSESSIVE = re.compile(r"'s?(?![^\W_])")


def fold_name(name: str) -> str:
    """Return a name in the form in which two spellings of it are equal."""
    return " ".join(unicodedata.normalize("NFC", name).translate(_FOLD).split())


@dataclass(frozen=True)
class Found(Generic[Key]):
    """A name in a text: from `start` up to `end`, in characters, and whom it names."""

    start: int
    end: int
    key: Key


class NameFinder(Generic[Key]):
    """Finds names, as `fold_name` gives them, in texts, and says whom each names."""

    def __init__(self, names: Mapping[str, Key]) -> None:
        self._keys = list(names.values())
        self._automaton = AhoCorasick(list(names), matchkind=MatchKind.Standard) if names else None

    def find(self, text: str) -> Iterator[Found[Key]]:
        """Yield the names in the words of a paragraph, in their order; none overlaps another."""
        if self._automaton is None:
            return
        folded, places = _fold_text(text)
        matches = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        end_of_last = 0
        for number, start, end in sorted(matches, key=lambda match: (match[1], -match[2])):
            if start >= end_of_last and _is_whole(folded, start, end):
                end_of_last = end
                yield Found(places(start), places(end), self._keys[number])


def _fold_text(text: str) -> tuple[str, Callable[[int], int]]:
    """Return a folded text, and the place in the text of a place in it."""
    if unicodedata.is_normalized("NFC", text):
        return text.translate(_FOLD), lambda place: place
    pieces: list[str] = []
    places: list[int] = []
    for cluster in re.finditer(r"(?s).[\u0300-\u036f\u0653-\u0655]*", text):
        piece = unicodedata.normalize("NFC", cluster.group())
        pieces.append(piece)
        places += [cluster.start()] * len(piece)
    places.append(len(text))
    return "".join(pieces).translate(_FOLD), places.__getitem__


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether words of a text stand by themselves, and are no part of others.

    *Moscow’s*, *(Moscow)* and *Moscow-based* name Moscow; *Muscovite*, *Nur-Moscow* and
    *moscow.example* do not, and *Ivan Moscow, Jr.* is another than Ivan Moscow.
    """
    before, after = text[start - 1 : start], text[end : end + 2]
    if _continues(before) or before in ("@", "#"):
        return False
    joined = _word_before(text, start - 1) if before in ("-", "'", ".") else ""
    if joined and not (before == "-" and joined[0].islower()):
        return False
    if _continues(after[:1]) or _ANOTHER.match(text, end):
        return False
    match after[:1]:
        case "'":
            return _POSSESSIVE.match(text, end) is not None
        case "-" | "." | "@":
            return not _continues(after[1:2]) or (after[0] == "-" and after[1:2].islower())
    return True


def _word_before(text: str, end: int) -> str:
    """Return the word that ends at a place; of a very long one, its end."""
    start = end
    while start > max(0, end - 40) and _continues(text[start - 1]):
        start -= 1
    return text[start:end]


def _continues(character: str) -> bool:
    """Tell whether a character is a part of a word: a letter, a digit, a mark or an underscore."""
    return bool(character) and (
        character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"
    )


_WORD = re.compile(r"[^\W\d_][\w’ʻʼ'-]*\.?|[^\w\s]")


def names_in(text: str) -> Iterator[str]:
    """Yield what may be names: two or three words in a row that begin with a capital."""
    run: list[str] = []
    for word in [*_WORD.findall(text), "."]:
        if word[0].isupper() and not word.isupper():
            run.append(re.sub(r"(?:[’'](?:s)?|\.)$", "", word) if len(word) > 2 else word)
            if not word.endswith(".") or len(word) == 2:
                continue
        for size in (2, 3):
            yield from (" ".join(run[n : n + size]) for n in range(len(run) - size + 1))
        run = []
