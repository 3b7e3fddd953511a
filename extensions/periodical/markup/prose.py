"""A paragraph as its readers read it, before anything but the page itself is known."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes

from ..model.archive import date_in_name
from ..model.issue import is_iso_date
from .dates import format_date
from .places import is_reference
from .targets import STORY, story_target


def prose(node: nodes.Node) -> str:
    """Return the words of a paragraph, or of several, without the numbers of their footnotes."""
    if isinstance(node, nodes.Element) and not isinstance(node, nodes.TextElement | nodes.Inline):
        return "\n\n".join(filter(None, map(prose, node.children)))
    return "".join(words for _, words in pieces_of_prose(node))


def pieces_of_prose(node: nodes.Node) -> Iterator[tuple[nodes.Node, str]]:
    """Yield the parts of a paragraph, and what each adds to its words.

    An element comes before what is in it, and adds nothing itself unless it is read as a whole.
    """
    if isinstance(node, nodes.footnote_reference):
        return
    if isinstance(node, nodes.Text | nodes.image):  # a picture's words are its description
        yield node, node.astext()
    elif is_reference(node) and not node.get("refexplicit"):
        yield node, _in_words(node)
    else:
        yield node, ""
        for child in node.children:
            yield from pieces_of_prose(child)


def _in_words(reference: nodes.Element) -> str:
    """Return words for a reference whose own are the title of a page that is not read yet."""
    target = str(reference["reftarget"])
    what, issue = "the issue", target
    if reference["reftype"] == STORY:
        issue, _ = story_target(target) or (target, "")
        what = "a story" if issue else "another story"
    date = date_in_name(issue)
    return f"{what} of {format_date(date)}" if is_iso_date(date) else what
