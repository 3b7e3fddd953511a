"""All node types of this extension, and how each is printed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from docutils import nodes

from .directives import DIRECTIVES
from .head import HEAD_NODES
from .printing import Element, Printed
from .references import ROLE_NODES

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class line_break(nodes.inline):  # noqa: N801 - docutils' nodes are named so
    """A line break that the author asked for; MyST would hand it over as raw HTML and LaTeX.

    Its text is a newline, which is what a builder without a visitor for it prints.
    """


def _break_in_latex(self: Any, node: line_break) -> None:
    self.body.append("\\\\\n")
    raise nodes.SkipNode


OWN_NODES: Mapping[type[nodes.Element], Printed] = {
    **HEAD_NODES,
    **ROLE_NODES,
    line_break: Printed(
        html=Element("br", void=True), paper=lambda writer, node: [writer.call("new-line")]
    ),
    **{node: printed for kind in DIRECTIVES.values() for node, printed in kind.nodes.items()},
}


def setup_own_nodes(app: "Sphinx") -> None:
    """Register the nodes; docutils' own visitors, as of XML, know nodes by name, not by class."""
    for node in OWN_NODES:
        app.add_node(node)
    app.add_node(line_break, override=True, latex=(_break_in_latex, None))
