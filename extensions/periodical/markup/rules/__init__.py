"""What is wrong with a contributor's page: one implementation for `check` and for the build.

A page is judged as a whole, then token by token, and so is what stands in its directives. `check`
prints what was found; the parser reports it, and renders what was accepted, and nothing else.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace

from markdown_it.tree import SyntaxTreeNode

from ...model.messages import Problem
from ...model.page import Page
from ..judging import JudgedPage, Surroundings, Syntax
from ..markdown import (
    BLOCKS,
    DEEPEST,
    INLINES,
    ancestors,
    anchors_from,
    headings_in,
    line_of,
    number_from,
    plain_parser,
)
from .blocks import (
    CARRIES_TEXT,
    examine_fence,
    examine_html,
    examine_item,
    examine_letters,
    examine_paragraph,
    examine_rule,
    examine_table,
    refuse_syntax,
)
from .links import examine_definitions, examine_image, examine_link, examine_role
from .page import (
    examine_footnote,
    examine_footnotes,
    examine_head,
    examine_heading,
    examine_headings,
    examine_lines,
    examine_old_anchors,
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


def judge(page: Page, surroundings: Surroundings) -> JudgedPage:
    """Return a page that can be read, judged: what is wrong with it, and which syntax may stand."""
    judged = JudgedPage(page, surroundings)
    tokens = plain_parser().parse(page.body, judged.sandbox)
    headings = headings_in(tokens)
    anchors = anchors_from(headings, page.moved_anchors)
    judged.anchors = {each.line: anchor for each, anchor in zip(headings, anchors, strict=True)}
    for line, column, wrong in page.character_complaints():
        judged.account.say(wrong, line, column)
    examine_lines(judged)
    examine_head(judged, tokens)
    examine_old_anchors(judged)
    examine_headings(judged, headings)
    examine_definitions(judged)
    number_from(tokens, 1)
    judged.tree = SyntaxTreeNode(tokens)
    _examine_all(judged, judged.tree, depth=0)
    examine_footnotes(judged)
    return judged


def check_page(page: Page, surroundings: Surroundings) -> list[Problem]:
    """Return all that is wrong with a page, in the order of its lines."""
    return [page.unreadable] if page.unreadable else judge(page, surroundings).problems


def _examine_all(judged: JudgedPage, tree: SyntaxTreeNode, *, depth: int) -> None:
    """Judge what stands in a tree; `depth` counts the directives around it."""
    queue = deque(_with_neighbours(tree))
    while queue:
        before, node, after = queue.popleft()
        inside = bool(depth) or node.parent is None or not node.parent.is_root
        count = judged.count
        _examine(Syntax(judged, node, line_of(node), inside, before, after))
        judged.verdicts[node] = judged.count == count
        if not judged.verdicts[node]:
            continue  # what stands inside a refused block has not been refused for itself
        if node.type != "image":  # a picture's description was examined with it
            queue.extendleft(reversed(_with_neighbours(node)))
        if opened := judged.opened.get(node):
            _examine_all(judged, opened.tree, depth=depth + 1)


_Neighbours = tuple[SyntaxTreeNode | None, SyntaxTreeNode, SyntaxTreeNode | None]


def _with_neighbours(tree: SyntaxTreeNode) -> list[_Neighbours]:
    nodes = tree.children
    return list(zip((None, *nodes[:-1]), nodes, (*nodes[1:], None), strict=True)) if nodes else []


def _examine(syntax: Syntax) -> None:
    """Say what is wrong with syntax, not with what is in it."""
    node, count = syntax.node, syntax.context.count
    if node.type in CARRIES_TEXT:
        examine_letters(syntax)
    # What is printed as text refers to nothing, of which a build would tell later.
    unreadable = syntax.context.count > count and node.type in ("myst_role", "link")
    if unreadable or node.type in _UNREMARKABLE:
        return
    known = node.type in BLOCKS or node.type in INLINES
    if rule := RULES.get(node.type) or (None if known else refuse_syntax):
        rule(syntax)
    if node.type == "image":  # its description makes no nodes of its own
        for child in node.walk(include_self=False):
            if child.type == "myst_role":
                name = child.meta["name"]
                syntax.say("role-in-description", at=f"{{{name}}}", role=name)
            else:
                _examine(replace(syntax, node=child, line=line_of(child), inside=True))
    if node.type in BLOCKS and sum(not each.is_root for each in ancestors(node)) > DEEPEST:
        syntax.say("nested-too-deep")
