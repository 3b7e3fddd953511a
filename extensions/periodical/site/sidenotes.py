"""`use_sidenotes`: footnotes in the margin, where there is room, and else under their paragraph.

Notes are moved while a page is written: the doctree stays as it is for all that read it.
"""

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator


def visit_document(self: HTML5Translator, node: nodes.document) -> None:
    """Begin a page, with its notes beside what refers to them if the theme's option says so."""
    HTML5Translator.visit_document(self, node)
    self.context.append(node.children)
    if self.builder.name == "html" and self.config.html_theme_options.get("use_sidenotes"):
        copies = [child.deepcopy() for child in node.children]
        node.children = []
        node += copies
        _move_notes(node)


def depart_document(self: HTML5Translator, node: nodes.document) -> None:
    """End a page, and leave its doctree as it was."""
    node.children = self.context.pop()
    HTML5Translator.depart_document(self, node)


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
