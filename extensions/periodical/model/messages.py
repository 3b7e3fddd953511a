"""What is wrong with a page, said so that its author can mend it.

`Complaint("title-missing")` is a message of the catalogue, `messages.toml`; with `.at(file, line)`
it is the `Problem` there, which `periodical check` and the Sphinx build report alike: the first as
lines on a terminal, annotations or SARIF, the second as warnings of type ``periodical``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from string import Template
from typing import Any

from pydantic import BaseModel

from .files import table_beside
from .limits import PROBLEMS
from .text import with_few_marks, without_forbidden


class TroubleError(Exception):
    """What a command cannot do, by its name in the catalogue, which says what to do about it."""

    def __init__(self, name: str, /, **values: object) -> None:
        super().__init__(name)
        self.name, self.values = name, values

    def __str__(self) -> str:
        return Template(catalogue().troubles[self.name]).substitute(self.values)


_LONG_QUOTATION = re.compile("“([^”]{60})[^”]{20,}”")


def on_one_line(words: str) -> str:
    """Return a message as one readable line, whatever of the page it quotes.

    A quoted line end would begin a new report, and a control character would reach the terminal.
    """
    words = " ".join(with_few_marks(without_forbidden(words)).split())
    return _LONG_QUOTATION.sub(r"“\1…”", words)


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and a way out, each said as a sentence.

    The file is from the project's root, with forward slashes; lines and columns count from 1. The
    code is one of `messages.toml`; codes are stable, as printed, filtered on and documented.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    advice: str

    @property
    def is_note(self) -> bool:
        """Whether this is to be told, and is no mistake: it fails nothing."""
        return self.code in ("place", "hint")

    @property
    def text(self) -> str:
        """The message and the way out, as one text."""
        return f"{self.message} {self.advice}".strip()

    def __str__(self) -> str:
        # A file can be named anything; a report of it stays on its line.
        place = f"{on_one_line(self.file)}:{self.line}:{self.column}"
        return f"{place}: {self.code}: {self.text}"


def one_slip(word: str, other: str) -> bool:
    """Tell whether a word is another but for a letter, or for two that changed places."""
    from rapidfuzz.distance import OSA

    return len(word) > 3 and OSA.distance(word, other, score_cutoff=1) == 1


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was most likely meant, if one is near."""
    # Imported here: a page without mistakes has no need of it.
    from rapidfuzz import fuzz, process

    folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    # Of a registry of thousands of names, and a page that misspells many.
    found = process.extractOne(word.casefold(), list(folded), scorer=fuzz.ratio, score_cutoff=60)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return “Did you mean …?” with the known word that was most likely meant, if one is near."""
    meant = nearest(word, known)
    return f"Did you mean “{meant}”?" if meant else ""


class Message(BaseModel, extra="allow", defer_build=True):
    """An entry of the catalogue, as its head describes it; all other fields are examples."""

    code: str
    what: str
    instead: str = ""
    cases: dict[str, str] = {}


class Catalogue(BaseModel, defer_build=True):
    """All messages by name, what each code is about, and what each key of a model is for."""

    messages: dict[str, Message]
    codes: dict[str, str]
    keys: dict[str, dict[str, str]]
    elsewhere: dict[str, str]
    """What people call a key elsewhere."""
    errors: dict[str, str]
    """The messages that stand for pydantic's errors, by their types."""
    troubles: dict[str, str]
    """What commands cannot do, by name."""


@cache
def catalogue() -> Catalogue:
    """Return the catalogue, which is read when there is something to say."""
    entries = table_beside(__file__, "messages.toml")
    others = {name: entries.pop(name) for name in Catalogue.model_fields if name != "messages"}
    return Catalogue(messages=entries, **others)


def describe(model: type, key: str) -> str:
    """Return what a key of a model is for, as far as the catalogue says."""
    told = (catalogue().keys.get(each.__name__, {}) for each in model.__mro__)
    return next((keys[key] for keys in told if key in keys), "")


class Complaint(ValueError):  # noqa: N818 - raised where a value is read, returned where one is judged
    """What is wrong, and what to write instead, without its place: a message of the catalogue.

    Its words are put together only when it is told: of very many, most are counted.

    Args:
        name: Its name in the catalogue.
        values: What stands for the names in its words. And perhaps a `code`, if it is another here;
            what is `known`, of which one near `word` may have been meant: “Did you mean …?”; and a
            `case`, that is, what was written, where the catalogue has advice of its own for it.
    """

    def __init__(self, name: str, /, **values: Any) -> None:
        super().__init__(name)
        self.name, self.values = name, values

    def with_values(self, **values: object) -> "Complaint":
        """Return the message with what only the caller knows."""
        return Complaint(self.name, **(values | self.values))

    def __str__(self) -> str:
        return Template(catalogue().messages[self.name].what).safe_substitute(self.values)

    def at(self, file: str, line: int = 1, column: int = 1) -> Problem:
        """Return the problem at a place."""
        entry, values, meant = catalogue().messages[self.name], self.values, ""
        code, advice = values.get("code", entry.code), entry.cases.get(values.get("case", ""))
        what = on_one_line(Template(entry.what).substitute(values))
        if advice is None and (known := values.get("known")) is not None:
            listed = sorted(known)
            values = values | {"known": ", ".join(listed) or "nothing yet"}
            meant = did_you_mean(str(values["word"]), listed)
        told = Template(entry.instead if advice is None else advice).substitute(values)
        return Problem(file, line, column, code, what, on_one_line(meant or told))


class Account:
    """What is wrong with a file, of which so many problems are told, and the others only counted.

    A page can have a hundred thousand, and for each somebody would look what could have been meant.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0
        """How often something was said, told or not."""
        self._said: dict[tuple[int, int, str], None] = {}
        self._told: list[Problem] = []

    def say(self, complaint: Complaint, line: int, column: int = 1) -> None:
        """Say what is wrong at a place; its words are put together only if it is to be told."""
        self.count += 1
        key = (line, column, str(complaint))
        if key not in self._said and len(self._said) < PROBLEMS:
            self._told.append(complaint.at(self.file, line, column))
        self._said[key] = None

    def problems(self) -> list[Problem]:
        """Return what is told, and that there is more, if there is."""
        beyond = list(self._said)[PROBLEMS:]
        more = Complaint("problems-more", most=PROBLEMS, count=len(beyond))
        return [*self._told, *(more.at(self.file, line) for line, *_ in beyond[:1])]
