"""The kinds of sections: `section_kinds.toml` says what each holds, and how one is laid out.

`conf.py` says which sections a publication has, and of which kinds. On a page, a section has the
class ``section-`` and its kind; on paper, the function `part` of `_templates/press.typ` sets it.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

SUMMARY_TO_WRITE = "One or two sentences that stand alone in a search result or a shared link."
"""What `periodical new` lays out where the summary is to be."""


@dataclass(frozen=True)
class Holds:
    """What a section of a kind holds; the fields are described at the head of the table."""

    title: str
    layout: str
    stories: bool = False
    names: bool = True


@cache
def _declared() -> dict[str, Holds]:
    text = Path(__file__).with_suffix(".toml").read_text("utf-8")
    return {name: Holds(**said) for name, said in tomllib.loads(text).items()}


class Kind(StrEnum):
    """What a section holds, and so how it is recorded and set."""

    @property
    def holds(self) -> Holds:
        """What a section of this kind holds."""
        return _declared()[self]

    STORIES = "stories"
    PODCAST = "podcast"
    BRIEFS = "briefs"
    FACT = "fact"
    SIGN_OFF = "sign-off"
    RELATED = "related"
