"""A PDF as a reader's software has it: text in the order of its tags, links, bookmarks, files.

Written against ISO 32000-1 alone, with pikepdf for the objects: nothing here knows Typst.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import page as validator
import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import NullPen

_NEW_LINE = "\u2028"
_ENDS = "STREAM-LENGTH-001"


@dataclass
class Tag:
    """An element of the structure tree: its type, its attributes, and what is in it."""

    kind: str
    alt: str | None
    children: list[Tag | str] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)
    """The pages on which its own words stand, as objects of the file."""

    def walk(self) -> Iterator[Tag]:
        """Yield this element and all below it."""
        yield self
        for child in self.children:
            if isinstance(child, Tag):
                yield from child.walk()

    def text(self, *, without: tuple[str, ...] = ()) -> str:
        """Return the text in reading order, without that of some types of elements."""
        return self._raw(without).replace(_NEW_LINE, "")

    def lines(self) -> list[str]:
        """Return the text line by line, as it is set."""
        return [line for line in self._raw(()).split(_NEW_LINE) if line]

    def _raw(self, without: tuple[str, ...]) -> str:
        if self.kind in without:
            return ""
        return "".join(
            child if isinstance(child, str) else child._raw(without) for child in self.children
        )

    def find(self, kind: str) -> list[Tag]:
        """Return all elements of a type."""
        return [tag for tag in self.walk() if tag.kind == kind]


class Document:
    """A PDF that has been opened."""

    def __init__(self, path: Path) -> None:
        self.bytes = path.read_bytes()
        self.pdf = pikepdf.open(path)

    @cached_property
    def tags(self) -> Tag:
        """The structure tree."""
        marked = {page.objgen: _marked_text(page) for page in self.pdf.pages}
        root = Tag("Root", None)
        _read_tags(self.pdf.Root.StructTreeRoot.K, None, root, marked)
        return root

    @property
    def text(self) -> str:
        """The text of the document, without its notes."""
        return self.tags.text(without=("Note",))

    @property
    def notes(self) -> list[str]:
        """The text of each note."""
        return [tag.text() for tag in self.tags.find("Note")]

    @property
    def links(self) -> list[str]:
        """The addresses that links lead to."""
        return [
            str(annotation.A.URI)
            for page in self.pdf.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation and "/URI" in annotation.A
        ]

    @cached_property
    def languages(self) -> set[str]:
        """The languages of words that are not in the document's own."""
        return {
            str(operands[1].Lang)
            for page in self.pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page, "BDC")
            if isinstance(operands[1], pikepdf.Dictionary) and "/Lang" in operands[1]
        }

    @property
    def inner_links(self) -> int:
        """How many links lead to a place in the file."""
        return sum(
            "/Dest" in annotation or ("/A" in annotation and annotation.A.S == "/GoTo")
            for page in self.pdf.pages
            for annotation in page.get("/Annots", [])
        )

    @property
    def labels(self) -> list[str]:
        """What each page is called (ISO 32000-1, 12.4.2)."""
        return [str(page.label) for page in self.pdf.pages]

    def links_to(self, words: str) -> list[Any]:
        """Return the links that lead within the file to what these words describe."""
        return [
            annotation
            for page in self.pdf.pages
            for annotation in page.get("/Annots", [])
            if "/Dest" in annotation and str(annotation.Contents) == words
        ]

    def led_to(self, link: Any) -> str:
        """Return the label of the page to which a link within the file leads (12.3.2.3)."""
        place = pikepdf.NameTree(self.pdf.Root.Names.Dests)[str(link.Dest)]
        pages = [page.obj.objgen for page in self.pdf.pages]
        return self.labels[pages.index(place[0].objgen)]

    def spaces(self, size: float) -> Iterator[list[float]]:
        """Yield how wide the spaces are of each line of letters of a size, in units of the face."""
        for page in self.pdf.pages:
            fonts = page.get("/Resources", {}).get("/Font", {})
            widths = {name: _widths(font.DescendantFonts[0]) for name, font in fonts.items()}
            letters = {name: _to_unicode(font) for name, font in fonts.items()}
            name, now = "", 0.0
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    name, now = str(operands[0]), float(operands[1])
                if str(operator) != "TJ" or now != size:
                    continue
                found = []
                for part, after in zip(operands[0], [*operands[0][1:], 0], strict=True):
                    if isinstance(part, pikepdf.String):
                        code = int.from_bytes(bytes(part)[-2:], "big")
                        if letters[name].get(code) == " ":
                            more = 0.0 if isinstance(after, pikepdf.String) else float(after)
                            found.append(widths[name][code] - more)
                if found:
                    yield found

    @property
    def lowest(self) -> float:
        """How far above the lower edge of its page the lowest words are, in points."""
        return min(place.f for page in self.pdf.pages for place in _places(page))

    def starts_of_lines(self, page: int) -> set[tuple[float, float]]:
        """Return where on a page words are begun: how far from its left and its lower edge."""
        return {(round(at.e, 1), round(at.f, 1)) for at in _places(self.pdf.pages[page])}

    @property
    def bookmarks(self) -> list[tuple[int, str]]:
        """The bookmarks, with their depth from 0."""
        found: list[tuple[int, str]] = []

        def walk(items: Any, depth: int) -> None:
            for item in items:
                found.append((depth, str(item.title)))
                walk(item.children, depth + 1)

        with self.pdf.open_outline() as outline:
            walk(outline.root, 0)
        return found

    def problems(self) -> list[str]:
        """Return what is wrong with the file as PDF/A-3a, PDF/UA-1, and PDF."""
        found = [str(problem) for problem in self.pdf.check_pdf_syntax()]
        for profile in (validator.ValidationProfile.PDF_A_3A, validator.ValidationProfile.PDF_UA_1):
            # Bookmarks are a chain, as long as there are issues: longer than the default allows.
            limits = validator.SafetyLimits(max_reference_depth=4096)
            report = validator.validate_pdf_bytes(self.bytes, profile=profile, limits=limits)
            for failure in report.failures:
                if failure.rule_id.endswith(_ENDS) and self._lengths_are_right():
                    # The validator takes a 0x0D at the end of compressed data for a line's end.
                    continue
                if "CIDFontType0C" in failure.message and self._widths_are_right():
                    # It does not look for the width of a glyph that leaves it to its dictionary.
                    continue
                found.append(f"{failure.rule_id}: {failure.message}")
        return found

    def _widths_are_right(self) -> bool:
        """Tell whether glyphs of CFF faces are as wide as the file says (ISO 32000-1, 9.7.4.3)."""
        for font in self.pdf.objects:
            if not isinstance(font, pikepdf.Dictionary) or font.get("/Subtype") != "/CIDFontType0":
                continue
            said = _widths(font)
            faces = CFFFontSet()
            faces.decompile(io.BytesIO(font.FontDescriptor.FontFile3.read_bytes()), None)
            for number, glyph in enumerate(faces[0].CharStrings.values()):
                glyph.draw(NullPen())
                if abs(said.get(number, float(font.DW)) - glyph.width) > 1:
                    return False
        return True

    def _lengths_are_right(self) -> bool:
        """Tell whether every stream ends exactly where its /Length says (ISO 32000-1, 7.3.8.1)."""
        streams = list(
            re.finditer(rb"/Length (\d+)[^<>]*?(?:>>|/.*?>>)\s*?stream\r?\n", self.bytes)
        )
        starts = [match.end() for match in re.finditer(rb">>\s*stream\r?\n", self.bytes)]
        if not starts or len(streams) == 0:
            return False
        for start in starts:
            head = self.bytes[:start]
            dictionary = head[head.rindex(b" obj") :]
            length = re.search(rb"/Length (\d+)(?! \d+ R)", dictionary)
            if length is None:
                return False
            end = start + int(length[1])
            if not re.match(rb"\r?\n?endstream", self.bytes[end : end + 12]):
                return False
        return True


