"""The collections: all facts, all *Why It’s Important*, all guests of the podcasts.

Each item has an address of its own, made of the issue’s id and its address there, and a link home.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ...domain import PeriodicalDomain
from ...model.records import CalloutRecord, EpisodeRecord, FactRecord, Kept
from ...model.registry import EntryKind, entry_page
from ...words import N_, _
from ..generated_page import GeneratedPage, InYears, yearly_pages
from ..links import Card, card_of, name_of_episode
from .entries import Way

COLLECTIONS: dict[str, tuple[type[Kept], str, str]] = {
    "facts": (
        FactRecord, N_("Facts of the Week"), N_("Every fact of the week of {}, newest first."),
    ),
    "why-its-important": (
        CalloutRecord, N_("Why It’s Important"), N_("What the stories of {} mean, newest first."),
    ),
    "guests": (
        EpisodeRecord, N_("Podcast guests"),
        N_("Who spoke on the podcasts, with roles and affiliations at that date."),
    ),
}  # fmt: skip
"""What of an issue is in each collection, its title and what it says of itself, by its folder."""


def collections_of(domain: PeriodicalDomain) -> tuple[list[Way], list[GeneratedPage]]:
    """Return the ways to the collections that have something in them, and their pages."""
    ways: list[Way] = []
    pages: list[GeneratedPage] = []
    for folder, (kind, title, described) in COLLECTIONS.items():
        if items := [*_items(kind, domain)]:
            ways.append(way := Way(_(title), f"{folder}/index", len(items)))
            listed = {"records": InYears(items, lambda item: item[0].year)}
            about = partial(_about, way, _(described).format(domain.publication.name))
            pages += yearly_pages(way.page, ("collection.html",) * 2, listed, about)
    return ways, pages


def _about(way: Way, description: str, year: int) -> dict[str, Any]:
    title = f"{way.title}, {year}" if year else way.title
    return {"title": title, "description": description, "collection": way.title, "index": way.page}


def _items(
    kind: type[Kept], domain: PeriodicalDomain
) -> Iterator[tuple[Card, str, str, Kept, dict[str, str]]]:
    """Yield the records of a collection, newest first: each its issue, its address, and itself.

    Before it is what stands over it: the headline of a story, the name of a show, of a fact
    nothing; behind it the page of each of its guests who has one, by name.
    """
    registry = domain.registry
    for issue in reversed(domain.concordance.issues):
        for record in issue.kept_as(kind):
            heading, people = "", dict[str, str]()
            if isinstance(record, CalloutRecord):
                heading = issue.heading_at(record.story)
            elif isinstance(record, EpisodeRecord):
                if not record.guests:
                    continue
                heading = name_of_episode(record, registry)
                for guest in record.guests:
                    if person := registry.find(EntryKind.PERSON, guest.name):
                        people[guest.name] = entry_page((EntryKind.PERSON, person.id))
            yield card_of(issue, registry), f"{issue.id}.{record.anchor}", heading, record, people
