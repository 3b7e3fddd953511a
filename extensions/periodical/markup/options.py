"""Readers of directives' options, which raise `InvalidValueError` for what is not of their kind."""

from __future__ import annotations

import re

from pydantic import HttpUrl, TypeAdapter, ValidationError

from ..model.issue import has_password, is_iso_date
from ..model.messages import InvalidValueError

_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def as_text(value: str) -> str:
    """Read an option that is words."""
    return " ".join(value.split())


def as_list(value: str) -> list[str]:
    """Read an option that is several words, with commas between them."""
    listed = [as_text(each) for each in value.split(",")]
    if not all(listed):
        raise InvalidValueError("option-gap")
    return listed


def as_date(value: str) -> str:
    """Read an option that is a day."""
    if not _DATE.fullmatch(value):
        raise InvalidValueError("option-no-date", value=value)
    if not is_iso_date(value):
        raise InvalidValueError("option-no-day", value=value)
    return value


def as_url(value: str) -> str:
    """Read an option that is a web address."""
    try:
        url = _URL.validate_python(value)
    except ValidationError:
        raise InvalidValueError("option-no-url", value=value) from None
    if has_password(url):
        raise InvalidValueError("option-url-with-password")
    return str(url)


def as_duration(value: str) -> str:
    """Read ``1:04:30``, ``48:05`` or ``48 min`` as ISO 8601-1, 5.5.2.3 writes it: ``PT48M``."""
    if clock := re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)", value):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
    elif words := re.fullmatch(r"(?:(\d{1,2}) ?h(?:ours?)?)? ?(?:(\d{1,3}) ?min(?:utes)?)?", value):
        hours, minutes, seconds = int(words[1] or 0), int(words[2] or 0), 0
    else:
        raise InvalidValueError("option-no-duration", value=value)
    if not hours + minutes + seconds:
        raise InvalidValueError("option-no-time", value=value)
    parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
    return "PT" + "".join(f"{number}{unit}" for number, unit in parts if number)
