"""From YAML that people wrote and a schema to plain data, or to what is wrong, in words they know.

Every value keeps its line and column, and nothing is guessed: all scalars stay text, as written
(``language: no`` is Norwegian, not false), and the schema turns them into dates and numbers.
Anchors, aliases, tags and doubled keys are refused: they have no use in a page of a newsletter, and
an alias can make a small file endlessly large.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from .messages import Account, Complaint, Problem, catalogue, describe, nearest

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

DEEPEST = 20
"""How deep mappings and lists may be nested: far more than any schema here has."""

CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)")
"""What git writes where two versions met."""

_ENDED = re.compile(r"""(?:(?:[:\-]\s+|[\[{,]\s*)(["'])[^"']*\1|[:\-]\s+[\[{][^\[{]*[\]}])\s*$""")
"""What ends before its line does: a text in quotation marks, or something in brackets."""

KeyPath = tuple[int | str, ...]
"""The keys and the numbers of items that lead to a value."""
Plain = str | None | list["Plain"] | dict[str, "Plain"]
"""What YAML gives here: text, nothing, lists and mappings of these, without what is empty."""


@dataclass(frozen=True)
class YamlSource:
    """A YAML text as plain data, as far as it can be read, with the place of every key and item.

    Args:
        marks: Lines and columns in the file, by the keys and items that lead to each value.
        broken: Why it cannot be read, or not all of it.
    """

    file: str
    data: Plain = None
    marks: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    broken: Problem | None = None

    def place(self, path: KeyPath) -> tuple[int, int]:
        """Return line and column of a value, or of the nearest thing around it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))

    def problems(self, found: Iterable[tuple[KeyPath, Complaint]]) -> list[Problem]:
        """Return what is wrong with values, at their places, in the file's order."""
        account = Account(self.file)
        for path, wrong in found:
            account.say(wrong, *self.place(path))
        return sorted(account.problems())


def read_yaml(text: str, *, file: str) -> YamlSource:
    """Read a YAML text whose lines are those of its file."""
    marks: dict[KeyPath, tuple[int, int]] = {}
    data: Plain = None
    broken: list[Complaint] = []
    lines = [*text.split("\n"), ""]  # a text that has no line end may still end on the next line
    try:
        _refuse_features(text, lines, broken)
        node = yaml.compose(text, Loader=_LOADER)
        data = None if node is None else _plain(node, (), marks)
    except Complaint as error:
        broken.append(error)
    except yaml.MarkedYAMLError as error:
        broken.append(_in_our_words(error, lines))
    except (yaml.YAMLError, ValueError, RecursionError):
        broken.append(Complaint("yaml-unreadable", place=(1, 1)))
    first = broken[0].at(file, *broken[0].values["place"]) if broken else None
    return YamlSource(file, data, marks, first)


def _in_our_words(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> Complaint:
    mark: Any = error.problem_mark or error.context_mark
    # A block is all that stands around; anything else begins where the mistake does.
    is_around = str(error.context).startswith("while parsing a block")
    start: Any = mark if is_around else error.context_mark or mark
    name = catalogue().errors.get(str(error.problem), "yaml-invalid")
    if lines[mark.line][mark.column :].startswith("\t"):
        name = "yaml-tab"
    elif closed := _ENDED.search(lines[mark.line][: mark.column]):
        name, start = "yaml-after-quotes" if closed[1] else "yaml-after-bracket", mark
    with suppress(yaml.YAMLError):
        for token in yaml.scan("\n".join(lines), Loader=_LOADER):
            began: Any = token.start_mark
            ended: Any = token.end_mark
            # A text that ends there and began above has taken in what is no part of it.
            if isinstance(token, yaml.ScalarToken) and began.line < mark.line == ended.line:
                if token.style in ("'", '"'):
                    name, start = "yaml-quote-open", began
                elif name == "yaml-colon" and not lines[began.line][: began.column].strip():
                    name, start = "yaml-no-key", began
    sign = lines[start.line][start.column :][:1]
    if name == "yaml-begins" and (not sign or sign.isalnum()):
        name = "yaml-unfinished"
    return Complaint(name, place=_place(start), sign=sign, reason=error.problem)


def _place(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


def _refuse_features(text: str, lines: Sequence[str], wrong: list[Complaint]) -> None:
    """Look at the events first: composing would already have followed the aliases.

    Texts that YAML would take for less, or for more, are noted, and reading goes on.
    """
    for number, line in enumerate(lines):
        if CONFLICT.match(line):
            raise Complaint("conflict-marker", place=(number + 1, 1), words=line[:7])
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        place = _place(event.start_mark)
        if any(getattr(event, name, None) is not None for name in ("anchor", "tag")):
            sign = lines[place[0] - 1][place[1] - 1]
            raise Complaint("yaml-begins", place=place, sign=sign)
        if isinstance(event, yaml.ScalarEvent) and not event.style and event.end_mark:
            rest = lines[event.end_mark.line][event.end_mark.column :]
            if rest.lstrip().startswith("#"):
                wrong.append(Complaint("yaml-cut-off", place=place, rest=rest.strip()))
            within = range(place[0], event.end_mark.line + 1)
            items = [number for number in within if lines[number].lstrip().startswith("- ")]
            wrong += (Complaint("yaml-item-in-text", place=(each + 1, 1)) for each in items)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Complaint("yaml-too-deep", place=place)


def _plain(node: yaml.Node, path: KeyPath, marks: dict[KeyPath, tuple[int, int]]) -> Plain:
    marks.setdefault(path, _place(node.start_mark))
    if isinstance(node, yaml.ScalarNode):
        empty = not node.style and node.value in ("", "~", "null")
        return None if empty else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        items = (_plain(item, (*path, index), marks) for index, item in enumerate(node.value))
        return [item for item in items if item is not None]
    mapping: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        place = (*path, str(key_node.value))
        if not isinstance(key_node, yaml.ScalarNode):
            raise Complaint("yaml-key-not-plain", place=_place(key_node.start_mark))
        if place in marks:
            raise Complaint("yaml-key-twice", place=_place(key_node.start_mark), key=place[-1])
        marks[place] = _place(key_node.start_mark)
        if (value := _plain(value_node, place, marks)) is not None:
            mapping[key_node.value] = value
    return mapping


def validate(kind: type[T], source: YamlSource, empty: object) -> tuple[T | None, list[Problem]]:
    """Build a model, or a list of models, from YAML; `empty` stands for a text without any.

    Or return none, and what is wrong, in the file's order.
    """
    if source.broken:
        return None, [source.broken]
    try:
        return TypeAdapter(kind).validate_python(empty if source.data is None else source.data), []
    except ValidationError as error:
        return None, source.problems(complaints(error, _model_in(kind)))


def complaints(
    error: ValidationError, model: type[BaseModel] | None = None
) -> Iterator[tuple[KeyPath, Complaint]]:
    """Yield what is wrong, and where: the keys, and the numbers of items, that lead to it."""
    found = error.errors()
    # Of what follows from a mistake, pydantic speaks as well: a list whose only item is wrong is
    # too short, and a default is not made.
    lists = {details["loc"][:-1] for details in found}
    said = [
        (details["loc"], _complaint(details, model))
        for details in found
        if details["type"] != "default_factory_not_called"
        and not (details["type"] == "too_short" and details["loc"] in lists)
    ]
    # And a key that is missing may be there, misspelt.
    unknown = [each for each in said if each[1].name in ("key-unknown", "key-called-otherwise")]
    told = ((path, each.values) for path, each in unknown)
    there = {(*at[:-1], it.get("other") or nearest(it["word"], it["known"])) for at, it in told}
    yield from (each for each in said if each[1].name != "key-missing" or each[0] not in there)


def _complaint(details: ErrorDetails, model: type[BaseModel] | None) -> Complaint:
    location, kind, context = details["loc"], details["type"], details.get("ctx", {})
    holder, key = _last_key(location, model)
    word = str(location[-1]) if location else ""
    inside = f" in “{_key(location[:-1])}”" if len(location) > 1 else ""
    if kind == "extra_forbidden":
        fields = getattr(holder, "model_fields", {}).items()
        known, others = {each.alias or name: each for name, each in fields}, catalogue().elsewhere
        meant = (each for each in known if word.casefold() in others.get(each, "").split())
        if other := next(meant, None):
            return Complaint("key-called-otherwise", word=word, inside=inside, other=other)
        for name, each in known.items():
            if word in getattr(_model_in(each.annotation), "model_fields", {}):
                return Complaint("key-of-another", word=word, other=name)
        return Complaint("key-unknown", word=word, inside=inside, known=known)
    description = describe(holder, key) if holder else ""
    if kind == "missing":
        return Complaint("key-missing", word=word, inside=inside, description=description)
    # Of a value that stands alone, the caller knows it.
    values = {"key": _key(location), "description": description} if location or model else {}
    if isinstance(error := context.get("error"), Complaint):
        return error.with_values(**values)
    context = {name: str(value).replace("'", "") for name, value in context.items()}
    name = catalogue().errors.get(kind, "value-invalid")
    return Complaint(name, reason=details["msg"], **values, **context)


def _key(location: KeyPath) -> str:
    """Return the place of a value as people would say it: ``revisions 2: date``."""
    words = "" if location[:1] and isinstance(location[0], str) else "entry"
    for part in location:
        words += f" {part + 1}" if isinstance(part, int) else f": {part}"
    return words.removeprefix(": ") if location else "the whole"


def _last_key(path: KeyPath, model: type[BaseModel] | None) -> tuple[type[BaseModel] | None, str]:
    """Return the last key of a path, behind the model that has it."""
    key = ""
    for name in (part for part in path if isinstance(part, str)):
        fields = model.model_fields if model else {}
        annotations = {each.alias or name: each.annotation for name, each in fields.items()}
        model, key = _model_in(annotations.get(key)) or model, name
    return model, key


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
