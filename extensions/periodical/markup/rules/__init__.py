"""What is wrong with a contributor's page: one implementation for `check` and for the build.

A page is judged as a whole, then piece by piece, and so is what stands in its directives. `check`
prints what was found; the parser reports it, and renders what was accepted, and nothing else.
"""

from collections.abc import Callable, Mapping, Sequence

from markdown_it.tree import SyntaxTreeNode

from ...model.limits import NOTES
from ...model.messages import Problem
from ...model.page import Page
from ..judging import JudgedPage, Surroundings
from ..markdown import DEEPEST, headings_of
from . import page as page_rules
from . import syntax

_NEVER_WRONG = (
    "blockquote bullet_list code_block code_inline em footnote_ref hardbreak inline list_item "
    "ordered_list paragraph softbreak strong tbody td text text_special th thead tr"
)
SYNTAX: Mapping[str, Callable[[JudgedPage, SyntaxTreeNode], object] | None] = {
    **dict.fromkeys(_NEVER_WRONG.split()),
    "colon_fence": syntax.examine_fence,
    "fence": syntax.examine_fence,
    "footnote_reference": lambda judged, node: judged.is_beyond(node, "notes-too-many", NOTES),
    "heading": page_rules.examine_heading,
    "hr": syntax.examine_rule,
    "image": syntax.examine_image,
    "link": syntax.examine_link,
    "myst_role": syntax.examine_role,
    "table": syntax.examine_table,
}
"""The syntax of contributors' pages, by the names of markdown-it, and the rules for one piece.

It is an allow-list: what is not here is refused.
"""

_NO_BLOCKS = ("inline", "tr", "td", "th")
_OUTER = {"footnote_reference": "footnote-inside", "heading": "heading-inside", "hr": "rule-inside"}
"""What can stand in nothing else, and the messages that say so."""


def judge(page: Page, surroundings: Surroundings) -> JudgedPage:
    """Return a page that can be read, judged: what is wrong with it, and which syntax may stand."""
    judged = JudgedPage(page, surroundings)
    page_rules.examine_lines(judged)
    page_rules.examine_head(judged)
    page_rules.examine_headings(judged, headings_of(page))
    page_rules.examine_definitions(judged)
    _examine_all(judged, judged.tree.children)
    page_rules.examine_footnotes(judged)
    return judged


def check_page(page: Page, surroundings: Surroundings) -> list[Problem]:
    """Return all that is wrong with a page, in the order of its lines."""
    return [page.unreadable] if page.unreadable else judge(page, surroundings).problems


def _examine_all(judged: JudgedPage, some: Sequence[SyntaxTreeNode]) -> None:
    """Judge pieces that follow on one another, and what is in them and in their directives."""
    for node in some:
        count = judged.count
        _examine(judged, node)
        judged.verdicts[node] = judged.count == count
        # What is in a refused piece was not refused for itself; a picture's words, with it.
        if judged.verdicts[node] and node.type != "image":
            opened = judged.opened.get(node)
            _examine_all(judged, (opened.tree if opened else node).children)


def _examine(judged: JudgedPage, node: SyntaxTreeNode) -> None:
    """Say what is wrong with syntax, not with what is in it."""
    count = judged.count
    if node.type in SYNTAX:
        syntax.examine_letters(judged, node)
    # What is printed as text refers to nothing, of which a build would tell later.
    if judged.count > count and node.type in ("myst_role", "link"):
        return
    if node.type in _OUTER and node not in judged.blocks:
        judged.say(node, _OUTER[node.type])
    elif rule := SYNTAX.get(node.type, syntax.refuse_syntax):
        rule(judged, node)
    if node.type in ("heading", "paragraph"):
        syntax.examine_unread(judged, node.children[0])
    if node.type == "image":  # its description makes no nodes of its own
        for child in node.walk(include_self=False):
            if child.type == "myst_role":
                name = child.meta["name"]
                judged.say(node, "role-in-description", at=f"{{{name}}}", role=name)
            else:
                _examine(judged, child)
    if node.block and node.level > DEEPEST and node.type not in _NO_BLOCKS:
        judged.say(node, "nested-too-deep")
