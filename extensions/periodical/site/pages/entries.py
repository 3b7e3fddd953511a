"""A page for everyone and everything of the registry that issues mention, are about, or are by.

Who or what it is; the issues by and about them; the episodes with them; the stories of a thread;
and every mention with the sentence around it. Long lists are parted by years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, Generic, NamedTuple, TypeVar

from ...domain import PeriodicalDomain
from ...markup.dates import format_date
from ...model.concordance import Appearance, Concordance, Mention, ThreadPart
from ...model.records import IssueRecord
from ...model.registry import Entry, EntryKey, EntryKind, Person, Place, Registry, entry_page
from ..addresses import entry_year_page, index_page
from ..by_year import ByYear, by_year
from ..card import Card, Cards
from ..generated_page import GeneratedPage
from .indexes import TITLES

Item = TypeVar("Item")


class Quotation(NamedTuple):
    """A mention: the story, and the sentence with the words set apart.

    There are very many of them: a template takes the parts of a tuple faster than attributes.

    Args:
        anchor, heading: The story’s address in its issue, and its headline.
        before, words, after: The sentence; no words for a mention in the line under the headline.
        role: What a person was at that date, where the sentence itself does not say it.
    """

    anchor: str
    heading: str
    before: str
    words: str
    after: str
    role: str | None


@dataclass(frozen=True)
class Episode:
    """An episode with a guest: its issue, its address there, the show, and the roles."""

    card: Card
    anchor: str
    show: str
    roles: str


@dataclass(frozen=True)
class PartOfThread:
    """A story of a thread: its issue, its address and headline, its opening, when and where."""

    card: Card
    anchor: str
    heading: str
    opening: str
    date: str
    day: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _List(Generic[Item]):
    """A list on the pages of an entry.

    Args:
        name: What the template calls it.
        fingerprint: Gives plain data by which a change of an item is noticed.
        show: Gives what the template is given for some items.
    """

    name: str
    items: ByYear[Item]
    fingerprint: Callable[[Item], object]
    show: Callable[[Sequence[Item]], object]

    def marks(self, items: Sequence[Item]) -> tuple[str, list[object]]:
        """Return the fingerprints of some of its items, with its name."""
        return self.name, [self.fingerprint(item) for item in items]


def entry_pages(domain: PeriodicalDomain, cards: Cards) -> Iterator[GeneratedPage]:
    """Yield the pages of all entries."""
    for key in domain.concordance.entries:
        yield from _pages_of(key, domain, cards)


def _pages_of(key: EntryKey, domain: PeriodicalDomain, cards: Cards) -> Iterator[GeneratedPage]:
    concordance = domain.concordance
    entry = concordance.entry(key)
    lists = [each for each in _lists(key, concordance, cards) if each.items.years]
    apart = sorted({year for each in lists for year in each.items.apart}, reverse=True)
    counts = [sum(len(each.items.years.get(year, ())) for each in lists) for year in apart]
    years = [
        (year, entry_year_page(key, year), count) for year, count in zip(apart, counts, strict=True)
    ]
    about = _about(key, entry)

    def own() -> dict[str, Any]:
        shown = {each.name: each.show(each.items.newest) for each in lists}
        places = [entry] if isinstance(entry, Place) else []
        return {
            **about,
            "title": entry.name,
            "years": years,
            "lists": shown,
            "map": domain.map_of(places, prefix="place_map"),
        }

    marks = [each.marks(each.items.newest) for each in lists]
    yield GeneratedPage(entry_page(key), "entry.html", (key, entry, years, marks), own)
    for year, page, _ in years:
        yield _year_of_entry(year, page, about, lists, years)


def _year_of_entry(
    year: int,
    page: str,
    about: dict[str, Any],
    lists: Sequence[_List[Any]],
    years: Sequence[tuple[int, str, int]],
) -> GeneratedPage:
    listed = {each.name: each.items.years.get(year, []) for each in lists}

    def context() -> dict[str, Any]:
        return {
            **about,
            "title": f"{about['entry'].name}, {year}",
            "description": f"{about['entry'].name} in {year}: every mention, with its story",
            "year": year,
            "years": years,
            "lists": {each.name: each.show(listed[each.name]) for each in lists},
        }

    marks = [each.marks(listed[each.name]) for each in lists]
    return GeneratedPage(page, "entry_year.html", (about["entry"].name, years, marks), context)


def _about(key: EntryKey, entry: Entry) -> dict[str, Any]:
    """Return what the template says of the entry itself."""
    kind = key[0]
    roles = [
        (each.role, _period(each.since, each.until))
        for each in (entry.roles if isinstance(entry, Person) else ())
    ]
    return {
        "entry": entry,
        "kind": kind,
        "kind_title": TITLES[kind],
        "index": index_page(kind.plural),
        "page": entry_page(key),
        "country": getattr(entry, "country", None),
        "roles": roles,
        "description": entry.description or f"{entry.name}: every mention, with its story and date",
    }


def _period(since: Any, until: Any) -> str:
    if since and until:
        return f"{format_date(since)} to {format_date(until)}"
    if since:
        return f"since {format_date(since)}"
    return f"until {format_date(until)}" if until else ""


def _lists(key: EntryKey, concordance: Concordance, cards: Cards) -> Iterator[_List[Any]]:
    """Yield what there is of an entry."""
    kind, identifier = key
    registry = concordance.registry

    def issue_year(each: Mention | Appearance) -> int:
        return each.issue.year

    def listed_issues(name: str, issues: Sequence[IssueRecord]) -> _List[IssueRecord]:
        parted = by_year(issues, lambda issue: issue.year)
        return _List(
            name, parted, cards.fingerprint, lambda shown: [cards.of(each) for each in shown]
        )

    if kind is EntryKind.PERSON:
        yield listed_issues("written", concordance.by_author.get(identifier, []))
        episodes = by_year(concordance.by_guest.get(identifier, []), issue_year)
        show = partial(_episode, cards=cards, registry=registry)
        yield _List("episodes", episodes, show, lambda shown: [show(each) for each in shown])
    if kind is EntryKind.TOPIC:
        yield listed_issues("about", concordance.by_topic.get(identifier, []))
    if kind is EntryKind.THREAD:
        newest_first = concordance.threads.get(identifier, [])[::-1]
        parts = by_year(newest_first, lambda part: part.date.year)
        part = partial(_part, cards=cards, registry=registry)
        yield _List("parts", parts, part, lambda shown: [part(each) for each in reversed(shown)])
    mentions = by_year(_said(key, concordance), issue_year)
    yield _List(
        "mentions", mentions, partial(_fingerprint, cards=cards), partial(_quoted, cards=cards)
    )


def _said(key: EntryKey, concordance: Concordance) -> Sequence[Mention]:
    """Return the mentions of an entry; of a thread, its own stories are no mentions."""
    mentions = concordance.mentions.get(key, [])
    if key[0] is not EntryKind.THREAD:
        return mentions
    return [mention for mention in mentions if mention.record.sentence]


def _fingerprint(mention: Mention, cards: Cards) -> object:
    record = mention.record
    story = mention.issue.stories_by_anchor.get(record.anchor)
    return (
        cards.fingerprint(mention.issue),
        record.anchor,
        mention.issue.heading_at(record.anchor),
        record.sentence or (story.opening if story else ""),
        record.start,
        record.end,
        mention.role,
    )


def _quoted(mentions: Sequence[Mention], cards: Cards) -> list[tuple[Card, list[Quotation]]]:
    """Return the mentions, those of one issue together."""
    return [
        (cards.of(together[0].issue), [_quotation(mention) for mention in together])
        for _, group in groupby(mentions, key=lambda mention: mention.issue.docname)
        for together in (list(group),)
    ]


def _quotation(mention: Mention) -> Quotation:
    record, issue = mention.record, mention.issue
    sentence = record.sentence
    story = issue.stories_by_anchor.get(record.anchor)
    return Quotation(
        anchor=record.anchor,
        heading=issue.heading_at(record.anchor),
        before=sentence[: record.start] if sentence else (story.opening if story else ""),
        words=sentence[record.start : record.end],
        after=sentence[record.end :],
        role=None if record.role else mention.role,
    )


def _episode(appearance: Appearance, cards: Cards, registry: Registry) -> Episode:
    episode = appearance.episode
    show = registry.shows.get(episode.show)
    name = ": ".join(filter(None, (show.name if show else episode.show, episode.title)))
    return Episode(
        cards.of(appearance.issue), episode.anchor, name or "Podcast", appearance.guest.roles
    )


def _part(part: ThreadPart, cards: Cards, registry: Registry) -> PartOfThread:
    date = part.date
    return PartOfThread(
        card=cards.of(part.issue),
        anchor=part.story.anchor,
        heading=part.story.title,
        opening=part.story.opening,
        date=date.isoformat(),
        day=format_date(date),
        places=tuple(
            (registry.places[place].name, entry_page((EntryKind.PLACE, place)))
            for place in part.story.places
            if place in registry.places
        ),
    )
