"""The text of a tree, parted into numbered blocks: what all that follows is accounted by."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from os.path import commonprefix

from lxml import html

from ..model.problem import TroubleError
from ..model.text import FORBIDDEN
from .tables import tags

_BLOCKS = frozenset(tags()["blocks"])
_SILENT = frozenset(tags()["silent"])
_MENUS = frozenset(tags()["menus"])
_HIDDEN = re.compile("|".join(tags()["hidden"]), re.IGNORECASE)
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|[6-9]00|normal|[1-5]00)", re.IGNORECASE)
_SLANT = re.compile(r"font-style\s*:\s*(italic|normal)", re.IGNORECASE)
_BULLET = re.compile(r"[\s\xa0]*(?:[•·‣◦▪●§]|[-*](?=[\s\xa0]))[\s\xa0]*(?:[-–][\s\xa0]+)?")
_UNSEEN = re.compile(f"[\xad\u200b\u2060]|{FORBIDDEN.pattern}")
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "code": "`", "tt": "`"}


@dataclass(frozen=True)
class Span:
    """Words of one look: `marks` are Markdown's, and `link` is the address as the source has it."""

    text: str
    marks: frozenset[str] = frozenset()
    link: str = ""


@dataclass(frozen=True)
class SourceBlock:
    """A block of a source, with all that holds it.

    Args:
        level: Of a heading; 0 for other text.
        box: The table or the quotation in which it stands, as a number; 0 for none.
        item: The item of a list, as a number; `depth` is that of the list.
        figure: The figure to which it belongs, as a number.
        image: The address and the description of a picture.
        rows: The cells of a table of data.
        dropped: Why it is no part of the text.
        bullet: What was typed in place of a list's sign.
        ids: The addresses that lead to it.
    """

    number: int = 0
    spans: tuple[Span, ...] = ()
    level: int = 0
    box: int = 0
    quote: int = 0
    item: int = 0
    depth: int = 0
    is_ordered: bool = False
    is_code: bool = False
    figure: int = 0
    image: tuple[str, str] | None = None
    rows: tuple[tuple[tuple[Span, ...], ...], ...] = ()
    dropped: str = ""
    bullet: str = ""
    ids: frozenset[str] = frozenset()

    @property
    def raw(self) -> str:
        """Its words as its spans have them."""
        return "".join(span.text for span in self.spans)

    @property
    def text(self) -> str:
        """Its words, with single spaces."""
        return " ".join(self.raw.split())

    @property
    def is_bold(self) -> bool:
        """Whether all of its words are strong."""
        return bool(self.text) and all("**" in s.marks for s in self.spans if s.text.strip())


def cut(spans: Sequence[Span], start: int, end: int | None = None) -> tuple[Span, ...]:
    """Return the spans of a part of their letters, without the spaces with which it begins."""
    kept: list[Span] = []
    at = 0
    for span in spans:
        part = span.text[max(0, start - at) : None if end is None else max(0, end - at)]
        at += len(span.text)
        if part := part if kept else part.lstrip():
            kept.append(replace(span, text=part))
    return tuple(kept)


def bare(text: str) -> str:
    """Return the letters of a text, without spaces and signs that nobody sees: for comparisons."""
    return "".join(_UNSEEN.sub("", text).split())


def read_blocks(tree: html.HtmlElement, is_section: Callable[[str], bool]) -> list[SourceBlock]:
    """Return the blocks of a text, in order; it is a `TroubleError` if letters of it were lost."""
    scopes = _scopes(tree, is_section)
    walker = _Walker(scopes)
    walker.walk(tree, SourceBlock())
    walker.end_block(SourceBlock())
    blocks = [replace(block, number=n) for n, block in enumerate(walker.blocks, start=1)]
    require_same("".join(block.text for block in blocks), "".join(_texts(tree)))
    return blocks


def require_same(read: str, there: str) -> None:
    """Compare the letters of two texts; it is a `TroubleError` if they are not the same."""
    read, there = bare(read), bare(there)
    if read != there:
        at = len(commonprefix([read, there]))  # noqa: RUF071 - of letters
        before, lost = there[max(0, at - 40) : at], there[at : at + 40]
        raise TroubleError(f"words were lost after “{before}”: “{lost}”")


def _texts(element: html.HtmlElement) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag.lower() not in _SILENT:
        yield element.text or ""
        if element.tag == "img" and "emoji" in (element.get("class") or ""):
            yield element.get("alt") or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


def _scopes(tree: html.HtmlElement, is_section: Callable[[str], bool]) -> list[html.HtmlElement]:
    """Return the parts of a page that are its text, and not the frame of the site."""

    def sections(element: html.HtmlElement) -> int:
        return sum(
            is_section(" ".join(t.split()).rstrip(":"))
            for t in element.itertext()
            if isinstance(t, str) and len(t) < 80
        )

    for path in tags()["text"]:
        if found := [element for element in tree.xpath(path) if sections(element)]:
            return found
    articles: list[html.HtmlElement] = tree.xpath("//article | //main")
    return articles[:1]


