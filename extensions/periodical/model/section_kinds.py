"""The kinds of sections, each declared once: what one holds, and how an empty one is laid out.

`conf.py` says which sections a publication has, and of which kinds. On a page, a section has the
class ``section-`` and its kind; on paper, the function `part` of `_templates/press.typ` sets it.
"""

from dataclasses import dataclass
from enum import StrEnum

SHOW = "majlis"
"""The podcast for which that of a publication stands, where an issue is laid out."""


@dataclass(frozen=True)
class Holds:
    """What a section of a kind holds.

    Args:
        title: Its heading, where `conf.py` gives none.
        layout: What `periodical new` writes below the heading.
        stories: Whether each heading in it is a story of its own.
        names: Whether names in its text become mentions; not where every issue says the same.
    """

    title: str
    layout: str
    stories: bool = False
    names: bool = True


SUMMARY_TO_WRITE = "One or two sentences that stand alone in a search result or a shared link."
"""What `periodical new` lays out where the summary is to be."""


class Kind(StrEnum):
    """What a section holds, and so how it is recorded and set."""

    holds: Holds

    def __new__(cls, value: str, holds: Holds = Holds("", "")) -> "Kind":
        """Make a member of its name and what it holds; to look it up, its name is enough."""
        member = str.__new__(cls, value)
        member._value_, member.holds = value, holds
        return member

    STORIES = (
        "stories",
        Holds(
            title="In the Region",
            layout="### The headline of a story\n\nWhat happened, who says so, and when.\n\n"
            ":::{why-its-important}\nWhy it matters, in a paragraph or more.\n:::\n",
            stories=True,
        ),
    )
    PODCAST = (
        "podcast",
        Holds(
            title="Podcast",
            layout=f":::{{podcast}} {SHOW}\nWhat the episode is about.\n:::\n\n"
            ":::{guests}\n- Name of a guest, role at an organization\n:::\n",
        ),
    )
    BRIEFS = (
        "briefs",
        Holds(
            title="Briefs",
            layout="### The headline of a brief\n\nA paragraph or two.\n",
            stories=True,
        ),
    )
    FACT = (
        "fact",
        Holds(
            title="Fact of the Week",
            layout="One fact, with its figure and its date.\n",
        ),
    )
    SIGN_OFF = (
        "sign-off",
        Holds(
            title="Thanks for Reading",
            layout="A word to the readers, and how to reach the author.\n",
            names=False,
        ),
    )
    RELATED = (
        "related",
        Holds(
            title="Related Articles",
            layout=":::{related-articles}\n"
            "- [The title of an article](https://example.org/article) — a teaser\n:::\n",
            names=False,
        ),
    )
