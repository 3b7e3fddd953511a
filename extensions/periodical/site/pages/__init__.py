"""Pages made from records alone; written only when what they show changes."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from ... import ROOMS
from ...domain import PeriodicalDomain
from ...words import _
from ..addresses import EDITION, NOT_FOUND, SEARCH
from ..changes import changes_pages, corrections_pages
from ..generated_page import GeneratedPage
from .collections import collections_of
from .entries import entry_pages
from .indexes import index_pages
from .redirects import redirects, redirects_of_maintainers


def generated_pages(domain: PeriodicalDomain) -> dict[str, GeneratedPage]:
    """Return all pages that are made from records, by name."""
    made: dict[str, GeneratedPage] = {}
    for page in _pages_of_records(domain):
        # An author may be called Index: the first page at an address has it.
        made.setdefault(page.name, page)
    return made | {page.name: page for page in redirects_of_maintainers(domain, made)}


def _pages_of_records(domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    ways, collections = collections_of(domain)
    yield from index_pages(domain, ways)
    yield from collections
    yield from entry_pages(domain)
    yield from corrections_pages(domain)
    yield from changes_pages(domain)
    if SEARCH in ROOMS:
        host = urlsplit(domain.publication.base_url).hostname
        yield GeneratedPage.of(SEARCH, "search.html", title=_("Search"), host=host)
    if release := domain.env.config.periodical_release:
        yield GeneratedPage.of(EDITION, "edition.html", title=_("Edition %s") % release)
    else:
        yield GeneratedPage.of(NOT_FOUND, "404.html", title=_("No such page"))
    yield from redirects(domain)
