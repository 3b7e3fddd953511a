"""From nodes to HTML without the furniture of a page: for readers of feeds, mail and books.

Addresses are absolute, headings have no signs, and only nodes of ours have a class. What a page of
an issue may consist of is a closed list (`markup/reading.py`); how it looks here is a table.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import takewhile
from typing import Any
from urllib.parse import urljoin

from docutils import nodes
from lxml import etree
from sphinx.builders.html import StandaloneHTMLBuilder

from ..domain import page_address, periodical_domain, picture_path
from ..markup.languages import is_right_to_left, is_turned, likely_language
from ..markup.nodes import OwnNode, Printed, key_of
from ..markup.places import ancestors
from ..model.registry import entry_page
from ..pictures.store import MADE, Picture

_TURNING = {"p", "li", "h2", "h3", "h4", "h5", "h6", "td", "th", "blockquote"}
"""The elements that have a direction of their own."""

_LEFT_OUT = {"footnote", "system_message", "substitution_definition", "colspec", "foot"}
"""What is printed elsewhere, was reported, or is what the site says below a text."""


class PlainTranslator:
    """Writes the nodes of one page."""

    def __init__(self, builder: StandaloneHTMLBuilder, docname: str) -> None:
        self._builder = builder
        self._domain = periodical_domain(builder.env)
        self.page = self.address_of(docname)
        language = self._domain.issues[docname].head.language
        self._right_to_left = is_right_to_left(language)

    def address_of(self, page: str) -> str:
        """Return the absolute address of a page."""
        return page_address(self._builder, page)

    def html_of(self, some: Iterable[nodes.Node], tag: str = "div", name: str = "") -> str:
        """Return nodes as one element of XHTML."""
        whole = etree.Element(tag, {"id": name} if name else {})
        for node in some:
            self._add(node, whole)
        if tag in _TURNING:
            self._turn(whole)
        return str(etree.tostring(whole, encoding="unicode"))

    def _turn(self, element: etree._Element) -> None:
        """Say of a block that its words run the other way than the text, and in which language."""
        words = "".join(element.itertext())
        if is_turned(words, self._right_to_left):
            element.set("dir", "ltr" if self._right_to_left else "rtl")
            element.set("lang", "und" if self._right_to_left else likely_language(words))

    def _add(self, node: Any, parent: etree._Element) -> None:
        """Add a node to an element."""
        kind = type(node)
        if isinstance(node, nodes.Text):
            _add_text(str(node), parent)
        elif isinstance(node, OwnNode) and node.printed.tag is not None:
            self._own(node, node.printed, parent)
        elif kind.__name__ not in _LEFT_OUT:
            form = _FORMS[next(each for each in kind.__mro__ if each in _FORMS)]
            if isinstance(form, str):
                self._element(node, form, parent)
            else:
                form(self, node, parent)

    def _element(
        self, node: Any, tag: str, parent: etree._Element, attributes: Mapping[str, str] = {}
    ) -> None:
        if tag:
            parent = etree.SubElement(parent, tag, dict(attributes))
            for name in node["ids"][:1]:
                parent.set("id", name)
        holder = isinstance(node, nodes.list_item | nodes.entry)
        # An item or a cell of a single paragraph is that paragraph.
        alone = holder and len(node) == 1 and isinstance(node[0], nodes.paragraph)
        for child in node[0].children if alone else node.children:
            self._add(child, parent)
        if tag in _TURNING:
            self._turn(parent)

    def _own(self, node: Any, element: Printed, parent: etree._Element) -> None:
        """Add a node of ours as it is declared; a labelled one stands beside the text."""
        # Nothing is folded here: not every app or mail program could open it.
        tag = "span" if element.folded else element.tag or ""
        attributes = {name: node[name] for name in element.attributes if name != "role"}
        if element.void:
            etree.SubElement(parent, tag)
            return
        if element.labelled:
            tag = "aside"
        elif element.to_entry:
            key = key_of(node)
            line = takewhile(lambda each: isinstance(each, nodes.Inline), ancestors(node))
            within = any(isinstance(each, nodes.reference) for each in line)
            tag = "a" if key in self._domain.concordance.entries and not within else ""
            attributes = {"href": self.address_of(entry_page(key))}
        elif "language" in node:
            attributes["lang"] = node["language"]
        elif tag == "span":
            tag = ""
        if name := node.get("look", element.name):
            attributes["class"] = name
        self._element(node, tag, parent, attributes)

    def _title(self, node: nodes.title, parent: etree._Element) -> None:
        """Add the heading of a section of a lower level, or a label, which is none."""
        if isinstance(node.parent, nodes.section):
            level = sum(isinstance(each, nodes.section) for each in ancestors(node))
            self._element(node, f"h{level}", parent, {"id": node.parent["ids"][0]})
        else:
            self._element(node, "strong", etree.SubElement(parent, "p"))

    def _reference(self, node: nodes.reference, parent: etree._Element) -> None:
        address = node["refuri"] if "refuri" in node else f"#{node['refid']}"
        self._element(node, "a", parent, {"href": urljoin(self.page, address)})

    def _note(self, node: nodes.footnote_reference, parent: etree._Element) -> None:
        said = {"href": f"{self.page}#{node['refid']}", "role": "doc-noteref"}
        self._element(node, "a", etree.SubElement(parent, "sup"), said)

    def _image(self, node: nodes.image, parent: etree._Element) -> None:
        path = picture_path(self._builder, node["uri"])
        address = self._domain.publication.address_of(path)
        shown = {"src": address, "alt": node.get("alt", ""), "data-source": node["uri"]}
        made: Picture | None = node.get(MADE)
        if made is not None:
            shown |= {"width": str(made.width), "height": str(made.height)}
        etree.SubElement(parent, "img", shown)

    def _figure(self, node: nodes.figure, parent: etree._Element) -> None:
        figure = etree.SubElement(parent, "figure")
        self._add(node[0], figure)
        caption = etree.SubElement(figure, "figcaption")
        for child in node[1:]:
            self._add(child, caption)

    def _ordered(self, node: nodes.enumerated_list, parent: etree._Element) -> None:
        start = {"start": str(node["start"])} if node.get("start", 1) != 1 else {}
        self._element(node, "ol", parent, start)

    def _cell(self, node: nodes.entry, parent: etree._Element) -> None:
        head = isinstance(node.parent.parent, nodes.thead)
        self._element(node, "th" if head else "td", parent)


_Form = str | Callable[[PlainTranslator, Any, etree._Element], None]
_FORMS: Mapping[type[nodes.Node], _Form] = {
    nodes.paragraph: "p", nodes.emphasis: "em", nodes.strong: "strong", nodes.literal: "code",
    nodes.literal_block: "pre", nodes.bullet_list: "ul", nodes.block_quote: "blockquote",
    nodes.attribution: "p", nodes.caption: "p", nodes.transition: "hr", nodes.table: "table",
    nodes.thead: "thead", nodes.tbody: "tbody", nodes.row: "tr",
    nodes.legend: "", nodes.tgroup: "", nodes.inline: "", nodes.section: "", nodes.problematic: "",
    nodes.title: PlainTranslator._title, nodes.reference: PlainTranslator._reference,
    nodes.footnote_reference: PlainTranslator._note, nodes.image: PlainTranslator._image,
    nodes.figure: PlainTranslator._figure, nodes.list_item: "li",
    nodes.enumerated_list: PlainTranslator._ordered, nodes.entry: PlainTranslator._cell,
}  # fmt: skip
"""The element that a node is, or what adds it; of an empty name, what is in it stands alone."""


def _add_text(text: str, parent: etree._Element) -> None:
    if len(parent):
        parent[-1].tail = f"{parent[-1].tail or ''}{text}"
    else:
        parent.text = f"{parent.text or ''}{text}"
