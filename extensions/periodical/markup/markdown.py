"""Markdown as contributors write it: its parser, and its syntax trees."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import regex
from markdown_it import MarkdownIt, rules_block
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from ..model import limits
from ..model.text import slug, words_and_target

if TYPE_CHECKING:
    from .directive import Invocation

PARSER_CONFIG = MdParserConfig(
    # strikethrough and tasklist are switched on to be seen and refused: unread, their marks would
    # stand on the page as stray signs.
    enable_extensions={"colon_fence", "gfm_autolink", "strikethrough", "tasklist"},
    heading_anchors=4,
    heading_anchors_html_ids=False,
    footnote_transition=False,
)
"""The parser of contributors' pages. No page and no `conf.py` can change it."""

DEEPEST_EMPHASIS = 20
"""How deep emphasis and links may be nested in a paragraph; nobody needs more than three."""

DEEPEST = 12
"""How deep blocks may be, an item and its list as two; markdown-it silently drops all below 20."""

# One set of signs first, so that what lies between them is passed over at once.
_BEGINS_SYNTAX = re.compile(
    r"[\n\\`*_~\[\]<&{@!w:](?:(?<=[^!w:])|(?<=!)(?=\[)|(?<=w)(?=ww\.)|(?<=[ops]:))"
)
_OPENERS = re.compile(r"[\[<`{:]|[*_~]++")
# What paper has to keep together or to cut, as the rules of `press.typ` say.
_LONG_WORDS = re.compile(r"\S{31,}+|https?://\S|[A-Z]{2,6}/[A-Z]{2,6}")

FENCES = ("fence", "colon_fence")
BREAKS = ("softbreak", "hardbreak")

LIMITS = {
    "too_dense": limits.PARAGRAPH_SIGNS,
    "too_long": limits.PARAGRAPH_WORDS,
    "too_long_word": limits.WORD_LETTERS,
    "too_long_words": limits.LONG_WORDS,
    "too_long_cell": limits.CELL_WORDS,
    "too_wide": limits.COLUMNS,
    "too_many_rows": limits.ROWS,
}
"""What is set apart before it is parsed, as a token of its own, and from what size on."""


