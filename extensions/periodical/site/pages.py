"""The pages that no one writes: the archive, years, authors, corrections, changes and redirects.

Each is made from records alone, and is written only when what it shows has changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sphinx.application import Sphinx

from ..domain import PeriodicalDomain
from ..markup.parser import report
from ..model.problem import Code, Problem
from ..model.publication import ISSUES_FOLDER
from ..model.records import IssueRecord
from ..model.registry import Person
from .card import Card, card_of
from .changes import changes_pages
from .corrections import corrections_pages
from .generated_page import GeneratedPage

ARCHIVE = f"{ISSUES_FOLDER}/index"


def year_page(year: int) -> str:
    """Return the name of the page of a year."""
    return f"{ISSUES_FOLDER}/{year}"


def person_page(person: str) -> str:
    """Return the name of the page of a person."""
    return f"people/{person}"


def generated_pages(domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    """Yield all pages that are made from records."""
    latest_first = domain.chronicle.issues[::-1]
    cards = {issue.docname: card_of(issue, domain.registry) for issue in latest_first}
    years: dict[int, list[Card]] = defaultdict(list)
    people: dict[str, tuple[Person, list[Card]]] = {}
    for issue in latest_first:
        card = cards[issue.docname]
        years[issue.year].append(card)
        for author in issue.head.authors:
            person = domain.registry.person(author)
            people.setdefault(person.id, (person, []))[1].append(card)
    counts = [(year, year_page(year), len(listed)) for year, listed in years.items()]
    newest = next(iter(years), None)
    yield GeneratedPage(
        ARCHIVE,
        "archive.html",
        {"title": "All issues", "years": counts, "newest": years.get(newest, []) if newest else []},
    )
    for year, listed in years.items():
        yield GeneratedPage(
            year_page(year),
            "year.html",
            {"title": f"Issues of {year}", "year": year, "cards": listed},
        )
    for person, listed in people.values():
        yield GeneratedPage(
            person_page(person.id),
            "person.html",
            {"title": person.name, "person": person, "cards": listed},
        )
    yield from corrections_pages(domain)
    yield from changes_pages(domain)
    yield from _redirects(domain, latest_first)


def _redirects(domain: PeriodicalDomain, issues: Sequence[IssueRecord]) -> Iterator[GeneratedPage]:
    claimed: dict[str, str] = {}
    for issue in sorted(issues, key=lambda each: each.docname):
        for address in issue.head.redirect_from:
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
            yield GeneratedPage(
                page, "redirect.html", {"title": issue.head.title, "target": issue.docname}
            )


def collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the pages that are due."""
    for page in getattr(app.builder, "due", ()):
        yield page.name, dict(page.context), page.template


def setup_pages(app: Sphinx) -> None:
    """Register the pages."""
    app.connect("html-collect-pages", collect_pages)
