"""The form of a directive: what a contributor may write in it, read the same way everywhere.

A form knows nothing of Sphinx: `check` reads it, and the build makes nodes of what was read.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, TypeAlias

from markdown_it.tree import SyntaxTreeNode
from pydantic import TypeAdapter

from ..model.limits import OPTION_SIGNS
from ..model.messages import Complaint
from ..model.validation import read_value
from ..model.values import Date, Line, WebAddress
from .markdown import plain_text

_OPTION = re.compile(r":([\w-]+):(?:[ \t]+(.*))?")
_OPTION_LINE = re.compile(r"[ \t]*:(?!::)")
_GOES_ON = re.compile(rf"{_OPTION_LINE.pattern}|[ \t]+(?!:::)\S")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"")


class Body(Enum):
    """What the body of a directive is: text, or a list where the form says what an item is."""

    NONE = auto()
    TEXT = auto()
    MAY_BE_EMPTY = auto()


@dataclass(frozen=True)
class Option:
    """An option, or the argument, of a directive; `read` may raise a `Complaint`."""

    read: Callable[[str], Any]
    example: str
    required: bool = False


class Part(Enum):
    """What a piece of an item's line is; a link, an issue or emphasis may be a title."""

    TEXT = auto()
    TITLE = auto()
    IMAGE = auto()


Pieces: TypeAlias = Sequence[tuple[Part, str]]
"""The line of an item, piece by piece: what each is, and its words."""


@dataclass(frozen=True)
class Item:
    """What an item of a list is; `not_a_line` names the message for what is no single paragraph."""

    read: Callable[[Pieces], Any]
    example: str
    not_a_line: str = "item-not-a-line"


@dataclass(frozen=True)
class Form:
    """What a directive may consist of; an `item` is for a body that is a list."""

    name: str
    body: Body = Body.TEXT
    argument: Option | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    item: Item | None = None


@dataclass(frozen=True)
class Invocation:
    """A directive as far as it could be read.

    Args:
        offset: How many lines below the directive's first the first of its body stands.
        wrong: What is wrong, each so many lines below the directive's first.
    """

    argument: Any
    options: dict[str, Any]
    body: str
    offset: int
    wrong: tuple[tuple[int, Complaint], ...]


def read_invocation(form: Form, first_line: str, content: str) -> Invocation:
    """Read and judge a directive: what is behind its name, and between its fences."""
    reading, lines = _Reading(form), content.split("\n")
    belongs = ((_GOES_ON if n else _OPTION_LINE).match(line) for n, line in enumerate(lines))
    end = next((n for n, each in enumerate(belongs) if not each), len(lines))
    options = reading.options(lines[:end])
    body, offset = lines[end:], end + 1
    argument = reading.argument(first_line.strip())
    if first_line.strip() and form.argument is None:
        body, offset = [first_line, *[""] * end, *body], 0
    if body and not body[0].strip():
        body, offset = body[1:], offset + 1
    reading.examine_body(body, offset)
    return Invocation(argument, options, "\n".join(body), offset, tuple(reading.wrong))


