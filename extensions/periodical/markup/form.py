"""The form of a directive: what a contributor may write in it, checked the same way everywhere.

A form knows nothing of Sphinx: `check` reads it, and the build makes nodes of what was read.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, ClassVar, TypeAlias

from docutils.parsers.rst import Directive
from docutils.parsers.rst.states import MarkupError
from markdown_it.tree import SyntaxTreeNode
from myst_parser.parsers.directives import DirectiveParsingResult, parse_directive_text
from pydantic import HttpUrl, TypeAdapter, ValidationError

from ..model.issue import has_password, is_iso_date
from ..model.letters import overloaded, unprintable
from ..model.limits import OPTION_SIGNS
from ..model.messages import Complaint
from ..model.text import FORBIDDEN, describe_character
from .markdown import plain_text

_OPTION = re.compile(r":([\w-]+):(?:[ \t]+(.*?))?[ \t]*$")
_NEEDS_QUOTES = re.compile(r"^[#\"']|[ \t]#")


class Body(Enum):
    """What the body of a directive is."""

    NONE = auto()
    TEXT = auto()
    """Paragraphs, lists, quotations, tables, code."""
    LIST = auto()
    """One list, whose items have a form of their own."""


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

    def complaint(self, error: Complaint, directive: str) -> Complaint:
        """Say what is wrong with an item of a directive."""
        where = f"a line of “{directive}”"
        return error.with_values(option=where, directive=directive, example=self.example)


@dataclass(frozen=True)
class Form:
    """What a directive may consist of; an `item` is for a body that is a list."""

    name: str
    body: Body
    argument: Option | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    may_be_empty: bool = False
    item: Item | None = None


@dataclass(frozen=True)
class Finding:
    """What is wrong with a directive, `line` lines below its first, where the words `at` stand."""

    line: int
    complaint: Complaint
    at: str = ""


@dataclass(frozen=True)
class Invocation:
    """A directive as far as it could be read; the body is `body_offset` lines below its first."""

    argument: Any
    options: dict[str, Any]
    body: tuple[str, ...]
    body_offset: int
    findings: tuple[Finding, ...]


class OptionSpec(dict[str, Callable[[str | None], Any]]):
    """An option specification. MyST looks for options only where it is true.

    Without options, too, what is not an option must be found to be none, and not become text.
    """

    def __bool__(self) -> bool:
        return True


class _Anything(OptionSpec):
    """An option specification that takes every option as text, for the form to judge."""

    def __missing__(self, key: str) -> Callable[[str | None], Any]:
        return lambda value: value or ""


class _WithArgument(Directive):
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[Any] = _Anything()


class _WithoutArgument(_WithArgument):
    optional_arguments = 0


def read_invocation(form: Form, first_line: str, content: str) -> Invocation:
    """Read and judge a directive as MyST has it: what is behind its name, and between fences."""
    proxy, reading = _WithArgument if form.argument else _WithoutArgument, _Reading(form)
    try:
        parsed = parse_directive_text(proxy, first_line, content, line=0)
    except MarkupError as error:
        reading.note(0, "directive-invalid", reason=error)
        return Invocation(None, {}, (), 1, tuple(reading.findings))
    if parsed.warnings:
        reading.examine_quotes(content)
    argument = reading.argument(parsed.arguments)
    options = {} if parsed.warnings else reading.options(parsed.options, content)
    reading.examine_body(parsed)
    body, offset = tuple(parsed.body), parsed.body_offset + 1
    return Invocation(argument, options, body, offset, tuple(reading.findings))


class _Reading:
    """What is found wrong while a directive is read."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self.findings: list[Finding] = []

    def note(self, line: int, name: str, **values: Any) -> None:
        self.findings.append(Finding(line, Complaint(name, directive=self._form.name, **values)))

    def examine_quotes(self, content: str) -> None:
        """Note options that YAML cannot read as they are; what else is wrong, in general words."""
        found = False
        for number, line in enumerate(content.split("\n"), start=1):
            option = _OPTION.match(line)
            if option and option[2] and _NEEDS_QUOTES.search(option[2]):
                found, written = True, option[2]
                quoted = f"'{written}'"
                if '"' not in written or "'" in written:
                    quoted = '"{}"'.format(written.replace("\\", "\\\\").replace('"', '\\"'))
                values = {"option": option[1], "written": written, "quoted": quoted}
                self.note(number, "option-needs-quotes", **values)
            elif not option and not line.startswith((" ", "\t")):
                break
        if not found:
            self.note(1, "options-unreadable")

    def argument(self, arguments: list[str]) -> Any:
        option = self._form.argument
        if option and arguments:
            return self._read(option, arguments[0], "what follows the name", 0)
        if option and option.required:
            self.note(0, "directive-lacks-argument", example=option.example)
        return None

    def options(self, written: Mapping[str, str], content: str) -> dict[str, Any]:
        options: dict[str, Any] = {}
        lines, known = content.split("\n"), self._form.options
        for name, value in written.items():
            written_so = re.compile(rf"\s*:?{re.escape(name)}\s*:")
            line = next((n for n, each in enumerate(lines, 1) if written_so.match(each)), 0)
            if (option := known.get(name)) is None:
                self.note(line, "option-unknown", word=name, known=known or None)
            elif not value:
                case = "required" if option.required else ""
                self.note(line, "option-empty", option=name, example=option.example, case=case)
            elif len(value) > OPTION_SIGNS:
                self.note(line, "option-too-long", option=name, most=OPTION_SIGNS)
            else:
                options[name] = self._read(option, value, f"“{name}”", line)
        for name, option in known.items():
            if option.required and name not in written:
                self.note(0, "option-missing", option=name, example=option.example)
        return options

    def examine_body(self, parsed: DirectiveParsingResult) -> None:
        form, empty = self._form, not any(line.strip() for line in parsed.body)
        if form.body is Body.NONE and not empty:
            self.note(parsed.body_offset + 1, "directive-with-text")
        if form.body is not Body.NONE and empty and not form.may_be_empty:
            self.note(0, "directive-empty")
        for number, line in enumerate(parsed.body, start=parsed.body_offset + 1):
            if line.strip():
                if not (late := _OPTION.match(line)):
                    break
                self.note(number, "option-too-late", option=late[1])

    def _read(self, option: Option, value: str, what: str, line: int) -> Any:
        # Written as \u202E, which MyST turns into the character.
        if hidden := FORBIDDEN.search(value):
            character = describe_character(hidden.group())
            self.note(line, "option-invisible-character", option=what, character=character)
            return None
        try:
            if error := overloaded(value) or next(unprintable(value), None):
                raise error
            return option.read(value.strip())
        except Complaint as error:
            said = error.with_values(option=what, example=option.example)
            self.findings.append(Finding(line, said))
            return None


