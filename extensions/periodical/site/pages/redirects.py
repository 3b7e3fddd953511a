"""Old addresses, and where they lead: of issues, and of pages that have no front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...domain import PeriodicalDomain
from ...markup.parser import report
from ...model.problem import Code, Problem
from ..generated_page import GeneratedPage

REDIRECT = "redirect.html"
"""The template of a page that only says where another is."""


def redirects(domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    """Yield the pages at old addresses of issues."""
    claimed: dict[str, str] = {}
    for issue in sorted(domain.chronicle.issues, key=lambda each: each.docname):
        for address in issue.head.moved_pages:
            page = re.sub(r"\.html$", "", address)
            owner = claimed.get(page) or (f"{page}.md" if page in domain.issues else None)
            if owner is not None or page in domain.env.found_docs:
                report(
                    Problem(
                        f"{issue.docname}.md",
                        1,
                        1,
                        Code.REDIRECT,
                        f"The old address {address} belongs to {owner or page}.",
                        "Take it out of redirect_from.",
                    )
                )
                continue
            claimed[page] = f"{issue.docname}.md"
            yield _redirect(page, issue.docname, issue.head.title)


def _redirect(page: str, target: str, title: str) -> GeneratedPage:
    context = {"title": title, "target": target}
    return replace(GeneratedPage.of(page, REDIRECT, context), leads_to=target)


def redirects_of_maintainers(
    domain: PeriodicalDomain, made: Mapping[str, GeneratedPage]
) -> Iterator[GeneratedPage]:
    """Yield the redirects of `conf.py`, for pages that no front matter belongs to.

    Parameters
    ----------
    domain
        The records.
    made
        All other pages that are made, by name.
    """
    for old, new in domain.env.config.periodical_redirects.items():
        page, target = (re.sub(r"\.html$", "", str(address)) for address in (old, new))
        if page in made or page in domain.env.found_docs:
            complaint = f"The old address {old} belongs to a page."
            advice = "Take it out of periodical_redirects."
        elif ".." in page.split("/") or not re.fullmatch(r"\w[\w.-]*(?:/\w[\w.-]*)*", page):
            complaint = f"{old} is not the address of a page of this site."
            advice = "Write it as in people/old-name.html."
        elif target in made:
            yield _redirect(page, target, str(made[target].context()["title"]))
            continue
        elif target in domain.env.found_docs:
            yield _redirect(page, target, domain.env.titles[target].astext())
            continue
        else:
            complaint = f"The page {new}, to which {old} should lead, does not exist."
            advice = "Name a page of the site in periodical_redirects."
        report(Problem("conf.py", 1, 1, Code.REDIRECT, complaint, advice))
