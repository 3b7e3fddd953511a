"""``why-its-important``: the callout that says what a story means."""

from __future__ import annotations

import re

from docutils import nodes

from ..form import Body, Form, FormDirective

FORM = Form("why-its-important", Body.TEXT)

LABEL = "Why It’s Important"
"""The one form in which the label is printed, however an edition spelt it."""

_SPELLINGS = re.compile(r"why it['’]s important\s*(?::\s*|$)", re.IGNORECASE)


class why_its_important(nodes.admonition):  # noqa: N801 - docutils' nodes are named so
    """A callout; its first child is its title."""


class WhyItsImportant(FormDirective):
    """Make the callout from its paragraphs, lists and quotations."""

    form = FORM

    def run(self) -> list[nodes.Node]:
        """Return the callout."""
        callout = self.locate(why_its_important())
        callout += self.locate(nodes.title(LABEL, LABEL))
        callout += self.parse_body()
        drop_label(callout)
        return [callout]


def drop_label(callout: why_its_important) -> None:
    """Drop a label that the text brings along, in whatever spelling: it is printed already."""
    first = callout[1] if len(callout) > 1 else None
    if not isinstance(first, nodes.paragraph):
        return
    # Markdown opens a paragraph that begins with markup with an empty text.
    pieces = [child for child in first.children if child.astext()]
    if pieces and isinstance(pieces[0], nodes.strong) and _SPELLINGS.fullmatch(pieces[0].astext()):
        first.remove(pieces.pop(0))
        label = re.compile(r"[\s:]*")
    else:
        label = _SPELLINGS
    if pieces and isinstance(pieces[0], nodes.Text) and (found := label.match(pieces[0])):
        first.replace(pieces[0], nodes.Text(pieces[0][found.end() :]))
