"""What hosts and crawlers ask for at the root of a site.

`robots.txt` (RFC 9309), `security.txt` (RFC 9116) and `_headers`, which hosts of static files read,
are templates in `root/`; the map of the site is made from the records (https://www.sitemaps.org).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from lxml import etree
from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..domain import PeriodicalDomain
from ..ledger.inputs import code_of
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output
from ..model.records import IssueRecord
from ..model.registry import entry_page
from .addresses import ARCHIVE, CORRECTIONS, part_page, year_page
from .builder import SiteBuilder

TEMPLATES = ("robots.txt", "_headers", ".well-known/security.txt")
SITEMAP = "sitemap.xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_ADDRESSES = 50_000
"""How many a map may have; of a larger site there are several, and an index of them."""


def files_at_root(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the files; of an edition, which is no site of its own, there are none."""
    if not isinstance(builder, SiteBuilder) or builder.config.periodical_release:
        return
    shown = {"publication": builder.domain.publication}
    for path in TEMPLATES:
        text = builder.templates.render(f"root/{path}", shown)
        if text.strip():
            yield Output(path, fingerprint(text), text.encode)
    if builder.domain.publication.base_url:
        mark = fingerprint(code_of("site"), builder.inputs)
        count = -(-len(_listed(builder)) // MOST_ADDRESSES)
        names = [SITEMAP] if count < 2 else [f"sitemap-{number}.xml" for number in range(count)]
        for number, name in enumerate(names):
            yield Output(name, mark, lambda number=number: _map(builder, number))  # type: ignore[misc]
        if count > 1:
            yield Output(SITEMAP, fingerprint(mark, names), lambda: _written("sitemap", {
                builder.domain.publication.address_of(name): None for name in names
            }))  # fmt: skip


def _listed(builder: SiteBuilder) -> list[str]:
    """Return the pages that are no old addresses."""
    return [page for page, leads_to in builder.addresses().items() if not leads_to]


def _map(builder: SiteBuilder, number: int) -> bytes:
    days = _days(builder.domain)
    pages = _listed(builder)[number * MOST_ADDRESSES :][:MOST_ADDRESSES]
    address_of = builder.domain.publication.address_of
    return _written("url", {address_of(f"{page}.html"): days.get(page) for page in pages})


def _days(domain: PeriodicalDomain) -> dict[str, date]:
    """Return on which day each page has changed, where the issues say: the latest that it shows."""
    issues = domain.chronicle.issues
    days = {issue.docname: issue.head.modified for issue in issues}

    def note(page: str, shown: Iterable[IssueRecord]) -> None:
        if modified := [issue.head.modified for issue in shown]:
            days[page] = max(modified)

    for page in (domain.env.config.root_doc, ARCHIVE, CORRECTIONS):
        note(page, issues)
    for year in domain.chronicle.years:
        note(year_page(year), (issue for issue in issues if issue.year == year))
    for key in domain.concordance.entries:
        shown = [domain.issues[name] for name in domain.concordance.issues_with(key)]
        note(entry_page(key), shown)
        for year in {issue.year for issue in shown}:
            note(part_page(entry_page(key), year), (issue for issue in shown if issue.year == year))
    return days


def _written(kind: str, addresses: dict[str, date | None]) -> bytes:
    root = etree.Element("urlset" if kind == "url" else "sitemapindex", nsmap={None: NAMESPACE})
    for address, day in addresses.items():
        element = etree.SubElement(root, kind)
        etree.SubElement(element, "loc").text = address
        if day:
            etree.SubElement(element, "lastmod").text = day.isoformat()
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
