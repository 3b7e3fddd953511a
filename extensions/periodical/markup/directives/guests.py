"""``guests``: who spoke on a podcast, with roles and affiliations at that date."""

from __future__ import annotations

from docutils import nodes
from markdown_it.tree import SyntaxTreeNode

from ...model.guests import read_guest
from ..form import Body, Form, FormDirective


def _check_item(item: SyntaxTreeNode) -> None:
    if [child.type for child in item.children] != ["paragraph"]:
        raise ValueError("A guest is one paragraph: a name, then a comma and the roles.")
    inline = item.children[0].children[0]
    read_guest("".join(node.content for node in inline.walk() if not node.children))


FORM = Form("guests", Body.LIST, item=_check_item)


class guests(nodes.bullet_list):  # noqa: N801
    """A list of guests."""


class guest(nodes.list_item):  # noqa: N801
    """A guest: a paragraph that opens with the name.

    Attributes ``name`` and ``roles`` hold both as plain text.
    """


class guest_name(nodes.strong):  # noqa: N801
    """The name at the head of a guest's line."""


class Guests(FormDirective):
    """Make a list of guests from a Markdown list."""

    form = FORM

    def make(self) -> list[nodes.Node]:
        """Return the paragraphs before the list, and the list."""
        others, items = self.parse_list()
        listed = self.locate(guests(bullet="-"))
        for item in items:
            listed += self._guest(item)
        return [*others, listed]

    def _guest(self, item: nodes.list_item) -> guest:
        paragraph = item[0]
        if not isinstance(paragraph, nodes.paragraph):
            raise self.error("A guest is one paragraph: a name, then a comma and the roles.")
        try:
            read = read_guest(paragraph.astext())
        except ValueError as error:
            raise self.error(str(error)) from error
        made = guest(name=read.name, roles=read.roles)
        made.source, made.line = item.source, item.line
        set_name_apart(paragraph, read.name)
        made += paragraph
        return made


def set_name_apart(paragraph: nodes.paragraph, name: str) -> None:
    """Wrap the first characters of a paragraph, as long as `name`, in a `guest_name`.

    A name that markup holds (a link to the guest, say) keeps it.
    """
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
