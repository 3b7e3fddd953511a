"""The archive, and a page a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...domain import PeriodicalDomain
from ...model.records import IssueRecord
from ...model.registry import EntryKind
from ..addresses import A_TO_Z, ARCHIVE, index_page, year_page
from ..card import Cards
from ..generated_page import GeneratedPage
from .indexes import Listed, leading


def archive_pages(
    domain: PeriodicalDomain, cards: Cards, listed: Mapping[EntryKind, Sequence[Listed]]
) -> Iterator[GeneratedPage]:
    """Yield the archive, by year, by topic and by place, and the pages of the years."""
    years: dict[int, list[IssueRecord]] = defaultdict(list)
    for issue in reversed(domain.chronicle.issues):
        years[issue.year].append(issue)
    counts = [(year, year_page(year), len(issues)) for year, issues in years.items()]
    newest = next(iter(years.values()), [])
    ways = [
        (kind.plural, index_page(kind.plural), leading(listed[kind]), len(listed[kind]))
        for kind in (EntryKind.TOPIC, EntryKind.PLACE)
        if kind in listed
    ]

    def archive() -> dict[str, Any]:
        return {
            "title": "All issues",
            "years": counts,
            "ways": ways,
            "newest": [cards.of(issue) for issue in newest],
            "a_to_z": A_TO_Z,
        }

    fingerprints = [cards.fingerprint(issue) for issue in newest]
    yield GeneratedPage(ARCHIVE, "archive.html", (counts, ways, fingerprints), archive)
    for year, issues in years.items():
        yield _year(year, issues, cards, year in domain.volumes)


def _year(
    year: int, issues: Sequence[IssueRecord], cards: Cards, has_volume: bool
) -> GeneratedPage:
    def context() -> dict[str, Any]:
        listed = [cards.of(issue) for issue in issues]
        return {"title": f"Issues of {year}", "year": year, "cards": listed}

    return GeneratedPage(
        year_page(year), "year.html", [has_volume, *map(cards.fingerprint, issues)], context
    )