@dataclass
class _Walker:
    """Walks a tree; `here` says of the words that come what holds them."""

    scopes: list[html.HtmlElement]
    blocks: list[SourceBlock] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    count: int = 0

    def walk(self, element: html.HtmlElement, here: SourceBlock, look: Span = Span("")) -> None:
        """Take the words of an element, in order."""
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if not tag or tag in _SILENT:
            return
        if tag in _BLOCKS:
            self.end_block(here)
        here, look = self._within(element, tag, here), _look(element, tag, look)
        self.ids.update(
            filter(None, (element.get("id"), element.get("name") if tag == "a" else ""))
        )
        if tag == "br":
            self.spans.append(Span("\n"))
        elif tag == "img":
            self._picture(element, here, look)
        elif tag == "table" and not here.dropped and _is_data(element):
            self._table(element, here)
            return
        self._add(element.text, look)
        for child in element:
            self.walk(child, here, look)
            if tag in _BLOCKS and isinstance(child.tag, str) and child.tag in _BLOCKS:
                self.end_block(here)
            self._add(child.tail, look)
        if tag in _BLOCKS:
            self.end_block(here)

    def _within(self, element: html.HtmlElement, tag: str, here: SourceBlock) -> SourceBlock:
        self.count += 1
        number = self.count
        dropped = here.dropped or _reason(element, tag, self.scopes)
        here = replace(here, dropped=dropped)
        match tag:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                return replace(here, level=int(tag[1]))
            case "table" | "aside":
                return replace(here, box=number)
            case "blockquote":
                return replace(here, quote=here.quote + 1, box=number)
            case "ul" | "ol":
                return replace(here, depth=here.depth + 1, is_ordered=tag == "ol")
            case "li":
                return replace(here, item=number, depth=max(1, here.depth))
            case "figure":
                return replace(here, figure=number)
            case "pre":
                return replace(here, is_code=True)
        return here

    def _add(self, text: str | None, look: Span) -> None:
        if words := _UNSEEN.sub("", text or ""):
            words = words if look.text == "pre" else re.sub(r"[\s\xa0]+", " ", words)
            self.spans.append(replace(look, text=words))

    def _picture(self, element: html.HtmlElement, here: SourceBlock, look: Span) -> None:
        alt, source = element.get("alt") or "", element.get("src") or ""
        if "emoji" in (element.get("class") or ""):
            self._add(alt, look)
            return
        if not source or (source.startswith("data:") and element.get("data-src")):
            source = element.get("data-src") or source
        tiny = {element.get("width"), element.get("height")} & {"0", "1", "0px", "1px"}
        dropped = here.dropped or ("a pixel that tracks readers" if tiny else "")
        self.end_block(here)
        link = (Span("", link=look.link),) if look.link else ()
        self.blocks.append(replace(here, spans=link, image=(source, alt), dropped=dropped))

    def _table(self, element: html.HtmlElement, here: SourceBlock) -> None:
        rows = []
        for row in element.iter("tr"):
            cells = []
            for cell in row.iter("td", "th"):
                part = _Walker([])
                part.walk(cell, SourceBlock())
                cells.append(tuple(span for block in part.blocks for span in block.spans))
            rows.append(tuple(cells))
        spans = tuple(span for row in rows for cell in row for span in (*cell, Span(" ")))
        self.blocks.append(replace(here, spans=spans, rows=tuple(rows)))

    def end_block(self, here: SourceBlock) -> None:
        """Make a block of the words so far; two line breaks part them."""
        spans, self.spans = self.spans, []
        for part in [spans] if here.is_code else _paragraphs(spans):
            block = replace(here, spans=tuple(part), ids=frozenset(self.ids))
            if not block.text:
                continue
            typed = _BULLET.match(block.raw)
            is_plain = not (here.level or here.item or here.is_code)
            if typed and is_plain and block.raw[typed.end() :]:
                self.count += 1
                block = replace(block, bullet=typed[0], item=self.count, depth=1)
            self.blocks.append(block)
            self.ids = set()


def _paragraphs(spans: list[Span]) -> list[list[Span]]:
    """Part spans where two line breaks stand, and nothing but spaces between them."""
    parts: list[list[Span]] = [[]]
    for is_gap, group in groupby(spans, lambda span: span.text == "\n" or not span.text.strip()):
        run = list(group)
        if is_gap and sum(span.text == "\n" for span in run) > 1:
            parts.append([])
        else:
            parts[-1] += run
    return parts


def _look(element: html.HtmlElement, tag: str, look: Span) -> Span:
    marks, style = set(look.marks), element.get("style") or ""
    if mark := _MARKS.get(tag):
        marks.add(mark)
    for pattern, mark in ((_WEIGHT, "**"), (_SLANT, "*")):
        if found := pattern.search(style):
            normal = found[1].lower() == "normal" or found[1][0] in "12345"
            (marks.discard if normal else marks.add)(mark)
    link = (element.get("href") or "").strip() if tag == "a" else look.link
    return Span("pre" if tag == "pre" or look.text == "pre" else "", frozenset(marks), link)


def _reason(element: html.HtmlElement, tag: str, scopes: list[html.HtmlElement]) -> str:
    """Say why an element is no part of the text; empty if it may be."""
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return "hidden from readers, as a preheader is"
    if tag in _MENUS or element.get("role") == "navigation":
        return "a menu or a form"
    around = {element, *element.iterancestors()}
    if scopes and not any(s in around or element in s.iterancestors() for s in scopes):
        return "outside the text of the page"
    return ""


def _is_data(table: html.HtmlElement) -> bool:
    """Tell whether a table has data in its cells; most of mail hold the parts of a page apart."""
    rows = [[*row.iter("td", "th")] for row in table.iter("tr")]
    widths = {len(row) for row in rows}
    if len(rows) < 2 or len(widths) > 1 or widths == {1} or table.get("role") == "presentation":
        return False
    is_short = all(len("".join(cell.itertext())) < 120 for row in rows for cell in row)
    return is_short and not table.xpath(tags()["layout"][0])
