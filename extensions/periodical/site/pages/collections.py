"""The collections: all facts, all *Why It’s Important*, all guests of the podcasts.

Each item has an address of its own, made of the issue’s id and its address there, and a link home.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...domain import PeriodicalDomain
from ...markup.dates import format_date
from ...markup.directives.fact_of_the_week import FactRecord
from ...markup.directives.why_its_important import LABEL, CalloutRecord
from ...model.concordance import Appearance
from ...model.names import fold_name
from ...model.records import EpisodeRecord, IssueRecord
from ...model.registry import EntryKind, Registry
from ..addresses import index_page, part_page, person_page
from ..card import Card, Cards
from ..collation import by_letter
from ..generated_page import GeneratedPage
from .indexes import Way

FACTS = "facts"
CALLOUTS = "why-its-important"
GUESTS = "guests"

MOST_VISITS = 5
"""How many episodes of a guest are in the index, if the guest has a page with all of them."""


@dataclass(frozen=True)
class Speaker:
    """A guest, the roles at that date, and the page of the guest where there is one."""

    name: str
    roles: str
    page: str | None


@dataclass(frozen=True)
class CollectedItem:
    """Something in a collection.

    Args:
        anchor: Its address in its issue.
        heading: What stands over it: the headline of a story, the name of a show; empty for a fact.
        text: Its words; paragraphs are parted by empty lines.
        source: Where it is from, and when it was so, in words.
    """

    anchor: str
    heading: str
    text: str
    source: str = ""
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True)
class Visit:
    """An episode with a guest: its issue, its address there, and the guest’s roles at that date."""

    card: Card
    anchor: str
    roles: str


@dataclass(frozen=True)
class Collection:
    """All items of a kind with their issues, newest first."""

    folder: str
    title: str
    description: str
    items: Sequence[tuple[IssueRecord, CollectedItem]]

    @property
    def way(self) -> Way:
        """The way to it."""
        return Way(self.title, index_page(self.folder), len(self.items))


def collections_of(domain: PeriodicalDomain) -> list[Collection]:
    """Return the collections that have something in them."""
    registry = domain.registry
    issues = domain.chronicle.issues[::-1]
    name = domain.publication.name
    found = [
        Collection(
            FACTS,
            "Facts of the Week",
            f"Every fact of the week of {name}, newest first.",
            [(issue, _fact(fact)) for issue in issues for fact in issue.kept_as(FactRecord)],
        ),
        Collection(
            CALLOUTS,
            LABEL,
            f"What the stories of {name} mean, newest first.",
            [
                (issue, _callout(each, issue))
                for issue in issues
                for each in issue.kept_as(CalloutRecord)
            ],
        ),
        Collection(
            GUESTS,
            "Podcast guests",
            "Who spoke on the podcasts, with roles and affiliations at that date.",
            [
                (issue, _episode(episode, registry))
                for issue in issues
                for episode in issue.episodes
                if episode.guests
            ],
        ),
    ]
    return [collection for collection in found if collection.items]


def _fact(fact: FactRecord) -> CollectedItem:
    said = [fact.source] if fact.source else []
    said += [format_date(fact.date)] if fact.date else []
    return CollectedItem(fact.anchor, "", fact.text or "", ", ".join(said))


def _callout(callout: CalloutRecord, issue: IssueRecord) -> CollectedItem:
    return CollectedItem(callout.anchor, issue.heading_at(callout.story), callout.text)


def _episode(episode: EpisodeRecord, registry: Registry) -> CollectedItem:
    show = registry.shows.get(episode.show)
    heading = ": ".join(filter(None, (show.name if show else episode.show, episode.title)))
    speakers = []
    for guest in episode.guests:
        person = registry.find(EntryKind.PERSON, guest.name)
        page = person_page(person.id) if person else None
        speakers.append(Speaker(guest.name, guest.roles, page))
    return CollectedItem(episode.anchor, heading, episode.summary, speakers=tuple(speakers))


def collection_pages(
    domain: PeriodicalDomain, cards: Cards, collections: Sequence[Collection]
) -> Iterator[GeneratedPage]:
    """Yield the index of each collection and the pages of its years."""
    for collection in collections:
        years: dict[int, list[tuple[IssueRecord, CollectedItem]]] = defaultdict(list)
        for issue, item in collection.items:
            years[issue.year].append((issue, item))
        counts = [
            (year, part_page(collection.folder, year), len(items)) for year, items in years.items()
        ]
        if collection.folder == GUESTS:
            yield _guests(collection, counts, domain, cards)
        else:
            newest = next(iter(years))
            yield _items(collection, collection.way.page, newest, years[newest], counts, cards)
        for year, items in years.items():
            yield _items(collection, part_page(collection.folder, year), year, items, (), cards)


def _items(
    collection: Collection,
    page: str,
    year: int,
    items: Sequence[tuple[IssueRecord, CollectedItem]],
    years: Sequence[tuple[int, str, int]],
    cards: Cards,
) -> GeneratedPage:
    """Return a page with the items of a year; with ``years``, that of the whole collection."""

    def context() -> dict[str, Any]:
        return {
            "title": collection.title if years else f"{collection.title}, {year}",
            "description": collection.description,
            # Not the collection itself: Sphinx writes down all that a template is given, in words,
            # whether anybody reads its debugging or not.
            "way": collection.way,
            "folder": collection.folder,
            "year": year,
            "years": years,
            "home": part_page(collection.folder, year),
            "items": [(cards.of(issue), name, item) for issue, name, item in named],
        }

    named = list(_named(items))
    shown = [(cards.fingerprint(issue), name, item) for issue, name, item in named]
    return GeneratedPage(page, "collection.html", (collection.way.title, years, shown), context)


def _named(
    items: Sequence[tuple[IssueRecord, CollectedItem]],
) -> Iterator[tuple[IssueRecord, str, CollectedItem]]:
    """Yield each item with its permanent address: the issue’s id, and its address there."""
    numbers: dict[str, int] = defaultdict(int)
    for issue, item in items:
        name = f"{issue.id}.{item.anchor}"
        numbers[name] += 1
        yield issue, name if numbers[name] == 1 else f"{name}-{numbers[name]}", item


def _guests(
    collection: Collection,
    years: Sequence[tuple[int, str, int]],
    domain: PeriodicalDomain,
    cards: Cards,
) -> GeneratedPage:
    """Return the index of all guests, by letter, each with the episodes."""
    guests: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in domain.concordance.appearances:
        # An id has no capitals and no spaces; a name that is folded keeps those that it has.
        guests[appearance.person or f" {fold_name(appearance.guest.name)}"].append(appearance)

    def context() -> dict[str, Any]:
        listed = []
        for appearances in guests.values():
            person, guest = appearances[0].person, appearances[0].guest
            name = domain.registry.people[person].name if person else guest.name
            named = appearances[:MOST_VISITS] if person else appearances
            visits = [
                Visit(cards.of(each.issue), each.episode.anchor, each.guest.roles) for each in named
            ]
            more = len(appearances) - len(named)
            listed.append((name, person_page(person) if person else None, visits, more))
        return {
            "title": collection.title,
            "description": collection.description,
            "years": years,
            "count": len(guests),
            "letters": by_letter(listed, lambda each: each[0]),
        }

    shown = [
        (
            cards.fingerprint(each.issue),
            each.episode.anchor,
            each.guest,
            domain.registry.people[each.person].name if each.person else None,
        )
        for each in domain.concordance.appearances
    ]
    return GeneratedPage(collection.way.page, "guests.html", (years, shown), context)