def read_item(item: Item, node: SyntaxTreeNode) -> Any:
    """Read an item of a list from its syntax; it is a `Complaint` if it cannot be."""
    if [child.type for child in node.children] != ["paragraph"]:
        raise Complaint(item.not_a_line)
    return item.read([_piece(child) for child in node.children[0].children[0].children])


def _piece(node: SyntaxTreeNode) -> tuple[Part, str]:
    if node.type == "image":
        return Part.IMAGE, plain_text(node)
    is_title = node.type in ("link", "em") or (
        node.type == "myst_role" and node.meta.get("name") == "issue"
    )
    return Part.TITLE if is_title else Part.TEXT, plain_text(node)


_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def as_text(value: str) -> str:
    """Read an option that is words."""
    return " ".join(value.split())


def as_list(value: str) -> list[str]:
    """Read an option that is several words, with commas between them."""
    listed = [as_text(each) for each in value.split(",")]
    if not all(listed):
        raise Complaint("option-gap")
    return listed


def as_date(value: str) -> str:
    """Read an option that is a day."""
    if not _DATE.fullmatch(value):
        raise Complaint("option-no-date", value=value)
    if not is_iso_date(value):
        raise Complaint("option-no-day", value=value)
    return value


def as_url(value: str) -> str:
    """Read an option that is a web address."""
    try:
        url = _URL.validate_python(value)
    except ValidationError:
        raise Complaint("option-no-url", value=value) from None
    if has_password(url):
        raise Complaint("option-url-with-password")
    return str(url)


def as_duration(value: str) -> str:
    """Read ``1:04:30``, ``48:05`` or ``48 min`` as ISO 8601-1, 5.5.2.3 writes it: ``PT48M``."""
    if clock := re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)", value):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
    elif words := re.fullmatch(r"(?:(\d{1,2}) ?h(?:ours?)?)? ?(?:(\d{1,3}) ?min(?:utes)?)?", value):
        hours, minutes, seconds = int(words[1] or 0), int(words[2] or 0), 0
    else:
        raise Complaint("option-no-duration", value=value)
    if not hours + minutes + seconds:
        raise Complaint("option-no-time", value=value)
    parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
    return "PT" + "".join(f"{number}{unit}" for number, unit in parts if number)
