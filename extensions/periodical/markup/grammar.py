"""What a contributor can write: the allow-list of syntax and roles.

Everything is refused that is neither named here nor one of the `directives`.
"""

from __future__ import annotations

from myst_parser.config.main import MdParserConfig

from ..model.registry import MENTIONED
from .targets import ISSUE, STORY

ROLES = frozenset({ISSUE, STORY, "lang", *map(str, MENTIONED)})
"""The roles of contributors' pages."""

INSTEAD_OF_DIRECTIVE = {
    "figure": "Use picture, which asks for a description and a credit.",
    "image": "Use picture, which asks for a description and a credit.",
    "note": "Write a paragraph: a reader of a newspaper has no use for boxes.",
    "code-block": "Use three backticks and the name of the language.",
    "code": "Use three backticks and the name of the language.",
    "table": "Write the table with | between its cells.",
    "list-table": "Write the table with | between its cells.",
    "csv-table": "Write the table with | between its cells.",
    "include": "Write the text itself: a page cannot read other files.",
    "literalinclude": "Write the text itself: a page cannot read other files.",
    "raw": "Write it in Markdown.",
    "eval-rst": "Write it in Markdown.",
    "epigraph": "Write a quotation: lines that begin with >.",
    "pull-quote": "Write a quotation: lines that begin with >.",
}
"""What to write instead of well-known directives that are refused."""

PARSER_CONFIG = MdParserConfig(
    # strikethrough and tasklist are switched on to be seen and refused: unread, their marks would
    # stand on the page as stray signs.
    enable_extensions={"colon_fence", "gfm_autolink", "strikethrough", "tasklist"},
    heading_anchors=4,
    heading_anchors_html_ids=False,
    footnote_transition=False,
)
"""The parser of contributors' pages. No page and no `conf.py` can change it."""

BLOCKS = frozenset(
    {
        "root", "paragraph", "heading", "bullet_list", "ordered_list", "list_item", "blockquote",
        "code_block", "fence", "colon_fence", "hr", "table", "thead", "tbody", "tr", "th", "td",
        "footnote_reference", "inline",
    }
)  # fmt: skip
"""The block syntax of contributors' pages, by the names of markdown-it."""

INLINES = frozenset(
    {
        "text", "text_special", "em", "strong", "code_inline", "link", "image", "softbreak",
        "hardbreak", "myst_role", "footnote_ref",
    }
)  # fmt: skip
"""The inline syntax of contributors' pages, by the names of markdown-it."""

INSTEAD_OF_SYNTAX = {
    "s": (
        "Text struck through",
        "Take the words out; a change after publication goes in revisions.",
    ),
    "myst_target": (
        "A label such as (name)=",
        "Take it out: headings have addresses by themselves.",
    ),
    "myst_block_break": ("A block break (+++)", "Leave an empty line, or write --- for a rule."),
    "myst_line_comment": (
        "A line that begins with %, which readers would not see,",
        "Write “per cent”, or \\% if the line should begin so.",
    ),
    "too_deep": ("Emphasis inside emphasis, over and over,", "Write plain text."),
    "tasklist": ("A list with boxes to tick", "Take the [ ] out."),
}
"""Syntax that is refused: what to call it, and what to write instead."""

DEEPEST_EMPHASIS = 20
"""How deep emphasis and links may be nested in a paragraph; nobody needs more than three."""

DEEPEST = 12
"""How deep blocks may be nested; markdown-it counts a list and its item as two.

markdown-it itself stops at 20 and drops, in silence, what is deeper.
"""
