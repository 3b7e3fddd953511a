"""The form of a directive: what a contributor may write in it, checked the same way everywhere.

A form knows nothing of Sphinx: `check` reads it, and the build makes nodes of what was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from ..model.messages import Complaint, InvalidValueError, complaint
from ..model.text import FORBIDDEN, describe_character, words_and_target

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
    """An option, or the argument, of a directive; `read` may raise an `InvalidValueError`."""

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

    def complaint(self, error: InvalidValueError, directive: str) -> Complaint:
        """Say what is wrong with an item of a directive."""
        where = f"a line of “{directive}”"
        return error.complaint(option=where, directive=directive, example=self.example)


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
    proxy = _WithArgument if form.argument else _WithoutArgument
    try:
        parsed = parse_directive_text(proxy, first_line, content, line=0)
    except MarkupError as error:
        return Invocation(None, {}, (), 1, (_finding(0, "directive-invalid", reason=error),))
    findings = list(_examine_quotes(content)) if parsed.warnings else []
    argument = _read_argument(form, parsed.arguments, findings)
    unread = bool(parsed.warnings)
    options = {} if unread else _read_options(form, parsed.options, content, findings)
    findings += _examine_body(form, parsed)
    body = tuple(parsed.body)
    return Invocation(argument, options, body, parsed.body_offset + 1, tuple(findings))


def _finding(line: int, name: str, **values: Any) -> Finding:
    return Finding(line, complaint(name, **values))


def _examine_quotes(content: str) -> Iterator[Finding]:
    """Yield options that YAML cannot read as they are; what else is wrong, in general words."""
    found = False
    for number, line in enumerate(content.split("\n"), start=1):
        option = _OPTION.match(line)
        if option and option[2] and _NEEDS_QUOTES.search(option[2]):
            found = True
            mark = "'" if '"' in option[2] and "'" not in option[2] else '"'
            escaped = (
                option[2].replace("\\", "\\\\").replace('"', '\\"') if mark == '"' else option[2]
            )
            quoted = f"{mark}{escaped}{mark}"
            values = {"option": option[1], "written": option[2], "quoted": quoted}
            yield _finding(number, "option-needs-quotes", **values)
        elif not option and not line.startswith((" ", "\t")):
            break
    if not found:
        yield _finding(1, "options-unreadable")


def _read_argument(form: Form, arguments: list[str], findings: list[Finding]) -> Any:
    if form.argument is None:
        return None
    if arguments:
        return _read(form.argument, arguments[0], "what follows the name", 0, findings)
    if form.argument.required:
        example = form.argument.example
        findings.append(
            _finding(0, "directive-lacks-argument", directive=form.name, example=example)
        )
    return None


def _read_options(
    form: Form, written: Mapping[str, str], content: str, findings: list[Finding]
) -> dict[str, Any]:
    options: dict[str, Any] = {}
    lines = content.split("\n")
    for name, value in written.items():
        written_so = re.compile(rf"\s*:?{re.escape(name)}\s*:")
        line = next((n for n, each in enumerate(lines, 1) if written_so.match(each)), 0)
        option = form.options.get(name)
        if option is None:
            known = form.options or None
            findings.append(
                _finding(line, "option-unknown", directive=form.name, word=name, known=known)
            )
        elif not value:
            case = "required" if option.required else ""
            findings.append(
                _finding(line, "option-empty", option=name, example=option.example, case=case)
            )
        elif len(value) > OPTION_SIGNS:
            findings.append(_finding(line, "option-too-long", option=name, most=OPTION_SIGNS))
        else:
            options[name] = _read(option, value, f"“{name}”", line, findings)
    findings += [
        _finding(0, "option-missing", directive=form.name, option=name, example=option.example)
        for name, option in form.options.items()
        if option.required and name not in written
    ]
    return options


def _examine_body(form: Form, parsed: DirectiveParsingResult) -> Iterator[Finding]:
    empty = not any(line.strip() for line in parsed.body)
    if form.body is Body.NONE and not empty:
        yield _finding(parsed.body_offset + 1, "directive-with-text", directive=form.name)
    if form.body is not Body.NONE and empty and not form.may_be_empty:
        yield _finding(0, "directive-empty", directive=form.name)
    for number, line in enumerate(parsed.body, start=parsed.body_offset + 1):
        if line.strip():
            if not (late := _OPTION.match(line)):
                break
            yield _finding(number, "option-too-late", option=late[1], directive=form.name)


def _read(option: Option, value: str, what: str, line: int, findings: list[Finding]) -> Any:
    if hidden := FORBIDDEN.search(value):  # written as \u202E, which MyST turns into the character
        character = describe_character(hidden.group())
        findings.append(
            _finding(line, "option-invisible-character", option=what, character=character)
        )
        return None
    try:
        if error := overloaded(value) or next(unprintable(value), None):
            raise error
        return option.read(value.strip())
    except InvalidValueError as error:
        findings.append(Finding(line, error.complaint(option=what, example=option.example)))
        return None


def read_item(item: Item, node: SyntaxTreeNode) -> Any:
    """Read an item of a list from its syntax; it is an `InvalidValueError` if it cannot be."""
    if [child.type for child in node.children] != ["paragraph"]:
        raise InvalidValueError(item.not_a_line)
    return item.read([_piece(child) for child in node.children[0].children[0].children])


def _piece(node: SyntaxTreeNode) -> tuple[Part, str]:
    if node.type == "image":
        return Part.IMAGE, _text(node)
    is_title = node.type in ("link", "em") or (
        node.type == "myst_role" and node.meta.get("name") == "issue"
    )
    return Part.TITLE if is_title else Part.TEXT, _text(node)


def _text(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    if node.type == "myst_role":
        return words_and_target(node.content)[0]
    return "".join(map(_text, node.children)) if node.children else node.content


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
