"""The nodes of this extension: each says of itself what the rest of the house asks of nodes.

That is how it is printed, too, where not as the docutils type that it is: in HTML as one element;
on paper as a call of a function in `_templates/press.typ`, or as what a function makes with the
writer. Outputs carry it out, and know no node.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum, auto
from importlib import import_module
from typing import Any, ClassVar, Protocol, TypeAlias

from docutils import nodes

from ..model.concordance import Concordance
from ..model.registry import EntryKey, EntryKind, Registry, entry_page
from .languages import is_right_to_left


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


def as_call(function: str, *, notes: Notes | None = None) -> PaperPrinter:
    """Print the call of a function with a node's content."""
    return lambda writer, node: [writer.call(function, writer.words(node, notes=notes))]


def as_items(function: str, *, whole: bool = False) -> PaperPrinter:
    """Print a call with each child; to keep them `whole`, it is told first if they surely fit."""

    def paper(writer: PaperWriter, node: nodes.Element) -> Iterator[Code]:
        items = (writer.joined(writer.visit(child)) for child in node)
        yield writer.call(function, *([writer.fits(node)] if whole else []), *items)

    return paper


def as_parted(function: str) -> PaperPrinter:
    """Print the call of a function with a node's title or attribution, or `NONE`; and the rest."""

    def paper(writer: PaperWriter, node: nodes.Element) -> Iterator[Code]:
        apart, body = NONE, list[Code]()
        for child in node.children:
            if isinstance(child, nodes.title | nodes.attribution):
                apart = writer.joined(writer.visit(child))
            else:
                body += writer.visit(child)
        yield writer.call(function, apart, writer.joined(body))

    return paper


def as_content(writer: PaperWriter, node: nodes.Element) -> Iterator[Code]:
    """Print what is in a node."""
    for child in node.children:
        yield from writer.visit(child)


def not_at_all(writer: PaperWriter, node: nodes.Element) -> Iterable[Code]:
    """Print nothing: it is printed by another, or has been reported."""
    return ()


@dataclass(frozen=True)
class Printed:
    """How a node is printed, where it is not printed as the docutils type that it is.

    Args:
        tag: Its element in HTML; empty for none, so that the words alone are printed.
        name: Its class.
        paper: What prints it on paper.
        attributes: Which of its own attributes the element has.
        labelled: Whether it is a note whose first child is its label; a ``kind`` joins its class.
        breaks: Whether a line of the source ends behind its opening tag.
        folded: What the button says behind which it is folded, if it is.
        void: Whether it holds nothing, not even the node's words.
        to_entry: Whether it is a link, and no element else, where its entry has a page.
    """

    tag: str | None = None
    name: str = ""
    paper: PaperPrinter | None = None
    attributes: tuple[str, ...] = ()
    labelled: bool = False
    breaks: bool = False
    folded: str = ""
    void: bool = False
    to_entry: bool = False


class Archive(Protocol):
    """What is known once all pages have been read."""

    @property
    def registry(self) -> Registry:
        """Whom and what issues refer to."""

    @property
    def concordance(self) -> Concordance:
        """What is in all issues."""

    def printed(self, text: str) -> str:
        """Return a text of the front matter or of `_data/` as it is printed on a page."""


class OwnNode(nodes.Element):
    """A node of this extension; its other base is the docutils type that it most resembles.

    Args:
        printed: How it is printed, where that is not as that type.
        searched: Whether names in its text become mentions.
        in_text: Whether its words are part of the text of a story.
        about_story: Whether its attributes ``thread``, ``date`` and ``places`` are those of its
            story, as far as they are given.
        speaks: Whether its attributes ``name`` and ``roles`` are those of someone who spoke.
    """

    printed: ClassVar[Printed] = Printed()
    searched: ClassVar[bool] = True
    in_text: ClassVar[bool] = True
    about_story: ClassVar[bool] = False
    speaks: ClassVar[bool] = False

    def fill(self, archive: Archive) -> None:
        """Put in what is known only once all pages have been read."""


class styled(OwnNode, nodes.paragraph):  # noqa: N801 - docutils' nodes are named so
    """A line that differs from a paragraph by its ``look`` alone: a class, and on paper a call."""

    printed = Printed(
        "p",
        paper=lambda writer, node: as_call(node["look"], notes=Notes.INLINE)(writer, node),
    )


def separated(parts: Iterable[Sequence[nodes.Node]], sign: str = " · ") -> list[nodes.Node]:
    """Return parts of a line one after the other, with a sign between them."""
    line: list[nodes.Node] = []
    for part in parts:
        line += [nodes.Text(sign), *part] if line else part
    return line


class line_break(OwnNode, nodes.inline):  # noqa: N801
    """A line break that the author asked for; MyST would hand it over as raw HTML and LaTeX.

    Its text is a newline, which is what a builder without a visitor for it prints.
    """

    printed = Printed("br", void=True, paper=lambda writer, node: [writer.call("new-line")])


def key_of(node: nodes.Element) -> EntryKey:
    """Return whom a node names."""
    return EntryKind(node["kind"]), str(node["entry"])


class mention(OwnNode, nodes.inline):  # noqa: N801
    """Words for an ``entry`` (an id) of a ``kind`` (`EntryKind`); a link where it has a page."""

    printed = Printed(
        "span",
        "mention",
        lambda writer, node: [
            writer.call("mentioned", entry_page(key_of(node)), writer.words(node))
        ],
        to_entry=True,
    )
    searched = False


class unlinked(OwnNode, nodes.inline):  # noqa: N801
    """Words that are not to be taken for a name."""

    printed = Printed("")
    searched = False


class foreign(OwnNode, nodes.inline):  # noqa: N801
    """Words in another language; attributes ``language`` (BCP 47) and ``dir``."""

    # docutils' HTML writers turn a class language-* into the attribute lang.
    printed = Printed(
        "span",
        paper=lambda writer, node: [writer.words_in(node["language"], writer.words(node))],
        attributes=("dir",),
    )


def make_mention(key: EntryKey, words: str) -> mention:
    """Return the node for words that name an entry."""
    kind, identifier = key
    return mention(words, words, kind=str(kind), entry=identifier)


def make_foreign(tag: str, *words: nodes.Node) -> foreign:
    """Return the node for words in another language."""
    direction = "rtl" if is_right_to_left(tag) else "ltr"
    return foreign("", "", *words, language=tag, dir=direction, classes=[f"language-{tag}"])


def own_nodes() -> list[type[OwnNode]]:
    """Return all types of nodes of the extension: those of the head, of roles and of directives."""
    for module in ("head", "directives"):
        import_module(f"{__package__}.{module}")
    return OwnNode.__subclasses__()