@cache
def plain_parser() -> MarkdownIt:
    """Return the Markdown parser of contributors' pages; it keeps nothing of what it has parsed."""
    parser = create_md_parser(PARSER_CONFIG, RendererHTML)
    # The page's own is read before, and blanked; any other is text.
    parser.disable("front_matter")
    parser.disable("normalize")  # a page has neither other line ends nor NUL
    parser.block.ruler.before("table", "simple", _parse_simple)
    parser.block.ruler.at("table", _parse_table, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.at("inline", _parse_paragraphs)
    parser.core.ruler.before("text_join", "addresses", _end_addresses)
    parser.core.ruler.before("text_join", "unread", _note_unread_text)
    # By itself markdown-it prints a link that it mistrusts as text; here it is for the rules.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    # By itself text stops, and all rules are asked, at each sign of any syntax, and at each “w”.
    parser.inline.terminator_re = _BEGINS_SYNTAX
    # MyST counts the words of each block for a reading time; nobody asks for it.
    parser.disable("wordcount")
    parser.options.update({"inline_definitions": True, "store_labels": True})
    return parser


def _parse_paragraphs(state: StateCore) -> None:
    """Parse paragraphs unless it takes for ever: each opening sign looks through all behind it."""
    opener = ""
    for token in state.tokens:
        # The end of a directive is not here: its text is parsed for itself.
        is_code = token.type in ("fence", "code_block") and not token.info.startswith("{")
        if token.type == "inline":
            token.children = []
            kind = _beyond(token.content, in_cell=opener in ("td_open", "th_open"))
            if kind is None and token.content and not _BEGINS_SYNTAX.search(token.content):
                kind = "text"
            elif kind is None:
                state.md.inline.parse(token.content, state.md, state.env, token.children)
                # Trees are walked by recursion, up to a thousand deep.
                if any(child.level > DEEPEST_EMPHASIS for child in token.children):
                    kind = "too_deep"
            if kind:
                token.children = [Token(kind, "", 0, content=token.content)]
        elif is_code:
            token.type = _beyond(token.content, is_code=True) or token.type
        opener = token.type


def _beyond(text: str, *, in_cell: bool = False, is_code: bool = False) -> str | None:
    """Return the limit that a text is beyond, if any; nothing is counted in most."""
    if len(text) <= 2 * limits.CELL_WORDS:  # too short for so many words, or signs
        return None
    counts = {
        "too_dense": 0 if is_code else len(_OPENERS.findall(text)),
        "too_long_cell" if in_cell else "too_long": 0 if is_code else len(text.split()),
        "too_long_word": max(map(len, re.split(r"\n" if is_code else r"[ \t\n]", text))),
        "too_long_words": len(_LONG_WORDS.findall(text)),
    }
    return next((name for name, count in counts.items() if count > LIMITS[name]), None)


def _parse_simple(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a line that stands alone and begins with a letter, or is a heading: most blocks are.

    No other rule takes it, and by itself markdown-it asks each.
    """
    first = state.src[state.bMarks[start] + state.tShift[start]]
    rule = rules_block.heading if first == "#" else rules_block.paragraph
    is_alone = start + 1 >= state.lineMax or state.isEmpty(start + 1)
    is_simple = is_alone and (first == "#" or first.isalpha()) and not state.is_code_block(start)
    return is_simple and rule(state, start, end, silent)


def _parse_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a table that is not too large: each cell, left out or not, becomes tokens."""
    if not rules_block.table(state, start, end, True):
        return False
    heads, rule = (state.src[state.bMarks[n] : state.eMarks[n]] for n in (start, start + 1))
    last = next((line for line in range(start, end) if state.isEmpty(line)), end)
    wide = min(heads.count("|"), rule.count("|")) > LIMITS["too_wide"] + 1
    if silent or not (wide or last - start - 2 > LIMITS["too_many_rows"]):
        return silent or rules_block.table(state, start, end, silent)
    token = state.push("too_wide" if wide else "too_many_rows", "", 0)
    token.map = [start, last]
    state.line = last
    return True


# Signs that end an address, though the rule for bare addresses goes on to the next space; and where
# letters of another script begin in a host, in which no registry lets them stand together.
_END_OF_ADDRESS = regex.compile(
    r"[«»“”„…—。、，；：！？「」『』《》（）【】،؛؟]|[–‘’]+$|(?=[\u0400-\u052f\u0600-\u06ff\u3040-\u9fff\uac00-\ud7af])"
    r"(?<=(?i:^(?:https?://|www\.)[a-z0-9.-]*\.[a-z]{2,}))"
)


def _end_addresses(state: StateCore) -> None:
    """Let an address that stands in the text as it is end before signs and letters not its own."""
    for block in state.tokens:
        children = block.children or []
        for at in range(len(children) - 3, -1, -1):
            opened, text, closed = children[at : at + 3]
            if opened.info != "auto" or opened.type != "link_open" or "@" in text.content:
                continue
            whole = text.content
            found = _END_OF_ADDRESS.search(whole)
            if found is None or f"<{whole}>" in block.content:
                continue
            text.content = whole[: found.start()].rstrip("?!.,:;*_~'\"")
            address = text.content if "://" in text.content else f"http://{text.content}"
            opened.attrs["href"] = state.md.normalizeLink(address)
            rest = Token("text", "", 0, content=whole[len(text.content) :], level=closed.level)
            children.insert(at + 3, rest)


def _note_unread_text(state: StateCore) -> None:
    """Keep, as `unread`, texts in which U+FFFC stands for markup, and for what is escaped.

    What was escaped has a token of its own here; once texts are joined, nothing tells it apart.
    """
    signs = dict.fromkeys(BREAKS, "\n")
    for token in state.tokens:
        if token.children is not None:
            token.meta["unread"] = "".join(
                child.content if child.type == "text" else signs.get(child.type, "\ufffc")
                for child in token.children
            )


class Syntax:
    """A piece of syntax, and all that is in it; in a directive, what its body is made of.

    It knows nothing of what it stands in, so that a page is given back as soon as nobody has it.

    Attributes:
        line, map: The line of the page on which it begins; and with it, the one behind its last.
        read: What is read of the directive that it opens.
        definitions: Those of links in the text that was put into it: they are not printed.
        type, tag, attrs, content, markup, info, meta, level, block: As its token has them.
    """

    def __init__(self, token: Token, within: "Syntax | None" = None, line: int = 1) -> None:
        self.type, self.tag, self.level = token.type.removesuffix("_open"), token.tag, token.level
        self.content, self.markup, self.info = token.content, token.markup, token.info
        self.meta, self.block = token.meta, token.block
        self.attrs: dict[str, Any] = token.attrs
        # By itself, what is inline has no lines.
        first, end = token.map or (0, 1)
        self.line, self.map = line, (line, line + end - first)
        self.read: Invocation | None = None
        self.children: list[Syntax] = []
        self.definitions: list[Syntax] = []
        if within:
            within.children.append(self)

    attrGet = Token.attrGet  # noqa: N815 - so MyST asks for them

    def walk(self, *, include_self: bool = True) -> Iterator["Syntax"]:
        """Yield all that is in it, each before what is in that."""
        left = [self] if include_self else self.children[::-1]
        while left:
            node = left.pop()
            yield node
            left += reversed(node.children)


def parse(text: str, links: dict[str, Any], within: Syntax | None = None, first: int = 1) -> Syntax:
    """Return what a text is made of, each piece with its line in the page, inline ones too.

    Args:
        links: Takes up, and gives, what its links and notes are.
        within: The directive that takes it up.
        first: The line of the page on which the text begins.
    """
    tree = within or Syntax(Token("root", "", 0))
    _grow(tree, plain_parser().parse(text, links), first, first)
    return tree


def _grow(tree: Syntax, tokens: Iterable[Token], first: int, line: int) -> int:
    """Put tokens into a piece of syntax; return the line on which they end."""
    around = [tree]
    for token in tokens:
        if token.nesting < 0:
            around.pop()
            continue
        if token.type == "text" and not token.content:
            continue  # markdown-it puts one before markup that begins a paragraph
        if token.map:
            line = first + token.map[0]
        if token.type == "definition":
            tree.definitions.append(Syntax(token, None, line))
            continue
        if token.type.startswith("footnote_ref"):
            label = token.meta["label"]
            # MyST would take a number for the one to be printed.
            name = f"note {label}" if label.isdigit() else label
            token.meta |= {"typed": label, "label": name}
        node = Syntax(token, around[-1], line)
        if token.nesting > 0:
            around.append(node)
            if "checked" in token.meta:
                node.type = "tasklist"
        elif token.children:
            line = _grow(node, token.children, first, line)
        elif token.type in BREAKS:
            line += 1
    return line


def directive_name(node: Syntax) -> str | None:
    """Return the name of the directive that a fence opens, or `None` where it opens none."""
    found = re.match(r"\s*\{(\S*)\}(?!\S)", node.info) if node.type in FENCES else None
    return found[1] if found else None


def plain_text(node: Syntax, *, code: bool = True) -> str:
    """Return the text of inline syntax, without markup; U+FFFC for what is code, or an address."""
    if not code and (node.type == "code_inline" or node.info == "auto"):
        return "\ufffc"
    if node.children:
        return "".join(plain_text(child, code=code) for child in node.children)
    if node.type == "myst_role":
        return words_and_target(node.content)[0]
    return " " if node.type in BREAKS else node.content


class Heading(NamedTuple):
    """A heading of a page: its level, its words, and its line."""

    level: int
    title: str
    line: int


def anchors_from(headings: Sequence[Heading], kept: Iterable[str]) -> tuple[str, ...]:
    """Return the headings' addresses, in order, each once; none gets an old one that is `kept`."""
    used, anchors = dict.fromkeys(kept, 1), list[str]()
    for heading in headings:
        base = anchor = slug(heading.title) or "section"
        # Of “A”, “A” and “A 2”, the third has by its own words what the second was given.
        while anchor in used:
            used[base] += 1
            anchor = f"{base}-{used[base]}"
        used[anchor] = 1
        anchors.append(anchor)
    return tuple(anchors)
