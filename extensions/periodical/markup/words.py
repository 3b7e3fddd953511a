"""A page piece by piece, in its directives too: its words as readers get them, and its links.

What cannot be read, in an old page say, is left out: to report it is others' work.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from ..model.comparison import Block
from ..model.page import Page
from .directive import Body, Invocation, as_url, read_invocation
from .directives import DIRECTIVES
from .markdown import DEEPEST, FENCES, directive_name, parse, parsed, plain_text


class Spot(NamedTuple):
    """A token, its line, and what is read of the directive that it opens."""

    token: Token
    line: int
    read: Invocation | None = None


@lru_cache(maxsize=4)
def spots_of(page: Page) -> Sequence[Spot]:
    """Return all that a page is made of, what stands in its directives behind each of them."""
    tokens, sandbox = parsed(page)
    return tuple(_opened(tokens, dict(sandbox), 1, 0))


def _opened(
    tokens: Sequence[Token], sandbox: dict[str, Any], line: int, depth: int
) -> Iterator[Spot]:
    for token in tokens:
        line = token.map[0] if token.map and token.nesting >= 0 else line
        kind = DIRECTIVES.get(directive_name(token) or "") if depth <= DEEPEST else None
        read = read_invocation(kind, token) if kind else None
        yield Spot(token, line, read)
        if read:
            first = line + read.offset
            inner = parse(read.body + "\n", sandbox, first)
            yield from _opened(inner, sandbox, first, depth + 1)


def read_words(page: Page, *, code: bool = True) -> tuple[Block, ...]:
    """Return a page's words: the summary, then the text block by block; all, or prose alone.

    Emphasis, addresses of links and pictures, and the ends of lines are not words.
    """
    line, _ = page.front_matter.source.place(("summary",))
    summary = [Block(line, page.head.summary)] if page.head else []
    return tuple(each for each in (*summary, *_blocks(spots_of(page), code)) if each.text)


def _blocks(spots: Sequence[Spot], code: bool) -> Iterator[Block]:
    """Yield the blocks of a page; a row of a table is one."""
    opener, quoted = "", 0
    row: list[str] | None = None
    for token, line, read in spots:
        quoted += token.nesting if token.type.startswith("blockquote") else 0
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield Block(line, " | ".join(row))
            row = None
        elif token.type == "inline":
            words = _joined(plain_text(SyntaxTreeNode([token], create_root=False), code=code))
            if row is None:
                yield Block(line, words, opener == "heading_open", not quoted)
            else:
                row.append(words)
        elif read:
            # What follows its name is a file or an id, and no words; so is all without a body.
            for option, value in read.options.items() if read.kind.body is not Body.NONE else ():
                if read.kind.options[option].read is not as_url and value is not None:
                    yield Block(line, _joined(str(value)))
        elif token.type in (*FENCES, "code_block"):
            yield Block(line, _joined(token.content), own=False)
        opener = token.type


def _joined(text: str) -> str:
    return " ".join(text.split())


def links_in(page: Page) -> Iterator[Token]:
    """Yield the links, notes and directives of a page."""
    for token, _, read in spots_of(page):
        if read:
            yield token
        for child in token.children or ():
            if child.type in ("link_open", "footnote_ref", "myst_role"):
                yield child
