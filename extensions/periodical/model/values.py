"""Values that people write, in front matter, `_data/`, `conf.py` and options: each has a type here.

What cannot be is a `Complaint`, which says it in the words of the catalogue. Identifiers that
others give out are looked at closely: what one looks like, and whether its check digit is right.
Names of files are such that every disk, shell and browser takes them for the same.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import reduce
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from .limits import MARKS
from .messages import Complaint
from .names import END_OF_NAME
from .text import FORBIDDEN, MARKED, describe_character, missing_letters, slug, visible

DEFAULT_LANGUAGE = "en"

IMAGE_TYPES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".gif": "GIF"}
"""The pictures an issue can show: file ending and format."""

DOI = re.compile(r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]+")
"""The recommended form of new names (ISO 26324; Crossref, “Constructing your identifiers”)."""

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

_LONGEST = 200
"""In bytes: file systems hold 255 a name."""
_ALLOWED = re.compile(r"[\w .,()+@=/-]{1,120}")
# A shell takes a leading hyphen for an option; systems hide what begins with a stop, and Windows
# drops stops and spaces at an end.
_EDGES = re.compile(r"^[-. ]|[ .](\.\w+)?$")
# Microsoft, “Naming Files, Paths, and Namespaces”: devices, with any ending or none.
_OF_WINDOWS = re.compile(r"(?i)(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])\s*(\..*)?")


class Model(BaseModel, defer_build=True):
    """A base for plain data: frozen, strict about keys, and made ready when it is first asked."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def must(holds: Callable[[Any], object], message: str) -> AfterValidator:
    """Return a validator that refuses, with a message, values for which something does not hold."""

    def validated(value: Any) -> Any:
        if not holds(value):
            raise Complaint(message, value=value)
        return value

    return AfterValidator(validated)


def file_name_complaint(name: str) -> Complaint | None:
    """Return what is wrong with the characters of a picture's name or path, if anything is."""
    name = unicodedata.normalize("NFC", name)
    # What is left out means something else to a shell, a browser, TeX, or another file system.
    if _ALLOWED.fullmatch(name) is None or len(name.encode()) > _LONGEST:
        return Complaint("picture-name", name=name)
    for part in name.split("/"):
        if part.strip(".") and _EDGES.search(part):
            return Complaint("picture-name", name=name, case="edges")
        if _OF_WINDOWS.fullmatch(part):
            return Complaint("picture-name-of-windows", part=part)
    return None


def same_name(path: str) -> str:
    """Return a path in the form in which two are equal that some disk takes for one file."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def unprintable(text: str) -> Iterator[Complaint]:
    """Yield that a letter of a text cannot be printed, for each that cannot."""
    for letter in missing_letters(text):
        yield Complaint("pdf-letter", character=describe_character(letter), letter=letter)


def overloaded(text: str) -> Complaint | None:
    """Return that a letter of a text has more marks than any script gives one, if one has.

    Such marks cover the lines above and below, and cost browsers and compilers their time.
    """
    if text.isascii() or not (found := MARKED.search(text)):
        return None
    letter = text[max(found.start() - 1, 0) : found.end("kept")]
    return Complaint("marks-too-many", letter=letter, most=MARKS)


def _one_line(text: str) -> str:
    if found := FORBIDDEN.search(text):
        character = describe_character(found.group())
        raise Complaint("value-invisible-character", character=character)
    if error := overloaded(text):
        raise error
    return " ".join(text.split())


def _printable(text: str) -> str:
    for error in unprintable(text):
        raise error
    return text


class _AlsoOne(BeforeValidator):
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
    with suppress(ValueError):
        return bool(_ISO_DATE.fullmatch(text) and datetime.date.fromisoformat(text))
    return False


def _language(tag: str) -> str:
    if tag == DEFAULT_LANGUAGE:
        return tag
    import langcodes  # here, as its tables take longer than a page

    # A tag for private use names no language that anybody else knows, the compiler included.
    if tag.startswith("x-") or not langcodes.tag_is_valid(tag):
        raise Complaint("value-no-language")
    standard = langcodes.standardize_tag(tag)
    if standard != tag:
        raise Complaint("value-language-form", standard=standard)
    return tag


_digit = "0123456789X".index


def is_issn(text: str) -> bool:
    """Tell whether a text is the number of a serial, such as 0317-8471 (ISO 3297, annex A)."""
    if not re.fullmatch(r"\d{4}-\d{3}[\dX]", text):
        return False
    digits = enumerate(map(_digit, reversed(text.replace("-", ""))), start=1)
    return sum(weight * digit for weight, digit in digits) % 11 == 0


def is_isni(text: str) -> bool:
    """Tell whether a text is a name identifier, such as 000000012103268X (ISO 27729, 4.3).

    Its check character is that of ISO 7064, MOD 11-2.
    """
    if not re.fullmatch(r"\d{15}[\dX]", text):
        return False
    return reduce(lambda total, digit: 2 * total + _digit(digit), text, 0) % 11 == 1


def is_orcid(text: str) -> bool:
    """Tell whether a text is the ORCID iD of a person: an ISNI in four groups."""
    return bool(re.fullmatch(r"(?:\w{4}-){3}\w{4}", text)) and is_isni(text.replace("-", ""))


T = TypeVar("T")
OneOrMore = Annotated[tuple[T, ...], _AlsoOne(lambda it: [it] if isinstance(it, str) else it)]
"""A list, whose only item need not stand in one, as in `authors: bruce-pannier`."""
Unprinted = Annotated[
    str, Field(min_length=1), AfterValidator(_one_line), must(visible, "value-empty")
]
"""A line that stands in no PDF."""
Line = Annotated[Unprinted, AfterValidator(_printable)]
WHOLE_NAME = must(lambda name: not END_OF_NAME.fullmatch(name), "value-end-of-name")
Name = Annotated[Line, WHOLE_NAME]
Author = Annotated[Name, Field(max_length=80), must(slug, "value-no-name")]
Date = Annotated[datetime.date, BeforeValidator(_iso_date)]
WebAddress = Annotated[
    HttpUrl, must(lambda url: not (url.username or url.password), "value-url-with-password")
]
Language = Annotated[Line, AfterValidator(_language)]
Id = Annotated[Line, must(re.compile("[a-z0-9]+(?:-[a-z0-9]+)*").fullmatch, "value-no-id")]
Doi = Annotated[Line, must(DOI.fullmatch, "value-no-doi")]
DoiPrefix = Annotated[str, must(re.compile(r"10\.\d{4,9}").fullmatch, "value-no-doi-prefix")]
Issn = Annotated[str, must(is_issn, "value-no-issn")]
Isni = Annotated[Line, must(is_isni, "value-no-isni")]
Orcid = Annotated[Line, must(is_orcid, "value-no-orcid")]
