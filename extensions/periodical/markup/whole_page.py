"""A whole page, judged without Sphinx: what `periodical check` asks for."""

from collections import deque
from collections.abc import Iterator
from typing import Any

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from ..model.page import Page
from ..model.problem import Problem
from .directives import DIRECTIVES
from .form import read_invocation
from .markdown import directive_argument, directive_name, line_of, number_from, plain_parser
from .rules import PageRules
from .targets import Surroundings


def check_page(page: Page, surroundings: Surroundings) -> list[Problem]:
    """Return all that is wrong with a page, in the order of its lines."""
    if page.unreadable:
        return [page.unreadable]
    rules = PageRules(page, surroundings)
    sandbox: dict[str, Any] = {}
    tokens = plain_parser().parse(page.body, sandbox)
    problems = [*rules.account.told(rules.examine_page(tokens, sandbox))]
    problems += rules.account.told(_examine_all(rules, tokens, sandbox, first_line=1, depth=0))
    return sorted([*problems, *rules.account.untold(), *rules.elsewhere.untold()])


def _examine_all(
    rules: PageRules, tokens: list[Token], sandbox: dict[str, Any], *, first_line: int, depth: int
) -> Iterator[Problem]:
    number_from(tokens, first_line)
    queue = deque(SyntaxTreeNode(tokens).children)
    while queue:
        node = queue.popleft()
        found = list(rules.examine(node, depth=depth))
        yield from found
        if not found and node.type != "image":
            # A picture's description is examined with it: it makes no nodes of its own. What stands
            # inside a refused block has not been refused for itself.
            queue.extendleft(reversed(node.children))
        if found or (name := directive_name(node)) is None:
            continue
        invocation = read_invocation(DIRECTIVES[name].form, directive_argument(node), node.content)
        inner = plain_parser().parse("\n".join(invocation.body) + "\n", sandbox)
        first = line_of(node) + invocation.body_offset
        yield from _examine_all(rules, inner, sandbox, first_line=first, depth=depth + 1)
