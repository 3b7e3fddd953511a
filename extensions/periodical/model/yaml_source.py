"""YAML read for people: every value keeps its line and column, and nothing is guessed.

All scalars stay text, as written (``language: no`` is Norwegian, not false); the schema turns
them into dates and numbers. Anchors, aliases, tags and doubled keys are refused: they have no use
in a page of a newsletter, and an alias can make a small file endlessly large.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

DEEPEST = 20
"""How deep mappings and lists may be nested: far more than any schema here has."""

Path = tuple[int | str, ...]
Plain = str | None | list["Plain"] | dict[str, "Plain"]
"""What YAML gives here: text, nothing, lists and mappings of these."""


class YamlSourceError(Exception):
    """YAML that cannot be read.

    Parameters
    ----------
    line, column
        Where, counted from 1 within the file.
    message, advice
        What is wrong, and what to write instead.
    """

    def __init__(self, line: int, column: int, message: str, advice: str) -> None:
        super().__init__(f"{line}:{column}: {message} {advice}")
        self.line = line
        self.column = column
        self.message = message
        self.advice = advice


@dataclass(frozen=True)
class YamlSource:
    """A YAML text as plain data, with the place of every key and item."""

    data: Plain
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def place(self, path: Path) -> tuple[int, int]:
        """Return line and column of a value, or of the nearest thing around it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))


def read_yaml(text: str, *, first_line: int = 1) -> YamlSource:
    """Read a YAML text.

    Parameters
    ----------
    text
        The YAML.
    first_line
        The number of its first line within its file.

    Raises
    ------
    YamlSourceError
        If the text is not YAML, or uses a part of YAML that is refused.
    """
    try:
        # The events are looked at first: composing would already have followed the aliases.
        depth = 0
        for event in yaml.parse(text, Loader=_LOADER):
            _refuse_cleverness(event, first_line)
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                line, column = _place(event)
                raise YamlSourceError(
                    line + first_line,
                    column + 1,
                    "The keys and lists are nested too deep.",
                    "Two levels are enough here; put a text with brackets in quotes.",
                )
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        what = (error.problem or "it cannot be read").strip()
        raise YamlSourceError(
            line,
            column,
            f"This is not YAML: {what}.",
            'Often a colon in a text is the cause: put the text in "double quotes".',
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise YamlSourceError(
            first_line, 1, "This is not YAML that can be read.", "Write plain “key: value” lines."
        ) from error
    source = YamlSource(None if node is None else "", {})
    data = None if node is None else _plain(node, (), source.marks, first_line)
    return YamlSource(data, source.marks)


def _place(event: yaml.Event) -> tuple[int, int]:
    return (event.start_mark.line, event.start_mark.column) if event.start_mark else (0, 0)


def _refuse_cleverness(event: yaml.Event, first_line: int) -> None:
    anchor = getattr(event, "anchor", None)
    tag = getattr(event, "tag", None)
    if anchor is None and tag in (None, "!"):
        return
    line, column = _place(event)
    what = (
        f"The YAML alias *{anchor}"
        if isinstance(event, yaml.AliasEvent)
        else (f"The YAML anchor &{anchor}" if anchor else f"The YAML tag {tag}")
    )
    raise YamlSourceError(
        line + first_line,
        column + 1,
        f"{what} cannot be used here.",
        "Write the value out, in quotes if it begins with * or & or !.",
    )


def _plain(
    node: yaml.Node, path: Path, marks: dict[Path, tuple[int, int]], first_line: int
) -> Plain:
    marks.setdefault(path, (node.start_mark.line + first_line, node.start_mark.column + 1))
    if isinstance(node, yaml.ScalarNode):
        empty = not node.style and node.value in ("", "~", "null")
        return None if empty else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(item, (*path, index), marks, first_line) for index, item in enumerate(node.value)
        ]
    mapping: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        line, column = key_node.start_mark.line + first_line, key_node.start_mark.column + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise YamlSourceError(
                line, column, "A key must be a plain word.", "Write “key: value” lines."
            )
        key = str(key_node.value)
        if key in mapping:
            raise YamlSourceError(
                line, column, f"The key “{key}” stands twice.", "Keep one of the two."
            )
        marks[(*path, key)] = (line, column)
        mapping[key] = _plain(value_node, (*path, key), marks, first_line)
    return mapping
