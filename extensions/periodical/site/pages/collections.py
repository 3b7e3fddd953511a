"""The collections: all facts, all *Why It’s Important*, all guests of the podcasts.

Each item has an address of its own, made of the issue’s id and its address there, and a link home.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from ...domain import PeriodicalDomain
from ...markup.dates import format_date
from ...markup.directives.fact_of_the_week import FactRecord
from ...markup.directives.why_its_important import LABEL, CalloutRecord
from ...markup.places import numbered
from ...model.concordance import Appearance
from ...model.names import fold_name
from ...model.records import IssueRecord
from ...model.registry import EntryKind, Registry
from ...words import N_, _
from ..addresses import index_page, part_page, person_page
from ..card import Card, card_of, name_of_episode
from ..generated_page import GeneratedPage, parted, ways_to
from .indexes import Way

GUESTS = "guests"

MOST_VISITS = 5
"""How many episodes of a guest are in the index, if the guest has a page with all of them."""


class Excerpt(NamedTuple):
    """What there is of something in a collection.

    Args:
        anchor: Its address in its issue.
        heading: What stands over it: the headline of a story, the name of a show; empty for a fact.
        text: Its words; paragraphs are parted by empty lines.
        source: Where it is from, and when it was so, in words.
        speakers: Each guest’s name, roles at that date, and page where there is one.
    """

    anchor: str
    heading: str
    text: str
    source: str = ""
    speakers: tuple[tuple[str, str, str | None], ...] = ()


class CollectedItem(NamedTuple):
    """Something in a collection: the card of its issue, and its permanent address on a page."""

    card: Card
    name: str
    excerpt: Excerpt

    @property
    def year(self) -> int:
        """The year on whose page it stands."""
        return int(self.card.date[:4])


class Visit(NamedTuple):
    """An episode with a guest: its issue, its address there, and the guest’s roles at that date."""

    card: Card
    anchor: str
    roles: str


class VisitingGuest(NamedTuple):
    """A guest in the index, with a page or none, and how many visits are not named there."""

    name: str
    page: str | None
    visits: list[Visit]
    more: int


class Collection(NamedTuple):
    """All items of a kind, newest first."""

    folder: str
    title: str
    description: str
    items: Sequence[CollectedItem]

    @property
    def way(self) -> Way:
        """The way to it."""
        return Way(self.title, index_page(self.folder), len(self.items))


def _facts(issue: IssueRecord, registry: Registry) -> Iterator[Excerpt]:
    for fact in issue.kept_as(FactRecord):
        said = [fact.source] if fact.source else []
        said += [format_date(fact.date)] if fact.date else []
        yield Excerpt(fact.anchor, "", fact.text or "", ", ".join(said))


def _callouts(issue: IssueRecord, registry: Registry) -> Iterator[Excerpt]:
    for each in issue.kept_as(CalloutRecord):
        yield Excerpt(each.anchor, issue.heading_at(each.story), each.text)


def _episodes(issue: IssueRecord, registry: Registry) -> Iterator[Excerpt]:
    for episode in issue.episodes:
        speakers = []
        for guest in episode.guests:
            person = registry.find(EntryKind.PERSON, guest.name)
            speakers.append((guest.name, guest.roles, person_page(person.id) if person else None))
        heading = name_of_episode(episode, registry)
        if speakers:
            yield Excerpt(episode.anchor, heading, episode.summary, speakers=tuple(speakers))


_COLLECTED: Mapping[str, tuple[str, str, Callable[[IssueRecord, Registry], Iterator[Excerpt]]]] = {
    "facts": (
        N_("Facts of the Week"),
        N_("Every fact of the week of {}, newest first."),
        _facts,
    ),
    "why-its-important": (
        LABEL,
        N_("What the stories of {} mean, newest first."),
        _callouts,
    ),
    GUESTS: (
        N_("Podcast guests"),
        N_("Who spoke on the podcasts, with roles and affiliations at that date."),
        _episodes,
    ),
}
"""Of each collection the title, what it is, and what of an issue is in it; by its folder."""


def collections_of(domain: PeriodicalDomain) -> list[Collection]:
    """Return the collections that have something in them."""
    found = []
    for folder, (title, about, excerpts_of) in _COLLECTED.items():
        items = []
        for issue in reversed(domain.chronicle.issues):
            card, numbers = card_of(issue, domain.registry), Counter[str]()
            for excerpt in excerpts_of(issue, domain.registry):
                numbers[excerpt.anchor] += 1
                name = numbered(f"{issue.id}.{excerpt.anchor}", numbers[excerpt.anchor])
                items.append(CollectedItem(card, name, excerpt))
        if items:
            found.append(
                Collection(folder, _(title), _(about).format(domain.publication.name), items)
            )
    return found


def collection_pages(
    domain: PeriodicalDomain, collections: Sequence[Collection]
) -> Iterator[GeneratedPage]:
    """Yield the index of each collection and the pages of its years."""
    for each in collections:
        years = parted(each.items, lambda item: item.year)
        ways = ways_to(each.way.page, years)
        if each.folder == GUESTS:
            shown = partial(_guests, each, ways, domain)
            yield GeneratedPage(each.way.page, "guests.html", shown)
        else:
            year, items = next(iter(years.items()))
            shown = partial(_items, each, year, items, ways)
            yield GeneratedPage(each.way.page, "collection.html", shown)
        for year, page, _count in ways:
            shown = partial(_items, each, year, years[year], ())
            yield GeneratedPage(page, "collection.html", shown)


def _items(
    collection: Collection,
    year: int,
    items: Sequence[CollectedItem],
    years: Sequence[tuple[int, str, int]],
) -> dict[str, Any]:
    """Return what is shown of a year; with `years`, on the page of the whole collection."""
    return {
        "title": collection.title if years else f"{collection.title}, {year}",
        "description": collection.description,
        "way": collection.way,
        "folder": collection.folder,
        "year": year,
        "years": years,
        "home": part_page(collection.folder, year),
        "items": items,
    }


def _guests(
    collection: Collection, years: Sequence[tuple[int, str, int]], domain: PeriodicalDomain
) -> dict[str, Any]:
    """Return what the index of all guests shows: each with the episodes."""
    guests: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in domain.concordance.appearances:
        # An id has no capitals and no spaces; a name that is folded keeps those that it has.
        guests[appearance.person or f" {fold_name(appearance.guest.name)}"].append(appearance)
    listed = []
    for appearances in guests.values():
        person, guest = appearances[0].person, appearances[0].guest
        name = domain.registry.people[person].name if person else guest.name
        named = appearances[:MOST_VISITS] if person else appearances
        visits = [
            Visit(card_of(each.issue, domain.registry), each.episode.anchor, each.guest.roles)
            for each in named
        ]
        page = person_page(person) if person else None
        listed.append(VisitingGuest(name, page, visits, len(appearances) - len(named)))
    title, about = collection.title, collection.description
    return {"title": title, "description": about, "years": years, "guests": listed}
