"""Tables on paper: how wide one is set, and where its long words may be broken."""

from collections.abc import Iterable, Iterator, Sequence

from docutils import nodes

from ..markup.printing import Code, Notes
from .quoting import call, joined
from .writer import Writer

_LETTERS = {"narrow": 66, "wide": 118}
"""How many letters fit side by side in a table as wide as the text, and in a wide one."""


def table(writer: Writer, node: nodes.table) -> Iterator[Code]:
    """Print a table."""
    head, body = list(_rows(node, nodes.thead)), list(_rows(node, nodes.tbody))
    first = next(iter([*head, *body]), [])
    alignments = [_alignment(cell) for cell in first]
    width, longest = _width([*head, *body])
    with writer.printing(Notes.INLINE):
        heads = [_row(writer, row) for row in head]
    rows = [_row(writer, row) for row in body]
    yield call("grid-table", writer.fits(node), width, longest, alignments, heads, rows)


def _rows(node: nodes.table, part: type[nodes.Element]) -> Iterator[Sequence[nodes.entry]]:
    for group in node.findall(part):
        for row in group.findall(nodes.row):
            yield [cell for cell in row.children if isinstance(cell, nodes.entry)]


def _row(writer: Writer, cells: Iterable[nodes.entry]) -> list[Code]:
    return [joined(writer.visit(cell)) for cell in cells]


def _width(rows: Sequence[Sequence[nodes.entry]]) -> tuple[str, int]:
    """Return how wide a table is set, and how long a word may be in it.

    As wide as the text, if its longest words fit; else wide and small, and broken if they do not.
    """
    columns = max(map(len, rows), default=1)
    needed = [
        2 + max((_longest_word(row[n]) for row in rows if n < len(row)), default=0)
        for n in range(columns)
    ]
    for width, letters in _LETTERS.items():
        if sum(needed) <= letters:
            return width, letters
    return "wide", max(3, _LETTERS["wide"] // max(columns, 1) - 3)


def _longest_word(cell: nodes.entry) -> int:
    return max(map(len, cell.astext().split()), default=0)


def _alignment(cell: nodes.entry) -> str:
    for name, side in (("text-right", "end"), ("text-center", "center"), ("text-left", "start")):
        if name in cell["classes"]:
            return side
    return "start"
