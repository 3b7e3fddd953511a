"""How the nodes of an issue look in HTML: what is declared with them, carried out.

What only the site knows is added here: pages of entries, the comparison of texts that a notice of a
revision leads to, feet, pictures, that a wide table scrolls in itself, and with `use_sidenotes`
footnotes in the margin where there is room, and else under their paragraph.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from ..domain import periodical_domain
from ..markup.head import lead_image, revision_notice
from ..markup.languages import direction_of
from ..markup.nodes import OwnNode, Printed
from ..words import _
from .assets import lighter_name, published_name
from .changes import changes_page_of
from .surrounding import foot

Visitor = Callable[[HTML5Translator, Any], None]
_INLINE = ("", "a", "span", "strong", "time")


def visitors() -> Iterator[tuple[type[nodes.Element], tuple[Visitor, Visitor | None]]]:
    """Yield how HTML prints what it does not print as docutils' types."""
    yield nodes.document, (_visit_document, None)
    yield nodes.image, (_visit_image, None)
    yield nodes.reference, (_visit_reference, HTML5Translator.depart_reference)
    yield nodes.table, (_visit_table, _depart_table)
    yield foot, (_visit_foot, None)
    for node in OwnNode.__subclasses__():
        if node.printed.tag is not None:
            yield node, (partial(_visit, node.printed), _depart)


def _visit(element: Printed, self: HTML5Translator, node: nodes.Element) -> None:
    """Begin a node that is one element, or none."""
    attributes = {name: node[name] for name in element.attributes.split()}
    tag, name = element.tag or "", element.classes(node)
    if element.void:
        self.body.append(self.emptytag(node, tag, "\n"))
        raise nodes.SkipNode
    if element.to_entry:
        href = _address_of(node, self)
        tag, attributes = ("a", {**attributes, "href": href}) if href else (tag, {})
    if element.labelled:
        attributes |= {"role": "note", "aria-label": node[0].astext()}
    # A line end after inline text would be a space.
    end = "" if tag in _INLINE else "\n"
    self.context.append(f"</{tag}>{end}" if tag else "")
    if tag:
        self.body.append(self.starttag(node, tag, "", CLASS=name, **attributes))
    if element.folded:
        self.body.append(f"<summary>{self.encode(_(element.folded))}</summary>")


def _depart(self: HTML5Translator, node: nodes.Element) -> None:
    """End a node; a notice of a revision leads to the texts before and after it."""
    if isinstance(node, revision_notice) and self.builder.name == "html":
        domain = periodical_domain(self.builder.env)
        if page := changes_page_of(self.builder.current_docname, domain):
            _print(self, "revision_link.html", page=page)
    self.body.append(self.context.pop())


def _address_of(node: nodes.Element, self: HTML5Translator) -> str:
    """Return the address of the page of an entry, unless there is none or it stands in a link."""
    # Other builders, such as epub and singlehtml, have no pages made from records.
    on_site = self.builder.name == "html"
    page = on_site and periodical_domain(self.builder.env).page_named_by(node)
    return str(self.builder.get_relative_uri(self.builder.current_docname, page)) if page else ""


def _visit_table(self: HTML5Translator, node: nodes.table) -> None:
    """Open a table in a box that scrolls, for the keyboard too: the page never does."""
    name = _("Table")
    self.body.append(f'<div class="table-scroll" role="group" aria-label="{name}" tabindex="0">\n')
    HTML5Translator.visit_table(self, node)


def _depart_table(self: HTML5Translator, node: nodes.table) -> None:
    HTML5Translator.depart_table(self, node)
    self.body.append("</div>\n")


def _visit_image(self: HTML5Translator, node: nodes.image) -> None:
    """Print a picture, as it was made for screens."""
    source, builder = node["uri"], cast("Any", self.builder)
    is_ours = builder.name == "html" and not {"width", "height"} & node.attributes.keys()
    if not is_ours or not (made := builder.pictures.made(source, node)):
        HTML5Translator.visit_image(self, node)
        return
    lighter = [(lighter_name(source, upto), width) for _, upto, width in made.beside]
    paths = {"folder": self.builder.imgpath, "path": published_name(source), "lighter": lighter}
    leads = isinstance(node.parent.parent, lead_image)
    _print(self, "picture.html", node=node.attributes, made=made, leads=leads, **paths)
    raise nodes.SkipNode


def _visit_reference(self: HTML5Translator, node: nodes.reference) -> None:
    """Begin a link, and say whether its words are its address, which is then on paper once."""
    said = [re.sub("^https?://|/$", "", each) for each in (node.astext(), node.get("refuri", ""))]
    classes, own = node["classes"], ["address"] if said[0] == said[1] else []
    node["classes"] = [*classes, *own]
    HTML5Translator.visit_reference(self, node)
    node["classes"] = classes


def _visit_foot(self: HTML5Translator, node: foot) -> None:
    _print(self, node["template"], foot=node["foot"], title=node.get("title", ""))
    raise nodes.SkipNode


def _print(self: HTML5Translator, template: str, **shown: object) -> None:
    """Print what a template makes, in the language of the publication."""
    builder, domain = self.builder, periodical_domain(self.builder.env)
    language = domain.publication.language
    shown |= {"language": language, "direction": direction_of(language), "map_of": domain.maps.of}
    shown["pathto"] = partial(builder.get_relative_uri, builder.current_docname)
    self.body.append(builder.templates.render(f"text/{template}", shown))


def _visit_document(self: HTML5Translator, node: nodes.document) -> None:
    """Begin a page, with its notes beside what refers to them if the theme's option says so.

    They are moved while it is written: the doctree stays as it is for all that read it.
    """
    HTML5Translator.visit_document(self, node)
    if self.builder.name == "html" and self.config.html_theme_options.get("use_sidenotes"):
        copy = node.deepcopy()
        _move_notes(copy)
        for child in copy.children:
            child.walkabout(self)
        raise nodes.SkipChildren


def _move_notes(document: nodes.document) -> None:
    """Put each footnote behind the block that first refers to it, in one box with it."""
    notes = {name: note for note in document.findall(nodes.footnote) for name in note["ids"]}
    for reference in list(document.findall(nodes.footnote_reference)):
        if (note := notes.pop(reference.get("refid", ""), None)) is None:
            continue
        place: nodes.Element = reference
        while not isinstance(place.parent, nodes.section | nodes.document):
            place = place.parent
        if "with-notes" not in place["classes"]:
            beside = nodes.container("", classes=["with-notes"])
            place.replace_self(beside)
            beside += place
            place = beside
        note.parent.remove(note)
        place += note
