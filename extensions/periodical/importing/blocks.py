"""The text of a page, parted into numbered blocks: what all that follows is accounted by."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, groupby, takewhile
from os.path import commonprefix
from typing import Literal

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from ..model.messages import TroubleError
from ..model.publication import Publication, Section
from ..model.text import FORBIDDEN
from . import DROPPED, LABELS, TAGS, WHOLE

MARKED = ("b", "i")
"""What makes words strong, or sets them apart, once it has one name."""
LISTS = ("ul", "ol")
BULLET = re.compile(r"\s*(?:[•·‣◦▪●§]|[-*](?=\s))\s*(?:[-–]\s+)?")
_TYPED = "a list that was typed is a list"
_UNSEEN = re.compile(f"[\xad\u200b\u2060]|{FORBIDDEN.pattern}")
_NUMBER = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡↩↑^]\ufe0e?|[a-z])[\])]?\.?\ufe0e?")
_TYPED_NUMBER = re.compile(r"\s*[\[(]?\d{1,3}[\]).]\s*")

Role = Literal[
    "dropped", "head", "section", "story", "text", "picture", "caption", "note",
    "category", "headline", "teaser",
]  # fmt: skip
"""What a block is of an edition."""


@dataclass(eq=False)
class SourceBlock:
    """A block of a source, and what it is of an edition.

    Args:
        tag: What of it goes into the draft.
        raw: Its words as the source has them.
        why: Why it was dropped, or how it was changed.
        inside: How the directive opens in which it stands.
        value: Its place in the front matter, the label of a note, or the title of a section.
        added: What stands before its words and is not in the source.
        section: The section of which it is the heading, however it is set.
        lost: Its links that lead nowhere from a page.
        line: Where it is in the draft.

    Of its source, `level` is that of a heading, or 0; `box` the table or the quotation in which it
    stands; `image` the address and the description of a picture.
    """

    tag: Tag
    raw: str
    role: Role = "text"
    why: str = ""
    inside: str = ""
    value: str = ""
    added: str = ""
    section: Section | None = None
    lost: list[str] = field(default_factory=list)
    number: int = 0
    line: int = 0

    def __post_init__(self) -> None:
        name, source, alt = self.tag.name, self.tag.get("src", ""), self.tag.get("alt", "")
        self.level = int(name[1]) if re.fullmatch("h[1-6]", name) else 0
        self.box = self.tag.find_parent(["table", "aside", "blockquote"])
        self.image = (str(source), " ".join(str(alt).split())) if name == "img" else None

    @property
    def text(self) -> str:
        """Its words as the source has them, with single spaces."""
        return " ".join(self.raw.split())

    @property
    def words(self) -> str:
        """Its words that have to be in the draft; references to notes are none."""
        texts = (e for e in self.tag.strings if not e.find_parent("sup", {"data-note": True}))
        return " ".join("".join(texts).split())

    @property
    def flattened(self) -> list[str]:
        """Its words that were raised, lowered or struck out, which a page has as plain ones."""
        found = (e for e in (self.tag, *self.tag(True)) if "data-flat" in e.attrs)
        return [e.get_text() for e in found if not (e.get("data-note") or e.select("[data-note]"))]

    def is_within(self, *names: str) -> bool:
        """Tell whether all of its words are in elements of such a name, as ``b``."""
        texts = [each for each in self.tag.strings if each.strip()]
        return bool(texts) and all(each.find_parent(names) for each in texts)

    def cut(self, opening: re.Pattern[str]) -> bool:
        """Take what opens it from its beginning, and the spaces behind that, if there is more."""
        found = opening.match(self.tag.get_text())
        if not found or found.end() == len(found.string):
            return False
        count = found.end()
        for text in list(self.tag.find_all(string=True)):
            rest = text[count:].lstrip()
            count = max(0, count - len(text))
            text.replace_with(rest)
            if rest:
                break
        return True


def bare(text: str) -> str:
    """Return the letters of a text, without spaces and signs that nobody sees: for comparisons."""
    return "".join(_UNSEEN.sub("", text).split())


def require_same(read: str, there: str) -> None:
    """Compare the letters of two texts; it is a `TroubleError` if they are not the same."""
    read, there = bare(read), bare(there)
    if read != there:
        at = len(commonprefix([read, there]))  # noqa: RUF071 - of letters
        before, lost = there[max(0, at - 40) : at], there[at : at + 40]
        raise TroubleError("source-loses-words", before=before, lost=lost)


def read_blocks(tree: BeautifulSoup, publication: Publication) -> list[SourceBlock]:
    """Return the blocks of a page, in order; it is a `TroubleError` if letters of it were lost."""

    def section_of(text: str) -> Section | None:
        return publication.section(text.strip().rstrip(" :"))

    _make_plain(tree)
    _set_apart(tree)
    _read_styles(tree)
    _find_notes(tree)
    _find_text(tree, section_of)
    for out in tree.select("[data-dropped]:not([data-dropped] *)"):
        out.name = out.name if out.name == "img" else "p"
        tree.append(out)  # so that it parts nothing
    _bring_inside(tree)
    there = tree.get_text()
    blocks: list[SourceBlock] = []
    for tag in _parts(tree, section_of):
        block = SourceBlock(tag, tag.get_text())
        if not (block.text or block.image):
            continue
        if why := tag.get("data-dropped"):
            block.role, block.why = "dropped", str(why)
        elif note := tag.get("data-note"):
            block.role, block.value, block.why, block.level = "note", str(note), "a note", 0
            tag.name = "div" if tag.find(_begins_block) else "p"
            for back in tag.select("a[data-back]"):
                back.decompose()
            block.cut(_TYPED_NUMBER)
        elif tag.name == "p" and block.cut(BULLET):
            tag.name = "li"
            if blocks and blocks[-1].why == _TYPED:
                blocks[-1].tag.append(tag)
                blocks[-1].raw += block.raw
                continue
            block.tag, block.why = tag.wrap(tree.new_tag("ul")), _TYPED
        blocks.append(block)
        block.number = len(blocks)
        block.section = None if block.tag.name in LISTS else section_of(block.text)
    require_same("".join(block.raw for block in blocks), there)
    return blocks


def _make_plain(tree: BeautifulSoup) -> None:
    """Take out what holds no text, and bring what has one meaning into one form."""
    for each in tree(TAGS["silent"]):
        each.decompose()
    for each in tree(re.compile(r"[^a-z0-9]")):
        each.name = "span"  # of a program, or broken
    for each in tree.select("[style]"):
        each["style"] = "".join(str(each["style"]).lower().split())
    for each in tree.select(TAGS["flattened"]):
        each["data-flat"] = ""
    for name, what in TAGS["alike"].items():
        for each in tree.select(what):
            each.name = name
    for text in tree.find_all(string=True):
        if type(text) is not NavigableString:  # a comment, or what only a program reads
            text.extract()
        elif (clean := _UNSEEN.sub("", text).replace("\xa0", " ")) != text:
            text.replace_with(clean)
    for each in tree.select(TAGS["emoji"]):
        each.replace_with(str(each.get("alt", "")))
    for each in tree.select(TAGS["late"]):
        each["src"] = each["data-src"]


def _set_apart(tree: BeautifulSoup) -> None:
    """Have paragraphs of what is shown from elsewhere, stands above a table or behind a gap."""
    for each in tree.select(TAGS["embedded"]):
        each.name, each.string, each["href"] = "a", str(each["src"]), each["src"]
        each.wrap(tree.new_tag("p"))
    for each in tree.select("table > caption"):
        each.parent.insert_before(each)  # type: ignore[union-attr]
    for each in tree("br"):
        gap = [*takewhile(_is_gap, each.next_siblings)]
        if each.parent and any(isinstance(part, Tag) for part in gap):
            each.name = "hr"  # two line breaks part paragraphs
            for part in gap:
                part.extract()
    for each in tree("br"):
        each.string = "\n"  # it parts words, too


def _is_gap(part: PageElement) -> bool:
    return part.name == "br" if isinstance(part, Tag) else not part.get_text().strip()


def _read_styles(tree: BeautifulSoup) -> None:
    """Read of styles what is hidden, strong or set apart."""
    for why, what in DROPPED.items():
        for each in tree.select(what):
            each.attrs.setdefault("data-dropped", why)
    for mark, what in TAGS["marked"].items():
        for each in tree.select(f"{what}:not(:empty)"):
            _wrap(each.contents, tree.new_tag(mark))
    for each in tree([*MARKED]):
        while isinstance(following := each.next_sibling, Tag) and following.name == each.name:
            each.extend(list(following.contents))
            following.extract()


def _find_notes(tree: BeautifulSoup) -> None:
    """Tell references to notes from links: they lead further down, and their words are a number.

    What leads back from there is no part of the note.
    """
    order = {id(each): n for n, each in enumerate(tree(True))}
    places = {str(each.get("id") or each["name"]): each for each in tree.select("a[name], [id]")}
    labels = count(1)
    for link in tree.select("a[href*='#']"):
        place = places.get(str(link["href"]).rpartition("#")[2])
        if place is None or not _NUMBER.fullmatch(link.get_text().strip()):
            continue
        note = place if place.name in TAGS["blocks"] else place.find_parent(TAGS["blocks"])
        if order[id(place)] < order[id(link)]:
            link["data-back"] = ""
        elif note is not None:
            link.name = "sup"
            link["data-note"] = note["data-note"] = note.get("data-note") or str(next(labels))


def _find_text(tree: BeautifulSoup, is_section: Callable[[str], object]) -> None:
    """Tell the text of a page from the frame of its site, and from mail in which it was quoted."""
    likely = map(tree.select, TAGS["text"])
    found = ([each for each in some if any(map(is_section, each.strings))] for some in likely)
    texts = next(filter(None, found), tree.select("article, main")[:1])
    first = next(filter(is_section, tree.strings), None)
    if depth := len(first.find_parents("blockquote")) if first else 0:
        quotes = tree("blockquote")
        texts = [each for each in quotes if len(each.find_parents("blockquote")) == depth - 1]
    around = {id(each): each for text in texts for each in text.parents}
    for each in around.values():
        for part in list(each.children):
            if id(part) not in {*around, *map(id, texts)}:
                out = part if isinstance(part, Tag) else part.wrap(tree.new_tag("p"))
                out.attrs.setdefault("data-dropped", "outside the text of the page")
    for each in (*texts, *around.values()):
        each.name = "div" if each.name == "blockquote" else each.name


def _begins_block(element: Tag) -> bool:
    return element.name in (*TAGS["blocks"], "img")


def _is_block(part: PageElement) -> bool:
    return isinstance(part, Tag) and (_begins_block(part) or bool(part.find(_begins_block)))


def _bring_inside(tree: BeautifulSoup) -> None:
    """Put what stands around blocks, as a link does around a card, around the words in them."""
    for link in tree("a", href=True):
        for image in link("img"):
            image["data-link"] = link["href"]
    for each in tree(lambda element: _is_block(element) and not _begins_block(element)):
        for holder in (each, *filter(_is_block, each(True))):
            for are_blocks, run in groupby(list(holder.children), _is_block):
                if not are_blocks:
                    _wrap(run, each.copy_self())
        each.unwrap()


def _wrap(run: Iterable[PageElement], element: Tag) -> Tag:
    """Put what stands side by side into an element, where it is."""
    first, *others = run
    first.wrap(element)
    element.extend(others)
    return element


def _parts(parent: Tag, is_section: Callable[[str], object]) -> Iterator[Tag]:
    """Yield the elements that hold a block each."""
    for are_blocks, run in groupby(list(parent.children), _is_block):
        if not are_blocks:
            yield _wrap(run, Tag(name="p"))
            continue
        for child in (each for each in run if isinstance(each, Tag)):
            if child.name == "img" or "data-dropped" in child.attrs:
                yield child
            elif "data-note" in child.attrs or _is_whole(child, is_section):
                images = [each.extract() for each in child("img")]
                child.insert_after(*images)
                yield from (child, *images)
            elif child.find(_begins_block):
                yield from _parts(child, is_section)
            else:
                child.name = "p"
                yield child


def _is_whole(element: Tag, is_section: Callable[[str], object]) -> bool:
    """Tell whether an element is a block with all in it."""
    if element.name not in WHOLE or element.select_one(WHOLE[element.name]):
        return False
    if element.name == "table":
        # Most tables of mail hold the parts of a page apart; others have data in their cells.
        rows = [row(["td", "th"]) for row in element("tr")]
        widths = {len(row) for row in rows}
        is_short = all(len(cell.get_text()) < 120 for row in rows for cell in row)
        return is_short and len(rows) > 1 and len(widths) == 1 and widths != {1}
    if element.name in (*LISTS, "blockquote"):
        is_label, is_quote = LABELS["callout"].match, element.name == "blockquote"
        texts = [each.get_text() for each in (element, *element(TAGS["blocks"]))]
        return not any(is_label(text) or (is_quote and is_section(text)) for text in texts)
    return True
