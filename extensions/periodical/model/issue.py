"""The head of an issue: what its front matter says.

Editors show the fields' descriptions while one types: `issue.schema.json` is made from this module.
"""

import datetime
import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, GetJsonSchemaHandler, HttpUrl
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from .file_names import file_name_complaint
from .identifiers import DOI
from .letters import overloaded, unprintable
from .messages import Complaint
from .names import END_OF_NAME
from .publication import ISSUES_FOLDER, Model
from .text import FORBIDDEN, describe_character, slug

IMAGE_TYPES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".gif": "GIF"}
"""The pictures an issue can show: file ending and format."""

DEFAULT_LANGUAGE = "en"
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# As headings' addresses are: letters of any script, digits and hyphens, no underscore.
_OLD_ANCHOR = re.compile(r"(?P<page>[^#]*)#(?P<old>(?:[^\W_]|-)+)(?: -> #?(?P<new>(?:[^\W_]|-)+))?")


def must(holds: Callable[[Any], object], message: str) -> AfterValidator:
    """Return a validator that refuses, with a message, values for which something does not hold."""

    def validated(value: Any) -> Any:
        if not holds(value):
            raise Complaint(message)
        return value

    return AfterValidator(validated)


def _one_line(text: str) -> str:
    if found := FORBIDDEN.search(text):
        raise Complaint("value-invisible-character", character=describe_character(found.group()))
    if error := overloaded(text):
        raise error
    return " ".join(text.split())


def _printable(text: str) -> str:
    if error := next(unprintable(text), None):
        raise error
    return text


class _AlsoOne(BeforeValidator):
    """Takes `authors: bruce-pannier` for a list of one, which is what was meant."""

    def __init__(self) -> None:
        super().__init__(lambda value: [value] if isinstance(value, str) else value)

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        listed = handler(core)
        return {"anyOf": [listed, listed["items"]]}


def _iso_date(value: Any) -> Any:
    if isinstance(value, str) and not _ISO_DATE.fullmatch(value):
        raise Complaint("value-no-date")
    return value


def is_iso_date(text: str) -> bool:
    """Tell whether a text is a day of the calendar, written like 2024-04-09."""
    try:
        return bool(_ISO_DATE.fullmatch(text) and datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _language(tag: str) -> str:
    # Imported here, as its tables take longer than a page: most issues do not name a language.
    import langcodes

    if not langcodes.tag_is_valid(tag):
        raise Complaint("value-no-language")
    standard = langcodes.standardize_tag(tag)
    if standard != tag:
        raise Complaint("value-language-form", standard=standard)
    return tag


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


def has_password(url: HttpUrl) -> bool:
    """Tell whether an address says who one is."""
    return bool(url.username or url.password)


T = TypeVar("T")
OneOrMore = Annotated[tuple[T, ...], _AlsoOne()]
"""A list, whose only item need not stand in one."""
Unprinted = Annotated[str, Field(min_length=1), AfterValidator(_one_line)]
"""A line that stands in no PDF."""
Line = Annotated[Unprinted, AfterValidator(_printable)]
WHOLE_NAME = must(lambda name: not END_OF_NAME.fullmatch(name), "value-end-of-name")
Name = Annotated[Line, WHOLE_NAME]
Author = Annotated[Name, Field(max_length=80), must(slug, "value-no-name")]
Date = Annotated[datetime.date, BeforeValidator(_iso_date)]
WebAddress = Annotated[HttpUrl, must(lambda url: not has_password(url), "value-url-with-password")]
Language = Annotated[Line, AfterValidator(_language)]
Id = Annotated[Line, must(_ID.fullmatch, "value-no-id")]


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
    doi: Annotated[Line, must(DOI.fullmatch, "value-no-doi")] | None = Field(
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
