"""Names in prose, and the sentences in which they stand.

Names are found in one pass over a text, whatever their number (A. Aho and M. Corasick, “Efficient
string matching”, CACM 18, 1975). Only whole words count; of names that overlap, the one that begins
first, and of those the longest.

A full stop does not end a sentence behind an abbreviation or an initial: those of each language are
in `abbreviations.json`, apart by what follows or goes before (*г. Ош* is a town, *2021 г.* a year).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Generic, TypeVar

import regex
from ahocorasick_rs import AhoCorasick, MatchKind
from sentencex import get_sentence_boundaries

from .files import table_beside

Key = TypeVar("Key")

_TABLE = table_beside(__file__, "folded.toml")
APOSTROPHES: str = "'" + _TABLE["'"]
_FOLDED = {sign: form for form, signs in _TABLE.items() for sign in signs}
# `str.translate` looks each letter up.
_fold = partial(re.compile(f"[{''.join(_FOLDED)}]").sub, lambda found: _FOLDED[found[0]])

_GENERATION = "Jr|Sr|II|III|IV"
_OF_TWO = "(?:мл|ст|младший|старший)"
NAME_SUFFIX = rf"(?:{_GENERATION}|Esq|Ph\.?\s?D|M\.?D|J\.?D|MP|MEP|KC|CBE|OBE)\b\.?"
"""What may follow a comma and still belong to a name (Chicago Manual of Style 17, 6.43)."""

END_OF_NAME = re.compile(rf"(?:{NAME_SUFFIX}|{_OF_TWO}\.?)")
"""What stands alone where a comma has cut a name."""

LONGEST = 320
"""How much of a sentence is kept, in characters; a longer one is cut around the word."""

LONGEST_PARAGRAPH = 10_000
"""The longest paragraph that is parted, in characters: time for unclosed quotes is its square."""

_LAST_WORDS = re.compile(r"((?:[\w'‘’ʻʼ-]+\.\s*)?)(?:\d+-)?([\w'‘’ʻʼ-]+)\.[)»”\"]*\s*\Z")


def fold_name(name: str) -> str:
    """Return a name in the form in which two spellings of it are equal."""
    return " ".join(_fold(unicodedata.normalize("NFC", name)).split())


_IN_WORD = r"[\p{L}\p{N}\p{M}_]"
_BEGINS = regex.compile(
    rf"(?x) (?<! {_IN_WORD} | [@#] | {_IN_WORD}['.]"
    rf"| (?<!{_IN_WORD})(?!\p{{Lower}}){_IN_WORD}+- )"
)
_ENDS = regex.compile(
    rf"(?x) (?! {_IN_WORD} | [.@]{_IN_WORD} | -(?!\p{{Lower}}){_IN_WORD}"
    rf"| '(?!s?(?![\p{{L}}\p{{N}}]))"
    # Of two people of one name, these tell which is meant.
    rf"| ,?\ (?:{_GENERATION}|{_OF_TWO})\b | -(?:младший|старший)\b )"
)
"""Where words of a text begin and end that stand by themselves, and are no part of others.

