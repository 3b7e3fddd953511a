"""How high a block will be: to measure it is to lay it out twice, and most are surely low."""

from __future__ import annotations

from docutils import nodes

_HALF_A_PAGE = 20
_LETTERS_A_LINE = 60


def surely_fits(*blocks: nodes.Node) -> bool:
    """Tell whether blocks are so short that they fit on a page together, however they are set."""
    lines = 0
    for block in blocks:
        if _is_within(block, nodes.list_item, nodes.block_quote, nodes.entry):
            return False
        if next(block.findall(nodes.image), None):
            return False
        letters = [len(line) for line in block.astext().split("\n") if line]
        if isinstance(block, nodes.table):
            # A row is as high as its longest cell, each of which has a share of the line.
            rows = ([len(cell.astext()) for cell in row] for row in block.findall(nodes.row))
            letters = [len(row) * max(row, default=0) for row in rows]
        letters += [len(link.get("refuri", "")) for link in block.findall(nodes.reference)]
        lines += sum(1 + count // _LETTERS_A_LINE for count in letters)
    return lines < _HALF_A_PAGE


def _is_within(node: nodes.Node, *kinds: type[nodes.Node]) -> bool:
    above = node.parent
    while above is not None and not isinstance(above, kinds):
        above = above.parent
    return above is not None
