"""A page as a tree of syntax, its directives opened: its headings, its words as readers get them.

What cannot be read, in an old page say, is left out: to report it is others' work.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from ..model.comparison import Block
from ..model.names import single_spaced
from ..model.page import Page
from .directive import as_url, read_invocation
from .markdown import FENCES, Heading, Syntax, anchors_from, directive_name, parse, plain_text


@lru_cache(maxsize=16)
def parsed(page: Page) -> Syntax:
    """Return what a page is made of: parsed once, and to be read only."""
    from .directives import DIRECTIVES  # here, as they judge pages

    links: dict[str, Any] = {}
    tree = parse(page.body, links)
    for node in tree.children:
        if kind := DIRECTIVES.get(directive_name(node) or ""):
            node.read = read_invocation(kind, node, links)
    return tree


def headings_of(page: Page) -> list[Heading]:
    """Return the headings of a page that stand in nothing else."""
    found = (node for node in parsed(page).children if node.type == "heading")
    return [Heading(int(node.tag[1]), plain_text(node.children[0]), node.line) for node in found]


@lru_cache(maxsize=256)
def anchors_of(page: Page) -> tuple[str, ...]:
    """Return the addresses of the headings of a page, as its own build gives them."""
    return anchors_from(headings_of(page), page.moved_anchors)


def read_words(page: Page, *, code: bool = True) -> Sequence[Block]:
    """Return a page's words: the summary, then the text block by block; all, or prose alone.

    Emphasis, addresses of links and pictures, and the ends of lines are not words.
    """
    line, _ = page.front_matter.source.place(("summary",))
    summary = [Block(line, page.head.summary)] if page.head else []
    return tuple(each for each in (*summary, *_blocks(parsed(page), code)) if each.text)


def _blocks(within: Syntax, code: bool, own: bool = True) -> Iterator[Block]:
    """Yield the blocks of what stands in a piece of a page; a row of a table is one."""
    own = own and within.type != "blockquote"
    for node in within.children:
        if node.type == "inline":
            words = single_spaced(plain_text(node, code=code))
            yield Block(node.line, words, is_heading=within.type == "heading", own=own)
        elif node.type == "tr":
            cells = (single_spaced(plain_text(cell, code=code)) for cell in node.children)
            yield Block(node.line, " | ".join(cells))
        elif node.type in (*FENCES, "code_block") and not node.read:
            yield Block(node.line, single_spaced(node.content), own=False)
        else:
            # What follows its name is a file or an id, and no words; so is all without a body.
            read = node.read if node.read and node.read.kind.has_text else None
            for option, value in read.options.items() if read else ():
                if read and read.kind.options[option].read is not as_url and value is not None:
                    yield Block(node.line, single_spaced(str(value)))
            yield from _blocks(node, code, own)
