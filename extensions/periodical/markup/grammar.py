"""The allow-list of syntax and roles: what is neither here nor in `directives` is refused."""

from myst_parser.config.main import MdParserConfig

from ..model.registry import MENTIONED
from .targets import ISSUE, STORY

ROLES = frozenset({ISSUE, STORY, "lang", *map(str, MENTIONED)})
"""The roles of contributors' pages."""

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

DEEPEST_EMPHASIS = 20
"""How deep emphasis and links may be nested in a paragraph; nobody needs more than three."""

DEEPEST = 12
"""How deep blocks may be, an item and its list as two; markdown-it silently drops all below 20."""
