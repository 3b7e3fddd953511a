"""What this publication is: its name, publisher and sections, as `conf.py` declares them.

`section_kinds.toml` says what each kind of section holds, and how one is laid out. On a page, a
section has the class ``section-`` and its kind; on paper, `part` of `_templates/press.typ` sets it.
"""

import os
import re
import runpy
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import AfterValidator, AnyUrl, Field, HttpUrl, ValidationError

from .files import table_beside
from .messages import TroubleError
from .validation import complaints
from .values import Date, DoiPrefix, Issn, Language, Model, must

ISSUES_FOLDER = "issues"
"""The folder of contributors' pages, below the project's root."""

BUILD_FOLDER = "_build"
"""The folder of all that is made, below the project's root."""

SUMMARY_TO_WRITE = "One or two sentences that stand alone in a search result or a shared link."
"""What `periodical new` lays out where the summary is to be."""


@dataclass(frozen=True)
class Holds:
    """What a section of a kind holds; the fields are described at the head of the table."""

    title: str
    layout: str
    stories: bool = False
    names: bool = True


class Kind(StrEnum):
    """What a section holds, and so how it is recorded and set."""

    @cached_property
    def holds(self) -> Holds:
        """What a section of this kind holds."""
        if held := table_beside(__file__, "section_kinds.toml").get(self):
            return Holds(**held)
        raise PublicationError("section-kind-undeclared", kind=self)

    STORIES = "stories"
    PODCAST = "podcast"
    BRIEFS = "briefs"
    FACT = "fact"
    SIGN_OFF = "sign-off"
    RELATED = "related"


class Section(Model):
    """A section that issues may have: its heading, its kind, and other headings it may bear."""

    kind: Kind
    title: str = Field(default_factory=lambda given: given["kind"].holds.title, min_length=1)
    aliases: tuple[str, ...] = ()


class NamedPage(Model):
    """Who publishes, or under which terms."""

    name: str
    url: HttpUrl | None = None


class FeedSettings(Model):
    """What `periodical_feeds` of `conf.py` says."""

    tag: str = Field("", pattern=r"^([\w.-]+(@[\w.-]+)?,\d{4}(-\d\d){0,2})?$")
    hub: HttpUrl | None = None
    rsscloud: HttpUrl | None = None


class MailSettings(Model):
    """What `periodical_mail` of `conf.py` says of the e-mail edition."""

    sender: str = Field(pattern="@")
    list_id: str
    unsubscribe: str = Field(pattern="^(https|mailto):")
    pictures: Literal["linked", "inline"] = "linked"


class Security(Model):
    """Whom to tell of a hole in the site, for `.well-known/security.txt` (RFC 9116, 2.5)."""

    contact: tuple[AnyUrl, ...] = Field(min_length=1)
    expires: Date
    policy: HttpUrl | None = None


class Publication(Model, alias_generator=lambda name: f"periodical_{name}"):
    """The identity of a periodical; `conf.py` gives it under the aliases."""

    name: str = Field(alias="project")
    publisher: NamedPage
    sections: tuple[Section, ...]
    tagline: str = ""
    contact: str = ""
    issn: Issn = ""
    doi_prefix: DoiPrefix = ""
    licence: NamedPage | None = None
    mail: MailSettings | None = None
    security: Security | None = None
    feeds: FeedSettings = FeedSettings.model_construct()
    theme: dict[str, Any] = Field({}, alias="html_theme_options")
    paper: Literal["a4", "us-letter"] = "a4"
    redirects: dict[str, str] = Field({})
    current_volume: bool = True
    language: Language = Field("en", alias="language")
    today: Date | None = None
    base_url: Annotated[
        str, must(re.compile(r"(https?://[^/\s]\S*)?").fullmatch, "value-no-url"),
        AfterValidator(lambda address: f"{address.rstrip('/')}/" if address else ""),
    ] = Field("", alias="html_baseurl")  # fmt: skip

    @property
    def day(self) -> str:
        """The day up to which issues are published, as ISO 8601: as `conf.py` says, or today.

        A build of a release is told when its commit was made (`SOURCE_DATE_EPOCH`); UTC.
        """
        seconds = float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
        return str(self.today or time.strftime("%Y-%m-%d", time.gmtime(seconds)))

    def address_of(self, path: str) -> str:
        """Return the permanent address of a file of the site, or its path if there is no base."""
        return f"{self.base_url}{quote(path)}"

    def page_address(self, page: str, anchor: str = "") -> str:
        """Return the permanent address of a page, or of something in it."""
        return self.address_of(f"{page}.html") + (f"#{quote(anchor)}" if anchor else "")

    def section(self, heading: str) -> Section | None:
        """Return a heading's section; capitals, spaces, curly apostrophes make no difference."""
        folded = fold_heading(heading)
        named = ((each, (each.title, *each.aliases)) for each in self.sections)
        return next((each for each, names in named if folded in map(fold_heading, names)), None)


