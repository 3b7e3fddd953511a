"""The records of an issue: what the domain keeps of it, and everything else is made from."""

import datetime
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, NamedTuple, TypeVar
from unicodedata import normalize

from .issue import IssueHead
from .messages import Complaint
from .names import NAME_SUFFIX
from .publication import Kind
from .registry import EntryKey

K = TypeVar("K", bound="Kept")


@dataclass(frozen=True)
class StoryRecord:
    """A story or a brief: a heading of the third level and what follows it.

    Args:
        title, anchor: Its headline, and its address in the page.
        opening: Its first sentence.
        thread, places: The ids of the thread to which it belongs, and of where it happened.
        date: The day of what it tells, where that is given: ISO 8601.
    """

    title: str
    anchor: str
    kind: Kind | None
    opening: str = ""
    thread: str | None = None
    date: str | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionRecord:
    """A section of an issue; of no kind, if its heading is one that `conf.py` does not know."""

    title: str
    kind: Kind | None
    anchor: str
    stories: tuple[StoryRecord, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a directive keeps: its own address in the page, and that of its story or section.

    Of what is a file among the data, each field is described where it is annotated.
    """

    anchor: str
    story: str = ""


class MentionRecord(NamedTuple):
    """The first mention of someone or something in a story: there are very many of them.

    Args:
        anchor: The address of the story, or of the section where that has no stories.
        role: The role that the text itself gives, as for the guests of a podcast.
        start, end: Where in the sentence the words stand, in characters.
    """

    key: EntryKey
    anchor: str
    sentence: str
    role: str | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class ReferenceRecord:
    """A reference to another issue, or to a story in one.

    Args:
        issue: What the text says of the issue: its id or its date.
        anchor: The address of the heading there; empty for the issue as a whole.
        story: The address of the story in which the reference stands, or of the section.
    """

    issue: str
    anchor: str
    story: str


@dataclass(frozen=True)
class Guest:
    """A guest of a podcast: roles and affiliations are prose, in the words true at its date."""

    name: str
    roles: str = ""


# A name may have a name in brackets, but no role: that begins with a small letter.
_NOT_A_COMMA = re.compile(r"\((?=[^\W\d_A-ZА-ЯЁ])|\s[-–—](?=\s)|:(?=\s)")
_BEFORE_ROLES = re.compile(rf",(?!\s*{NAME_SUFFIX})|$")


def read_guest(line: str) -> Guest:
    """Read the line of a guest; it is a `Complaint` if there is no name."""
    words = " ".join(line.split())
    # The list of an announcement ends its items in “; and”, “;” or “.”: no part of a role.
    # A full stop after a capital or a suffix is one of an abbreviation, and stays.
    words = re.sub(r"[;,]?\s+and$|[;,]$|(?<![A-Z])(?<!\bJr)(?<!\bSr)\.+$", "", words).rstrip(" ;,")
    name, roles = map(str.strip, _BEFORE_ROLES.split(words, maxsplit=1))
    if not any(character.isalpha() for character in name):
        raise Complaint("guest-without-name")
    if apart := _NOT_A_COMMA.search(name):
        raise Complaint("guest-without-comma", sign=apart[0].strip())
    return Guest(name, roles)


@dataclass(frozen=True)
class FactRecord(Kept):
    """A fact of the week."""

    text: Annotated[str | None, "Its words; an empty line stands between paragraphs."]
    date: Annotated[datetime.date | None, "The day for which it is true, where given."] = None
    source: Annotated[str | None, "Where it comes from, where that is given."] = None


@dataclass(frozen=True)
class CalloutRecord(Kept):
    """A callout that says why a story is important."""

    text: Annotated[str, "Its words; an empty line stands between paragraphs."]


@dataclass(frozen=True)
class EpisodeRecord(Kept):
    """A podcast episode; `show` is the id of its show, and empty where only guests are named.

    Its `size` is that of the recording, in bytes.
    """

    show: str
    guests: tuple[Guest, ...]
    title: str | None = None
    date: str | None = None
    audio: str | None = None
    size: int | None = None
    duration: str | None = None
    summary: str = ""
    transcript: str | None = None
    chapters: str | None = None


@dataclass(frozen=True)
class IssueRecord:
    """An issue, as far as other pages and outputs need it.

    Args:
        anchors: The addresses of all its headings.
        mentions: Who and what is mentioned in it, each once a story.
        digest: SHA-256 of its source, as hexadecimal digits.
    """

    docname: str
    head: IssueHead
    sections: tuple[SectionRecord, ...]
    kept: tuple[Kept, ...]
    mentions: tuple[MentionRecord, ...]
    references: tuple[ReferenceRecord, ...]
    anchors: tuple[str, ...]
    digest: str

    def __hash__(self) -> int:
        return hash(self.docname)

    @property
    def id(self) -> str:
        """The last part of its address: date and words."""
        return self.docname.rsplit("/", 1)[-1]

    @property
    def picture(self) -> str | None:
        """The path of its lead image from the root, whatever form its name has on disk."""
        image, folder = self.head.lead_image, self.docname.rpartition("/")[0]
        return normalize("NFC", f"{folder}/{image.file}") if image else None

    def kept_as(self, record: type[K]) -> tuple[K, ...]:
        """Return what its directives keep as records of a type, in the order of the page."""
        return tuple(each for each in self.kept if isinstance(each, record))

    @cached_property
    def episodes(self) -> tuple[EpisodeRecord, ...]:
        """The podcast episodes that it is about."""
        return self.kept_as(EpisodeRecord)

    @cached_property
    def stories(self) -> tuple[StoryRecord, ...]:
        """Its stories, in their order."""
        return tuple(story for section in self.sections for story in section.stories)

    @cached_property
    def stories_by_anchor(self) -> dict[str, StoryRecord]:
        """The stories by their address in the page."""
        return {story.anchor: story for story in self.stories}

    def heading_at(self, anchor: str) -> str:
        """Return the words of the heading with an address: of a story, a section, or the issue."""
        headings: list[SectionRecord | StoryRecord] = [*self.stories, *self.sections]
        return next((each.title for each in headings if each.anchor == anchor), self.head.title)

    def day_of(self, story: StoryRecord) -> datetime.date:
        """Return the day of what a story tells, or else that of its issue."""
        return datetime.date.fromisoformat(story.date) if story.date else self.head.date

    @property
    def year(self) -> int:
        """The year in whose archive it is."""
        return self.head.date.year
