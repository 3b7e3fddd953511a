"""The catalogue of messages: `messages.toml`, which has their words, by their names.

`problem("title-missing", file, line)` is a `Problem`; `complaint(…)` one without a place; and
`InvalidValueError` an exception for code that reads a value and knows neither place nor key.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from string import Template
from typing import Any

from .problem import Problem, did_you_mean

CATALOGUE = Path(__file__).with_name("messages.toml")


@dataclass(frozen=True)
class Message:
    """An entry of the catalogue; its fields are described at the head of `messages.toml`."""

    code: str
    what: str
    instead: str = ""
    cases: Mapping[str, str] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Catalogue:
    """All messages by name, and what each code is about."""

    messages: Mapping[str, Message]
    codes: Mapping[str, str]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue: read, and its reader imported, when there is something to say."""
    import tomllib

    entries: dict[str, dict[str, Any]] = tomllib.loads(CATALOGUE.read_text("utf-8"))
    codes = entries.pop("codes")
    messages = {
        name: Message(
            entry.pop("code"),
            entry.pop("what"),
            entry.pop("instead", ""),
            entry.pop("cases", {}),
            entry,
        )
        for name, entry in entries.items()
    }
    return Catalogue(messages, codes)


@dataclass(frozen=True)
class Complaint:
    """What is wrong, and what to write instead: a problem without its place."""

    code: str
    message: str
    advise: Callable[[], str] = field(compare=False)

    @cached_property
    def advice(self) -> str:
        """What to write instead; looked for only if it is told."""
        return self.advise()

    def at(self, file: str, line: int = 1, column: int = 1) -> Problem:
        """Return the problem at a place."""
        return Problem(file, line, column, self.code, self.message, self.advice)


def complaint(
    name: str, /, *, known: Iterable[str] | None = None, case: str = "", **values: object
) -> Complaint:
    """Return a message of the catalogue.

    Args:
        known: What could have been written for `values["word"]`: “Did you mean …?” if one is near.
        case: What was written, where the catalogue has advice of its own for it.
        values: What stands for the names in its words.
    """
    entry = catalogue().messages[name]

    def advise() -> str:
        advice = entry.cases.get(case)
        if advice is None and known is not None:
            listed = sorted(known)
            if meant := did_you_mean(str(values["word"]), listed):
                return meant
            values["known"] = ", ".join(listed) or "nothing yet"
        return _filled(entry.instead if advice is None else advice, values)

    return Complaint(entry.code, _filled(entry.what, values), advise)


def problem(name: str, file: str, line: int = 1, column: int = 1, /, **values: Any) -> Problem:
    """Return a message of the catalogue at a place; see `complaint` for the values."""
    return complaint(name, **values).at(file, line, column)


class InvalidValueError(ValueError):
    """A value that cannot be: a message of the catalogue, whose other values the caller knows."""

    def __init__(self, name: str, /, **values: Any) -> None:
        super().__init__(name, values)
        self.name = name
        self.values = values

    def complaint(self, **values: Any) -> Complaint:
        """Return the message, with what only the caller knows."""
        return complaint(self.name, **self.values, **values)

    def __str__(self) -> str:
        return Template(catalogue().messages[self.name].what).safe_substitute(self.values)


def _filled(words: str, values: Mapping[str, object]) -> str:
    return Template(words).substitute(values)
