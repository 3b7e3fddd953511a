"""What the files in `data/` hold: one class a file, one field a column.

These are the publication's promise to those who read its data: names, types and meanings, from
which both schemas of each file are made. An id never changes once it is published. What is not
known is null, and in a CSV file empty.
"""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ..model.issue import RevisionKind
from ..model.registry import EntryKind
from ..model.section_kinds import Kind

Address = Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
"""An address on this site: absolute, where `html_baseurl` is given."""


class Row(BaseModel):
    """A base for rows: every field is there, and no other."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Picture(Row):
    """The picture at the head of an issue."""

    url: Address = Field(description="Its address.")
    alt: str = Field(description="What it shows, in words.")
    credit: str = Field(description="Who made it.")
    rights: str | None = Field(description="The line of the rights holder.")
    link: str | None = Field(description="Where the picture or its story stands.")


class Original(Row):
    """The edition that an issue is adapted from."""

    title: str = Field(description="The title of the original.")
    authors: tuple[str, ...] = Field(description="Who wrote the original.")
    publisher: str = Field(description="Who published the original.")
    date: datetime.date = Field(description="When the original appeared.")
    url: str | None = Field(description="Where the original stands.")
    note: str | None = Field(description="What was done to it.")


class Change(Row):
    """A change to a published text, as its readers are told."""

    date: datetime.date = Field(description="When the text was changed.")
    kind: RevisionKind = Field(description="Correction, clarification or update.")
    note: str = Field(description="What was changed.")


class Section(Row):
    """A section of an issue."""

    title: str = Field(description="Its heading.")
    kind: Kind | None = Field(description="What it holds; null for a heading of its own kind.")
    url: Address = Field(description="Its address.")


class Issue(Row):
    """An issue of the publication."""

    id: str = Field(description="Its permanent id: date and words.")
    url: Address = Field(description="The address of its page.")
    date: datetime.date = Field(description="The date of the issue.")
    modified: datetime.date = Field(description="The date of its latest revision, or its own.")
    title: str = Field(description="Its title.")
    summary: str = Field(description="One or two sentences that stand alone.")
    language: str = Field(description="The language of its text, as a BCP 47 tag.")
    volume: int | None = Field(description="The number of its volume.")
    number: int | None = Field(description="Its number in the volume.")
    authors: tuple[str, ...] = Field(description="Who wrote it: ids in people.json.")
    topics: tuple[str, ...] = Field(description="What it is about: ids in topics.json.")
    picture: Picture | None = Field(description="The picture at its head.")
    original: Original | None = Field(description="The edition it is adapted from.")
    revisions: tuple[Change, ...] = Field(description="Changes after publication, in their order.")
    sections: tuple[Section, ...] = Field(description="Its sections, in their order.")
    source_sha256: str = Field(description="SHA-256 of its source file, in hexadecimal digits.")


class Story(Row):
    """A story or a brief in an issue."""

    id: str = Field(description="Its permanent id: the issue's, “#”, and its address there.")
    issue: str = Field(description="The issue in which it stands: an id in issues.json.")
    number: int = Field(description="Its place among the stories of the issue, from 1.")
    url: Address = Field(description="Its address.")
    title: str = Field(description="Its headline.")
    section: Kind | None = Field(description="The kind of its section: stories, or briefs.")
    date: datetime.date | None = Field(description="The day of what it tells, where that is given.")
    places: tuple[str, ...] = Field(
        description="Where it happened, where that is given: ids in places.json."
    )
    thread: str | None = Field(description="The thread it belongs to: an id in threads.json.")
    opening: str | None = Field(description="Its first sentence.")


class Part(Row):
    """A base for what directives keep of an issue."""

    id: str = Field(description="Its permanent id: the issue's, “#”, and its address there.")
    issue: str = Field(description="The issue in which it stands: an id in issues.json.")
    url: Address = Field(description="Its address.")


class PartOfStory(Row):
    """A base for what directives keep of a story."""

    id: str = Field(description="Its permanent id: the issue's, “#”, and its address there.")
    issue: str = Field(description="The issue in which it stands: an id in issues.json.")
    story: str | None = Field(description="The story it is about: an id in stories.json.")
    url: Address = Field(description="Its address.")


class Guest(Row):
    """A guest of a podcast episode."""

    name: str = Field(description="The name, as it is printed.")
    roles: str | None = Field(description="Roles and affiliations on that day, as prose.")
    person: str | None = Field(description="An id in people.json, if the guest is there.")


class Episode(Row):
    """A podcast episode that an issue is about."""

    issue: str = Field(description="The issue in which it stands: an id in issues.json.")
    number: int = Field(description="Its place among the episodes of the issue, from 1.")
    url: Address = Field(description="The address of its section.")
    show: str | None = Field(description="The podcast: an id in shows.json.")
    title: str | None = Field(description="Its title.")
    date: datetime.date | None = Field(description="When it appeared.")
    duration: str | None = Field(description="How long it is: ISO 8601, such as PT48M.")
    audio: str | None = Field(description="Where it can be heard.")
    summary: str | None = Field(description="What it is about.")
    guests: tuple[Guest, ...] = Field(description="Its guests, in the order of the page.")


class Role(Row):
    """What a person was, and when."""

    role: str = Field(description="The role.")
    since: datetime.date | None = Field(description="The first day.")
    until: datetime.date | None = Field(description="The last day.")


class Entry(Row):
    """Someone or something to which issues refer."""

    id: str = Field(description="A permanent id.")
    name: str = Field(description="The name, as it is printed.")
    spellings: tuple[str, ...] = Field(description="Other names and spellings, in any script.")
    description: str | None = Field(description="A line that says who or what.")
    website: str | None = Field(description="A page of their own, elsewhere.")
    wikidata: str | None = Field(description="The id at Wikidata.")


class EntryWithPage(Entry):
    """An entry that has a page, once an issue mentions it."""

    url: Address | None = Field(description="The address of the page here, where there is one.")


class Person(EntryWithPage):
    """A person: an author, or someone who is mentioned."""

    roles: tuple[Role, ...] = Field(description="What they were, as far as is known here.")


class Organization(EntryWithPage):
    """An organization, or a medium."""

    country: str | None = Field(description="The country in which it is at home.")


class Place(EntryWithPage):
    """A country, a region, a city or a single building."""

    country: str | None = Field(description="The country in which it is.")
    latitude: float | None = Field(description="In degrees (WGS 84), north is positive.")
    longitude: float | None = Field(description="In degrees (WGS 84), east is positive.")


class Topic(EntryWithPage):
    """What issues are about."""


class Thread(EntryWithPage):
    """A story that goes on from issue to issue."""

    stories: tuple[str, ...] = Field(
        description="Its parts in the order of the events: ids in stories.json."
    )


class Show(Entry):
    """A podcast."""

    publisher: str | None = Field(description="Who makes it.")


class Mention(Row):
    """The first mention of someone or something in a story."""

    heading: str = Field(description="Where: the id of the story, or of the section or issue.")
    issue: str = Field(description="The issue: an id in issues.json.")
    story: str | None = Field(description="The story, if it stands in one: an id in stories.json.")
    kind: EntryKind = Field(description="What is mentioned; names the file that has it.")
    entry: str = Field(description="Who or what is mentioned: an id in the file of its kind.")
    role: str | None = Field(description="What a person was at that date.")
    sentence: str | None = Field(description="The sentence around it.")


class Reference(Row):
    """A reference from one issue to another, or to a story in one."""

    heading: str = Field(description="Where: the id of the story, or of the section or issue.")
    issue: str = Field(description="The issue in which it stands: an id in issues.json.")
    story: str | None = Field(description="The story, if it stands in one: an id in stories.json.")
    target: str = Field(description="What it leads to: the id of an issue, or of a heading there.")
    target_issue: str = Field(description="The issue it leads to: an id in issues.json.")
    target_story: str | None = Field(
        description="The story it leads to, if it is one: an id in stories.json."
    )
