"""``why-its-important``: the callout that says what a story means."""

from __future__ import annotations

from docutils import nodes

from ..form import Body, Form, FormDirective

FORM = Form("why-its-important", Body.TEXT)

LABEL = "Why It’s Important"
"""The one form in which the label is printed, however an edition spelt it."""


class why_its_important(nodes.admonition):  # noqa: N801 - docutils' nodes are named so
    """A callout; its first child is its title."""


class WhyItsImportant(FormDirective):
    """Make the callout from its paragraphs, lists and quotations."""

    form = FORM

    def make(self) -> list[nodes.Node]:
        """Return the callout."""
        callout = self.locate(why_its_important())
        callout += self.locate(nodes.title(LABEL, LABEL))
        callout += self.parse_body()
        return [callout]