*Moscow’s*, *(Moscow)* and *Moscow-based* name Moscow; *Muscovite*, *Nur-Moscow* and
*moscow.example* do not, and *Ivan Moscow, Jr.* is another than Ivan Moscow.
"""


class NameFinder(Generic[Key]):
    """Finds names, as `fold_name` gives them, in texts, and says whom each names."""

    def __init__(self, names: Mapping[str, Key]) -> None:
        self._keys = list(names.values())
        self._automaton = AhoCorasick(list(names), matchkind=MatchKind.Standard) if names else None

    def find(self, text: str) -> Iterator[tuple[int, int, Key]]:
        """Yield where in a paragraph names begin and end, in characters, and whom each names.

        They are in the order of the text, and none overlaps another.
        """
        if self._automaton is None:
            return
        folded, places = _fold_text(text)
        matches = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        end_of_last = 0
        for number, start, end in sorted(matches, key=lambda match: (match[1], -match[2])):
            is_free = start >= end_of_last and _BEGINS.match(folded, start)
            if is_free and _ENDS.match(folded, end):
                end_of_last = end
                yield places[start], places[end], self._keys[number]


def _fold_text(text: str) -> tuple[str, Sequence[int]]:
    """Return a folded text, and the place in the text of each place in it."""
    if unicodedata.is_normalized("NFC", text):
        return _fold(text), range(len(text) + 1)
    pieces: list[str] = []
    places: list[int] = []
    for cluster in re.finditer(r"(?s).[\u0300-\u036f\u0653-\u0655]*", text):
        pieces.append(unicodedata.normalize("NFC", cluster.group()))
        places += [cluster.start()] * len(pieces[-1])
    return _fold("".join(pieces)), [*places, len(text)]


_CAPITAL = r"\p{Upper}[\w’ʻʼ'-]*+\.?+"
_CAPITALS = regex.compile(rf"(?<!\w|\w[’ʻʼ'-]){_CAPITAL}(?:\s*+{_CAPITAL})+")
_WORD = re.compile(r"\w[\w’ʻʼ'-]*\.?")
_ENDING = re.compile(r"[’'](?:s)?$|\.$")


def names_in(text: str) -> Iterator[str]:
    """Yield what may be names: two or three words in a row that begin with a capital."""
    for capitals in _CAPITALS.findall(text):
        run: list[str] = []
        for word in [*_WORD.findall(capitals), ""]:
            if word and not word.isupper():
                run.append(word if word.isalpha() or len(word) < 3 else _ENDING.sub("", word))
                if not word.endswith("."):
                    continue
            for size in (2, 3):
                for start in range(len(run) - size + 1):
                    yield " ".join(run[start : start + size])
            run = []


@cache
def _abbreviations(language: str) -> Mapping[str, frozenset[str]]:
    """Return the abbreviations of a language without their last full stop, by what they mean.

    Behind those of `always` a sentence never ends; it goes on if a number follows those
    `before_numbers`, or none precedes those `not_after_numbers`. Each may begin a sentence with a
    capital; `initials` are those of more than one letter.
    """
    known = table_beside(__file__, "abbreviations.json")
    return {
        name: frozenset([*some, *(each[0].upper() + each[1:] for each in some)])
        for name, some in known.get(language, known["en"]).items()
    }


def _goes_on(text: str, at: int, known: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether a sentence goes on at a place where its end was supposed."""
    # Enough for the longest abbreviation, and a number in front of it.
    last = _LAST_WORDS.search(text, max(0, at - 40), at)
    after = text[at : at + 4].lstrip()[:1]
    if last is None or not after:
        return False
    word, always = last[2], known["always"]
    if after.islower() or word in always or f"{last[1].rstrip()}{word}" in always:
        return True
    if word in known["before_numbers"] and after.isdigit():
        return True
    if word in known["not_after_numbers"]:
        before = text[max(0, at - 40) : last.start(2)].rstrip("- \xa0\n")
        return after.isdigit() or not before[-1:].isdigit()
    is_initial = word in known["initials"] or (len(word) == 1 and word.isupper())
    return after.isupper() and is_initial


class Sentences:
    """A paragraph without markup, parted; each language (a BCP 47 tag) has abbreviations."""

    def __init__(self, text: str, language: str) -> None:
        self.text, primary = text, language.split("-")[0]
        found = get_sentence_boundaries(primary, text) if len(text) <= LONGEST_PARAGRAPH else []
        known = _abbreviations(primary)
        starts = (each["start_index"] for each in found)
        self.starts = [0, *(at for at in starts if at and not _goes_on(text, at, known))]

    def quote(self, start: int, end: int) -> tuple[str, int, int]:
        """Return the sentence around a word, on one line, and where in it the word begins and ends.

        A sentence that is very long is cut.
        """
        first = max(at for at in self.starts if at <= start)
        behind = (at for at in self.starts if at >= max(end, first + 1))
        last = min(behind, default=len(self.text))
        cut_before = cut_after = ""
        if last - first > LONGEST:
            room = max(0, LONGEST - (end - start)) // 2
            if start - first > room:
                first, cut_before = self.text.find(" ", start - room, start) + 1 or start, "…"
            if last - end > room:
                last, cut_after = self.text.rfind(" ", end, end + room), "…"
                last = last if last > 0 else end
        sentence = f"{cut_before}{single_spaced(self.text[first:last])}{cut_after}"
        # The words before are followed by a space, unless the word stands right behind a sign.
        before = single_spaced(f"{self.text[first:start]}.") if start > first else "."
        at = len(cut_before) + len(before) - 1
        return sentence, at, at + len(single_spaced(self.text[start:end]))


def single_spaced(text: str) -> str:
    """Return a text on one line, with a space between any two of its words."""
    return " ".join(text.split())
