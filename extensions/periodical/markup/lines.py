"""A line break inside a paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from .printing import Code, Element, PaperWriter, Printed


class line_break(nodes.inline):  # noqa: N801
    """A line break that the author asked for.

    MyST would hand it over as raw HTML and raw LaTeX. Its text is a newline, which is what a
    builder without a visitor for it prints.
    """


def make_line_break() -> line_break:
    """Return a line break."""
    return line_break("\n", "\n")


def _paper(writer: PaperWriter, node: line_break) -> Iterator[Code]:
    yield writer.call("new-line")


LINE_BREAK: Mapping[type[nodes.Element], Printed] = {
    line_break: Printed(html=Element("br", void=True), paper=_paper)
}
"""How it is printed."""


def _visit_latex(self: Any, node: line_break) -> None:
    self.body.append("\\\\\n")
    raise nodes.SkipNode


def setup_lines(app: Sphinx) -> None:
    """Register how LaTeX prints the node, whose text is a space there."""
    app.add_node(line_break, override=True, latex=(_visit_latex, None))
