"""The head of an issue: what its front matter says.

What each key is for, `messages.toml` says. `issue.schema.json`, for editors, is made from both.
"""

import datetime
import re
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Annotated, Literal

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
    is_formed = re.fullmatch(rf"{ISSUES_FOLDER}(?:/\w[\w.-]*)+\.html", value)
    if not is_formed or len(value) > 150 or file_name_complaint(value):
        raise Complaint("value-no-old-address")
    if "." in value.rpartition("/")[0]:
        raise Complaint("value-below-a-file")
    if re.fullmatch(rf"{ISSUES_FOLDER}/(?:index|\d+|.+_changes)\.html", value, re.IGNORECASE):
        raise Complaint("value-address-of-archive")
    return address.group() if address else value


def old_anchor(address: str) -> list[tuple[str, str]]:
    """Return the old anchor that an entry of `redirect_from` names, and the new one, if it does."""
    found = _OLD_ANCHOR.fullmatch(address)
    return [(found["old"], found["new"] or "")] if found else []


class RevisionKind(StrEnum):
    """What a revision did to a published text."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    UPDATE = "update"
    WITHDRAWAL = "withdrawal"


class LeadImage(Model):
    """The picture at the head of an issue."""

    file: Annotated[Line, AfterValidator(_image_file)]
    alt: Line
    credit: Line
    rights: Line | None = None
    link: WebAddress | None = None


class Source(Model):
    """The edition that an issue is adapted from."""

    title: Line
    authors: OneOrMore[Name] = Field(min_length=1)
    publisher: Line
    date: Date
    url: WebAddress | None = None
    note: Line | None = None


class Revision(Model):
    """A change to a published text, told to its readers."""

    date: Date
    kind: RevisionKind
    note: Line


class IssueHead(Model, defer_build=False):
    """What the front matter of an issue says: each is asked for it, and so it is ready at once."""

    title: Line = Field(max_length=150)
    date: Date
    authors: OneOrMore[Author] = Field(min_length=1)
    summary: Line = Field(max_length=400)
    lead_image: LeadImage | None = None
    topics: OneOrMore[Id] = ()
    language: Language = DEFAULT_LANGUAGE
    translation_of: Line | None = None
    title_language: Language | None = None
    doi: Doi | None = None
    volume: int | None = Field(None, ge=1)
    number: int | None = Field(None, ge=1)
    source: Source | None = None
    revisions: tuple[Revision, ...] = ()
    status: Literal["draft", "published", "withdrawn"] = "published"
    redirect_from: OneOrMore[Annotated[Line, AfterValidator(_old_address)]] = ()

    @property
    def is_withdrawn(self) -> bool:
        """Whether its text is gone, and only the reason stands at its address."""
        return self.status == "withdrawn"

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
