"""An issue as a chapter: its plain HTML in a page of XHTML, with what EPUB adds to it.

EPUB 3.3, section 6.1 (XHTML); notes open in place by the types of EPUB 3 Structural Semantics 1.1,
with the roles of DPUB-ARIA 1.1.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"


def lead_within(page: etree._Element, address: str, files: Mapping[str, str]) -> None:
    """Have links lead within the book, if what they lead to is there, and nowhere if it is not.

    The files of the book are known by the addresses of the pages; the page's own is given.
    """
    for link in page.iter(f"{XHTML}a"):
        where, sign, anchor = link.get("href", "").partition("#")
        if where == address and anchor:
            link.set("href", f"#{anchor}")
        elif where in files:
            link.set("href", f"{files[where]}{sign}{anchor}")
        elif where and not urlsplit(where).scheme:
            # Without an address of the site there is no way to it from here.
            del link.attrib["href"]


def join_notes(page: etree._Element) -> None:
    """Mark references to notes as such, and have each note lead back to the first of its own."""
    first: dict[str, str] = {}
    for aside in page.iter(f"{XHTML}aside"):
        # Callouts belong to the text: as landmarks of their own, they would be many and alike.
        aside.set("role", aside.get("role", "note"))
    for number, link in enumerate(page.iterfind(f".//{XHTML}a[@role='doc-noteref']"), start=1):
        link.set(TYPE, "noteref")
        link.set("id", f"noteref_{number}")
        first.setdefault(link.get("href", ""), f"#noteref_{number}")
    for note in page.iterfind(f".//{XHTML}aside[@role='doc-footnote']"):
        back = etree.Element(f"{XHTML}a", {"role": "doc-backlink"})
        if reference := first.get(f"#{note.get('id')}"):
            back.set("href", reference)
        words = next(note.iter(f"{XHTML}p"), note)
        back.text, back.tail = f"{note.attrib.pop('data-number')}.", f" {words.text or ''}"
        words.text = None
        words.insert(0, back)