def squeezed(text: str) -> str:
    """Return a text without spaces and the hyphens of divided words, to look for another in it."""
    return re.sub("[\\s\u00ad\u200b\u200e\u200f]+", "", text)


def _read_tags(
    node: Any, page: Any, parent: Tag, marked: dict[tuple[int, int], dict[int, str]]
) -> None:
    if isinstance(node, pikepdf.Array):
        for child in node:
            _read_tags(child, page, parent, marked)
    elif isinstance(node, int):
        parent.children.append(marked[page.objgen].get(node, ""))
        parent.pages.append(page.objgen)
    elif isinstance(node, pikepdf.Dictionary):
        page = node.get("/Pg", page)
        kind = node.get("/Type")
        if kind == "/MCR":
            parent.children.append(marked[page.objgen].get(int(node.MCID), ""))
            parent.pages.append(page.objgen)
        elif kind != "/OBJR":
            alt = node.get("/Alt")
            tag = Tag(str(node.S)[1:], str(alt) if alt is not None else None)
            parent.children.append(tag)
            _read_tags(node.get("/K", pikepdf.Array()), page, tag, marked)


def _marked_text(page: Any) -> dict[int, str]:
    """Return the text of a page by its marked-content identifiers."""
    fonts: dict[str, dict[int, str]] = {}
    for name, font in page.get("/Resources", {}).get("/Font", {}).items():
        fonts[str(name)] = _to_unicode(font)
    texts: dict[int, str] = {}
    # What is open: the identifier, or the text that stands for what is shown (ActualText).
    stack: list[tuple[int | None, str | None]] = []
    font: dict[int, str] = {}
    height = shown_at = 0.0

    def put(shown: str) -> None:
        nonlocal shown_at
        if any(actual is not None for _, actual in stack):
            return
        identifier = next((number for number, _ in reversed(stack) if number is not None), None)
        if identifier is not None:
            line = _NEW_LINE if height != shown_at else ""
            shown_at = height
            texts[identifier] = texts.get(identifier, "") + line + shown

    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                properties = operands[1]
                if isinstance(properties, pikepdf.Name):
                    properties = page.Resources.Properties[properties]
                number, actual = properties.get("/MCID"), properties.get("/ActualText")
                stack.append((int(number) if number is not None else None, None))
                if actual is not None:
                    put(str(actual))
                    stack[-1] = (stack[-1][0], str(actual))
            case "BMC":
                stack.append((None, None))
            case "EMC":
                stack.pop()
            case "cm":
                height = float(operands[5])
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tj":
                put(_decode(bytes(operands[0]), font))
            case "TJ":
                for part in operands[0]:
                    if isinstance(part, pikepdf.String):
                        put(_decode(bytes(part), font))
    return texts


