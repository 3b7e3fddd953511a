"""YAML read for people: every value keeps its line and column, and nothing is guessed.

All scalars stay text, as written (``language: no`` is Norwegian, not false); the schema turns
them into dates and numbers. Anchors, aliases, tags and doubled keys are refused: they have no use
in a page of a newsletter, and an alias can make a small file endlessly large.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from .messages import Complaint
from .problem import Problem

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

DEEPEST = 20
"""How deep mappings and lists may be nested: far more than any schema here has."""

CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)")
"""What git writes where two versions met."""

_ENDED_QUOTES = re.compile(r"""(?:[:\-]\s+|[\[{,]\s*)(["'])[^"']*\1\s*$""")

Path = tuple[int | str, ...]
Plain = str | None | list["Plain"] | dict[str, "Plain"]
"""What YAML gives here: text, nothing, lists and mappings of these."""


@dataclass(frozen=True)
class YamlSource:
    """A YAML text as plain data, as far as it can be read, with the place of every key and item.

    Args:
        marks: Lines and columns in the file, by the keys and items that lead to each value.
        broken: Why it cannot be read, or not all of it.
    """

    file: str
    data: Plain = None
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)
    broken: Problem | None = None

    def place(self, path: Path) -> tuple[int, int]:
        """Return line and column of a value, or of the nearest thing around it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))

    def problem(self, path: Path, name: str, /, **values: Any) -> Problem:
        """Return a message of the catalogue at the place of a value."""
        return Complaint(name, **values).at(self.file, *self.place(path))


class _BrokenError(Complaint):
    def __init__(self, mark: Any, name: str, **values: Any) -> None:
        super().__init__(name, **values)
        self.place = _place(mark) if mark else (1, 1)


def read_yaml(text: str, *, file: str) -> YamlSource:
    """Read a YAML text whose lines are those of its file."""
    marks: dict[Path, tuple[int, int]] = {}
    data: Plain = None
    broken: list[_BrokenError] = []
    lines = text.split("\n")
    try:
        _refuse_features(text, lines, broken)
        node = yaml.compose(text, Loader=_LOADER)
        data = None if node is None else _plain(node, (), marks)
    except _BrokenError as error:
        broken.append(error)
    except yaml.MarkedYAMLError as error:
        broken.append(_in_our_words(error, lines))
    except (yaml.YAMLError, ValueError, RecursionError):
        broken.append(_BrokenError(None, "yaml-unreadable"))
    first = broken[0].at(file, *broken[0].place) if broken else None
    return YamlSource(file, data, marks, first)


def _in_our_words(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> _BrokenError:
    for number, line in enumerate(lines):
        if CONFLICT.match(line):
            return _BrokenError(
                yaml.Mark("", 0, number, 0, None, 0), "conflict-marker", words=line[:7]
            )
    if error.context == "while scanning a quoted scalar":
        return _BrokenError(error.context_mark, "yaml-quote-open")
    mark = error.problem_mark or error.context_mark
    if mark and "\n".join(lines[mark.line : mark.line + 1])[mark.column :].startswith("\t"):
        return _BrokenError(mark, "yaml-tab")
    if mark and _ENDED_QUOTES.search("\n".join(lines[mark.line : mark.line + 1])[: mark.column]):
        return _BrokenError(mark, "yaml-after-quotes")
    reason = (error.problem or "it cannot be read").strip()
    return _BrokenError(mark, "yaml-invalid", reason=reason)


def _place(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


def _refuse_features(text: str, lines: Sequence[str], cut_off: list[_BrokenError]) -> None:
    """Look at the events first: composing would already have followed the aliases.

    Texts of which YAML takes the end for a comment are noted, and reading goes on.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None or tag not in (None, "!"):
            kind = "alias *" if isinstance(event, yaml.AliasEvent) else "anchor &"
            feature = f"tag {tag}" if anchor is None else f"{kind}{anchor}"
            raise _BrokenError(event.start_mark, "yaml-feature", feature=feature)
        if isinstance(event, yaml.ScalarEvent) and not event.style and event.end_mark:
            rest = lines[event.end_mark.line][event.end_mark.column :]
            if rest.lstrip().startswith("#"):
                cut_off.append(_BrokenError(event.start_mark, "yaml-cut-off", rest=rest.strip()))
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _BrokenError(event.start_mark, "yaml-too-deep")


def _plain(node: yaml.Node, path: Path, marks: dict[Path, tuple[int, int]]) -> Plain:
    marks.setdefault(path, _place(node.start_mark))
    if isinstance(node, yaml.ScalarNode):
        empty = not node.style and node.value in ("", "~", "null")
        return None if empty else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), marks) for index, item in enumerate(node.value)]
    mapping: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if not isinstance(key_node, yaml.ScalarNode):
            raise _BrokenError(key_node.start_mark, "yaml-key-not-plain")
        if key in mapping:
            raise _BrokenError(key_node.start_mark, "yaml-key-twice", key=key)
        marks[(*path, key)] = _place(key_node.start_mark)
        mapping[key] = _plain(value_node, (*path, key), marks)
    return mapping
