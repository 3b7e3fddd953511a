"""What hosts and crawlers ask for at the root of a site: files from templates in `root/`.

`robots.txt` (RFC 9309), `security.txt` (RFC 9116), `_headers`, which hosts of static files read,
and the map of the site (https://www.sitemaps.org).
"""

from collections.abc import Collection, Iterator
from datetime import date

from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..domain import PeriodicalDomain
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output, code_of, templates
from ..model.records import IssueRecord
from ..model.registry import entry_page
from .addresses import ARCHIVE, CORRECTIONS, part_page, year_page
from .builder import SiteBuilder

TEMPLATES = ("robots.txt", "_headers", ".well-known/security.txt")
SITEMAP = "sitemap.xml"


def files_at_root(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the files; of an edition, which is no site of its own, there are none."""
    if not isinstance(builder, SiteBuilder) or builder.config.periodical_release:
        return
    publication = builder.domain.publication

    def made(name: str, **shown: object) -> str:
        return str(builder.templates.render(f"root/{name}", {"publication": publication, **shown}))

    for path in TEMPLATES:
        if (text := made(path)).strip():
            yield Output(path, fingerprint(text), text.encode)
    if publication.base_url:
        mark = fingerprint(code_of("site"), builder.inputs, templates(builder, SITEMAP))
        yield Output(SITEMAP, mark, lambda: made(SITEMAP, pages=_mapped(builder)).encode())


def _mapped(builder: SiteBuilder) -> Iterator[tuple[str, date | None, list[IssueRecord]]]:
    """Yield the pages, each with the day of its last change, where issues say it, and languages."""
    domain = builder.domain
    shown = _issues_shown(domain)
    for page, leads_to in builder.addresses().items():
        if not leads_to:
            days = (domain.issues[issue].head.modified for issue in shown.get(page, ()))
            issue = domain.issues.get(page)
            others = domain.concordance.in_other_languages(issue) if issue else []
            yield page, max(days, default=None), [issue, *others] if issue and others else []


def _issues_shown(domain: PeriodicalDomain) -> dict[str, Collection[str]]:
    """Return which issues pages show."""
    shown: dict[str, Collection[str]] = {name: [name] for name in domain.issues}
    shown |= dict.fromkeys((domain.env.config.root_doc, ARCHIVE, CORRECTIONS), domain.issues)
    of_entries = {entry_page(key): issues for key, issues in domain.concordance.entries.items()}
    shown |= of_entries
    for year in domain.concordance.years:
        of_year = {name for name, issue in domain.issues.items() if issue.year == year}
        shown[year_page(year)] = of_year
        shown |= {part_page(page, year): of_year & issues for page, issues in of_entries.items()}
    return shown
