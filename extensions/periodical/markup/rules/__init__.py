"""What is wrong with a contributor's page: one implementation for `check` and for the build.

`examine_page` is asked once a page, `examine` for each token: by `check_page`, and by
the parser right before it renders the token, the one place that every nested parse goes through.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from ...model.page import Page
from ...model.problem import Problem
from ..directives import DIRECTIVES
from ..form import read_invocation
from ..grammar import BLOCKS, DEEPEST, INLINES
from ..judging import PageContext, Syntax
from ..markdown import (
    anchors_from,
    directive_argument,
    directive_name,
    headings_in,
    level_of,
    line_of,
    number_from,
    plain_parser,
)
from ..targets import Surroundings
from .blocks import (
    CARRIES_TEXT,
    examine_html,
    examine_item,
    examine_letters,
    examine_paragraph,
    examine_rule,
    examine_table,
    refuse_syntax,
)
from .fences import examine_fence
from .links import examine_definitions, examine_image, examine_link, examine_role
from .page import (
    examine_footnote,
    examine_footnotes,
    examine_head,
    examine_heading,
    examine_headings,
    examine_lines,
    examine_old_anchors,
    rules_at_edges,
)

RULES: Mapping[str, Callable[[Syntax], None]] = {
    "colon_fence": examine_fence,
    "fence": examine_fence,
    "footnote_reference": examine_footnote,
    "heading": examine_heading,
    "hr": examine_rule,
    "html_block": examine_html,
    "html_inline": examine_html,
    "image": examine_image,
    "link": examine_link,
    "list_item": examine_item,
    "myst_role": examine_role,
    "paragraph": examine_paragraph,
    "table": examine_table,
}
"""The rules for one piece of syntax, by markdown-it's names; others are in `grammar` or not."""

_UNREMARKABLE = frozenset(
    {"text", "softbreak", "hardbreak", "em", "strong", "inline", "td", "th", "tr"}
)


class PageRules(PageContext):
    """The rules for one page."""

    def examine_page(self, tokens: Sequence[Token], environment: Mapping[str, Any]) -> None:
        """Say what can be said of the page as a whole: its head, name, headings, footnotes."""
        headings = headings_in(tokens)
        self.anchors = anchors_from(headings, self.page.moved_anchors)
        self.edges = frozenset(rules_at_edges(tokens))
        for line, column, wrong in self.page.character_complaints():
            self.account.say(wrong, line, column)
        examine_lines(self)
        examine_head(self, tokens)
        examine_old_anchors(self)
        examine_headings(self, headings)
        examine_footnotes(self, tokens)
        examine_definitions(self, environment)

    def examine(self, node: SyntaxTreeNode, *, depth: int) -> bool:
        """Say what is wrong with syntax, not with what is in it; return whether nothing is.

        `depth` counts the directives around it.
        """
        before = self.count
        inside = bool(depth) or node.parent is None or not node.parent.is_root
        syntax = Syntax(self, node, line_of(node), inside)
        if node.type in CARRIES_TEXT:
            examine_letters(syntax)
        # What is printed as text refers to nothing, of which a build would tell later.
        unreadable = self.count > before and node.type in ("myst_role", "link")
        if unreadable or node.type in _UNREMARKABLE:
            return self.count == before
        known = node.type in BLOCKS or node.type in INLINES
        if rule := RULES.get(node.type) or (None if known else refuse_syntax):
            rule(syntax)
        if node.type == "image":  # its description makes no nodes of its own
            for child in node.walk(include_self=False):
                if child.type == "myst_role":
                    name = child.meta["name"]
                    syntax.say("role-in-description", at=f"{{{name}}}", role=name)
                else:
                    self.examine(child, depth=depth)
        if node.type in BLOCKS and not node.is_root and level_of(node) > DEEPEST:
            syntax.say("nested-too-deep")
        return self.count == before


def check_page(page: Page, surroundings: Surroundings) -> list[Problem]:
    """Return all that is wrong with a page, in the order of its lines."""
    if page.unreadable:
        return [page.unreadable]
    rules = PageRules(page, surroundings)
    sandbox: dict[str, Any] = {}
    tokens = plain_parser().parse(page.body, sandbox)
    rules.examine_page(tokens, sandbox)
    _examine_all(rules, tokens, sandbox, first_line=1, depth=0)
    return sorted(rules.news() + rules.untold())


def _examine_all(
    rules: PageRules, tokens: list[Token], sandbox: dict[str, Any], *, first_line: int, depth: int
) -> None:
    number_from(tokens, first_line)
    queue = deque(SyntaxTreeNode(tokens).children)
    while queue:
        node = queue.popleft()
        if not rules.examine(node, depth=depth):
            continue  # what stands inside a refused block has not been refused for itself
        if node.type != "image":  # a picture's description was examined with it
            queue.extendleft(reversed(node.children))
        if name := directive_name(node):
            form = DIRECTIVES[name].form
            invocation = read_invocation(form, directive_argument(node), node.content)
            inner = plain_parser().parse(invocation.body + "\n", sandbox)
            first = line_of(node) + invocation.offset
            _examine_all(rules, inner, sandbox, first_line=first, depth=depth + 1)
