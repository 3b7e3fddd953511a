"""The form of a directive: what a contributor may write in it, checked the same way everywhere.

A form knows nothing of Sphinx; `periodical check` reads it, and the directive's own class takes its
options from it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, ClassVar, TypeVar

from docutils import nodes
from docutils.parsers.rst import Directive, DirectiveError
from docutils.parsers.rst.states import MarkupError
from markdown_it.tree import SyntaxTreeNode
from myst_parser.parsers.directives import parse_directive_text
from pydantic import HttpUrl, TypeAdapter, ValidationError

from ..model.problem import Code, did_you_mean
from ..model.text import FORBIDDEN, describe_character

N = TypeVar("N", bound=nodes.Node)

_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


REFUSED = "refused"
"""The attribute of a node that prints, as text, what was refused."""


class Body(Enum):
    """What the body of a directive is."""

    NONE = auto()
    TEXT = auto()
    """Paragraphs, lists, quotations, tables, code."""
    LIST = auto()
    """One list, whose items have a form of their own."""


@dataclass(frozen=True)
class Option:
    """An option, or the argument, of a directive.

    Parameters
    ----------
    read
        Gives the value, or raises `ValueError` with a sentence that says what is wrong.
    example
        A value as one might write it.
    required
        Whether the directive is incomplete without it.
    """

    read: Callable[[str], Any]
    example: str
    required: bool = False


@dataclass(frozen=True)
class Form:
    """What a directive may consist of.

    Parameters
    ----------
    name
        The directive's name.
    body
        What its body is.
    argument
        What stands behind the name, if anything may.
    options
        The options by name.
    may_be_empty
        Whether the body may be left out.
    item
        For a list: raises `ValueError` with a sentence if an item (its tree) is not well-formed.
    """

    name: str
    body: Body
    argument: Option | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    may_be_empty: bool = False
    item: Callable[[SyntaxTreeNode], None] | None = None


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a directive, `line` lines below its first."""

    line: int
    code: Code
    message: str
    advice: str = ""


@dataclass(frozen=True)
class Invocation:
    """A directive as written: its parts, and what is wrong with them.

    Parameters
    ----------
    argument, options
        The values that could be read.
    body
        The lines of the body.
    body_offset
        How many lines below the directive's first line the body begins.
    complaints
        What is wrong.
    """

    argument: Any
    options: dict[str, Any]
    body: tuple[str, ...]
    body_offset: int
    complaints: tuple[Complaint, ...]


class _Options(dict[str, Callable[[str | None], Any]]):
    """An option specification. MyST looks for options only where it is true.

    A directive without options has to be read the same way as others: what is not an option must
    be found to be none, rather than become a part of the text.
    """

    def __bool__(self) -> bool:
        return True


class _Anything(_Options):
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
    """Read a directive as MyST reads it, and judge it by its form.

    Parameters
    ----------
    form
        The directive's form.
    first_line
        What stands behind the name on the first line.
    content
        The lines between the fences.
    """
    complaints: list[Complaint] = []
    proxy = _WithArgument if form.argument else _WithoutArgument
    try:
        parsed = parse_directive_text(proxy, first_line, content, line=0)
    except MarkupError as error:
        return Invocation(None, {}, (), 1, (Complaint(0, Code.DIRECTIVE, f"{error}."),))
    complaints += [
        Complaint(
            warning.lineno or 0,
            Code.OPTION,
            f"The options cannot be read: {warning.msg}.",
            "Write each on a line of its own, as in “:title: The words of the title”.",
        )
        for warning in parsed.warnings
    ]

    argument = None
    if form.argument is not None:
        if parsed.arguments:
            argument = _read(
                form.argument, parsed.arguments[0], "what follows the name", 0, complaints
            )
        elif form.argument.required:
            complaints.append(
                Complaint(
                    0,
                    Code.DIRECTIVE,
                    f"“{form.name}” lacks what follows its name.",
                    f"Write it as in “:::{{{form.name}}} {form.argument.example}”.",
                )
            )

    options: dict[str, Any] = {}
    for name, value in parsed.options.items():
        line = _option_line(name, content)
        option = form.options.get(name)
        if option is None:
            none = f"“{form.name}” has no options."
            complaints.append(
                Complaint(
                    line,
                    Code.OPTION,
                    f"“{form.name}” has no option “{name}”.",
                    did_you_mean(name, form.options) if form.options else none,
                )
            )
        elif not value:
            complaints.append(
                Complaint(
                    line,
                    Code.OPTION,
                    f"The option “{name}” is empty.",
                    f"Write it as in “:{name}: {option.example}”"
                    f"{'.' if option.required else ', or leave it out.'}",
                )
            )
        else:
            options[name] = _read(option, value, f"“{name}”", line, complaints)
    for name, option in form.options.items():
        if option.required and name not in parsed.options:
            complaints.append(
                Complaint(
                    0,
                    Code.OPTION,
                    f"“{form.name}” lacks its option “{name}”.",
                    f"Add a line such as “:{name}: {option.example}” below its first line.",
                )
            )

    body = tuple(parsed.body)
    empty = not any(line.strip() for line in body)
    if form.body is Body.NONE and not empty:
        complaints.append(
            Complaint(
                parsed.body_offset + 1,
                Code.DIRECTIVE,
                f"“{form.name}” has no text inside.",
                "Put the text before or after it.",
            )
        )
    if form.body is not Body.NONE and empty and not form.may_be_empty:
        complaints.append(
            Complaint(
                0,
                Code.DIRECTIVE,
                f"“{form.name}” is empty.",
                "Write its text between the two lines of colons.",
            )
        )
    return Invocation(argument, options, body, parsed.body_offset + 1, tuple(complaints))