def _places(page: Any) -> Iterator[pikepdf.Matrix]:
    """Yield where text is shown, as seen from the lower left of the page (ISO 32000-1, 9.4.4)."""
    here, line, kept = pikepdf.Matrix(), pikepdf.Matrix(), []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append(here)
            case "Q":
                here = kept.pop()
            case "cm":
                here = pikepdf.Matrix(*map(float, operands)) @ here
            case "BT":
                line = pikepdf.Matrix()
            case "Tm":
                line = pikepdf.Matrix(*map(float, operands))
            case "Tj" | "TJ":
                yield line @ here


def _widths(font: Any) -> dict[int, float]:
    """Read how wide the glyphs of a face are (ISO 32000-1, 9.7.4.3)."""
    runs, found = iter(font.W), {}
    for first in runs:
        second = next(runs)
        if isinstance(second, pikepdf.Array):
            found |= {int(first) + at: float(each) for at, each in enumerate(second)}
        else:
            found |= dict.fromkeys(range(int(first), int(second) + 1), float(next(runs)))
    return found


def _decode(raw: bytes, font: dict[int, str]) -> str:
    codes = (int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2))
    return "".join(font.get(code, "\ufffd") for code in codes)


def _to_unicode(font: Any) -> dict[int, str]:
    """Read a font's ToUnicode map (ISO 32000-1, 9.10.3)."""
    source = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    letters: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", source, re.DOTALL):
        for code, value in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            letters[int(code, 16)] = bytes.fromhex(value).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", source, re.DOTALL):
        for first, last, value in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                letters[code] = chr(int(value, 16) + step)
    return letters
