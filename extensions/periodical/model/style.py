"""The house style, as data: `_data/style.yaml` says how this publication writes, and why.

All of it is advice to writers, and none to those whom they quote.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from pydantic import Field

from .messages import Problem
from .registry import DATA_FOLDER, read_entries
from .values import Line, Model, OneOrMore

STYLE_FILE = f"{DATA_FOLDER}/style.yaml"


class StyleRule(Model):
    """What to write, and what it stands instead of."""

    write: Line = Field(description="The spelling or the term that this publication prefers.")
    instead_of: OneOrMore[Line] = Field(min_length=1, description="What it stands instead of.")
    reason: Line = Field(description="Why, in a sentence.")
    certain: bool = Field(
        True, description="Whether `check --fix` may write it: no, if it depends on what is meant."
    )
    language: Line = Field("en", description="The language of the texts that it is for.")

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = "|".join(map(re.escape, sorted(self.instead_of, key=len, reverse=True)))
        return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")

    def found_in(self, text: str) -> Iterable[str]:
        """Return the words of a text that are to be otherwise, each once."""
        return dict.fromkeys(self._pattern.findall(text))


def read_style(root: Path) -> tuple[tuple[StyleRule, ...], list[Problem]]:
    """Read the house style of a publication, which may have none, and what is wrong with it."""
    return read_entries(root, STYLE_FILE, StyleRule)
