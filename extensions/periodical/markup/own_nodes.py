"""All node types of this extension, and how each is printed."""

from __future__ import annotations

from collections.abc import Mapping

from docutils import nodes

from .directives import DIRECTIVES
from .head import HEAD_NODES
from .lang import FOREIGN
from .lines import LINE_BREAK
from .printing import Printed
from .references import ROLE_NODES

OWN_NODES: Mapping[type[nodes.Element], Printed] = {
    **HEAD_NODES,
    **FOREIGN,
    **LINE_BREAK,
    **ROLE_NODES,
    **{node: printed for kind in DIRECTIVES.values() for node, printed in kind.nodes.items()},
}
