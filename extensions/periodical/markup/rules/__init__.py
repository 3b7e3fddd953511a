"""What is wrong with a contributor's page: one implementation for `check` and for the build.

A page is judged as a whole, then token by token, and so is what stands in its directives. `check`
prints what was found; the parser reports it, and renders what was accepted, and nothing else.
"""

from collections import deque
from collections.abc import Callable, Mapping

from markdown_it.tree import SyntaxTreeNode

from ...model.messages import Problem
from ...model.page import Page
from ..judging import JudgedPage, Syntax
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
from ..targets import Surroundings
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


def judge(page: Page, surroundings: Surroundings) -> JudgedPage:
    """Return a page that can be read, judged: what is wrong with it, and which syntax may stand."""
    judged = JudgedPage(page, surroundings)
    tokens = plain_parser().parse(page.body, judged.sandbox)
    headings = headings_in(tokens)
    lines = [heading.line for heading in headings]
    judged.anchors = dict(zip(lines, anchors_from(headings, page.moved_anchors), strict=True))
    judged.edges = frozenset(rules_at_edges(tokens))
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
    queue = deque(tree.children)
    while queue:
        node = queue.popleft()
        before = judged.count
        _examine(judged, node, depth=depth)
        judged.verdicts[node] = judged.count == before
        if not judged.verdicts[node]:
            continue  # what stands inside a refused block has not been refused for itself
        if node.type != "image":  # a picture's description was examined with it
            queue.extendleft(reversed(node.children))
        if opened := judged.opened.get(node):
            _examine_all(judged, opened.tree, depth=depth + 1)


def _examine(judged: JudgedPage, node: SyntaxTreeNode, *, depth: int) -> None:
    """Say what is wrong with syntax, not with what is in it; `depth` counts the directives."""
    before = judged.count
    inside = bool(depth) or node.parent is None or not node.parent.is_root
    syntax = Syntax(judged, node, line_of(node), inside)
    if node.type in CARRIES_TEXT:
        examine_letters(syntax)
    # What is printed as text refers to nothing, of which a build would tell later.
    unreadable = judged.count > before and node.type in ("myst_role", "link")
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
                _examine(judged, child, depth=depth)
    if node.type in BLOCKS and sum(not each.is_root for each in ancestors(node)) > DEEPEST:
        syntax.say("nested-too-deep")
