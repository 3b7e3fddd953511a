"""The records of an issue: what the domain keeps of it, and everything else is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .guests import Guest
from .issue import IssueHead
from .publication import Kind


@dataclass(frozen=True)
class SectionRecord:
    """A section of an issue.

    Parameters
    ----------
    title
        Its heading.
    kind
        What it holds; `None` for a heading that `conf.py` does not know.
    anchor
        Its address in the page.
    """

    title: str
    kind: Kind | None
    anchor: str


@dataclass(frozen=True)
class StoryRecord:
    """A story or a brief: a heading of the third level and what follows it.

    Parameters
    ----------
    title, anchor
        Its headline, and its address in the page.
    kind
        The kind of its section: `Kind.STORIES` or `Kind.BRIEFS`.
    """

    title: str
    anchor: str
    kind: Kind | None


@dataclass(frozen=True)
class CalloutRecord:
    """A *Why It's Important* callout: its text, and the address of the story that it is about."""

    text: str
    anchor: str


@dataclass(frozen=True)
class FactRecord:
    """A *Fact of the Week*: its text, and its date and source where they are given."""

    text: str
    anchor: str
    date: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class EpisodeRecord:
    """A podcast episode with its guests.

    Parameters
    ----------
    show
        The id of the show; empty where only guests are named.
    """

    show: str
    title: str | None
    date: str | None
    audio: str | None
    duration: str | None
    summary: str
    guests: tuple[Guest, ...]
    anchor: str


@dataclass(frozen=True)
class IssueRecord:
    """An issue, as far as other pages and outputs need it.

    Parameters
    ----------
    docname
        The Sphinx document.
    head
        Its front matter.
    sections, stories, callouts, facts, episodes
        What is in it, in the order of the page.
    references
        The ids of issues to which it refers.
    picture
        The path of its lead image from the root, or `None`.
    digest
        SHA-256 of its source, as hexadecimal digits.
    """

    docname: str
    head: IssueHead
    sections: tuple[SectionRecord, ...]
    stories: tuple[StoryRecord, ...]
    callouts: tuple[CalloutRecord, ...]
    facts: tuple[FactRecord, ...]
    episodes: tuple[EpisodeRecord, ...]
    references: tuple[str, ...]
    picture: str | None
    digest: str

    @property
    def id(self) -> str:
        """The last part of its address: date and words."""
        return self.docname.rsplit("/", 1)[-1]

    @property
    def year(self) -> int:
        """The year in whose archive it is."""
        return self.head.date.year
