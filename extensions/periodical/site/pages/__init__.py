"""Pages made from records alone, old addresses among them; written when what they show changes."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from ... import ROOMS
from ...domain import PeriodicalDomain
from ...markup.reading import report
from ...model.messages import Complaint
from ...model.values import file_name_complaint, same_name
from ...words import _
from ..changes import SUFFIX, changes_page_of, changes_pages, corrections_pages
from ..generated_page import GeneratedPage
from ..links import EDITION, NOT_FOUND, SEARCH
from .collections import collections_of
from .entries import entry_pages, index_pages


def generated_pages(domain: PeriodicalDomain) -> dict[str, GeneratedPage]:
    """Return all pages that are made from records, by name."""
    ways, collections = collections_of(domain)
    pages = [*index_pages(domain, ways), *collections, *entry_pages(domain)]
    pages += [*corrections_pages(domain), *changes_pages(domain)]
    if SEARCH in ROOMS:
        host = urlsplit(domain.publication.base_url).hostname
        pages.append(GeneratedPage.of(SEARCH, "search.html", title=_("Search"), host=host))
    if release := domain.env.config.periodical_release:
        pages.append(GeneratedPage.of(EDITION, "edition.html", title=_("Edition %s") % release))
    else:
        pages.append(GeneratedPage.of(NOT_FOUND, "404.html", title=_("No such page")))
    made: dict[str, GeneratedPage] = {}
    for page in (*pages, *_redirects(domain)):
        # An author may be called Index: the first page at an address has it.
        made.setdefault(page.name, page)
    return made | {page.name: page for page in _redirects_of_maintainers(domain, made)}


def _redirects(domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    """Yield the pages at old addresses of issues, and where a release may have their changes."""
    taken = {same_name(page) for page in (*domain.env.found_docs, *domain.issues)}
    for issue in sorted(domain.concordance.issues, key=lambda each: each.docname):
        title = issue.head.title
        old = [each.removesuffix(".html") for each in issue.head.moved_pages]
        for page in old:
            # An address that is claimed twice has been reported.
            if same_name(page) not in taken:
                taken.add(same_name(page))
                yield _redirect(page, issue.docname, title)
        if domain.released.get(issue.docname):
            target = changes_page_of(issue.docname, domain) or issue.docname
            for page in (*old, *([issue.docname] if issue.head.is_withdrawn else ())):
                yield _redirect(f"{page}{SUFFIX}", target, title)


def _redirect(page: str, target: str, title: str) -> GeneratedPage:
    return GeneratedPage(page, "redirect.html", lambda: {"title": title, "target": target}, target)


def _redirects_of_maintainers(
    domain: PeriodicalDomain, made: Mapping[str, GeneratedPage]
) -> Iterator[GeneratedPage]:
    """Yield the redirects of `conf.py`, for pages without front matter; `made` are all others."""
    taken = {same_name(page) for page in (*made, *domain.env.found_docs)}
    titles = {page: each.astext() for page, each in domain.env.titles.items()}
    for old, new in domain.publication.redirects.items():
        page, target = old.removesuffix(".html"), new.removesuffix(".html")
        if same_name(page) in taken:
            wrong = "redirect-of-page"
        elif not re.fullmatch(r"(?:\w[\w-]*/)*\w[\w.-]*", page) or file_name_complaint(page):
            wrong = "redirect-no-address"
        elif target in made or target in titles:
            title = str(made[target].shown()["title"]) if target in made else titles[target]
            yield _redirect(page, target, title)
            continue
        else:
            wrong = "redirect-to-nowhere"
        report(Complaint(wrong, address=old, target=new).at("conf.py"))