class _Reading:
    """What is found wrong while a directive is read."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self.wrong: list[tuple[int, Complaint]] = []

    def _note(self, line: int, name: str, **values: Any) -> None:
        self.wrong.append((line, Complaint(name, directive=self._form.name, **values)))

    def argument(self, words: str) -> Any:
        option = self._form.argument
        if option and words:
            return self._read(option, words, 0)
        if option and option.required:
            self._note(0, "directive-lacks-argument", example=option.example)
        return None

    def options(self, lines: Sequence[str]) -> dict[str, Any]:
        options: dict[str, Any] = {}
        known = self._form.options
        for number, line in enumerate(lines, start=1):
            if not (written := _OPTION.fullmatch(line.strip())):
                goes_on = not _OPTION_LINE.match(line)
                self._note(number, "option-goes-on" if goes_on else "options-unreadable")
                continue
            name, value = written[1], _without_quotes(written[2] or "")
            if (option := known.get(name)) is None:
                case = "" if known else "none"
                self._note(number, "option-unknown", word=name, known=known, case=case)
            elif name in options:
                self._note(number, "option-twice", option=name)
            elif not value:
                case = "required" if option.required else ""
                self._note(number, "option-empty", option=name, example=option.example, case=case)
            elif len(value) > OPTION_SIGNS:
                self._note(number, "option-too-long", option=name, most=OPTION_SIGNS)
            else:
                options[name] = self._read(option, value, number)
        written_so = {line.strip()[1:].partition(":")[0] for line in lines}
        for name, option in known.items():
            if option.required and name not in written_so:
                self._note(0, "option-missing", option=name, example=option.example)
        return options

    def examine_body(self, body: Sequence[str], offset: int) -> None:
        form, first = self._form, next((n for n, line in enumerate(body) if line.strip()), None)
        if first is None:
            if form.body is Body.TEXT:
                self._note(0, "directive-empty")
            return
        if form.body is Body.NONE:
            self._note(offset, "directive-with-text")
        at_top = True
        for number, line in enumerate(body[first:], start=offset + first):
            late = _OPTION.fullmatch(line.strip())
            at_top = at_top and bool(late or not line.strip())
            if late and (at_top or late[1] in form.options):
                self._note(number, "option-too-late", option=late[1])

    def _read(self, option: Option, value: str, line: int) -> Any:
        try:
            return option.read(value)
        except Complaint as error:
            self.wrong.append((line, error.with_values(**_told(value, option.example))))
            return None


def _told(key: str, example: str) -> dict[str, str]:
    return {"key": key, "example": example, "description": f"Write it as in “{example}”."}


def _without_quotes(value: str) -> str:
    """Return a value without the quotes around it, which YAML asks for, and no option needs."""
    if not _QUOTED.fullmatch(value):
        return value
    single, inner = value[0] == "'", value[1:-1]
    return inner.replace("''", "'") if single else re.sub(r'\\(["\\])', r"\1", inner)


def read_item(form: Form, node: SyntaxTreeNode) -> Any:
    """Read an item of a directive's list from its syntax; a `Complaint` if it cannot be."""
    item = form.item
    assert item is not None  # noqa: S101 - only a directive with items asks for them
    try:
        if [child.type for child in node.children] != ["paragraph"]:
            raise Complaint(item.not_a_line)
        return item.read([_piece(child) for child in node.children[0].children[0].children])
    except Complaint as error:
        line = " ".join(plain_text(child) for child in node.walk() if child.type == "inline")
        raise error.with_values(**_told(line, item.example), directive=form.name) from None


def _piece(node: SyntaxTreeNode) -> tuple[Part, str]:
    if node.type == "image":
        return Part.IMAGE, plain_text(node)
    is_title = node.type in ("link", "em") or node.meta.get("name") == "issue"
    return Part.TITLE if is_title else Part.TEXT, plain_text(node)


def as_value(kind: Any) -> Callable[[str], str]:
    """Return what reads an option as a type of `model/values.py`."""
    adapter = TypeAdapter(kind)

    def read(value: str) -> str:
        try:
            return str(read_value(adapter, value))
        except Complaint as error:
            own = error.name.startswith("value-")
            raise (error.with_values(code="option") if own else error) from None

    return read


as_text, as_date, as_url = as_value(Line), as_value(Date), as_value(WebAddress)


def as_list(value: str) -> list[str]:
    """Read an option that is several words, with commas between them."""
    listed = value.split(",")
    if not all(map(str.strip, listed)):
        raise Complaint("option-gap")
    return list(map(as_text, listed))


def as_duration(value: str) -> str:
    """Read ``1:04:30``, ``48:05`` or ``48 min`` as ISO 8601-1, 5.5.2.3 writes it: ``PT48M``."""
    if clock := re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)", value):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
    elif words := re.fullmatch(r"(?:(\d{1,2}) ?h(?:ours?)?)? ?(?:(\d{1,3}) ?min(?:utes)?)?", value):
        hours, minutes, seconds = int(words[1] or 0), int(words[2] or 0), 0
    else:
        raise Complaint("option-no-duration")
    if not hours + minutes + seconds:
        raise Complaint("option-no-time")
    parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
    return "PT" + "".join(f"{number}{unit}" for number, unit in parts if number)
