"""A page for everyone and everything of the registry that issues mention, are about, or are by.

Who or what it is; the issues by and about them; the episodes with them; the stories of a thread;
and every mention with the sentence around it. Long lists are parted by years.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from ...domain import PeriodicalDomain
from ...model.concordance import Appearance, Concordance, Mention, ThreadPart
from ...model.records import IssueRecord
from ...model.registry import EntryKey, EntryKind, entry_page
from ...words import _
from ..addresses import index_page, part_page
from ..card import card_of, name_of_episode
from ..generated_page import ByYear, GeneratedPage, by_year
from .indexes import TITLES

_Years = Sequence[tuple[int, str, int]]


def entry_pages(domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    """Yield the pages of all entries."""
    for key in domain.concordance.entries:
        of_entry = _lists(key, domain.concordance).items()
        lists = {name: by_year(items, _SHOWN[name][0]) for name, items in of_entry if items}
        page, counts = entry_page(key), dict[int, int]()
        for year in sorted({year for each in lists.values() for year in each.apart}, reverse=True):
            counts[year] = sum(len(each.years.get(year, ())) for each in lists.values())
        years = [(year, part_page(page, year), count) for year, count in counts.items()]
        shown = partial(_shown, key, domain.concordance, lists, years)
        yield GeneratedPage(page, "entry.html", shown)
        for year, name, _count in years:
            yield GeneratedPage(name, "entry_year.html", partial(shown, year=year))


def _shown(
    key: EntryKey,
    concordance: Concordance,
    lists: Mapping[str, ByYear[Any]],
    years: _Years,
    *,
    year: int = 0,
) -> dict[str, Any]:
    """Return what the page of an entry shows, or that of one of its years."""
    entry = concordance.entry(key)
    when = f"{entry.name} in {year}: every mention, with its story"
    always = entry.description or f"{entry.name}: every mention, with its story and date"
    return {
        "title": f"{entry.name}, {year}" if year else entry.name,
        "description": when if year else always,
        "entry": entry,
        "kind": key[0],
        "kind_title": _(TITLES[key[0]]),
        "index": index_page(key[0].plural),
        "page": entry_page(key),
        "year": year,
        "years": years,
        "lists": {
            name: _SHOWN[name][1](each.years.get(year, []) if year else each.newest, concordance)
            for name, each in lists.items()
        },
    }


def _lists(key: EntryKey, concordance: Concordance) -> dict[str, Sequence[Any]]:
    """Return what there is of an entry, newest first, by what the template calls it."""
    kind, identifier = key
    mentions, named = concordance.mentions.get(key, []), concordance.by_head.get(key, [])
    if kind is EntryKind.PERSON:
        episodes = concordance.by_guest.get(identifier, [])
        return {"written": named, "episodes": episodes, "mentions": mentions}
    if kind is EntryKind.TOPIC:
        return {"about": named, "mentions": mentions}
    if kind is EntryKind.THREAD:
        # Its own stories are no mentions.
        others = [mention for mention in mentions if mention.record.sentence]
        return {"parts": concordance.threads.get(identifier, [])[::-1], "mentions": others}
    return {"mentions": mentions}


def _cards(issues: Sequence[IssueRecord], concordance: Concordance) -> list[object]:
    return [card_of(issue, concordance.registry) for issue in issues]


def _episodes(appearances: Sequence[Appearance], concordance: Concordance) -> list[object]:
    """Return episodes with a guest: each its issue, its address there, its name, the roles."""
    registry = concordance.registry
    return [
        (
            card_of(each.issue, registry),
            each.episode.anchor,
            name_of_episode(each.episode, registry) or _("Podcast"),
            each.guest.roles,
        )
        for each in appearances
    ]


def _parts(parts: Sequence[ThreadPart], concordance: Concordance) -> list[object]:
    """Return stories of a thread in the order of events: each its issue, itself, when and where."""
    known = concordance.registry.entries
    return [
        (
            card_of(part.issue, concordance.registry),
            part.story,
            part.date,
            [
                (known[key].name, entry_page(key))
                for key in ((EntryKind.PLACE, place) for place in part.story.places)
                if key in known
            ],
        )
        for part in reversed(parts)
    ]


def _quoted(mentions: Sequence[Mention], concordance: Concordance) -> list[object]:
    """Return the mentions, those of one issue together, with its card."""
    return [
        (card_of(together[0].issue, concordance.registry), [*map(_quotation, together)])
        for _, group in groupby(mentions, key=lambda mention: mention.issue.docname)
        for together in (list(group),)
    ]


def _quotation(mention: Mention) -> tuple[str, str, str, str, str, str | None]:
    """Return the story’s address and headline, the sentence with the words set apart, and a role.

    There are very many of them: a template takes the parts of a tuple faster than attributes. There
    are no words for a mention in the line under the headline, and no role that the sentence says.
    """
    record, issue = mention.record, mention.issue
    sentence, story = record.sentence, issue.stories_by_anchor.get(record.anchor)
    return (
        record.anchor,
        issue.heading_at(record.anchor),
        sentence[: record.start] if sentence else (story.opening if story else ""),
        sentence[record.start : record.end],
        sentence[record.end :],
        None if record.role else mention.role,
    )


_SHOWN: Mapping[str, tuple[Any, Callable[[Sequence[Any], Concordance], list[object]]]] = {
    "written": (attrgetter("year"), _cards),
    "about": (attrgetter("year"), _cards),
    "episodes": (attrgetter("issue.year"), _episodes),
    "parts": (attrgetter("date.year"), _parts),
    "mentions": (attrgetter("issue.year"), _quoted),
}
"""Of each list, the year of an item, and what the template is given of the items."""
