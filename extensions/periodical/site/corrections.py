"""The pages of corrections: every change that readers were told of, newest first, year by year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ..domain import PeriodicalDomain
from ..markup.dates import format_date
from ..model.records import IssueRecord
from .card import Card, card_of
from .changes import changes_page_of
from .generated_page import GeneratedPage

CORRECTIONS = "corrections/index"


def corrections_page(year: int) -> str:
    """Return the name of the page of a year's corrections."""
    return f"corrections/{year}"


@dataclass(frozen=True)
class ListedRevision:
    """A revision of the front matter, as the pages of corrections list it.

    Args:
        day: The date in words.
        page, anchor: Where it stands for good; an underscore parts it from headings' addresses.
        changes: The page of the issue's changes, or `None`.
    """

    card: Card
    kind: str
    date: str
    day: str
    note: str
    page: str
    anchor: str
    changes: str | None


def corrections_pages(domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    """Yield the page of all years, and a page a year."""
    years: dict[int, list[ListedRevision]] = defaultdict(list)
    entries = [entry for issue in domain.chronicle.issues for entry in _entries(issue, domain)]
    entries.sort(key=lambda entry: entry.date)
    # Of one day, the latest issue and its latest entry come first too.
    for entry in reversed(entries):
        years[int(entry.date[:4])].append(entry)
    counts = [(year, corrections_page(year), len(listed)) for year, listed in years.items()]
    newest = next(iter(years.values()), [])
    yield GeneratedPage.of(
        CORRECTIONS,
        "corrections.html",
        {"title": "Corrections", "years_of_corrections": counts, "entries": newest},
    )
    for year, listed in years.items():
        yield GeneratedPage.of(
            corrections_page(year),
            "corrections.html",
            {"title": f"Corrections of {year}", "entries": listed},
        )


def _entries(issue: IssueRecord, domain: PeriodicalDomain) -> Iterator[ListedRevision]:
    days: Counter[str] = Counter()
    for revision in issue.head.revisions:
        date = revision.date.isoformat()
        days[date] += 1
        number = f"_{days[date]}" if days[date] > 1 else ""
        yield ListedRevision(
            card=card_of(issue, domain.registry),
            kind=str(revision.kind),
            date=date,
            day=format_date(revision.date),
            note=revision.note,
            page=corrections_page(revision.date.year),
            anchor=f"{issue.id}_{date}{number}",
            changes=changes_page_of(issue.docname, domain),
        )
