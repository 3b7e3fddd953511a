"""The e-mail edition: HTML by `_templates/mail.mjml`, and text by `_templates/mail.txt`.

Mail programs understand little of HTML and less of CSS: MJML lays out what they do, and css-inline
puts each rule where it is used. A program that shows no pictures loses nothing but them.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import css_inline
from lxml import etree
from mjml import mjml2html
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from ..content.text import Content, KeptContents
from ..domain import PeriodicalDomain, periodical_domain
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output, code_of, settings, templates
from ..markup.languages import format_date
from ..model.records import IssueRecord
from .plain_text import as_text

MOST = 100_000
"""Bytes: Gmail hides what a message has beyond 102 kB."""
FOLDER = "mail"
WIDTH = 552
"""Pixels: of the column, without its margins."""
HTML, TEXT = ".html", ".txt"


def editions(app: Sphinx, builder: StandaloneHTMLBuilder) -> Iterator[Output]:
    """Yield both forms of each issue; addresses in them are absolute, so the site needs one.

    A release has none: what once went out goes out no more.
    """
    domain = periodical_domain(builder.env)
    if not domain.publication.base_url or builder.config.periodical_release:
        return
    kept = KeptContents(builder)
    forms = templates(builder, ".mjml"), templates(builder, ".txt")
    frame = fingerprint(code_of(FOLDER), settings(builder.config), forms)
    for issue in domain.concordance.issues:
        mark = fingerprint(frame, kept.marks(issue))
        for ending, form in ((HTML, as_html), (TEXT, as_plain)):
            yield Output(f"{FOLDER}/{issue.id}{ending}", mark, partial(form, issue, kept, builder))


def as_html(issue: IssueRecord, kept: KeptContents, builder: StandaloneHTMLBuilder) -> bytes:
    """Return an edition as HTML; of what is too long, the beginning, with a link to the rest."""
    content = kept.of(issue.docname)
    shown, count = _context(issue, content, builder), len(content.parts)

    @cache
    def made(parts: int) -> bytes:
        """Return it with so many parts; with -1, there is nothing but the link."""
        text = content._replace(parts=content.parts[: max(0, parts)]).whole()
        text = etree.Element("div") if parts < 0 else _in_tables(without_names(text))
        shown["text"], shown["is_whole"] = etree.tostring(text, encoding="unicode"), parts == count
        markup = mjml2html(builder.templates.render("mail.mjml", shown))
        return _inliner().inline(markup).encode()

    if len(whole := made(count)) <= MOST:
        return whole
    fits = bisect_right(range(-1, count), MOST, key=lambda parts: len(made(parts)))
    return made(max(-1, fits - 2))


def as_plain(issue: IssueRecord, kept: KeptContents, builder: StandaloneHTMLBuilder) -> bytes:
    """Return an edition as text."""
    content = kept.of(issue.docname)
    words, notes = as_text(without_names(content.whole()))
    shown = {**_context(issue, content, builder), "text": words, "notes": notes}
    return str(builder.templates.render("mail.txt", shown)).encode()


def without_names(text: etree._Element) -> etree._Element:
    """Take the links to pages of names out of a text: in a letter they would be too many."""
    for link in text.xpath("//a[@class]"):
        link.tag = "name"
    etree.strip_tags(text, "name")
    return text


def _in_tables(text: etree._Element) -> etree._Element:
    """Put what stands beside a text in a table: Outlook draws no lines at other elements.

    It also knows the width of a picture from the attribute alone. Without a height, one that is not
    shown leaves no hole.
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


def _context(
    issue: IssueRecord, content: Content, builder: StandaloneHTMLBuilder
) -> dict[str, Any]:
    domain: PeriodicalDomain = periodical_domain(builder.env)
    publication = domain.publication
    has_pdf = "pdf" in builder.config.periodical_documents
    pdf = publication.address_of(f"{issue.docname}.pdf") if has_pdf else ""
    return {
        "publication": publication,
        "head": issue.head,
        "content": content,
        "authors": domain.authors_of(issue),
        "day": format_date(issue.head.date, issue.head.language),
        "pdf": pdf,
        "corrections": publication.address_of("corrections/index.html"),
        "subscribe": publication.address_of("subscribe.html"),
    }


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
