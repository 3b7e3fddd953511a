"""``related-articles``: cards that lead to other issues or to pages elsewhere.

``Middle Corridor: [Nine Hard Truths](https://example.org/nine) — The word is out.`` is a category,
a title with its address, and a teaser. The title may stand in *emphasis* where there is no address;
category and teaser may be left out; a reference to an issue of this publication brings its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docutils import nodes

from ...model.messages import Complaint
from ..directive import DirectiveKind, Written
from ..form import Form, Item, Part, Pieces
from ..languages import format_date
from ..own_nodes import Archive, OwnNode
from ..places import is_reference
from ..printing import NONE, Code, Element, Notes, PaperWriter, Printed, as_items
from ..targets import DOMAIN

_DASH = re.compile(r"\s*(?:[—–:]|-(?=\s))\s*")


def _card_on_paper(writer: PaperWriter, card: nodes.Element) -> Iterator[Code]:
    parts = {type(child): child for child in card.children}

    def words(kind: type[nodes.Element]) -> Code:
        part = parts.get(kind)
        return writer.words(part) if isinstance(part, nodes.Element) else NONE

    with writer.printing(Notes.LATER):
        category = words(related_category)
        title = words(related_title)
    image = parts.get(nodes.image)
    shown = NONE
    if isinstance(image, nodes.image):
        shown = writer.joined(writer.picture("bare-picture", image))
    teaser = words(related_teaser)
    heading = parts.get(related_title)
    address = writer.link_line(heading) if isinstance(heading, nodes.Element) else NONE
    yield writer.call("card", writer.fits(card), category, shown, title, address, teaser)


class related_articles(OwnNode, nodes.bullet_list):  # noqa: N801
    """A list of related articles."""

    printed = Printed(Element("ul", "cards related-articles"), as_items("related"))
    searched = False


class related_article(OwnNode, nodes.list_item):  # noqa: N801
    """A related article: a category, a picture, a title and a teaser, as far as given."""

    printed = Printed(Element("li", "card", breaks=True), _card_on_paper)

    def fill(self, archive: Archive) -> None:
        """Give a card for an issue of this publication that issue's topic and summary."""
        reference = next((each for each in self.findall() if is_reference(each)), None)
        if reference is None or reference.get("refdomain") != DOMAIN:
            return
        issue = archive.chronicle.find(reference["reftarget"])
        if issue is None:
            return  # the reference itself is reported when it is resolved
        parts = {type(child): child for child in self.children}
        if related_category not in parts:
            date = format_date(issue.head.date)
            self.insert(self.index(parts[related_title]), related_category("", date))
        if related_teaser not in parts:
            self += related_teaser(issue.head.summary, issue.head.summary)


class related_category(OwnNode, nodes.paragraph):  # noqa: N801
    """The category over a title."""

    printed = Printed(Element("p", "card-kicker"))


class related_title(OwnNode, nodes.paragraph):  # noqa: N801
    """The title, with its link if it has an address."""

    printed = Printed(Element("p", "card-title"))


class related_teaser(OwnNode, nodes.paragraph):  # noqa: N801
    """The words that invite to read on."""

    printed = Printed(Element("p", "card-teaser"))


@dataclass(frozen=True)
class RelatedShape:
    """Where the parts of a related article are: title and teaser by piece; the dash is left out."""

    category: str
    title: int
    teaser: tuple[int, str] | None


def read_related(pieces: Pieces) -> RelatedShape:
    """Read a line's pieces; `Complaint` if it has no title, or words where none belong."""
    titles = [n for n, (part, _) in enumerate(pieces) if part is Part.TITLE]
    if not titles:
        raise Complaint("related-without-title")
    title = titles[0]
    before = "".join(text for part, text in pieces[:title] if part is Part.TEXT).strip()
    if before and not before.endswith(":"):
        raise Complaint("related-no-category", words=before)
    for index in range(title + 1, len(pieces)):
        part, text = pieces[index]
        if part is Part.IMAGE or not text.strip():
            continue
        dash = _DASH.match(text) if part is Part.TEXT else None
        if dash is None:
            raise Complaint("related-without-dash", words=text.strip())
        return RelatedShape(before.rstrip(": "), title, (index, text[dash.end() :]))
    return RelatedShape(before.rstrip(": "), title, None)


def _make(written: Written) -> list[nodes.Node]:
    """Return what stands around the list, and the list."""
    others, items = written.items()
    cards = written.locate(related_articles(bullet="-"))
    for item, shape in items:
        card = related_article()
        card.source, card.line = item.source, item.line
        card += _card_parts(item[0].children, shape)
        cards += card
    return [*others, cards]


def _card_parts(children: Sequence[nodes.Node], shape: RelatedShape) -> list[nodes.Node]:
    parts: list[nodes.Node] = [child for child in children if isinstance(child, nodes.image)]
    if shape.category:
        parts.append(related_category(shape.category, shape.category))
    title = children[shape.title]
    # Emphasis marks a title without an address; on the card it needs no mark.
    parts.append(
        related_title("", "", *(title.children if isinstance(title, nodes.emphasis) else [title]))
    )
    if shape.teaser is not None:
        index, text = shape.teaser
        rest = [child for child in children[index + 1 :] if not isinstance(child, nodes.image)]
        parts.append(related_teaser("", "", nodes.Text(text), *rest))
    return parts


DIRECTIVE = DirectiveKind(
    Form(
        "related-articles",
        item=Item(read_related, "*A Title* — a teaser", "related-not-a-line"),
    ),
    make=_make,
)
