"""A directive of contributors' pages: declared once, and read the same way everywhere.

`check` reads its form, and what its own `check` says beyond; the build makes its nodes, which say
how they are printed (`nodes.OwnNode`); and records keep what they say. Sphinx is not known here.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pydantic import ConfigDict, TypeAdapter, ValidationError

from ..model.limits import OPTION_SIGNS
from ..model.messages import Complaint
from ..model.publication import Kind
from ..model.records import Kept
from ..model.registry import Registry
from ..model.validation import complaints
from ..model.values import Date, Line, WebAddress
from .markdown import Syntax, parse, plain_text
from .nodes import OwnNode

if TYPE_CHECKING:
    from .judging import JudgedPage

_OPTION = re.compile(r":([\w-]+):(?:[ \t]+(.*))?")
_OPTION_LINE = re.compile(r"[ \t]*:(?!::)")
_GOES_ON = re.compile(rf"{_OPTION_LINE.pattern}|[ \t]+(?!:::)\S")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"")


@dataclass(frozen=True)
class Option:
    """An option, the argument, or an item (read as its line), if `read` raises no `ValueError`."""

    read: Callable[[Any], Any]
    example: str
    required: bool = False

    def explained(self, error: Complaint | ValidationError, words: str) -> Complaint:
        """Return what is wrong with words that could not be read, with what they should be like."""
        wrong = next(complaints(error))[1] if isinstance(error, ValidationError) else error
        code = {"code": "option"} if wrong.name.startswith("value-") else {}
        like = f"Write it as in “{self.example}”."
        return wrong.with_values(key=words, example=self.example, description=like, **code)


@dataclass(frozen=True)
class Data:
    """A file among the site's data, with what a directive keeps.

    Its name has no ending; each field of `record` is one of the file; with `in_stories`, it belongs
    to the story in which it stands.
    """

    name: str
    title: str
    description: str
    record: type[Kept]
    in_stories: bool = True


@dataclass(frozen=True)
class DirectiveKind:
    """What a directive may consist of, and what becomes of it.

    Args:
        has_text: Whether its body is text, which only one with an argument may lack.
        item: What an item is, of a body that is a list.
        check: Says what is wrong beyond that.
        label: What stands over its text, which writers type themselves elsewhere.
        plain: A kind of sections, and as which node their text is printed where it is plain.
        record: Yields what to keep of a page that has been read; gives what it keeps an address.
    """

    name: str
    make: "Callable[[Invocation], list[nodes.Node]]"
    has_text: bool = True
    argument: Option | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    item: Option | None = None
    check: "Callable[[JudgedPage, Invocation], object]" = lambda judged, read: None
    record: Callable[[nodes.document], Iterable[Kept]] = lambda document: ()
    data: Data | None = None
    label: str = ""
    plain: tuple[Kind, type[OwnNode]] | None = None


@dataclass(eq=False)
class Invocation:
    """A directive of a page, as far as it could be read.

    Args:
        wrong: What is wrong, and on which lines of the page.
        items: What the items of its list say.
        is_whole: Whether no value has a letter that no text can hold; of which the page was told.
        children, registry: Its body as nodes, and the registry, when it is made.
    """

    kind: DirectiveKind
    line: int
    argument: Any = None
    options: dict[str, Any] = field(default_factory=dict)
    wrong: list[tuple[int, Complaint]] = field(default_factory=list)
    items: list[Any] = field(default_factory=list)
    is_whole: bool = True
    children: list[nodes.Node] = field(init=False)
    registry: Registry = field(init=False)

    def note(self, line: int, name: str, **values: Any) -> None:
        """Note what is wrong on a line."""
        self.wrong.append((line, Complaint(name, directive=self.kind.name, **values)))

    def value_of(self, option: Option, value: str, line: int) -> Any:
        """Return what a value says; nothing of one that is wrong, which is noted."""
        if "\ufffd" in value:  # which stands for such a letter
            self.is_whole = False
            return None
        try:
            return option.read(value)
        except (Complaint, ValidationError) as error:
            self.wrong.append((line, option.explained(error, value)))
            return None

    def with_lists_as(
        self, kind: type[nodes.bullet_list], make: Callable[[nodes.list_item, Any], nodes.list_item]
    ) -> list[nodes.Node]:
        """Return the body with each list as one of a kind; `make` makes items of what each says."""
        said, made = iter(self.items), list(self.children)
        for index, node in enumerate(made):
            if isinstance(node, nodes.bullet_list):
                items = list(node.findall(nodes.list_item))
                made[index] = kind("", *map(make, items, said), bullet="-")
        return made


def read_invocation(kind: DirectiveKind, fence: Syntax, links: dict[str, Any]) -> Invocation:
    """Read a directive, whose fence takes its body up: what is behind its name, and between them.

    `links` takes up, and gives, what the links and notes of its page are.
    """
    read, lines = Invocation(kind, fence.line), fence.content.split("\n")
    _, words, *_ = (*map(str.strip, fence.info.split(maxsplit=1)), "", "")
    option = kind.argument
    belongs = ((_GOES_ON if n else _OPTION_LINE).match(line) for n, line in enumerate(lines))
    end = next((n for n, each in enumerate(belongs) if not each), len(lines))
    _read_options(read, lines[:end])
    body, first = lines[end:], fence.line + end + 1
    if option and words:
        read.argument = read.value_of(option, words, fence.line)
    elif option and option.required:
        read.note(fence.line, "directive-lacks-argument", example=option.example)
    elif words:
        body, first = [words, *[""] * end, *body], fence.line
    if body and not body[0].strip():
        body, first = body[1:], first + 1
    _examine_body(read, body, first)
    parse("\n".join([*body, ""]), links, fence, first)
    if kind.item and any(map(str.strip, body)):
        _read_items(read, kind.item, fence, first)
    return read


def _read_options(read: Invocation, lines: Sequence[str]) -> None:
    known, seen = read.kind.options, set[str]()
    for number, line in enumerate(lines, start=read.line + 1):
        seen.add(line.strip()[1:].partition(":")[0])
        if not (written := _OPTION.fullmatch(line.strip())):
            goes_on = not _OPTION_LINE.match(line)
            read.note(number, "option-goes-on" if goes_on else "options-unreadable")
            continue
        name, value = written[1], written[2] or ""
        if _QUOTED.fullmatch(value):  # as YAML asks for it, and no option needs
            single, inner = value[0] == "'", value[1:-1]
            value = inner.replace("''", "'") if single else re.sub(r'\\(["\\])', r"\1", inner)
        if (option := known.get(name)) is None:
            case = "" if known else "none"
            read.note(number, "option-unknown", word=name, known=known, case=case)
        elif name in read.options:
            read.note(number, "option-twice", option=name)
        elif not value:
            case = "required" if option.required else ""
            read.note(number, "option-empty", option=name, example=option.example, case=case)
        elif len(value) > OPTION_SIGNS:
            read.note(number, "option-too-long", option=name, most=OPTION_SIGNS)
        else:
            read.options[name] = read.value_of(option, value, number)
    for name, option in known.items():
        if option.required and name not in seen:
            read.note(read.line, "option-missing", option=name, example=option.example)


def _examine_body(read: Invocation, body: Sequence[str], first: int) -> None:
    is_empty, kind = not any(map(str.strip, body)), read.kind
    if is_empty and kind.has_text and not kind.argument:
        read.note(read.line, "directive-empty")
    elif not (is_empty or kind.has_text):
        read.note(first, "directive-with-text")
    at_top = True
    for number, line in enumerate(body, start=first):
        late = _OPTION.fullmatch(line.strip())
        at_top = at_top and bool(late or not line.strip())
        if late and (at_top or late[1] in kind.options):
            read.note(number, "option-too-late", option=late[1])


def _read_items(read: Invocation, item: Option, fence: Syntax, first: int) -> None:
    lists = [node for node in fence.children if node.type == "bullet_list"]
    if not lists:
        read.note(first, "directive-needs-list")
    for node in (node for each in lists for node in each.children):
        try:
            if [child.type for child in node.children] != ["paragraph"]:
                raise Complaint("item-not-a-line")
            read.items.append(item.read(node.children[0].children[0]))
        except (Complaint, ValidationError) as error:
            line = " ".join(plain_text(child) for child in node.walk() if child.type == "inline")
            wrong = item.explained(error, line).with_values(directive=read.kind.name)
            read.wrong.append((node.line, wrong))


def as_value(kind: Any) -> Callable[[str], str]:
    """Return what reads an option as a type of `model/values.py`."""
    adapter = TypeAdapter(kind, config=ConfigDict(defer_build=True))
    return lambda value: str(adapter.validate_python(value))


as_text, as_date, as_url = as_value(Line), as_value(Date), as_value(WebAddress)


def as_list(value: str) -> list[str]:
    """Read an option that is several words, with commas between them."""
    listed = value.split(",")
    if not all(map(str.strip, listed)):
        raise Complaint("option-gap")
    return list(map(as_text, listed))
