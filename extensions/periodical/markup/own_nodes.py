"""The nodes of this extension: each says of itself what the rest of the house asks of nodes."""

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Protocol

from docutils import nodes

from ..model.concordance import Chronicle
from ..model.registry import EntryKey, EntryKind, Registry, entry_page
from .languages import is_right_to_left
from .printing import Code, Element, PaperWriter, Printed

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class Archive(Protocol):
    """What is known once all pages have been read."""

    @property
    def registry(self) -> Registry:
        """Whom and what issues refer to."""

    @property
    def chronicle(self) -> Chronicle:
        """All issues, in the order of time."""

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

    def fill_names(self, registry: Registry) -> None:
        """Put in names that are mentions, when the page has been read."""

    def fill(self, archive: Archive) -> None:
        """Put in what is known only once all pages have been read."""


class line_break(OwnNode, nodes.inline):  # noqa: N801 - docutils' nodes are named so
    """A line break that the author asked for; MyST would hand it over as raw HTML and LaTeX.

    Its text is a newline, which is what a builder without a visitor for it prints.
    """

    printed = Printed(Element("br", void=True), lambda writer, node: [writer.call("new-line")])


def key_of(node: nodes.Element) -> EntryKey:
    """Return whom a mention names."""
    return EntryKind(node["kind"]), str(node["entry"])


def _mention_on_paper(writer: PaperWriter, node: nodes.Element) -> Iterator[Code]:
    yield writer.call("mentioned", entry_page(key_of(node)), writer.words(node))


class mention(OwnNode, nodes.inline):  # noqa: N801 - docutils' nodes are named so
    """Words for an ``entry`` (an id) of a ``kind`` (`EntryKind`); a link where it has a page."""

    printed = Printed(Element("span", "mention", entry=key_of), _mention_on_paper)
    searched = False


class unlinked(OwnNode, nodes.inline):  # noqa: N801
    """Words that are not to be taken for a name."""

    printed = Printed(Element())
    searched = False


class foreign(OwnNode, nodes.inline):  # noqa: N801
    """Words in another language; attributes ``language`` (BCP 47) and ``direction``."""

    # docutils' HTML writers turn a class language-* into the attribute lang.
    printed = Printed(
        Element("span", attributes=lambda node: {"dir": node["direction"]}),
        lambda writer, node: [writer.words_in(node["language"], writer.words(node))],
    )


def make_mention(key: EntryKey, words: str) -> mention:
    """Return the node for words that name an entry."""
    kind, identifier = key
    return mention(words, words, kind=str(kind), entry=identifier)


def make_foreign(tag: str, *words: nodes.Node) -> foreign:
    """Return the node for words in another language."""
    direction = "rtl" if is_right_to_left(tag) else "ltr"
    return foreign("", "", *words, language=tag, direction=direction, classes=[f"language-{tag}"])


def own_nodes() -> list[type[OwnNode]]:
    """Return all types of nodes of the extension: those of the head, of roles and of directives."""
    for module in ("head", "directives"):
        import_module(f"{__package__}.{module}")
    return OwnNode.__subclasses__()


def setup_own_nodes(app: "Sphinx") -> None:
    """Register the nodes; docutils' own visitors, as of XML, know nodes by name, not by class."""
    for node in own_nodes():
        app.add_node(node)
