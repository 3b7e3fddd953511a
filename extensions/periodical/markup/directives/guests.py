"""``guests``: who spoke on a podcast, with roles and affiliations at that date.

``A. Scholar, professor at a university, and the president of a society`` is a name, then roles and
affiliations: prose, and kept so.
"""

from contextlib import suppress

from docutils import nodes

from ...model.messages import Complaint
from ...model.records import Guest, read_guest
from ..directive import DirectiveKind, Option
from ..markdown import plain_text
from ..nodes import OwnNode


class guests(OwnNode, nodes.bullet_list, printed="ul.guests"):
    """A list of guests."""


class guest(OwnNode, nodes.list_item, printed="li.guest", speaks=True):
    """A guest: opens with the name; ``name`` and ``roles`` hold both as plain text."""


def _make_guest(item: nodes.list_item, read: Guest) -> guest:
    """Return a guest whose name is set apart; markup that holds it keeps it."""
    with suppress(Complaint):  # by an id, someone is printed under a name
        read = read_guest(item.astext())
    made = guest("", *item.children, name=read.name, roles=read.roles)
    paragraph = next(made.findall(nodes.paragraph))
    name, rest, left = nodes.strong(classes=["guest-name"]), list[nodes.Node](), len(read.name)
    for child in paragraph.children:
        text = child.astext() if name.children else child.astext().lstrip()
        if left <= 0:
            rest.append(child)
        elif isinstance(child, nodes.Text):
            name += nodes.Text(text[:left])
            rest += [nodes.Text(text[left:])] if text[left:] else []
        else:
            # Strong emphasis would stand inside strong emphasis.
            name += child.children if isinstance(child, nodes.strong) else [child]
        left -= len(text)
    paragraph[:] = [name, *rest]
    return made


DIRECTIVE = DirectiveKind(
    "guests",
    item=Option(
        lambda line: read_guest(plain_text(line)), "First Guest, professor at a university"
    ),
    make=lambda read: read.with_lists_as(guests, _make_guest),
)