def _read(option: Option, value: str, what: str, line: int, complaints: list[Complaint]) -> Any:
    if hidden := FORBIDDEN.search(value):  # written as \u202E, which MyST turns into the character
        character = describe_character(hidden.group())
        complaints.append(
            Complaint(
                line, Code.OPTION, f"In {what}: the invisible character {character}.", "Delete it."
            )
        )
        return None
    try:
        return option.read(value.strip())
    except ValueError as error:
        complaints.append(
            Complaint(
                line, Code.OPTION, f"In {what}: {error}", f"Write it as in “{option.example}”."
            )
        )
        return None


def _option_line(name: str, content: str) -> int:
    for number, line in enumerate(content.split("\n"), start=1):
        if re.match(rf"\s*:?{re.escape(name)}\s*:", line):
            return number
    return 0


def as_text(value: str) -> str:
    """Read an option that is words."""
    return " ".join(value.split())


def as_list(value: str) -> list[str]:
    """Read an option that is several words, with commas between them.

    Raises
    ------
    ValueError
        If nothing stands between two commas.
    """
    listed = [as_text(each) for each in value.split(",")]
    if not all(listed):
        raise ValueError("nothing stands before or after a comma.")
    return listed


def as_date(value: str) -> str:
    """Read an option that is a day.

    Raises
    ------
    ValueError
        If it is none.
    """
    if not _DATE.fullmatch(value):
        raise ValueError(f"“{value}” is not a date like 2024-04-09 (year-month-day).")
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"“{value}” is not a day of the calendar.") from None
    return value


def as_url(value: str) -> str:
    """Read an option that is a web address.

    Raises
    ------
    ValueError
        If it is none.
    """
    try:
        url = _URL.validate_python(value)
    except ValidationError:
        raise ValueError(
            f"“{value}” is not a web address that begins with https:// or http://."
        ) from None
    if url.username or url.password:
        raise ValueError("An address with a user name or password misleads readers.")
    return str(url)


def as_duration(value: str) -> str:
    """Read an option that is a length of time, as ``1:04:30``, ``48:05`` or ``48 min``.

    Returns
    -------
    str
        The duration as ISO 8601-1, 5.5.2.3 writes it, such as ``PT48M``.

    Raises
    ------
    ValueError
        If it is none.
    """
    if clock := re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)", value):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
    elif words := re.fullmatch(r"(?:(\d{1,2}) ?h(?:ours?)?)? ?(?:(\d{1,3}) ?min(?:utes)?)?", value):
        hours, minutes, seconds = int(words[1] or 0), int(words[2] or 0), 0
    else:
        raise ValueError(f"“{value}” is not a duration.")
    if not hours + minutes + seconds:
        raise ValueError(f"“{value}” is no time at all.")
    parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
    return "PT" + "".join(f"{number}{unit}" for number, unit in parts if number)


class FormDirective(Directive):
    """A directive whose argument and options come from its form.

    In contributors' pages the form has been checked before `run` is called; in the maintainers' own
    pages, which plain MyST parses, the converters complain through docutils.
    """

    form: ClassVar[Form]
    has_content = True

    def __init_subclass__(cls) -> None:
        form = cls.form
        cls.has_content = form.body is not Body.NONE
        cls.required_arguments = int(bool(form.argument and form.argument.required))
        cls.optional_arguments = int(bool(form.argument)) - cls.required_arguments
        cls.final_argument_whitespace = True
        converters = {name: _converter(option) for name, option in form.options.items()}
        cls.option_spec = _Options(converters)  # type: ignore[assignment]

    @property
    def argument(self) -> str | None:
        """What stands behind the name."""
        return self.arguments[0].strip() if self.arguments else None

    def run(self) -> list[nodes.Node]:
        """Return what the directive makes of its body.

        Where a part of the body was refused, what is left may not be enough to make anything of:
        that has been said, and the body stands as it is.
        """
        self._refused: list[nodes.Node] = []
        try:
            return self.make()
        except DirectiveError:
            if self._refused:
                return self._refused
            raise

    def make(self) -> list[nodes.Node]:
        """Return the nodes of the directive."""
        raise NotImplementedError

    def parse_body(self) -> list[nodes.Node]:
        """Return the body as nodes."""
        container = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, container)
        if any(node.get(REFUSED) for node in container.findall(nodes.Element)):
            self._refused = [child.deepcopy() for child in container.children]
        return container.children

    def parse_list(self) -> tuple[list[nodes.Node], Sequence[nodes.list_item]]:
        """Return what stands before and after the body's list, and the list's items.

        Raises
        ------
        docutils.parsers.rst.DirectiveError
            If there is no list.
        """
        children = self.parse_body()
        lists = [child for child in children if isinstance(child, nodes.bullet_list)]
        if not lists:
            raise self.error(f"“{self.name}” needs a list: lines that begin with a hyphen.")
        items = [item for each in lists for item in each if isinstance(item, nodes.list_item)]
        return [child for child in children if child not in lists], items

    def locate(self, node: N) -> N:
        """Give a node the place of the directive, and return it."""
        node.source, node.line = self.state_machine.get_source_and_line(self.lineno)
        return node


def _converter(option: Option) -> Callable[[str | None], Any]:
    def convert(value: str | None) -> Any:
        return option.read((value or "").strip())

    return convert
