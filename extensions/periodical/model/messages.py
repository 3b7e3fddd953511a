"""The catalogue of messages: `messages.toml`, which has their words, by their names.

`Complaint("title-missing")` is what is wrong, and with `.at(file, line)` the `Problem` there.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from pydantic import BaseModel

from .problem import Problem, did_you_mean

CATALOGUE = Path(__file__).with_name("messages.toml")


class Message(BaseModel, extra="allow"):
    """An entry of the catalogue; its fields are described at the head of `messages.toml`."""

    code: str
    what: str
    instead: str = ""
    cases: dict[str, str] = {}

    @property
    def examples(self) -> dict[str, str]:
        """What the message is found in, by what it is: all other fields."""
        return self.model_extra or {}


class Catalogue(BaseModel):
    """All messages by name, and what each code is about."""

    messages: dict[str, Message]
    codes: dict[str, str]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue: read, and its reader imported, when there is something to say."""
    import tomllib

    entries = tomllib.loads(CATALOGUE.read_text("utf-8"))
    return Catalogue(codes=entries.pop("codes"), messages=entries)


class Complaint(ValueError):  # noqa: N818 - raised where a value is read, returned where one is judged
    """What is wrong, and what to write instead, without its place: a message of the catalogue.

    Its words are put together only when it is told: of very many, most are counted.

    Args:
        name: Its name in the catalogue.
        known: What could have been written for `values["word"]`: “Did you mean …?” if one is near.
        case: What was written, where the catalogue has advice of its own for it.
        values: What stands for the names in its words; and a `code`, if it is another here.
    """

    def __init__(
        self, name: str, /, *, known: Iterable[str] | None = None, case: str = "", **values: Any
    ) -> None:
        super().__init__(name)
        self.name, self.known, self.case, self.values = name, known, case, values

    def with_values(self, **values: object) -> "Complaint":
        """Return the message with what only the caller knows."""
        more = values | self.values
        return Complaint(self.name, known=self.known, case=self.case, **more)

    def __str__(self) -> str:
        return Template(catalogue().messages[self.name].what).safe_substitute(self.values)

    def at(self, file: str, line: int = 1, column: int = 1) -> Problem:
        """Return the problem at a place."""
        entry = catalogue().messages[self.name]
        code = self.values.get("code", entry.code)
        what = Template(entry.what).substitute(self.values)
        return Problem(file, line, column, code, what, self._advice(entry))

    def _advice(self, entry: Message) -> str:
        advice, values = entry.cases.get(self.case), self.values
        if advice is None and self.known is not None:
            listed = sorted(self.known)
            if meant := did_you_mean(str(values["word"]), listed):
                return meant
            values = values | {"known": ", ".join(listed) or "nothing yet"}
        return Template(entry.instead if advice is None else advice).substitute(values)
