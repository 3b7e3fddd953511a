"""Floor 4: the e-mail edition of an issue; the site has the web copy of what goes out.

HTML by `_templates/mail.mjml`, and text by `_templates/mail.txt`; `periodical mail` sends them.

Mail programs understand little of HTML and less of CSS: MJML lays out what they do, and css-inline
puts each rule where it is used. A program that shows no pictures loses nothing but them.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, partial
from textwrap import fill
from typing import Any

import css_inline
from lxml import etree
from mjml import mjml2html
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from ..content import BLOCKS, Content, KeptContents
from ..domain import periodical_domain
from ..ledger.outputs import OUTPUTS, Output, frame_of
from ..markup.languages import format_date
from ..model.files import fingerprint
from ..model.records import IssueRecord

MOST = 100_000
"""Bytes: Gmail hides what a message has beyond 102 kB."""
FOLDER = "mail"
WIDTH = 552
"""Pixels: of the column, without its margins."""
HTML, TEXT = ".html", ".txt"

COLUMNS = 72
# Cells are words of their row.
_BLOCKS = BLOCKS - {"td", "th"} | {"tbody", "thead"}
_OWN_WORDS = etree.XPath(f"text() | *[not(self::{' or self::'.join(sorted(_BLOCKS))})]//text()")
_UNDER = {"h2": "=", "h3": "-"}
_BESIDE = {"aside": "| ", "blockquote": "> ", "pre": "    "}


def editions(app: Sphinx, builder: StandaloneHTMLBuilder) -> Iterator[Output]:
    """Yield both forms of each issue; addresses in them are absolute, so the site needs one.

    A release has none: what once went out goes out no more.
    """
    domain = periodical_domain(builder.env)
    if not domain.publication.base_url or builder.config.periodical_release:
        return
    kept, frame = KeptContents(builder), frame_of(builder, FOLDER, ".mjml", ".txt")
    for issue in domain.concordance.issues:
        mark = fingerprint(frame, kept.whole_mark(issue))
        for ending in (HTML, TEXT):
            make = partial(edition, issue, ending, kept, builder)
            yield Output(f"{FOLDER}/{issue.id}{ending}", mark, make)


def edition(
    issue: IssueRecord, ending: str, kept: KeptContents, builder: StandaloneHTMLBuilder
) -> bytes:
    """Return the edition of an issue in a form."""
    domain, content = periodical_domain(builder.env), kept.of(issue.docname)
    pdf = domain.publication.address_of(f"{issue.docname}.pdf")
    shown: dict[str, Any] = {
        "publication": domain.publication,
        "head": issue.head,
        "content": content,
        "authors": domain.authors_of(issue),
        "day": format_date(issue.head.date),
        "pdf": pdf if "pdf" in builder.config.periodical_documents else "",
    }
    if ending == HTML:
        return as_html(content, shown, builder)
    shown["text"], shown["notes"] = as_text(without_names(content.whole()))
    return str(builder.templates.render("mail.txt", shown)).encode()


def as_html(content: Content, shown: dict[str, Any], builder: StandaloneHTMLBuilder) -> bytes:
    """Return an edition as HTML; of what is too long, the beginning, with a link to the rest."""
    count = len(content.parts)

    @cache
    def made(parts: int) -> bytes:
        """Return it with so many parts; with -1, there is nothing but the link."""
        text = content._replace(parts=content.parts[: max(0, parts)]).whole()
        text = etree.Element("div") if parts < 0 else _in_tables(without_names(text))
        shown["text"], shown["is_whole"] = etree.tostring(text, encoding="unicode"), parts == count
        out = mjml2html(builder.templates.render("mail.mjml", shown)).replace("<title></title>", "")
        return css_inline.inline(out, keep_at_rules=True, load_remote_stylesheets=False).encode()

    if len(whole := made(count)) <= MOST:
        return whole
    fits = bisect_right(range(-1, count), MOST, key=lambda parts: len(made(parts)))
    return made(max(-1, fits - 2))


def without_names(text: etree._Element) -> etree._Element:
    """Take the links to pages of names out of a text: in a letter they would be too many."""
    for link in text.xpath("//a[@class]"):
        link.tag = "name"
    etree.strip_tags(text, "name")
    return text


def _in_tables(text: etree._Element) -> etree._Element:
    """Put what stands beside a text in a table: Outlook draws no lines at other elements.

    It knows a picture's width by the attribute alone. Unshown, one without a height leaves no hole.
    """
    etree.strip_attributes(text, "id", "data-source", "height")
    for image in text.iter("img"):
        image.set("width", str(min(WIDTH, int(image.get("width", WIDTH)))))
    for aside in list(text.iter("aside")):
        inner = list(aside)
        aside.tag = "table"
        aside.attrib.update({"role": "presentation", "width": "100%", "cellpadding": "0"})
        etree.SubElement(etree.SubElement(aside, "tr"), "td").extend(inner)
    return text


def as_text(whole: etree._Element) -> tuple[str, list[str]]:
    """Return the words of a text, and the addresses to which numbers in brackets refer."""
    notes: dict[str, int] = {}
    for link in whole.xpath("//a[not(ancestor::sup)]"):
        address = link.get("href").removeprefix("mailto:")
        if "".join(link.itertext()).strip() != address:
            number = notes.setdefault(address, len(notes) + 1)
            etree.SubElement(link, "span").text = f" [{number}]"
    for number in whole.iter("sup"):
        number.text, number.tail = "(", f"){number.tail or ''}"
    for cell in whole.xpath("//tr/*[position() > 1]"):
        cell.text = f" | {cell.text or ''}"
    return "\n\n".join(_blocks(whole, "", "")), list(notes)


def _blocks(element: etree._Element, first: str, rest: str) -> Iterator[str]:
    """Yield the blocks in an element; its first line begins with `first`, others with `rest`."""
    if element.tag == "pre":
        yield "\n".join(f"{rest}{line}" for line in "".join(element.itertext()).splitlines())
        return
    inner = [child for child in element if child.tag in _BLOCKS]
    if words := " ".join("".join(_OWN_WORDS(element)).split()):
        lines = fill(
            words, COLUMNS, initial_indent=first, subsequent_indent=rest,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        width = max(map(len, lines.splitlines()))
        yield f"{lines}\n{_UNDER[element.tag] * width}" if element.tag in _UNDER else lines
        first = rest
    if element.tag in ("ul", "ol"):
        items = []
        for number, item in enumerate(inner, start=1):
            sign = f"{number}. " if element.tag == "ol" else "- "
            items.append([*_blocks(item, f"{rest}{sign}", f"{rest}{' ' * len(sign)}")])
        tight = all(len(item) == 1 for item in items)
        yield ("\n" if tight else "\n\n").join("\n".join(item) for item in items)
        return
    for child in inner:
        sign = _BESIDE.get(child.tag, "")
        blocks = _blocks(child, f"{first}{sign}", f"{rest}{sign}")
        # A sign goes on between the blocks beside which it stands.
        yield from [f"\n{rest}{sign.strip()}\n".join(blocks)] if sign else blocks
        first = rest


def setup_mail(app: Sphinx) -> None:
    """Register the editions of all issues."""
    app.connect(OUTPUTS, editions)
