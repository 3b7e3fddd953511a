"""Where in an issue something stands, in which section and story; and its words as prose.

These are as readers read them, before anything but the page itself is known.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TypeGuard, TypeVar

from docutils import nodes

from ..model.page import date_in_name
from ..model.publication import Kind
from ..model.values import is_iso_date
from .languages import format_date
from .nodes import ancestors
from .references import STORY, target_of

E = TypeVar("E", bound=nodes.Element)


def line_of(node: nodes.Node) -> int:
    """Return the line on which a node stands, or what holds it."""
    return next((max(1, int(each.line)) for each in ancestors(node) if each.line), 1)


def kind_of(node: nodes.Node) -> Kind | None:
    """Return the kind of the declared section in which a node stands, or which it is."""
    sections = (each for each in ancestors(node) if isinstance(each, nodes.section))
    return next((Kind(each["kind"]) for each in sections if "kind" in each), None)


def is_story(section: nodes.section) -> bool:
    """Tell whether a section is a story or a brief: one right below a section of such."""
    kind = section.parent.get("kind") if isinstance(section.parent, nodes.section) else None
    return kind is not None and Kind(kind).holds.stories


SCOPE = "scope"
"""An attribute of footnotes: the address of the story, or the section, that refers to them."""


def scope_of(node: nodes.Node) -> str:
    """Return the address of the story in which something stands, or else of its section."""
    for each in ancestors(node):
        if isinstance(each, nodes.footnote) and SCOPE in each:
            return str(each[SCOPE])
        if isinstance(each, nodes.section) and (is_story(each) or "kind" in each):
            return str(each["ids"][0]) if each["ids"] else ""
    return ""


def is_reference(node: nodes.Node) -> TypeGuard[nodes.Element]:
    """Tell whether a node is Sphinx's `pending_xref`, by its name: `check` does without Sphinx."""
    return type(node).__name__ == "pending_xref"


def addressed(within: nodes.Element, kind: type[E], name: str) -> Iterator[tuple[E, str]]:
    """Give each node of a kind an address, and yield it with that of its story."""
    numbers = Counter[str]()
    for node in within.findall(kind):
        story = scope_of(node)
        numbers[story] += 1
        further = f"-{numbers[story]}" if numbers[story] > 1 else ""
        # No heading's address has a full stop: this one cannot be taken.
        node["ids"] = [f"{story}.{name}{further}"]
        yield node, story


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
        # Its own words are the title of a page that is not read yet.
        issue, _ = target_of(node)
        story = "a story" if issue else "another story"
        what, date = story if node["reftype"] == STORY else "the issue", date_in_name(issue)
        yield node, f"{what} of {format_date(date)}" if is_iso_date(date) else what
    else:
        yield node, ""
        for child in node.children:
            yield from pieces_of_prose(child)
