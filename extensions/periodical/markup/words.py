"""A page piece by piece, in its directives too: its words as readers get them, and its links.

What cannot be read, in an old page say, is left out: to report it is others' work.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import lru_cache

from markdown_it.tree import SyntaxTreeNode

from ..model.comparison import Block
from ..model.page import Page
from .directive import Invocation, as_url, read_invocation
from .directives import DIRECTIVES
from .markdown import FENCES, directive_name, line_of, parse, parsed, plain_text
from .nodes import ancestors

_Piece = tuple[SyntaxTreeNode, Invocation | None]
"""A piece of a page, and what is read of the directive that it opens."""


@lru_cache(maxsize=4)
def pieces_of(page: Page) -> Sequence[_Piece]:
    """Return all that a page is made of, what stands in its directives behind each of them."""
    tree, sandbox = parsed(page)
    # Its directives define more, of which others who read the page are to know nothing.
    known, pieces = deepcopy(dict(sandbox)), list[_Piece]()
    for node in tree.walk(include_self=False):
        kind = DIRECTIVES.get(directive_name(node) or "")
        read = read_invocation(kind, node) if kind else None
        pieces.append((node, read))
        if read:
            inner = parse(read.body + "\n", known, line_of(node) + read.offset)
            pieces += ((each, None) for each in inner.walk(include_self=False))
    return pieces


def read_words(page: Page, *, code: bool = True) -> tuple[Block, ...]:
    """Return a page's words: the summary, then the text block by block; all, or prose alone.

    Emphasis, addresses of links and pictures, and the ends of lines are not words.
    """
    line, _ = page.front_matter.source.place(("summary",))
    summary = [Block(line, page.head.summary)] if page.head else []
    return tuple(each for each in (*summary, *_blocks(page, code)) if each.text)


def _blocks(page: Page, code: bool) -> Iterator[Block]:
    """Yield the blocks of a page; a row of a table is one."""
    for node, read in pieces_of(page):
        if node.type == "tr":
            cells = (_joined(plain_text(cell, code=code)) for cell in node.children)
            yield Block(line_of(node), " | ".join(cells))
        elif node.type == "inline":
            around = {each.type for each in ancestors(node)}
            if not around & {"th", "td"}:
                words = _joined(plain_text(node, code=code))
                yield Block(line_of(node), words, "heading" in around, "blockquote" not in around)
        elif read:
            # What follows its name is a file or an id, and no words; so is all without a body.
            for option, value in read.options.items() if read.kind.has_text else ():
                if read.kind.options[option].read is not as_url and value is not None:
                    yield Block(line_of(node), _joined(str(value)))
        elif node.type in (*FENCES, "code_block"):
            yield Block(line_of(node), _joined(node.content), own=False)


def _joined(text: str) -> str:
    return " ".join(text.split())


def links_in(page: Page) -> Iterator[SyntaxTreeNode]:
    """Yield the links, notes and directives of a page."""
    for node, read in pieces_of(page):
        if read or node.type in ("link", "footnote_ref", "myst_role"):
            yield node
