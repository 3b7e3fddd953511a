"""What writes an issue for the compiler: its state, and what every node's printing is made with."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import langcodes
from docutils import nodes

from ..markup.languages import is_right_to_left, is_turned, likely_language
from ..markup.nodes import NONE, Code, Notes
from ..markup.places import ancestors, line_of
from ..model.messages import Complaint, Problem
from ..model.text import describe_character, missing_letters
from ..pictures.store import ImageError, PictureStore
from .quoting import AddressError, address, call, joined, string

_TURNING = (
    nodes.paragraph,
    nodes.title,
    nodes.bullet_list,
    nodes.enumerated_list,
    nodes.list_item,
    nodes.block_quote,
    nodes.table,
    nodes.entry,
    nodes.admonition,
)
"""The blocks that have a direction of their own."""

_NARROW = (nodes.list_item, nodes.block_quote, nodes.entry)
"""Within which lines are shorter."""

_HALF_A_PAGE, _LETTERS_A_LINE = 20, 60


@dataclass(frozen=True)
class PaperContext:
    """Where an issue is translated, and for which document.

    Args:
        file, source: Its page, from the root, and its text, in which a letter's line is looked up.
        name: Its id, with which all its labels begin.
        within: Ids of the document's issues, and of headings ``id/anchor``: links to them stay in.
        root: The folder from which the paths of pictures count.
    """

    file: str
    source: str
    name: str
    language: str
    within: frozenset[str]
    root: Path
    pictures: PictureStore


def about_language(tag: str) -> dict[str, str | None]:
    """Return a language as Typst takes it: its code, its region if any, and its direction."""
    language = langcodes.get(tag)
    region = language.territory
    known = region.lower() if region and len(region) == 2 else None
    direction = "rtl" if is_right_to_left(tag) else "ltr"
    return {"lang": language.language or "und", "region": known, "direction": direction}


@dataclass
class Writer:
    """Writes the nodes of an issue; a `PaperWriter`, with what only this room needs.

    What prints a node is by its type, or one of its bases; `level` counts the sections around.
    """

    document: nodes.document
    place: PaperContext
    printers: "Mapping[type[nodes.Node], Callable[[Writer, Any], Iterable[Code]]]"
    problems: list[Problem] = field(default_factory=list)
    level: int = 0
    notes: Notes = Notes.FOOT

    call = staticmethod(call)
    joined = staticmethod(joined)

    def __post_init__(self) -> None:
        self.right_to_left = is_right_to_left(self.place.language)
        self.whole = self.document.astext()
        elements = list(self.document.findall(nodes.Element))
        self.ids = {identifier for node in elements for identifier in node["ids"]}
        self.footnotes = {
            identifier: node
            for node in elements
            if isinstance(node, nodes.footnote)
            for identifier in node["ids"]
        }
        self.noted: set[str] = set()
        """The footnotes that are printed."""
        self.addressed: dict[str, tuple[str, str]] = {}
        """The addresses that are printed at the foot of a page: name and number of each note."""
        self.numbers = map(str, itertools.count(len(self.footnotes) + 1))
        """Those of notes only on paper, behind the text's own, which are as the site has them."""

    def visit(self, node: nodes.Node) -> Iterable[Code]:
        """Return what a node is on the page; words that run the other way in their direction."""
        printer = next(filter(None, map(self.printers.get, type(node).__mro__)), None)
        if printer is None:
            self.problem(node, "pdf-node", node=type(node).__name__)
            return ()
        words = node.astext() if isinstance(node, _TURNING) else ""
        if isinstance(node, nodes.admonition):
            # The label is the newspaper's, not the text's.
            words = " ".join(child.astext() for child in node if not isinstance(child, nodes.title))
        if not is_turned(words, self.right_to_left):
            return list(printer(self, node))
        self.right_to_left = not self.right_to_left
        try:
            direction = "rtl" if self.right_to_left else "ltr"
            language = likely_language(words, self.whole) if self.right_to_left else None
            return [call("turned", direction, language, joined(printer(self, node)))]
        finally:
            self.right_to_left = not self.right_to_left

    @contextmanager
    def printing(self, notes: Notes) -> Iterator[None]:
        """Print the addresses of what follows elsewhere."""
        before, self.notes = self.notes, notes
        try:
            yield
        finally:
            self.notes = before

    def children(self, node: nodes.Element) -> list[Code]:
        """Return what the children of a node are, one after the other."""
        return [code for child in node.children for code in self.visit(child)]

    def words(self, node: nodes.Element, *, notes: Notes | None = None) -> Code:
        """Return the children of a node as one content, with addresses where `printing` says."""
        with self.printing(notes or self.notes):
            return joined(self.children(node))

    def words_in(self, language: str, words: Code) -> Code:
        """Return words that are in another language than the text around them."""
        return call("words-in", *about_language(language).values(), words)

    def fits(self, *blocks: nodes.Node) -> bool:
        """Tell whether blocks are so short that they fit on a page together, however they are set.

        They need not be measured.
        """
        lines = 0
        for block in blocks:
            within = any(isinstance(each, _NARROW) for each in [*ancestors(block)][1:])
            if within or next(block.findall(nodes.image), None):
                return False
            letters = [len(line) for line in block.astext().split("\n") if line]
            if isinstance(block, nodes.table):
                # A row is as high as its longest cell, each of which has a share of the line.
                rows = ([len(cell.astext()) for cell in row] for row in block.findall(nodes.row))
                letters = [len(row) * max(row, default=0) for row in rows]
            letters += [len(link.get("refuri", "")) for link in block.findall(nodes.reference)]
            lines += sum(1 + count // _LETTERS_A_LINE for count in letters)
        return lines < _HALF_A_PAGE

    def label(self, anchor: str = "") -> str:
        """Return the name of a place in this issue, unique in the document."""
        return f"{self.place.name}/{anchor}" if anchor else self.place.name

    def problem(self, node: nodes.Node, message: str, /, *, at: str = "", **values: Any) -> None:
        """Note why the issue cannot be printed; `at` is a text that stands on the line."""
        line = line_of(node)
        lines = self.place.source.split("\n")
        if at:
            line = next((n for n in range(line, len(lines) + 1) if at in lines[n - 1]), line)
        column = lines[line - 1].find(at) + 1 if at and line <= len(lines) else 1
        self.problems.append(Complaint(message, **values).at(self.place.file, line, max(column, 1)))

    def text(self, node: nodes.Node, text: str) -> Code:
        """Return a text as it is, after a look at its letters."""
        for character in missing_letters(text):
            name = describe_character(character)
            self.problem(node, "pdf-letter", at=character, character=name, letter=character)
        return string(text)

    def url(self, node: nodes.Node, url: str) -> Code:
        """Return the address of a link; one that no document can link to is a problem."""
        try:
            return address(url)
        except AddressError:
            self.problem(node, "pdf-address", address=url)
            return NONE

    def printed(self, node: nodes.Node, url: str) -> tuple[Code, Code]:
        """Return an address, and the words that print it."""
        return self.url(node, url), self.text(node, url)

    def picture(
        self, function: str, node: nodes.image, *arguments: object, **named: object
    ) -> Iterator[Code]:
        """Return the call of a function that shows a picture; nothing if it cannot be shown."""
        alt = " ".join(str(node.get("alt", "")).split())
        name = str(node["uri"])
        file = name.rsplit("/", 1)[-1]
        if not alt:
            self.problem(node, "pdf-picture-undescribed", at=file, name=name)
            return
        try:
            made = self.place.pictures.for_paper(self.place.root / name)
        except ImageError as error:
            self.problem(node, "pdf-picture", at=file, reason=error)
            return
        size = made.width, made.height
        yield call(function, made.name, alt, size, *arguments, **named)

    def is_upright(self, node: nodes.image) -> bool:
        """Tell whether a picture is higher than wide, or nearly so; of one that is broken, no."""
        try:
            made = self.place.pictures.for_paper(self.place.root / node["uri"])
        except ImageError:
            return False
        return made.height > 0.9 * made.width

    def link_line(self, node: nodes.Element) -> Code:
        """Return where the first link in a node leads, or `NONE` if that need not be said."""
        reference = next(node.findall(nodes.reference), None)
        if reference is None:
            return NONE
        if reference.get("issue") in self.place.within:
            return call("card-page", self.other_place(reference))
        url = external(reference)
        if url is None or is_printed(reference, url):
            return NONE
        return call("printed-address", *self.printed(reference, url))

    def other_place(self, reference: nodes.reference) -> str:
        """Return the name of the place in another issue of the document to which one leads."""
        issue = str(reference["issue"])
        _, _, anchor = str(reference.get("refuri", "")).partition("#")
        name = f"{issue}/{anchor}"
        return name if name in self.place.within else issue


def external(reference: nodes.reference) -> str | None:
    """Return the web or mail address to which a reference leads, if it does."""
    uri = reference.get("refuri")
    return str(uri) if uri and not str(uri).startswith("#") else None


def is_printed(reference: nodes.reference, url: str) -> bool:
    """Tell whether the words of a link are its address."""
    bare = re.sub(r"^(?:https?://|mailto:)", "", url).rstrip("/")
    return reference.astext().strip().rstrip("/") in (url.rstrip("/"), bare)
