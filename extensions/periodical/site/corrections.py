"""The pages of corrections: every change that readers were told of, newest first, year by year."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ..domain import PeriodicalDomain
from ..model.issue import Revision
from ..model.records import IssueRecord
from ..words import _
from .addresses import CORRECTIONS, part_page
from .card import Card, card_of
from .changes import changes_page_of
from .generated_page import GeneratedPage, parted, ways_to


class ListedRevision(NamedTuple):
    """A revision of the front matter, as the pages of corrections list it.

    Args:
        page, anchor: Where it stands for good; an underscore parts it from headings' addresses.
        changes: The page of the issue's changes, or `None`.
    """

    revision: Revision
    card: Card
    page: str
    anchor: str
    changes: str | None


def corrections_pages(domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    """Yield the page of all years, and a page a year."""
    listed = [each for issue in domain.chronicle.issues for each in _revisions(issue, domain)]
    listed.sort(key=lambda each: each.revision.date)
    # Of one day, the latest issue and its latest entry come first too.
    years = parted(reversed(listed), lambda each: each.revision.date.year)
    newest, ways = next(iter(years.values()), []), ways_to(CORRECTIONS, years)
    about = {"title": _("Corrections"), "years_of_corrections": ways, "entries": newest}
    yield GeneratedPage.of(CORRECTIONS, "corrections.html", **about)
    for year, page, _count in ways:
        about = {"title": _("Corrections of %s") % year, "entries": years[year]}
        yield GeneratedPage.of(page, "corrections.html", **about)


def _revisions(issue: IssueRecord, domain: PeriodicalDomain) -> Iterator[ListedRevision]:
    card, changes = card_of(issue, domain.registry), changes_page_of(issue.docname, domain)
    days: Counter[date] = Counter()
    for each in issue.head.revisions:
        days[each.date] += 1
        number = f"_{days[each.date]}" if days[each.date] > 1 else ""
        page, anchor = part_page(CORRECTIONS, each.date.year), f"{issue.id}_{each.date}{number}"
        yield ListedRevision(each, card, page, anchor, changes)
