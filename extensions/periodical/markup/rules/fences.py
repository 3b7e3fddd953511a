"""Rules for fences: directives, and code."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it.tree import SyntaxTreeNode
from pygments.lexers import get_all_lexers

from ...model.messages import Complaint
from ...model.problem import Problem
from ..directive import Setting
from ..directives import DIRECTIVES
from ..form import Body, read_invocation, read_item
from ..markdown import directive_argument, directive_name, line_of, number_from, plain_parser
from .context import PageContext
from .links import count_picture

_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\]]+\]:")


def examine_fence(
    context: PageContext, node: SyntaxTreeNode, line: int, inside: bool
) -> Iterator[Problem]:
    """Yield what is wrong with a directive, or with code."""
    name = directive_name(node)
    if name is None:
        yield from _examine_code(context, node, line)
    elif name not in DIRECTIVES:
        values = {"word": name, "known": DIRECTIVES, "case": name}
        yield context.problem(line, "directive-unknown", at=name, **values)
    elif inside:
        yield context.problem(line, "directive-inside", directive=name)
    elif name == "picture" and (too_many := count_picture(context, line)) is not None:
        yield too_many
    else:
        lines, last = context.page.lines, (node.map or (0, 0))[1] - 1
        if not (0 < last <= len(lines) and lines[last - 1].strip().startswith(node.markup)):
            yield context.problem(line, "directive-endless", directive=name, fence=node.markup)
        yield from _examine_invocation(context, name, node, line)


def _examine_invocation(
    context: PageContext, name: str, node: SyntaxTreeNode, line: int
) -> Iterator[Problem]:
    directive = DIRECTIVES[name]
    form = directive.form
    invocation = read_invocation(form, directive_argument(node), node.content)
    setting = _setting(context, node, line)
    for each in (*invocation.findings, *directive.check(invocation, setting)):
        yield context.place(each.complaint, line + each.line, at=each.at)
    first = line + invocation.body_offset
    for number, text in enumerate(invocation.body, start=first):
        if _DEFINITION.match(text):
            yield context.problem(number, "link-label-inside")
    if form.body is Body.LIST and any(text.strip() for text in invocation.body):
        yield from _examine_list(context, name, invocation.body, first)


def _setting(context: PageContext, node: SyntaxTreeNode, line: int) -> Setting:
    before = node.previous_sibling if node.parent else None
    below = before.tag if before is not None and before.type == "heading" else None
    lines = context.page.lines[line - 1 : (node.map or (line, line))[1] - 1]
    return Setting(context.page.file, lines, below, context.surroundings)


def _examine_list(
    context: PageContext, name: str, body: Sequence[str], first: int
) -> Iterator[Problem]:
    form = DIRECTIVES[name].form.item
    assert form is not None  # noqa: S101 - a body that is a list has items
    tokens = plain_parser().parse("\n".join(body) + "\n")
    number_from(tokens, first)
    lists = [node for node in SyntaxTreeNode(tokens).children if node.type == "bullet_list"]
    if not lists:
        yield context.problem(first, "directive-needs-list", directive=name)
    for item in (item for each in lists for item in each.children):
        try:
            read_item(form, item)
        except Complaint as error:
            yield context.place(form.complaint(error, name), line_of(item))


@cache
def _languages() -> frozenset[str]:
    return frozenset(alias.lower() for _, aliases, _, _ in get_all_lexers() for alias in aliases)


def _examine_code(context: PageContext, node: SyntaxTreeNode, line: int) -> Iterator[Problem]:
    word = (node.info.split() or [""])[0]
    if node.type == "colon_fence":
        known = word.strip("{}")
        directive = known if known in DIRECTIVES else "why-its-important"
        yield context.problem(line, "directive-unnamed", directive=directive)
    elif word and word.lower() not in (known_languages := _languages()):
        values = {"word": word, "known": known_languages}
        yield context.problem(line, "code-language-unknown", at=word, **values)
