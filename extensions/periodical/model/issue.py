"""The head of an issue: what its front matter says.

Editors show the fields' descriptions while one types: `issue.schema.json` is made from this module.
"""

import datetime
import re
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from .messages import Complaint
from .publication import ISSUES_FOLDER
from .values import (
    DEFAULT_LANGUAGE,
    IMAGE_TYPES,
    Author,
    Date,
    Doi,
    Id,
    Language,
    Line,
    Model,
    Name,
    OneOrMore,
    WebAddress,
    file_name_complaint,
)

# As headings' addresses are: letters of any script, digits and hyphens, no underscore.
_OLD_ANCHOR = re.compile(r"(?P<page>[^#]*)#(?P<old>(?:[^\W_]|-)+)(?: -> #?(?P<new>(?:[^\W_]|-)+))?")


def _image_file(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or "\\" in value or ":" in value:
        raise Complaint("value-not-beside-page")
    if path.suffix.lower() not in IMAGE_TYPES:
        raise Complaint("value-no-picture-type", types=", ".join(sorted(IMAGE_TYPES)))
    return value


def _old_address(value: str) -> str:
    address = _OLD_ANCHOR.fullmatch(value)
    value = address["page"] if address else value
    if not re.fullmatch(rf"{ISSUES_FOLDER}(?:/\w[\w.-]*)+\.html", value) or len(value) > 150:
        raise Complaint("value-no-old-address")
    if "." in value.rpartition("/")[0]:
        raise Complaint("value-below-a-file")
    if file_name_complaint(value):
        raise Complaint("value-no-old-address")
    if re.fullmatch(rf"{ISSUES_FOLDER}/(?:index|\d+|.+_changes)\.html", value, re.IGNORECASE):
        raise Complaint("value-address-of-archive")
    return address.group() if address else value


def old_anchor(address: str) -> list[tuple[str, str]]:
    """Return the old anchor that an entry of `redirect_from` names, and the new one, if it does."""
    found = _OLD_ANCHOR.fullmatch(address)
    return [(found["old"], found["new"] or "")] if found else []


class Status(StrEnum):
    """Whether an issue is on the site."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class RevisionKind(StrEnum):
    """What a revision did to a published text."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    UPDATE = "update"
    WITHDRAWAL = "withdrawal"


class LeadImage(Model):
    """The picture at the head of an issue."""

    file: Annotated[
        Line,
        AfterValidator(_image_file),
        Field(description="A picture beside the page, such as dormitory.jpg."),
    ]
    alt: Line = Field(description="What the picture shows, for those who cannot see it.")
    credit: Line = Field(description="Who made it, such as a photographer and an agency.")
    rights: Line | None = Field(None, description="The rights holder's line, with an address.")
    link: WebAddress | None = Field(None, description="Where the picture or its story stands.")


class Source(Model):
    """The edition that an issue is adapted from."""

    title: Line = Field(description="The title of the original edition.")
    authors: OneOrMore[Name] = Field(min_length=1, description="Who wrote the original.")
    publisher: Line = Field(description="Who published the original.")
    date: Date = Field(description="When the original appeared, such as 2024-04-09.")
    url: WebAddress | None = Field(None, description="Where the original stands, if it has a link.")
    note: Line | None = Field(None, description="What was done to it, in a sentence.")


class Revision(Model):
    """A change to a published text, told to its readers."""

    date: Date = Field(description="When the text was changed.")
    kind: RevisionKind = Field(description="What the change was.")
    note: Line = Field(description="What was changed, for readers, in a sentence.")


WITHDRAWN_SUMMARY = "This issue has been withdrawn."


class IssueHead(Model):
    """What the front matter of an issue says."""

    other_names: ClassVar = {
        **dict.fromkeys(("tags", "keywords", "categories"), "topics"),
        **dict.fromkeys(("description", "abstract", "standfirst"), "summary"),
        **dict.fromkeys(("image", "cover"), "lead_image"),
        "lang": "language", "draft": "status", "adapted_from": "source",
        "corrections": "revisions", "aliases": "redirect_from",
    }  # fmt: skip

    title: Line = Field(
        max_length=150, description="The title of the issue, the same as its first heading."
    )
    date: Date = Field(description="The date of the issue, such as 2024-04-09.")
    authors: OneOrMore[Author] = Field(
        min_length=1,
        description="Who wrote it: ids from _data/people.yaml, or names as they are printed.",
    )
    summary: Line = Field(
        max_length=400,
        description="One or two sentences that stand alone in a search result or a shared link.",
    )
    lead_image: LeadImage | None = Field(None, description="The picture at the head of the issue.")
    topics: OneOrMore[Id] = Field(
        (), description="What it is about: ids such as migration or civil-society."
    )
    language: Language = Field(
        DEFAULT_LANGUAGE, description="The language of the text, as a BCP 47 tag: en, ru, uz-Cyrl."
    )
    translation_of: Line | None = Field(
        None, description="For a translation: the date, or the name, of the issue in its language."
    )
    title_language: Language | None = Field(
        None, description="The language of the title, if it is another than that of the text."
    )
    doi: Doi | None = Field(
        None, description="The DOI that is registered for it, such as 10.5555/2024-04-09."
    )
    volume: int | None = Field(None, ge=1, description="The number of the volume.")
    number: int | None = Field(None, ge=1, description="The number of the issue in its volume.")
    source: Source | None = Field(
        None, description="For an adapted edition: what it is adapted from, by whom, from where."
    )
    revisions: tuple[Revision, ...] = Field(
        (), description="What was changed after publication, oldest first."
    )
    status: Status = Field(
        Status.PUBLISHED,
        description="draft keeps the issue off the site; preview shows it. withdrawn keeps its "
        "address and says why its text is gone.",
    )
    redirect_from: OneOrMore[Annotated[Line, AfterValidator(_old_address)]] = Field(
        (),
        description="Old addresses of this page, such as issues/2024/old-name.html; and of a story "
        "with a new headline: issues/2024/name.html#old-headline -> new-headline.",
    )

    @property
    def is_withdrawn(self) -> bool:
        """Whether its text is gone, and only the reason stands at its address."""
        return self.status is Status.WITHDRAWN

    def without_text(self) -> "IssueHead":
        """Return the head without what it says of a text that was withdrawn."""
        return self.model_copy(
            update={"summary": WITHDRAWN_SUMMARY, "lead_image": None, "topics": ()}
        )

    @property
    def moved_pages(self) -> tuple[str, ...]:
        """The old addresses of the whole page."""
        return tuple(address for address in self.redirect_from if "#" not in address)

    @property
    def moved_anchors(self) -> dict[str, str]:
        """Old anchors of its stories, and the anchors they have now; empty for its head."""
        return dict(pair for address in self.redirect_from for pair in old_anchor(address))

    @property
    def modified(self) -> datetime.date:
        """The date of the text as it stands: that of its latest revision, or of the issue."""
        return max([self.date, *(revision.date for revision in self.revisions)])
