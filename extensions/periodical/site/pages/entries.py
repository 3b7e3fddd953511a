"""A page for everyone and everything of the registry that issues mention, are about, or are by.

Who or what it is; the issues by and about them; the episodes with them; the stories of a thread;
and every mention with the sentence around it. Long lists are parted by years.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from ...domain import PeriodicalDomain
from ...model.concordance import Appearance, Concordance, Mention, ThreadPart
from ...model.records import IssueRecord
from ...model.registry import EntryKey, EntryKind, Registry, entry_page
from ...words import _
from ..addresses import index_page, part_page
from ..card import card_of, name_of_episode
from ..generated_page import ByYear, GeneratedPage, by_year
from .indexes import TITLES

_Lists = Mapping[str, ByYear[Any]]
"""What there is of an entry, by what the template calls it."""


def entry_pages(domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    """Yield the pages of all entries."""
    for key in domain.concordance.entries:
        lists = {name: parted for name, parted in _lists(key, domain.concordance) if parted.years}
        apart = sorted({year for each in lists.values() for year in each.apart}, reverse=True)
        years = [
            (
                year,
                part_page(entry_page(key), year),
                sum(len(each.years.get(year, ())) for each in lists.values()),
            )
            for year in apart
        ]
        shown = partial(_shown, key, domain.concordance, lists, years)
        yield GeneratedPage(entry_page(key), "entry.html", shown)
        for year, page, _count in years:
            yield GeneratedPage(page, "entry_year.html", partial(shown, year=year))


def _shown(
    key: EntryKey,
    concordance: Concordance,
    lists: _Lists,
    years: Sequence[tuple[int, str, int]],
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
        "years": years,
        "lists": {
            name: _SHOWN[name](each.years.get(year, []) if year else each.newest, concordance)
            for name, each in lists.items()
        },
        **({"year": year} if year else {}),
    }


def _lists(key: EntryKey, concordance: Concordance) -> Iterator[tuple[str, ByYear[Any]]]:
    """Yield what there is of an entry."""
    kind, identifier = key

    def of_issues(each: Mention | Appearance) -> int:
        return each.issue.year

    mentions = concordance.mentions.get(key, [])
    if kind is EntryKind.PERSON:
        written = concordance.by_author.get(identifier, [])
        yield "written", by_year(written, lambda issue: issue.year)
        yield "episodes", by_year(concordance.by_guest.get(identifier, []), of_issues)
    if kind is EntryKind.TOPIC:
        about = concordance.by_topic.get(identifier, [])
        yield "about", by_year(about, lambda issue: issue.year)
    if kind is EntryKind.THREAD:
        parts = concordance.threads.get(identifier, [])[::-1]
        yield "parts", by_year(parts, lambda part: part.date.year)
        # Its own stories are no mentions.
        mentions = [mention for mention in mentions if mention.record.sentence]
    yield "mentions", by_year(mentions, of_issues)


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
    registry = concordance.registry
    return [
        (card_of(part.issue, registry), part.story, part.date, _places(part, registry))
        for part in reversed(parts)
    ]


def _places(part: ThreadPart, registry: Registry) -> list[tuple[str, str]]:
    return [
        (registry.places[place].name, entry_page((EntryKind.PLACE, place)))
        for place in part.story.places
        if place in registry.places
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


_SHOWN: Mapping[str, Callable[[Sequence[Any], Concordance], list[object]]] = {
    "written": _cards,
    "about": _cards,
    "episodes": _episodes,
    "parts": _parts,
    "mentions": _quoted,
}
"""What the template is given of the items of each list."""
