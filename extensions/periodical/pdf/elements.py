"""Elements of plain HTML as paper takes them: how much room they need, how their links are told."""

import itertools
import re
from collections.abc import Sequence

from lxml import etree

from ..content import BLOCKS

_LATER = {"h1", "h2", "h3", "h4", "h5", "h6", "card-kicker", "card-title"}
_INLINE = {"adaptation", "attribution", "figcaption", "footnote", "podcast-details", "story-note",
           "th"}  # fmt: skip
"""The tags and classes in which the address of a link is printed below, or behind the words.

A note at the foot cannot stand there.
"""

_HALF_A_PAGE, _LETTERS_A_LINE = 20, 60

_LETTERS_OF_TABLES = {"narrow": 66, "wide": 118}
"""How many fit side by side in a table as wide as the text, and in a wide one."""


def words_of(element: etree._Element) -> str:
    """Return the words of an element."""
    return "".join(element.itertext())


def name_of(element: etree._Element) -> str:
    """Return the name of what is made by this extension: of several classes, the last."""
    return str(element.get("class", "")).rpartition(" ")[2]


def printed_address(link: etree._Element) -> str:
    """Return the address of a link, if paper has to print it: if its words are another.

    The name of an entry and the number of a note are no links on paper.
    """
    url = str(link.get("href"))
    bare = re.sub(r"^(?:https?://|mailto:)", "", url).rstrip("/")
    is_said = words_of(link).strip().rstrip("/") in (url.rstrip("/"), bare)
    return "" if is_said or link.get("class") or link.get("role") else url


def words_up_to(element: etree._Element) -> str:
    """Return the words of a block up to a note in it, or to the end of a link."""
    words = words_of(element) if element.tag == "a" else ""
    while element.tag not in BLOCKS:
        before = element.itersiblings(preceding=True)
        pieces = [f"{words_of(each)}{each.tail or ''}" for each in before]
        element = element.getparent()
        words = "".join([element.text or "", *reversed(pieces), words])
    return words


def notes_at(link: etree._Element) -> str:
    """Return where the address of a link is printed: ``later``, ``inline``, or at the ``foot``."""
    around = {name for at in (link, *link.iterancestors()) for name in (name_of(at), at.tag)}
    return "later" if around & _LATER else "inline" if around & _INLINE else "foot"


def fits(block: etree._Element) -> bool:
    """Tell whether a block is so short that it fits on a page, however it is set.

    It need not be measured.
    """
    # Within some, lines are shorter.
    if [*block.iter("img"), *block.iterancestors("li", "blockquote", "td", "th")]:
        return False
    leaves = (each for each in block.iter(*BLOCKS) if BLOCKS.isdisjoint(part.tag for part in each))
    letters = [len(line) for each in leaves for line in words_of(each).split("\n") if line]
    if block.tag == "table":
        # A row is as high as its longest cell, each of which has a share of the line.
        letters = [len(row) * max(len(words_of(cell)) for cell in row) for row in block.iter("tr")]
    letters += map(len, block.xpath(".//a[not(@class) and not(@role)]/@href"))
    return sum(1 + count // _LETTERS_A_LINE for count in letters) < _HALF_A_PAGE


def width_of(rows: Sequence[etree._Element]) -> tuple[str, int | None]:
    """Return how wide a table is set, and how long a word may be in it if some are longer.

    As wide as the text, if its longest words fit; else wide and small, and broken if they do not.
    """
    longest = [
        max(len(word) for cell in column for word in ("", *words_of(cell).split()))
        for column in itertools.zip_longest(*rows, fillvalue=etree.Element("td"))
    ]
    needed = sum(2 + each for each in longest)
    for width, letters in _LETTERS_OF_TABLES.items():
        if needed <= letters:
            return width, None
    return "wide", max(3, _LETTERS_OF_TABLES["wide"] // len(longest) - 3)
