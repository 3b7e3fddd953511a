"""What hosts and crawlers ask for at the root of a site.

`robots.txt` (RFC 9309), `security.txt` (RFC 9116) and `_headers`, which hosts of static files read,
are templates in `root/`; the map of the site is made from the records (https://www.sitemaps.org).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial

from lxml import etree
from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..domain import PeriodicalDomain
from ..ledger.inputs import code_of
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output
from ..model.publication import Publication
from ..model.registry import entry_page
from .addresses import ARCHIVE, CORRECTIONS, part_page, year_page
from .builder import SiteBuilder

TEMPLATES = ("robots.txt", "_headers", ".well-known/security.txt")
SITEMAP, NAMESPACE = "sitemap.xml", "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_ADDRESSES = 50_000
"""How many a map may have; of a larger site there are several, and an index of them."""


def files_at_root(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the files; of an edition, which is no site of its own, there are none."""
    if not isinstance(builder, SiteBuilder) or builder.config.periodical_release:
        return
    publication = builder.domain.publication
    for path in TEMPLATES:
        text = builder.templates.render(f"root/{path}", {"publication": publication})
        if text.strip():
            yield Output(path, fingerprint(text), text.encode)
    if publication.base_url:
        mark = fingerprint(code_of("site"), builder.inputs)
        pages = [page for page, leads_to in builder.addresses().items() if not leads_to]
        maps = {
            f"sitemap-{first}.xml" if first else SITEMAP: pages[first : first + MOST_ADDRESSES]
            for first in range(0, len(pages), MOST_ADDRESSES)
        }
        if len(maps) > 1:
            maps["sitemap-0.xml"] = maps.pop(SITEMAP)
            yield Output(SITEMAP, mark, partial(_written, publication, "sitemap", maps))
        for name, some in maps.items():
            yield Output(name, mark, partial(_map, builder.domain, some))


def _map(domain: PeriodicalDomain, pages: Iterable[str]) -> bytes:
    """Return the map of some pages, each with the day of its last change, where issues say it."""
    shown = _issues_shown(domain)
    days = {
        f"{page}.html": max(
            (domain.issues[issue].head.modified for issue in shown.get(page, ())), default=None
        )
        for page in pages
    }
    return _written(domain.publication, "url", days)


def _issues_shown(domain: PeriodicalDomain) -> dict[str, Iterable[str]]:
    """Return which issues pages show."""
    shown: dict[str, Iterable[str]] = {name: [name] for name in domain.issues}
    shown |= dict.fromkeys((domain.env.config.root_doc, ARCHIVE, CORRECTIONS), domain.issues)
    of_entries = {
        entry_page(key): domain.concordance.issues_with(key) for key in domain.concordance.entries
    }
    shown |= of_entries
    for year in domain.chronicle.years:
        of_year = {name for name, issue in domain.issues.items() if issue.year == year}
        shown[year_page(year)] = of_year
        shown |= {part_page(page, year): of_year & issues for page, issues in of_entries.items()}
    return shown


def _written(publication: Publication, kind: str, files: Mapping[str, object]) -> bytes:
    root = etree.Element("urlset" if kind == "url" else "sitemapindex", nsmap={None: NAMESPACE})
    for path, day in files.items():
        element = etree.SubElement(root, kind)
        etree.SubElement(element, "loc").text = publication.address_of(path)
        if isinstance(day, date):
            etree.SubElement(element, "lastmod").text = day.isoformat()
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
