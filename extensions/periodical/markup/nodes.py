"""The nodes of this extension: each says of itself what the rest of the house asks of nodes.

That is how it is printed, too, where not as the docutils type that it is: as one element of HTML.
On paper, the function in `_templates/press.typ` that bears the name of its class prints that, if
there is one. Outputs carry it out, and know no node.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from docutils import nodes

from ..model.concordance import Concordance
from ..model.registry import EntryKey, EntryKind
from ..words import spoken
from .languages import direction_of


@dataclass(frozen=True)
class Printed:
    """How a node is printed, where it is not printed as the docutils type that it is.

    Args:
        tag: Its element in HTML; empty for none, so that the words alone are printed.
        name: Its class.
        attributes: Which of its own attributes the element has, with spaces between them.
        labelled: Whether it is a note whose first child is its label; a ``kind`` joins its class.
        folded: What the button says behind which it is folded, if it is.
        void: Whether it holds nothing, not even the node's words.
        to_entry: Whether it is a link, and no element else, where its entry has a page.
    """

    tag: str | None = None
    name: str = ""
    attributes: str = ""
    labelled: bool = False
    folded: str = ""
    void: bool = False
    to_entry: bool = False

    def classes(self, node: nodes.Element) -> str:
        """Return the classes of a node's element: of a labelled one, its kind is the last."""
        kind = node.get("kind") if self.labelled else None
        return f"{self.name} {self.name}-{kind}" if kind else self.name


class OwnNode(nodes.Element):
    """A node of this extension; its other base is the docutils type that it most resembles.

    What else it is stands in the head of its class, too.

    Args:
        printed: How it is printed, where that is not as that type: tag and class, as in
            ``p.byline``; and whatever else `Printed` has.
        searched: Whether names in its text become mentions.
        in_text: Whether its words are part of the text of a story; if not, they are not searched.
        about_story: Whether its attributes ``thread``, ``date`` and ``places`` are those of its
            story, as far as they are given.
        speaks: Whether its attributes ``name`` and ``roles`` are those of someone who spoke.
        by_site: Whether its words are the site's and those of `_data/`, in their language.
    """

    printed: ClassVar[Printed] = Printed()
    searched: ClassVar[bool]
    in_text: ClassVar[bool]
    about_story: ClassVar[bool]
    speaks: ClassVar[bool]
    by_site: ClassVar[bool]

    def __init_subclass__(
        cls, printed: str | None = None, *, searched: bool = True, in_text: bool = True,
        about_story: bool = False, speaks: bool = False, by_site: bool = False, **how: Any,
    ) -> None:  # fmt: skip
        super().__init_subclass__()
        cls.searched, cls.in_text = searched and in_text, in_text
        cls.about_story, cls.speaks, cls.by_site = about_story, speaks, by_site
        if printed is not None:
            tag, _, name = printed.partition(".")
            cls.printed = Printed(tag, name, **how)

    def fill(self, concordance: Concordance, as_printed: Callable[[str], str]) -> None:
        """Put in what is known only once all pages have been read.

        A text of `_data/` is put in as it is printed.
        """


def separated(parts: Iterable[Sequence[nodes.Node]], sign: str = " · ") -> list[nodes.Node]:
    """Return parts of a line one after the other, with a sign between them."""
    line: list[nodes.Node] = []
    for part in parts:
        line += [nodes.Text(sign), *part] if line else part
    return line


class line_break(OwnNode, nodes.inline, printed="br", void=True):
    """A line break that the author asked for; MyST would hand it over as raw HTML and LaTeX.

    Its text is a newline, which is what a builder without a visitor for it prints.
    """


def key_of(node: nodes.Element) -> EntryKey:
    """Return whom a node names."""
    return EntryKind(node["kind"]), str(node["entry"])


class mention(OwnNode, nodes.inline, printed="span.mention", to_entry=True, searched=False):
    """Words for an ``entry`` (an id) of a ``kind`` (`EntryKind`); a link where it has a page."""


class unlinked(OwnNode, nodes.inline, printed="", searched=False):
    """Words that are not to be taken for a name."""


# docutils' HTML writers turn a class language-* into the attribute lang.
class foreign(OwnNode, nodes.inline, printed="span", attributes="dir"):
    """Words in another language; attributes ``language`` (BCP 47) and ``dir``."""


def make_mention(key: EntryKey, words: str) -> mention:
    """Return the node for words that name an entry."""
    return mention(words, words, kind=str(key[0]), entry=key[1])


def make_foreign(tag: str, *words: nodes.Node) -> foreign:
    """Return the node for words in another language."""
    return foreign("", "", *words, language=tag, dir=direction_of(tag), classes=[f"language-{tag}"])


def words_of(language: str, words: str, around: str) -> nodes.Text | foreign:
    """Return the node for words of a language in a text that may be of another."""
    text = nodes.Text(words)
    return text if language == around else make_foreign(language, text)


def say_language(document: nodes.document, language: str) -> None:
    """Say of which language the site's words are in a text of another (WCAG 2.2, 3.1.2)."""
    for node in document.findall(OwnNode) if language != spoken() else ():
        label = node.next_node(nodes.title) if node.printed.labelled else None
        if said := label or (node if node.by_site else None):
            said["language"] = spoken()
            said["classes"].append(f"language-{spoken()}")


def ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield a node, and all in which it stands, the nearest first."""
    while node is not None:
        yield node
        node = node.parent
