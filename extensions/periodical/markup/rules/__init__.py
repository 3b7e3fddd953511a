"""What is wrong with a contributor's page: one implementation for `check` and for the build.

A page is judged as a whole, then piece by piece, and so is what stands in its directives. `check`
prints what was found; the parser reports it, and renders what was accepted, and nothing else.
"""

from collections.abc import Callable, Mapping

from ...model.limits import NOTES
from ...model.messages import Problem
from ...model.page import Page
from ..judging import JudgedPage, Surroundings
from ..markdown import DEEPEST, Syntax
from . import page as page_rules
from . import syntax

_NEVER_WRONG = (
    "blockquote bullet_list em footnote_ref hardbreak inline list_item ordered_list softbreak "
    "strong tbody td th thead tr"
)
_LETTERS_ALONE = "code_block code_inline text text_special"
SYNTAX: Mapping[str, Callable[[JudgedPage, Syntax], object] | None] = {
    **dict.fromkeys(_NEVER_WRONG.split()),
    **dict.fromkeys(_LETTERS_ALONE.split(), syntax.examine_letters),
    "colon_fence": syntax.examine_fence,
    "fence": syntax.examine_fence,
    "footnote_reference": lambda judged, node: judged.is_beyond(node, "notes-too-many", NOTES),
    "heading": page_rules.examine_heading,
    "hr": syntax.examine_rule,
    "image": syntax.examine_image,
    "link": syntax.examine_link,
    "myst_role": syntax.examine_role,
    "paragraph": lambda judged, node: syntax.examine_text(judged, node.children[0]),
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
    page_rules.examine_headings(judged)
    page_rules.examine_definitions(judged)
    _examine_all(judged, judged.tree)
    page_rules.examine_footnotes(judged)
    return judged


def check_page(page: Page, surroundings: Surroundings) -> list[Problem]:
    """Return all that is wrong with a page, in the order of its lines."""
    return [page.unreadable] if page.unreadable else judge(page, surroundings).problems


def _examine_all(judged: JudgedPage, within: Syntax) -> None:
    """Judge what stands in a piece of syntax, and what is in that.

    What is in a refused piece was not refused for itself; the words of a picture, with it.
    """
    for node in within.children:
        count = judged.account.count
        if node.type in _OUTER and within is not judged.tree:
            judged.say(node, _OUTER[node.type])
        else:
            _examine(judged, node)
        if node.level > DEEPEST and node.block and node.type not in _NO_BLOCKS:
            judged.say(node, "nested-too-deep")
        if node.type == "image":  # of its description, no nodes are made
            for child in node.walk(include_self=False):
                if child.type == "myst_role":
                    name = child.meta["name"]
                    judged.say(child, "role-in-description", at=f"{{{name}}}", role=name)
                else:
                    _examine(judged, child)
        if judged.account.count == count and (node.read is None or node.read.is_whole):
            judged.accepted.add(node)
            if node.children and node.type != "image":
                _examine_all(judged, node)


def _examine(judged: JudgedPage, node: Syntax) -> None:
    """Say what is wrong with syntax, not with what is in it."""
    if rule := SYNTAX.get(node.type, syntax.refuse_syntax):
        rule(judged, node)
