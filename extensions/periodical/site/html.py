"""How the nodes of an issue look in HTML: what is declared with them, carried out.

What only the site knows is added here: pages of entries, the comparison of texts that a notice of a
revision leads to, and that a wide table scrolls in itself.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from ..domain import periodical_domain
from ..markup.head import revision_notice
from ..markup.nodes import Printed, key_of, own_nodes
from ..markup.places import ancestors
from ..model.registry import entry_page
from ..words import _
from .changes import changes_page_of
from .templates import print_template

Visitor = Callable[[HTML5Translator, Any], None]
_INLINE = ("", "a", "span", "strong", "time")


def visitors() -> Iterator[tuple[type[nodes.Element], tuple[Visitor, Visitor]]]:
    """Yield how HTML prints tables, and the nodes of ours that look not as the docutils type."""
    yield nodes.table, (_visit_table, _depart_table)
    for node in own_nodes():
        if node.printed.tag is not None:
            yield node, (partial(_visit, node.printed), _depart)


def _visit(element: Printed, self: HTML5Translator, node: nodes.Element) -> None:
    """Begin a node that is one element, or none."""
    attributes = {name: node[name] for name in element.attributes}
    tag, name = element.tag or "", node.get("look", element.name)
    if element.void:
        self.body.append(self.emptytag(node, tag, "\n"))
        raise nodes.SkipNode
    if element.to_entry:
        href = _address_of(node, self)
        tag, attributes = ("a", {**attributes, "href": href}) if href else (tag, {})
    if element.labelled:
        name += f" {name}-{node['kind']}" if "kind" in node else ""
        attributes |= {"role": "note", "aria-label": node[0].astext()}
    # A line end after inline text would be a space.
    end = "" if tag in _INLINE else "\n"
    self.context.append(f"</{tag}>{end}" if tag else "")
    if tag:
        suffix = "\n" if element.breaks else ""
        self.body.append(self.starttag(node, tag, suffix, CLASS=name, **attributes))
    if element.folded:
        self.body.append(f"<summary>{self.encode(_(element.folded))}</summary>")


def _depart(self: HTML5Translator, node: nodes.Element) -> None:
    """End a node; a notice of a revision leads to the texts before and after it."""
    if isinstance(node, revision_notice) and self.builder.name == "html":
        domain = periodical_domain(self.builder.env)
        if page := changes_page_of(node["docname"], domain):
            print_template(self, "revision_link.html", domain.publication.language, page=page)
    self.body.append(self.context.pop())


def _address_of(node: nodes.Element, self: HTML5Translator) -> str:
    """Return the address of the page of an entry, unless there is none or it stands in a link."""
    domain, key = periodical_domain(self.builder.env), key_of(node)
    # Other builders, such as epub and singlehtml, have no pages made from records.
    on_site = self.builder.name == "html" and key in domain.concordance.entries
    if not on_site or any(isinstance(each, nodes.reference) for each in ancestors(node)):
        return ""
    return str(self.builder.get_relative_uri(self.builder.current_docname, entry_page(key)))


def _visit_table(self: HTML5Translator, node: nodes.table) -> None:
    """Open a table in a box that scrolls, for the keyboard too: the page never does."""
    self.body.append('<div class="table-scroll" tabindex="0">\n')
    HTML5Translator.visit_table(self, node)


def _depart_table(self: HTML5Translator, node: nodes.table) -> None:
    HTML5Translator.depart_table(self, node)
    self.body.append("</div>\n")
