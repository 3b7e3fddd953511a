"""Old addresses, and where they lead: of issues, and of pages that have no front matter."""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from ...domain import PeriodicalDomain
from ...markup.parser import report
from ...model.messages import Complaint
from ...model.records import IssueRecord
from ...model.values import file_name_complaint, same_name
from ..changes import SUFFIX, changes_page_of
from ..generated_page import GeneratedPage

REDIRECT = "redirect.html"
"""The template of a page that only says where another is."""


def redirects(domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    """Yield the pages at old addresses of issues."""
    taken = {same_name(page) for page in (*domain.env.found_docs, *domain.issues)}
    for issue in sorted(domain.concordance.issues, key=lambda each: each.docname):
        for address in issue.head.moved_pages:
            page = address.removesuffix(".html")
            # An address that is claimed twice has been reported.
            if same_name(page) not in taken:
                taken.add(same_name(page))
                yield _redirect(page, issue.docname, issue.head.title)
        yield from _redirects_of_changes(issue, domain)


def _redirects_of_changes(issue: IssueRecord, domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    """Yield the pages at which a release may have had an issue's *What changed*."""
    old = [address.removesuffix(".html") for address in issue.head.moved_pages]
    if issue.head.is_withdrawn:
        old.append(issue.docname)
    if domain.released.get(issue.docname):
        target = changes_page_of(issue.docname, domain) or issue.docname
        for page in old:
            yield _redirect(f"{page}{SUFFIX}", target, issue.head.title)


def _redirect(page: str, target: str, title: str) -> GeneratedPage:
    return GeneratedPage(page, REDIRECT, partial(dict, title=title, target=target), target)


def redirects_of_maintainers(
    domain: PeriodicalDomain, made: Mapping[str, GeneratedPage]
) -> Iterator[GeneratedPage]:
    """Yield the redirects of `conf.py`, for pages without front matter; `made` are all others."""
    taken = {same_name(page) for page in (*made, *domain.env.found_docs)}
    for old, new in domain.env.config.periodical_redirects.items():
        page, target = (re.sub(r"\.html$", "", str(address)) for address in (old, new))
        if same_name(page) in taken:
            wrong = "redirect-of-page"
        elif not re.fullmatch(r"(?:\w[\w-]*/)*\w[\w.-]*", page) or file_name_complaint(page):
            wrong = "redirect-no-address"
        elif target in made:
            yield _redirect(page, target, str(made[target].shown()["title"]))
            continue
        elif target in domain.env.found_docs:
            yield _redirect(page, target, domain.env.titles[target].astext())
            continue
        else:
            wrong = "redirect-to-nowhere"
        report(Complaint(wrong, address=old, target=new).at("conf.py"))