@lru_cache(maxsize=1024)
def fold_heading(heading: str) -> str:
    """Return a heading in the form in which two spellings of it are equal."""
    return " ".join(heading.replace("’", "'").casefold().split())


CONFIG = tuple(field.alias or name for name, field in Publication.model_fields.items())
"""The names in `conf.py` that make a publication."""

NOT_READ_WITH = frozenset({"periodical_redirects", "periodical_current_volume"})
"""Those on which no page depends as it is read."""


class PublicationError(TroubleError):
    """The values in `conf.py` do not make a publication."""


def publication_from(values: Mapping[str, Any]) -> Publication:
    """Build one from a `conf.py`; a `PublicationError` has a line a value missing or wrong."""
    given = {name: values[name] for name in CONFIG if values.get(name) or values.get(name) is False}
    # What begins as they do is one that is misspelt.
    given |= {name: "" for name in values if name.startswith("periodical_") and name not in CONFIG}
    try:
        publication = Publication.model_validate(given)
    except ValidationError as error:
        found = complaints(error, Publication)
        wrong = [f"{_place(path, values)}: {each.at('').text}" for path, each in found]
        raise PublicationError("conf-wrong", said="\n".join(wrong)) from error
    headings = [fold_heading(h) for s in publication.sections for h in (s.title, *s.aliases)]
    if doubled := sorted({heading for heading in headings if headings.count(heading) > 1}):
        raise PublicationError("conf-section-twice", heading=doubled[0])
    return publication


def _place(path: Sequence[str | int], values: Mapping[str, Any]) -> str:
    """Return where `conf.py` says something last, if it does, and if it is a file."""
    conf = Path(values.get("__file__", ""))
    said = conf.read_text("utf-8") if conf.is_file() else ""
    lines = [n for n, line in enumerate(said.split("\n"), 1) if re.match(rf"{path[0]}\b", line)]
    return f"conf.py:{lines[-1]}" if lines else "conf.py"


def read_publication(root: Path) -> Publication:
    """Read the publication from `conf.py` in the project's root, without Sphinx.

    It is a `PublicationError` if there is none, or its values do not make a publication.
    """
    return publication_from(read_settings(root))


def read_settings(root: Path) -> dict[str, Any]:
    """Return what `conf.py` says: it is the maintainers' own and is run, as Sphinx would run it."""
    path = root / "conf.py"
    if not path.is_file():
        raise PublicationError("conf-missing", folder=root)
    try:
        return runpy.run_path(str(path))
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        # The last line of it that was run; of what is no Python, none was.
        run = (frame.lineno for frame in frames if frame.filename == str(path))
        *_, line = getattr(error, "lineno", 1), *run
        said = f"{type(error).__name__}: {getattr(error, 'msg', error)}"
        raise PublicationError("conf-unreadable", line=line, said=said) from error
