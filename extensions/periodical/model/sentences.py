"""Sentences: the one around a word, as the context in which it stands.

A full stop does not end a sentence behind an abbreviation or an initial: those of each language are
in `abbreviations.json`, apart by what follows or goes before (*г. Ош* is a town, *2021 г.* a year).
"""

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sentencex import get_sentence_boundaries

LONGEST = 320
"""How much of a sentence is kept, in characters; a longer one is cut around the word."""

LONGEST_PARAGRAPH = 10_000
"""The longest paragraph that is parted, in characters: time for unclosed quotes is its square."""

_ELLIPSIS = "…"


_LAST_WORDS = re.compile(r"((?:[\w'‘’ʻʼ-]+\.\s*)?)(?:\d+-)?([\w'‘’ʻʼ-]+)\.[)»”\"]*\s*\Z")


@cache
def _abbreviations(language: str) -> Mapping[str, frozenset[str]]:
    """Return the abbreviations of a language without their last full stop, by what they mean.

    Behind those of `always` a sentence never ends; it goes on if a number follows those
    `before_numbers`, or none precedes those `not_after_numbers`. Each may begin a sentence with a
    capital; `initials` are those of more than one letter.
    """
    known = json.loads(Path(__file__).with_name("abbreviations.json").read_text("utf-8"))
    listed = known.get(language, known["en"]).items()
    words = {name: [each.replace(". ", ".") for each in some] for name, some in listed}
    return {
        name: frozenset([*some, *(each[0].upper() + each[1:] for each in some)])
        for name, some in words.items()
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


@dataclass(frozen=True)
class Quote:
    """A sentence, and where in it a word stands: from `start` up to `end`, in characters."""

    sentence: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentences:
    """A paragraph without markup, and where each of its sentences begins; the first at 0."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str, language: str) -> "Sentences":
        """Part a paragraph into sentences; each language (a BCP 47 tag) has abbreviations."""
        if len(text) > LONGEST_PARAGRAPH:
            return cls(text, (0,))
        primary = language.split("-")[0]
        boundaries = get_sentence_boundaries(primary, text)
        known = _abbreviations(primary)
        starts = (each["start_index"] for each in boundaries)
        return cls(text, (0, *(at for at in starts if at and not _goes_on(text, at, known))))

    def quote(self, start: int, end: int) -> Quote:
        """Return the sentence around a word of the paragraph, on one line, cut if very long."""
        first = self.starts[bisect_right(self.starts, start) - 1]
        following = bisect_left(self.starts, max(end, first + 1))
        last = self.starts[following] if following < len(self.starts) else len(self.text)
        cut_before = cut_after = ""
        if last - first > LONGEST:
            room = max(0, LONGEST - (end - start)) // 2
            if start - first > room:
                first, cut_before = self.text.find(" ", start - room, start) + 1 or start, _ELLIPSIS
            if last - end > room:
                last, cut_after = self.text.rfind(" ", end, end + room), _ELLIPSIS
                last = last if last > 0 else end
        sentence = f"{cut_before}{_on_one_line(self.text[first:last])}{cut_after}"
        # The words before are followed by a space, unless the word stands right behind a sign.
        before = _on_one_line(f"{self.text[first:start]}.") if start > first else "."
        at = len(cut_before) + len(before) - 1
        return Quote(sentence, at, at + len(_on_one_line(self.text[start:end])))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
