"""What this publication is: its name, publisher and sections, as `conf.py` declares them."""

import datetime
import os
import runpy
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote

from pydantic import AfterValidator, AnyUrl, BaseModel, ConfigDict, Field, HttpUrl, ValidationError

from .identifiers import DOI_PREFIX, is_issn
from .problem import TroubleError
from .section_kinds import Kind

ISSUES_FOLDER = "issues"
"""The folder of contributors' pages, below the project's root."""


def _must(holds: Callable[[str], object], words: str) -> AfterValidator:
    def validated(value: str) -> str:
        if value and not holds(value):
            raise ValueError(f"“{value}” {words}")
        return value

    return AfterValidator(validated)


class Model(BaseModel):
    """A base for plain data: frozen, and strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    other_names: ClassVar[Mapping[str, str]] = {}
    """What people call a key elsewhere, and which key here that is."""


class Section(Model):
    """A section that issues may have: its heading, its kind, and other headings it may bear."""

    kind: Kind
    title: str = Field(default_factory=lambda given: given["kind"].holds.title, min_length=1)
    aliases: tuple[str, ...] = ()


class NamedPage(Model):
    """Who publishes, or under which terms: a name, and a page that says more."""

    name: str
    url: HttpUrl | None = None


class FeedSettings(Model):
    """What `periodical_feeds` of `conf.py` says.

    Args:
        tag: A name and a year in which it was the publication's, such as ``example.org,2024``: the
            ids of entries begin with it for good, wherever the site moves (RFC 4151).
        hub: A hub that is told of new entries (WebSub).
        rsscloud: Where readers ask to be told, such as ``http://rpc.example.org:5337/notify``.
    """

    tag: Annotated[str, Field(pattern=r"^([\w.-]+(@[\w.-]+)?,\d{4}(-\d\d){0,2})?$")] = ""
    hub: HttpUrl | None = None
    rsscloud: HttpUrl | None = None


class MailSettings(Model):
    """What `periodical_mail` of `conf.py` says of the e-mail edition.

    Args:
        sender: Who sends it, such as ``The Weekly <news@example.org>``.
        list_id: The permanent name of the list (RFC 2919), such as ``weekly.example.org``.
        unsubscribe: An address with ``{address}`` in the place of a reader's own: of the web, where
            one request is enough (RFC 8058), or ``mailto:``.
        pictures: Whether the lead picture goes along, or is fetched by its address.
    """

    sender: str = Field(pattern="@")
    list_id: str
    unsubscribe: str = Field(pattern="^(https|mailto):")
    pictures: Literal["linked", "inline"] = "linked"


class Security(Model):
    """Whom to tell of a hole in the site, for `.well-known/security.txt` (RFC 9116, section 2.5).

    Args:
        contact: Addresses: `mailto:` or `https:`.
        expires: The day until which this holds.
        policy: Where it is told how reports are dealt with.
    """

    contact: tuple[AnyUrl, ...] = Field(min_length=1)
    expires: datetime.date
    policy: HttpUrl | None = None


class Logo(BaseModel):
    """What the option `logo` of the theme says; pictures lie in `_static/`."""

    text: str = ""
    image_light: str = ""
    image_dark: str = ""
    alt_text: str = ""
    link: str = ""


class ThemeOptions(BaseModel):
    """Of the theme's options those that are asked for where no theme is."""

    logo: Logo = Logo()


class Publication(Model):
    """The identity of a periodical; its names in `conf.py` are the aliases."""

    name: str = Field(alias="project")
    publisher: NamedPage = Field(alias="periodical_publisher")
    sections: tuple[Section, ...] = Field(alias="periodical_sections")
    tagline: str = Field("", alias="periodical_tagline")
    contact: str = Field("", alias="periodical_contact")
    issn: Annotated[str, _must(is_issn, "is not an ISSN, such as 0317-8471")] = Field(
        "", alias="periodical_issn"
    )
    doi_prefix: Annotated[str, _must(DOI_PREFIX.fullmatch, "is not a prefix such as 10.5555")] = (
        Field("", alias="periodical_doi_prefix")
    )
    licence: NamedPage | None = Field(None, alias="periodical_licence")
    mail: MailSettings | None = Field(None, alias="periodical_mail")
    security: Security | None = Field(None, alias="periodical_security")
    feeds: FeedSettings = Field(FeedSettings(), alias="periodical_feeds")
    theme: ThemeOptions = Field(ThemeOptions(), alias="html_theme_options")
    paper: Literal["a4", "us-letter"] = Field("a4", alias="periodical_paper")
    language: str = "en"
    today: str = Field("", alias="periodical_today", pattern=r"^(\d{4}-\d\d-\d\d)?$")
    base_url: Annotated[
        str, AfterValidator(lambda address: f"{address.rstrip('/')}/" if address else "")
    ] = Field("", alias="html_baseurl")

    @property
    def day(self) -> str:
        """The day up to which issues are published, as ISO 8601: as `conf.py` says, or today.

        A build of a release is told when its commit was made (`SOURCE_DATE_EPOCH`); UTC.
        """
        seconds = float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
        return self.today or time.strftime("%Y-%m-%d", time.gmtime(seconds))

    def address_of(self, path: str) -> str:
        """Return the permanent address of a file of the site, or its path if there is no base."""
        return f"{self.base_url}{quote(path)}"

    @cached_property
    def _sections_by_heading(self) -> dict[str, Section]:
        return {
            fold_heading(heading): section
            for section in self.sections
            for heading in (section.title, *section.aliases)
        }

    def section(self, heading: str) -> Section | None:
        """Return a heading's section; capitals, spaces, curly apostrophes make no difference."""
        return self._sections_by_heading.get(fold_heading(heading))


def fold_heading(heading: str) -> str:
    """Return a heading in the form in which two spellings of it are equal."""
    return " ".join(heading.replace("’", "'").casefold().split())


CONFIG = tuple(field.alias or name for name, field in Publication.model_fields.items())
"""The names in `conf.py` that make a publication."""


class PublicationError(TroubleError):
    """The values in `conf.py` do not make a publication."""


def publication_from(values: Mapping[str, Any]) -> Publication:
    """Build one from a `conf.py`; a `PublicationError` has a line a value missing or wrong."""
    given = {name: values[name] for name in CONFIG if values.get(name)}
    try:
        publication = Publication.model_validate(given)
    except ValidationError as error:
        lines = [
            f"conf.py: {each['loc'][0]}"
            f"{''.join(f'[{part!r}]' for part in each['loc'][1:])}: {each['msg']}"
            for each in error.errors()
        ]
        raise PublicationError("\n".join(lines)) from error
    headings = [fold_heading(h) for s in publication.sections for h in (s.title, *s.aliases)]
    if doubled := sorted({heading for heading in headings if headings.count(heading) > 1}):
        raise PublicationError(f"conf.py: periodical_sections names {doubled[0]!r} twice.")
    return publication


def read_publication(root: Path) -> Publication:
    """Read the publication from `conf.py` in the project's root, without Sphinx.

    `conf.py` is the maintainers' own and is run, as Sphinx would run it. It is a `PublicationError`
    if there is none, or its values do not make a publication.
    """
    path = root / "conf.py"
    if not path.is_file():
        raise PublicationError(
            f"{root}: there is no conf.py here. Run the command in the folder of the publication."
        )
    return publication_from(runpy.run_path(str(path)))
