"""How the nodes of an issue look in HTML: what is declared with them, carried out.

What only the site knows is added here: pages of entries, the comparison of texts that a notice of a
revision leads to, and that a wide table scrolls in itself.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from ..domain import periodical_domain
from ..markup.head import revision_notice
from ..markup.own_nodes import own_nodes
from ..markup.places import ancestors
from ..markup.printing import Element
from ..model.registry import EntryKey, entry_page
from ..words import _
from .changes import changes_page_of
from .templates import print_template

Visitor = Callable[[HTML5Translator, Any], None]
_INLINE = ("span", "strong", "time")


def _element(element: Element, last: Visitor | None) -> "_Visitors":
    """Return the visitors of a node that is one element, with what `last` adds at its end."""

    def visit(self: HTML5Translator, node: nodes.Element) -> None:
        attributes: dict[str, Any] = {**element.attributes(node)}
        name, suffix = element.name, "\n" if element.breaks else ""
        if element.labelled:
            kind = f" {name}-{node['kind']}" if "kind" in node else ""
            attributes |= {"role": "note", "aria-label": node[0].astext()}
            name = f"{name}{kind}"
        self.body.append(self.starttag(node, element.tag, suffix, CLASS=name, **attributes))
        if element.folded:
            self.body.append(f"<summary>{self.encode(_(element.folded))}</summary>")

    def depart(self: HTML5Translator, node: nodes.Element) -> None:
        if last:
            last(self, node)
        # A line end after inline text would be a space.
        self.body.append(f"</{element.tag}>" + ("" if element.tag in _INLINE else "\n"))

    return visit, depart


def _entry_link(link: Element, entry: Callable[[Any], EntryKey]) -> "_Visitors":
    """Return the visitors of a link to the page of an entry."""

    def visit(self: HTML5Translator, node: nodes.Element) -> None:
        domain = periodical_domain(self.builder.env)
        key = entry(node)
        # Other builders, such as epub and singlehtml, have no pages made from records.
        on_site = self.builder.name == "html" and domain.concordance.has_page(key)
        tag = link.tag
        attributes: dict[str, Any] = {"CLASS": link.name}
        if on_site and not any(isinstance(each, nodes.reference) for each in ancestors(node)):
            here = self.builder.current_docname
            tag, attributes["href"] = "a", self.builder.get_relative_uri(here, entry_page(key))
            attributes |= {"rel": link.rel} if link.rel else {}
        self.context.append(f"</{tag}>")
        self.body.append(self.starttag(node, tag, "", **attributes))

    def depart(self: HTML5Translator, node: nodes.Element) -> None:
        self.body.append(self.context.pop())

    return visit, depart


def _void(tag: str) -> Visitor:
    """Return the visitor of a node that is an element without content."""

    def visit(self: HTML5Translator, node: nodes.Element) -> None:
        self.body.append(self.emptytag(node, tag, "\n"))
        raise nodes.SkipNode

    return visit


def _nothing(self: HTML5Translator, node: nodes.Element) -> None:
    """Print the words alone."""


def _link_to_changes(self: HTML5Translator, node: revision_notice) -> None:
    """Link to the comparison of the texts before and after a revision."""
    domain = periodical_domain(self.builder.env)
    page = changes_page_of(node["docname"], domain) if self.builder.name == "html" else None
    if page is not None:
        print_template(self, "revision_link.html", domain.publication.language, page=page)


_Visitors = tuple[Visitor, Visitor]
_AT_ITS_END: Mapping[type[nodes.Element], Visitor] = {revision_notice: _link_to_changes}


def visitors() -> Iterator[tuple[type[nodes.Element], _Visitors]]:
    """Yield how HTML prints tables, and the nodes of ours that look not as the docutils type."""
    yield nodes.table, (_visit_table, _depart_table)
    for node in own_nodes():
        match node.printed.html:
            case None:
                continue
            case Element(tag=""):
                yield node, (_nothing, _nothing)
            case Element(void=True, tag=tag):
                yield node, (_void(tag), _nothing)
            case Element(entry=entry) as link if entry is not None:
                yield node, _entry_link(link, entry)
            case element:
                yield node, _element(element, _AT_ITS_END.get(node))


def _visit_table(self: HTML5Translator, node: nodes.table) -> None:
    """Open a table in a box that scrolls, for the keyboard too: the page never does."""
    self.body.append('<div class="table-scroll" tabindex="0">\n')
    HTML5Translator.visit_table(self, node)


def _depart_table(self: HTML5Translator, node: nodes.table) -> None:
    HTML5Translator.depart_table(self, node)
    self.body.append("</div>\n")
