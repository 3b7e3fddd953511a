"""``related-articles``: cards that lead to other issues or to pages elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes
from markdown_it.tree import SyntaxTreeNode

from ...model.related import Part, RelatedShape, read_related
from ..form import Body, Form, FormDirective

ISSUE_ROLE = "issue"


def _check_item(item: SyntaxTreeNode) -> None:
    if [child.type for child in item.children] != ["paragraph"]:
        raise ValueError("A related article is one paragraph: a title, a dash, and a teaser.")
    inline = item.children[0].children[0]
    read_related([(_part(node), _text(node)) for node in inline.children])


def _part(node: SyntaxTreeNode) -> Part:
    if node.type in ("link", "em") or (
        node.type == "myst_role" and node.meta.get("name") == ISSUE_ROLE
    ):
        return Part.TITLE
    return Part.IMAGE if node.type == "image" else Part.TEXT


def _text(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    return "".join(_text(child) for child in node.children) if node.children else node.content


FORM = Form("related-articles", Body.LIST, item=_check_item)


class related_articles(nodes.bullet_list):  # noqa: N801
    """A list of related articles."""


class related_article(nodes.list_item):  # noqa: N801
    """A related article: a category, a picture, a title and a teaser, as far as given."""


class related_category(nodes.paragraph):  # noqa: N801
    """The category over a title."""


class related_title(nodes.paragraph):  # noqa: N801
    """The title, with its link if it has an address."""


class related_teaser(nodes.paragraph):  # noqa: N801
    """The words that invite to read on."""


class RelatedArticles(FormDirective):
    """Make cards from a Markdown list."""

    form = FORM

    def run(self) -> list[nodes.Node]:
        """Return what stands before the list, and the list."""
        others, items = self.parse_list()
        cards = self.locate(related_articles(bullet="-"))
        for item in items:
            paragraph = item[0]
            if not isinstance(paragraph, nodes.paragraph):
                raise self.error("A related article is one paragraph.")
            try:
                shape = read_related([_node_part(child) for child in paragraph.children])
            except ValueError as error:
                raise self.error(str(error)) from error
            card = related_article()
            card.source, card.line = item.source, item.line
            card += _card_parts(paragraph.children, shape)
            cards += card
        return [*others, cards]


def _node_part(node: nodes.Node) -> tuple[Part, str]:
    if (
        isinstance(node, nodes.reference | nodes.emphasis)
        or getattr(node, "tagname", "") == "pending_xref"
    ):
        return Part.TITLE, node.astext()
    if isinstance(node, nodes.image):
        return Part.IMAGE, ""
    return Part.TEXT, node.astext()


def _card_parts(children: Sequence[nodes.Node], shape: RelatedShape) -> list[nodes.Node]:
    parts: list[nodes.Node] = [child for child in children if isinstance(child, nodes.image)]
    if shape.category:
        parts.append(related_category(shape.category, shape.category))
    title = children[shape.title]
    # Emphasis marks a title without an address; on the card it needs no mark.
    parts.append(
        related_title("", "", *(title.children if isinstance(title, nodes.emphasis) else [title]))
    )
    if shape.teaser is not None:
        index, text = shape.teaser
        rest = [child for child in children[index + 1 :] if not isinstance(child, nodes.image)]
        parts.append(related_teaser("", "", nodes.Text(text), *rest))
    return parts
