"""A line break inside a paragraph."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


class line_break(nodes.inline):  # noqa: N801
    """A line break that the author asked for.

    MyST would hand it over as raw HTML and raw LaTeX. Its text is a newline, which is what a
    builder without a visitor for it prints.
    """


def make_line_break() -> line_break:
    """Return a line break."""
    return line_break("\n", "\n")


def _visit_html(self: Any, node: line_break) -> None:
    self.body.append("<br />\n")
    raise nodes.SkipNode


def _visit_latex(self: Any, node: line_break) -> None:
    self.body.append("\\\\\n")
    raise nodes.SkipNode


def _skip_departure(self: Any, node: line_break) -> None:
    """Do nothing: the visitor has skipped it."""


def setup_lines(app: Sphinx) -> None:
    """Register the node."""
    app.add_node(
        line_break,
        override=True,
        html=(_visit_html, _skip_departure),
        epub=(_visit_html, _skip_departure),
        latex=(_visit_latex, _skip_departure),
    )
