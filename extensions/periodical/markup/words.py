"""The words of a page as its readers get them, without markup: what a comparison is made of."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from ..model.comparison import Block
from ..model.page import Page
from ..model.text import words_and_target
from .directives import DIRECTIVES
from .form import Body, as_url, read_invocation
from .grammar import DEEPEST
from .markdown import directive_argument, directive_name, plain_parser, tokens_of

_BREAKS = {"softbreak", "hardbreak"}


def read_words(page: Page) -> tuple[Block, ...]:
    """Return a page's words: the summary, then the text block by block.

    Emphasis, addresses of links and pictures, and the ends of lines are not words. What cannot be
    read, in an old page say, is left out: to report it is others' work.
    """
    line, _ = page.front_matter.source.place(("summary",))
    summary = [Block(line, page.head.summary)] if page.head else []
    return tuple(each for each in (*summary, *_blocks(tokens_of(page), 1, 0)) if each.text)


def _blocks(tokens: Sequence[Token], first_line: int, depth: int) -> Iterator[Block]:
    """Yield the blocks of a page, or of a directive in it; a row of a table is one."""
    line, opener, quoted = first_line, "", 0
    row: list[str] | None = None
    for token in tokens:
        if token.map and token.nesting >= 0:
            line = token.map[0] + first_line
        quoted += token.nesting if token.type.startswith("blockquote") else 0
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield Block(line, " | ".join(row))
            row = None
        elif token.type == "inline":
            words = _joined("".join(_inline(token.children or [])))
            if row is None:
                yield Block(line, words, opener == "heading_open", not quoted)
            else:
                row.append(words)
        elif token.type in ("fence", "colon_fence", "code_block"):
            yield from _fenced(token, line, depth)
        opener = token.type


def _inline(children: list[Token]) -> Iterator[str]:
    for child in children:
        if child.type in _BREAKS:
            yield " "
        elif child.type == "myst_role":
            yield words_and_target(child.content)[0]
        elif child.type == "image":
            yield from _inline(child.children or [])
        elif child.type != "footnote_ref":
            yield child.content


def _fenced(token: Token, line: int, depth: int) -> Iterator[Block]:
    """Yield the words of a directive: those of its options, then its body.

    What follows its name is a file or an id, and no words; so is all of one that has no body.
    """
    node = SyntaxTreeNode([token], create_root=False)
    directive = DIRECTIVES.get(directive_name(node) or "")
    if directive is None or depth > DEEPEST:
        yield Block(line, _joined(token.content), own=False)
        return
    form = directive.form
    if form.body is Body.NONE:
        return
    invocation = read_invocation(form, directive_argument(node), token.content)
    for option, value in invocation.options.items():
        if form.options[option].read is not as_url and value is not None:
            yield Block(line, _joined(str(value)))
    body = plain_parser().parse(invocation.body + "\n", {})
    yield from _blocks(body, line + invocation.offset, depth + 1)


def _joined(text: str) -> str:
    return " ".join(text.split())
