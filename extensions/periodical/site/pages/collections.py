"""The collections: all facts, all *Why It’s Important*, all guests of the podcasts.

Each item has an address of its own, made of the issue’s id and its address there, and a link home.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from ...domain import PeriodicalDomain
from ...markup.languages import format_date
from ...markup.places import numbered
from ...model.concordance import Appearance
from ...model.names import fold_name
from ...model.records import CalloutRecord, FactRecord, IssueRecord
from ...model.registry import EntryKind, Registry
from ...words import N_, _
from ..addresses import index_page, person_page
from ..card import Card, card_of, name_of_episode
from ..generated_page import GeneratedPage, yearly_pages
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


_Item = tuple[Card, str, Excerpt]
"""Something in a collection: the card of its issue, and its permanent address on a page."""


def _facts(issue: IssueRecord, registry: Registry) -> Iterator[Excerpt]:
    for fact in issue.kept_as(FactRecord):
        said = [fact.source, format_date(fact.date) if fact.date else ""]
        yield Excerpt(fact.anchor, "", fact.text or "", ", ".join(filter(None, said)))


def _callouts(issue: IssueRecord, registry: Registry) -> Iterator[Excerpt]:
    for each in issue.kept_as(CalloutRecord):
        yield Excerpt(each.anchor, issue.heading_at(each.story), each.text)


def _episodes(issue: IssueRecord, registry: Registry) -> Iterator[Excerpt]:
    for episode in issue.episodes:
        if episode.guests:
            known = [registry.find(EntryKind.PERSON, guest.name) for guest in episode.guests]
            speakers = tuple(
                (guest.name, guest.roles, person_page(person.id) if person else None)
                for guest, person in zip(episode.guests, known, strict=True)
            )
            heading = name_of_episode(episode, registry)
            yield Excerpt(episode.anchor, heading, episode.summary, speakers=speakers)


class Collection(NamedTuple):
    """All items of a kind: what it is, and what of an issue is in it."""

    folder: str
    title: str
    description: str
    excerpts: Callable[[IssueRecord, Registry], Iterator[Excerpt]]

    def items(self, domain: PeriodicalDomain) -> Iterator[_Item]:
        """Yield all items, newest first."""
        for issue in reversed(domain.concordance.issues):
            card, numbers = card_of(issue, domain.registry), Counter[str]()
            for excerpt in self.excerpts(issue, domain.registry):
                numbers[excerpt.anchor] += 1
                name = numbered(f"{issue.id}.{excerpt.anchor}", numbers[excerpt.anchor])
                yield card, name, excerpt

    def pages(self, items: Sequence[_Item], domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
        """Yield the index, and the pages of the years."""
        index, title = index_page(self.folder), _(self.title)
        description = _(self.description).format(domain.publication.name)
        always = {
            "description": description, "folder": self.folder, "collection": title, "index": index,
        }  # fmt: skip

        def about(year: int) -> dict[str, Any]:
            if year or self.folder != GUESTS:
                return {"title": f"{title}, {year}" if year else title, **always}
            return {"title": title, **always, "items": _guests(domain)}

        whole = f"{GUESTS}.html" if self.folder == GUESTS else "collection.html"
        templates = (whole, "collection.html")
        yield from yearly_pages(index, templates, items, lambda item: item[0].year, about)


COLLECTIONS = (
    Collection(
        "facts", N_("Facts of the Week"), N_("Every fact of the week of {}, newest first."), _facts
    ),
    Collection(
        "why-its-important",
        N_("Why It’s Important"),
        N_("What the stories of {} mean, newest first."),
        _callouts,
    ),
    Collection(
        GUESTS,
        N_("Podcast guests"),
        N_("Who spoke on the podcasts, with roles and affiliations at that date."),
        _episodes,
    ),
)


def collections_of(domain: PeriodicalDomain) -> tuple[list[Way], list[GeneratedPage]]:
    """Return the ways to the collections that have something in them, and their pages."""
    ways: list[Way] = []
    pages: list[GeneratedPage] = []
    for each in COLLECTIONS:
        if items := [*each.items(domain)]:
            ways.append(Way(_(each.title), index_page(each.folder), len(items)))
            pages += each.pages(items, domain)
    return ways, pages


class VisitingGuest(NamedTuple):
    """A guest in the index.

    Args:
        page: The page of the guest, if there is one.
        visits: Episodes: the issue, the address there, and the guest’s roles at that date.
        more: How many others there are, on the guest’s page.
    """

    name: str
    page: str | None
    visits: list[tuple[Card, str, str]]
    more: int


def _guests(domain: PeriodicalDomain) -> list[VisitingGuest]:
    """Return what the index of all guests shows: each with the episodes."""
    guests: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in domain.concordance.appearances:
        # An id has no capitals and no spaces; a name that is folded keeps those that it has.
        guests[appearance.person or f" {fold_name(appearance.guest.name)}"].append(appearance)
    listed = []
    for appearances in guests.values():
        person, guest = appearances[0].person, appearances[0].guest
        named = appearances[:MOST_VISITS] if person else appearances
        visits = [
            (card_of(each.issue, domain.registry), each.episode.anchor, each.guest.roles)
            for each in named
        ]
        name = domain.registry.entries[EntryKind.PERSON, person].name if person else guest.name
        page, more = person_page(person) if person else None, len(appearances) - len(named)
        listed.append(VisitingGuest(name, page, visits, more))
    return listed
