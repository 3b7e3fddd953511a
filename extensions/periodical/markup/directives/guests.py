"""``guests``: who spoke on a podcast, with roles and affiliations at that date.

``A. Scholar, professor at a university, and the president of a society`` is a name, then roles and
affiliations: prose, and kept so.
"""

from docutils import nodes

from ...model.records import Guest, read_guest
from ..directive import DirectiveKind, Written
from ..form import Form, Item, Pieces
from ..own_nodes import OwnNode
from ..printing import Element, Printed, as_items


class guests(OwnNode, nodes.bullet_list):  # noqa: N801
    """A list of guests."""

    printed = Printed(Element("ul", "guests"), as_items("guests", whole=True))


class guest(OwnNode, nodes.list_item):  # noqa: N801
    """A guest: opens with the name; ``name`` and ``roles`` hold both as plain text."""

    printed = Printed(Element("li", "guest"))
    speaks = True


class guest_name(OwnNode, nodes.strong):  # noqa: N801
    """The name at the head of a guest's line."""

    printed = Printed(Element("strong", "guest-name"))


def _read(pieces: Pieces) -> Guest:
    return read_guest("".join(words for _, words in pieces))


def _make(written: Written) -> list[nodes.Node]:
    """Return the paragraphs around the list, and the list."""
    others, items = written.items()
    listed = written.locate(guests(bullet="-"))
    for item, read in items:
        made = guest(name=read.name, roles=read.roles)
        made.source, made.line = item.source, item.line
        made += item.children
        set_name_apart(next(made.findall(nodes.paragraph)), read.name)
        listed += made
    return [*others, listed]


def set_name_apart(paragraph: nodes.Element, name: str) -> None:
    """Wrap a paragraph's first words, `name`, in a `guest_name`; markup that holds it keeps it."""
    label = guest_name()
    left = len(name)
    while left > 0 and paragraph.children:
        child = paragraph.children[0]
        paragraph.remove(child)
        text = child.astext()
        if isinstance(child, nodes.Text):
            text = text.lstrip() if left == len(name) else text
            label += nodes.Text(text[:left])
            if text[left:]:
                paragraph.insert(0, nodes.Text(text[left:]))
        else:
            # Strong emphasis would stand inside strong emphasis.
            label += child.children if isinstance(child, nodes.strong) else [child]
        left -= len(text)
    paragraph.insert(0, label)


DIRECTIVE = DirectiveKind(
    Form(
        "guests",
        item=Item(_read, "First Guest, professor at a university", "guest-not-a-line"),
    ),
    make=_make,
)
