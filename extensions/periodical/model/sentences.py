"""Sentences: the one around a word, as the context in which it stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

LONGEST = 320
"""How much of a sentence is kept, in characters; a longer one is cut around the word."""

LONGEST_PARAGRAPH = 10_000
"""Up to which length a paragraph is parted, in characters.

A page may be written to be slow: the time for quotation marks without an end grows with the square
of the length.
"""

_ELLIPSIS = "…"


@dataclass(frozen=True)
class Quote:
    """A sentence, and where in it a word stands: from `start` up to `end`, in characters."""

    sentence: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentences:
    """The sentences of a paragraph.

    Parameters
    ----------
    text
        The paragraph, without markup.
    starts
        Where each begins, in characters; the first at 0.
    """

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str, language: str) -> Sentences:
        """Part a paragraph into sentences.

        Parameters
        ----------
        text
            The paragraph.
        language
            Its language, as a BCP 47 tag: each has abbreviations of its own.
        """
        if len(text) > LONGEST_PARAGRAPH:
            return cls(text, (0,))
        boundaries = get_sentence_boundaries(language.split("-")[0], text)
        return cls(text, tuple(each["start_index"] for each in boundaries) or (0,))

    def around(self, start: int, end: int) -> str:
        """Return the sentence around a word, as `quote` does."""
        return self.quote(start, end).sentence

    def quote(self, start: int, end: int) -> Quote:
        """Return the sentence around a word, on one line, cut if it is very long.

        Parameters
        ----------
        start, end
            Where the word begins and ends in the paragraph.
        """
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
