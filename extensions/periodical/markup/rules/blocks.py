"""Rules for what else a page is made of: rules, lists, HTML, and syntax that it cannot have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.tree import SyntaxTreeNode

from ...model.messages import catalogue
from ...model.problem import Problem
from ..markdown import LIMITS
from .context import PageContext
from .unread import examine_unread

# Possessive throughout: a long line of spaces is read once.
_LOST_COLONS = re.compile(r":{3,}+\s*+\{?+\s*+([\w-]++)\s*+\}?+\s*+$")


def examine_html(
    context: PageContext, node: SyntaxTreeNode, line: int, inside: bool
) -> Iterator[Problem]:
    """Yield that something is HTML."""
    html = node.content.strip()
    shown = html.split("\n")[0][:60]
    yield context.problem(line, "html", html=shown, case=html[:2].lower(), at=shown)


def examine_paragraph(
    context: PageContext, node: SyntaxTreeNode, line: int, inside: bool
) -> Iterator[Problem]:
    """Yield what is printed, and was meant to be something else, as a fence that opens nothing."""
    if node.children:
        yield from examine_unread(context, node.children[0], line)
    text = node.children[0].content if node.children else ""
    for number, words in enumerate(map(str.strip, text.split("\n")), start=line):
        if lost := _LOST_COLONS.match(words):
            yield context.problem(number, "directive-lost", words=words, directive=lost[1])


def examine_rule(
    context: PageContext, node: SyntaxTreeNode, line: int, inside: bool
) -> Iterator[Problem]:
    """Yield a rule that stands where none can."""
    if inside:
        yield context.problem(line, "rule-inside")
    elif line in context.edges:
        yield context.problem(line, "rule-at-edge")


def examine_item(
    context: PageContext, node: SyntaxTreeNode, line: int, inside: bool
) -> Iterator[Problem]:
    """Yield a box to tick."""
    if "checked" in (node.meta or {}):
        yield context.problem(line, "syntax-tasklist")


def refuse_syntax(
    context: PageContext, node: SyntaxTreeNode, line: int, inside: bool
) -> Iterator[Problem]:
    """Yield that some syntax cannot be used, in its own words where the catalogue has them."""
    name = f"syntax-{node.type}"
    name = name if name in catalogue().messages else "syntax"
    yield context.problem(line, name, syntax=node.type, most=LIMITS.get(node.type))
