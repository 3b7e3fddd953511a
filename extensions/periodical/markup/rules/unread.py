r"""Rules for text that means something elsewhere, and here would be printed as it is typed.

What was escaped is left out before (`markdown.unread_text`): of ``\*\*``, nothing is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from markdown_it.rules_block.table import escapedSplit
from markdown_it.tree import SyntaxTreeNode

from ...model.problem import Problem
from ..markdown import line_of, unread_text
from .context import PageContext

_MARKS = {
    "footnote-label": re.compile(r"\[\^(?P<label>[^\s\]]{0,40}\s[^\]]{0,80})\]"),
    "footnote-inline": re.compile(r"\^\[[^\]\n]{0,80}\]?"),
    "syntax-attributes": re.compile(
        r"(?<!\{)\{(?:[#.:][ \t]*[^\s{}]|[\w-]{1,40}=)[^{}\n]{0,80}\}(?!\})"
    ),
    "syntax-definition": re.compile(r"(?m)^(?::|~(?=[ \t]+[^\W\d]))[ \t]+\S+"),
    "syntax-marks-printed": re.compile(
        r"(?P<mark>\*\*)|(?<![\w_])(?P<lines>__)[^\s_][^_\n]{0,80}[^\s_]__(?=\w)"
        r"|(?<![*\w])(?P<star>\*)[^\s*][^*\n]{0,80}[^\s*]\*"
        r"|(?<![\w_])(?P<line>_)[^\s_][^_\n]{0,80}[^\s_]_(?=\w)"
    ),
}
"""What would be printed, by the names of the messages about it; bounded, for long lines' sake."""

_ADDRESS = re.compile(r"https?://[^\s*\ufffc]+")
_RULE_OF_TABLE = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$")


def examine_unread(context: PageContext, inline: SyntaxTreeNode, line: int) -> Iterator[Problem]:
    """Yield what a paragraph, a heading or a cell would print as it is typed: each kind once."""
    text = _ADDRESS.sub(lambda address: "\ufffc" * len(address[0]), unread_text(inline))
    for name, mark in _MARKS.items():
        if (found := mark.search(text)) is None:
            continue
        groups = found.groupdict()
        words = found[0] if found[0].strip("*") else _around(text, found)
        values: dict[str, Any] = {
            "words": words.replace("\ufffc", "…"),
            "label": f"[^{'-'.join((groups.get('label') or '').split())}]",
            "mark": next((sign for sign in groups.values() if sign), ""),
        }
        number = line + text.count("\n", 0, found.start())
        yield context.problem(number, name, at=found[0].split("\n")[0], **values)
    for number, row in enumerate(text.split("\n"), start=line):
        if _RULE_OF_TABLE.match(row):
            yield context.problem(number, "table-heads", row=row)


def _around(text: str, found: re.Match[str]) -> str:
    """Return signs with the word in which they stand."""
    before = text[max(0, found.start() - 40) : found.start()].split()
    after = text[found.end() : found.end() + 40].split()
    left = before[-1] if before and not text[found.start() - 1].isspace() else ""
    right = after[0] if after and not text[found.end()].isspace() else ""
    return f"{left}{found[0]}{right}"


def examine_table(
    context: PageContext, node: SyntaxTreeNode, line: int, inside: bool
) -> Iterator[Problem]:
    """Yield rows with more cells than there are heads, which Markdown cuts off; and their text."""
    rows = [row for part in node.children for row in part.children]
    heads = len(rows[0].children)
    for row in rows:
        number = line_of(row)
        source = unread_text(row)
        cells = len(escapedSplit(source.removeprefix("|").removesuffix("|")))
        if row is not rows[0] and cells > heads:
            values = {"row": source, "cells": str(cells), "heads": str(heads)}
            yield context.problem(number, "table-row-too-long", **values)
        for cell in row.children:
            yield from examine_unread(context, cell.children[0], number)
