"""What is wrong with a contributor's page: one implementation for `check` and for the build.

`examine_page` is asked once a page, `examine` for each token: by `whole_page` for `check`, and by
the parser right before it renders the token, the one place that every nested parse goes through.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from ...model.problem import Problem
from ..grammar import BLOCKS, DEEPEST, INLINES
from ..markdown import anchors_from, headings_in, level_of, line_of
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
from .context import PageContext
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

Rule = Callable[[PageContext, SyntaxTreeNode, int, bool], Iterator[Problem]]
"""Yields what is wrong with syntax: its page, itself, its line, whether it is inside another."""

RULES: Mapping[str, Rule] = {
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

    def examine_page(
        self, tokens: Sequence[Token], environment: Mapping[str, Any]
    ) -> Iterator[Problem]:
        """Yield what can be said of the page as a whole: its head, name, headings, footnotes."""
        headings = headings_in(tokens)
        self.anchors = anchors_from(headings, self.page.moved_anchors)
        self.edges = frozenset(rules_at_edges(tokens))
        for line, column, wrong in self.page.character_complaints():
            yield self.account.place(wrong, line, column)
        yield from examine_lines(self)
        yield from examine_head(self, tokens)
        yield from examine_old_anchors(self)
        yield from examine_headings(self, headings)
        yield from examine_footnotes(self, tokens)
        yield from examine_definitions(self, environment)

    def examine(self, node: SyntaxTreeNode, *, depth: int) -> Iterator[Problem]:
        """Yield what is wrong with syntax, not with what is in it; `depth` counts directives."""
        if node.type in CARRIES_TEXT:
            unreadable = list(examine_letters(self, node, line_of(node)))
            yield from unreadable
            # What is printed as text refers to nothing, of which a build would tell later.
            if unreadable and node.type in ("myst_role", "link"):
                return
        if node.type in _UNREMARKABLE:
            return
        line = line_of(node)
        known = node.type in BLOCKS or node.type in INLINES
        rule = RULES.get(node.type) or (None if known else refuse_syntax)
        if rule:
            inside = bool(depth) or node.parent is None or not node.parent.is_root
            yield from rule(self, node, line, inside)
        if node.type == "image":  # its description makes no nodes of its own
            for child in node.walk(include_self=False):
                if child.type == "myst_role":
                    name = child.meta["name"]
                    yield self.problem(line, "role-in-description", at=f"{{{name}}}", role=name)
                else:
                    yield from self.examine(child, depth=depth)
        if node.type in BLOCKS and not node.is_root and level_of(node) > DEEPEST:
            yield self.problem(line, "nested-too-deep")
