"""``related-articles``: cards that lead to other issues or to pages elsewhere.

``Middle Corridor: [Nine Hard Truths](https://example.org/nine) — The word is out.`` is a category,
a title with its address, and a teaser. The title may stand in *emphasis* where there is no address;
category and teaser may be left out; a reference to an issue of this publication brings its own.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from docutils import nodes

from ...model.concordance import Concordance
from ...model.messages import Complaint
from ..directive import DirectiveKind, Option
from ..languages import format_date
from ..markdown import Syntax, plain_text
from ..nodes import OwnNode
from ..places import is_reference
from ..references import DOMAIN, ISSUE

CATEGORY, TITLE, TEASER = "card-kicker", "card-title", "card-teaser"

_DASH = re.compile(r"\s*(?:[—–:]|-(?=\s))\s*")


class related_articles(
    OwnNode, nodes.bullet_list, printed="ul.cards related-articles", searched=False
):
    """A list of related articles."""


class related_article(OwnNode, nodes.list_item, printed="li.card"):
    """A related article: a picture, a category, a title and a teaser, as far as given."""

    def fill(self, concordance: Concordance, as_printed: Callable[[str], str]) -> None:
        """Give a card for an issue of this publication that issue's topic and summary."""
        reference = next((each for each in self.findall() if is_reference(each)), None)
        if reference is None or reference.get("refdomain") != DOMAIN:
            return
        if (issue := concordance.find(reference["reftarget"])) is None:
            return  # the reference itself is reported when it is resolved
        parts = {line["classes"][0]: line for line in self if isinstance(line, nodes.paragraph)}
        if CATEGORY not in parts:
            words = format_date(issue.head.date)
            self.insert(self.index(parts[TITLE]), nodes.paragraph("", words, classes=[CATEGORY]))
        if TEASER not in parts:
            self += nodes.paragraph("", issue.head.summary, classes=[TEASER])


class RelatedShape(NamedTuple):
    """Where the parts of a related article are: title and teaser by piece; the dash is left out."""

    category: str
    title: int
    teaser: tuple[int, str] | None


def _is_title(piece: Syntax) -> bool:
    return piece.type in ("link", "em") or piece.meta.get("name") == ISSUE


def read_related(line: Syntax) -> RelatedShape:
    """Read a line; `Complaint` if it has no title, or words where none belong."""
    pieces = [(each, plain_text(each)) for each in line.children]
    title = next((n for n, (piece, _) in enumerate(pieces) if _is_title(piece)), None)
    if title is None:
        raise Complaint("related-without-title")
    before = "".join(text for piece, text in pieces[:title] if piece.type != "image").strip()
    # The category is printed as words alone: what refers to something would lead nowhere.
    inner = (each.type for piece, _ in pieces[:title] for each in piece.walk())
    if (before and not before.endswith(":")) or {"myst_role", "footnote_ref"} & {*inner}:
        raise Complaint("related-no-category", words=before)
    for index, (piece, text) in enumerate(pieces[title + 1 :], start=title + 1):
        if piece.type == "image" or not text.strip():
            continue
        dash = None if _is_title(piece) else _DASH.match(text)
        if dash is None:
            raise Complaint("related-without-dash", words=text.strip())
        return RelatedShape(before.rstrip(": "), title, (index, text[dash.end() :]))
    return RelatedShape(before.rstrip(": "), title, None)


def _make_card(item: nodes.list_item, shape: RelatedShape) -> related_article:
    children = item[0].children
    card = related_article("", *(each for each in children if isinstance(each, nodes.image)))
    if shape.category:
        card += nodes.paragraph("", shape.category, classes=[CATEGORY])
    title = children[shape.title]
    # Emphasis marks a title without an address; on the card it needs no mark.
    words = title.children if isinstance(title, nodes.emphasis) else [title]
    card += nodes.paragraph("", "", *words, classes=[TITLE])
    if shape.teaser is not None:
        index, text = shape.teaser
        rest = [child for child in children[index + 1 :] if not isinstance(child, nodes.image)]
        card += nodes.paragraph("", "", nodes.Text(text), *rest, classes=[TEASER])
    return card


DIRECTIVE = DirectiveKind(
    "related-articles",
    item=Option(read_related, "*A Title* — a teaser"),
    make=lambda read: read.with_lists_as(related_articles, _make_card),
)
