"""The archive, and a page a year."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from ...domain import PeriodicalDomain
from ...model.records import IssueRecord
from ...model.registry import EntryKind
from ...words import _
from ..addresses import ARCHIVE, index_page, year_page
from ..card import Card, card_of
from ..generated_page import GeneratedPage, parted, ways_to
from .indexes import Listed, leading


def archive_pages(
    domain: PeriodicalDomain, listed: Mapping[EntryKind, Sequence[Listed]]
) -> Iterator[GeneratedPage]:
    """Yield the archive, by year, by topic and by place, and the pages of the years."""
    years = parted(reversed(domain.chronicle.issues), lambda issue: issue.year)
    ways = [
        (kind.plural, index_page(kind.plural), leading(listed[kind]), len(listed[kind]))
        for kind in (EntryKind.TOPIC, EntryKind.PLACE)
        if kind in listed
    ]

    def cards(issues: Sequence[IssueRecord]) -> list[Card]:
        return [card_of(issue, domain.registry) for issue in issues]

    def archive() -> dict[str, Any]:
        newest = cards(next(iter(years.values()), []))
        counts = ways_to(ARCHIVE, years)
        return {"title": _("All issues"), "years": counts, "ways": ways, "newest": newest}

    def of_year(year: int) -> dict[str, Any]:
        title, has_volume = _("Issues of %s") % year, year in domain.volumes
        return {"title": title, "year": year, "has_volume": has_volume, "cards": cards(years[year])}

    yield GeneratedPage(ARCHIVE, "archive.html", archive)
    for year in years:
        yield GeneratedPage(year_page(year), "year.html", partial(of_year, year))
