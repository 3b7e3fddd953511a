"""How a node of ours is printed, declared beside it: outputs carry it out, and know no node.

Where a node looks as its docutils type does, nothing needs to be said of it. HTML is one element;
paper a call of a function in `_templates/press.typ`, or what a function makes with the writer.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol, TypeAlias

from docutils import nodes

from ..model.registry import EntryKey


class Code(str):
    """An expression of Typst, made by `periodical.pdf.quoting` alone; other values get quoted."""

    __slots__ = ()


NONE = Code("none")
"""Nothing at all."""


class Notes(Enum):
    """Where the address of a link is printed, which paper would lose."""

    FOOT = auto()
    """At the foot of the page."""
    INLINE = auto()
    """After the words, where a note at the foot cannot stand or is one itself."""
    LATER = auto()
    """By whatever holds the link: under a heading, on a card."""


class PaperWriter(Protocol):
    """What writes a page for the compiler of PDFs."""

    def call(self, function: str, *arguments: object, **named: object) -> Code:
        """Return a call of a function of the templates; texts and other values are quoted."""

    def joined(self, parts: Iterable[Code]) -> Code:
        """Return the content that expressions give one after the other."""

    def visit(self, node: nodes.Node) -> Iterable[Code]:
        """Return what a node is on the page."""

    def printing(self, notes: Notes) -> AbstractContextManager[None]:
        """Print the addresses of what follows elsewhere."""

    def words(self, node: nodes.Element, *, notes: Notes | None = None) -> Code:
        """Return the children of a node as one content, with addresses where `printing` says."""

    def words_in(self, language: str, words: Code) -> Code:
        """Return words that are in another language than the text around them."""

    def fits(self, *blocks: nodes.Node) -> bool:
        """Return whether blocks surely fit on a page: they need not be measured."""

    def picture(
        self, function: str, node: nodes.image, *arguments: object, **named: object
    ) -> Iterator[Code]:
        """Return the call of a function that shows a picture; nothing if it cannot be shown."""

    def link_line(self, node: nodes.Element) -> Code:
        """Return where the first link in a node leads, or `NONE` if that need not be said."""


PaperPrinter: TypeAlias = Callable[[PaperWriter, Any], Iterable[Code]]


@dataclass(frozen=True)
class Element:
    """One element of HTML around what is in a node.

    Args:
        tag: Its tag; empty for none, so that the words alone are printed.
        name: Its class.
        labelled: Whether it is a note whose first child is its label; a ``kind`` joins its class.
        breaks: Whether a line of the source ends behind its opening tag.
        folded: What the button says behind which it is folded, if it is.
        void: Whether it holds nothing, not even the node's words.
        entry: Gives the entry of the registry to whose page it is a link, where there is a page.
    """

    tag: str = ""
    name: str = ""
    attributes: Callable[[Any], Mapping[str, str]] = lambda node: {}
    labelled: bool = False
    breaks: bool = False
    folded: str = ""
    void: bool = False
    entry: Callable[[Any], EntryKey] | None = None
    rel: str = ""


@dataclass(frozen=True)
class Printed:
    """How a node is printed, where it is not printed as the docutils type that it is."""

    html: Element | None = None
    paper: PaperPrinter | None = None


def as_call(function: str, *, notes: Notes | None = None) -> PaperPrinter:
    """Print the call of a function with a node's content."""

    def paper(writer: PaperWriter, node: nodes.Element) -> Iterator[Code]:
        yield writer.call(function, writer.words(node, notes=notes))

    return paper


def as_items(function: str, *, whole: bool = False) -> PaperPrinter:
    """Print a call with each child; to keep them `whole`, it is told first if they surely fit."""

    def paper(writer: PaperWriter, node: nodes.Element) -> Iterator[Code]:
        items = (writer.joined(writer.visit(child)) for child in node)
        yield writer.call(function, *([writer.fits(node)] if whole else []), *items)

    return paper


def as_labelled(function: str) -> PaperPrinter:
    """Print the call of a function with a node's title, and the rest of it."""

    def paper(writer: PaperWriter, node: nodes.Element) -> Iterator[Code]:
        title, *body = node.children
        heading = writer.joined(writer.visit(title))
        words = writer.joined(code for child in body for code in writer.visit(child))
        yield writer.call(function, heading, words)

    return paper


def as_attributed(function: str) -> PaperPrinter:
    """Print the call of a function with who said it, or `NONE`, and what was said."""

    def paper(writer: PaperWriter, node: nodes.Element) -> Iterator[Code]:
        body: list[Code] = []
        attribution = NONE
        for child in node.children:
            if isinstance(child, nodes.attribution):
                attribution = writer.words(child, notes=Notes.INLINE)
            else:
                body += writer.visit(child)
        yield writer.call(function, attribution, writer.joined(body))

    return paper


def as_content(writer: PaperWriter, node: nodes.Element) -> Iterator[Code]:
    """Print what is in a node."""
    for child in node.children:
        yield from writer.visit(child)


def not_at_all(writer: PaperWriter, node: nodes.Element) -> Iterable[Code]:
    """Print nothing: it is printed by another, or has been reported."""
    return ()
