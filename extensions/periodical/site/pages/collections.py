"""The collections: all facts, all *Why It’s Important*, all guests of the podcasts.

Each item has an address of its own, made of the issue’s id and its address there, and a link home.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from ...domain import PeriodicalDomain
from ...markup.languages import format_date
from ...markup.places import numbered
from ...model.records import CalloutRecord, FactRecord, IssueRecord
from ...model.registry import EntryKind, Registry
from ...words import N_, _
from ..generated_page import GeneratedPage, yearly_pages
from ..links import Card, card_of, index_page, name_of_episode, person_page
from .entries import Way


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


def _facts(issue: IssueRecord, registry: Registry) -> Iterator[Excerpt]:
    for fact in issue.kept_as(FactRecord):
        said = [fact.source, format_date(fact.date) if fact.date else ""]
        yield Excerpt(fact.anchor, "", fact.text or "", ", ".join(filter(None, said)))


def _callouts(issue: IssueRecord, registry: Registry) -> Iterator[Excerpt]:
    for each in issue.kept_as(CalloutRecord):
        yield Excerpt(each.anchor, issue.heading_at(each.story), each.text)


def _episodes(issue: IssueRecord, registry: Registry) -> Iterator[Excerpt]:
    for episode in issue.episodes:
        speakers = []
        for guest in episode.guests:
            person = registry.find(EntryKind.PERSON, guest.name)
            speakers.append((guest.name, guest.roles, person_page(person.id) if person else None))
        if speakers:
            heading = name_of_episode(episode, registry)
            yield Excerpt(episode.anchor, heading, episode.summary, speakers=tuple(speakers))


COLLECTIONS: tuple[tuple[str, str, str, Callable[[IssueRecord, Registry], Iterator[Excerpt]]], ...]
COLLECTIONS = (
    ("facts", N_("Facts of the Week"), N_("Every fact of the week of {}, newest first."), _facts),
    (
        "why-its-important",
        N_("Why It’s Important"),
        N_("What the stories of {} mean, newest first."),
        _callouts,
    ),
    (
        "guests",
        N_("Podcast guests"),
        N_("Who spoke on the podcasts, with roles and affiliations at that date."),
        _episodes,
    ),
)
"""Folder, title and description of each collection, and what of an issue is in it."""


def collections_of(domain: PeriodicalDomain) -> tuple[list[Way], list[GeneratedPage]]:
    """Return the ways to the collections that have something in them, and their pages."""
    ways: list[Way] = []
    pages: list[GeneratedPage] = []
    for folder, title, description, excerpts_of in COLLECTIONS:
        items: list[tuple[Card, str, Excerpt]] = []
        for issue in reversed(domain.concordance.issues):
            card, numbers = card_of(issue, domain.registry), Counter[str]()
            for excerpt in excerpts_of(issue, domain.registry):
                numbers[excerpt.anchor] += 1
                name = numbered(f"{issue.id}.{excerpt.anchor}", numbers[excerpt.anchor])
                items.append((card, name, excerpt))
        if items:
            way = Way(_(title), index_page(folder), len(items))
            described = _(description).format(domain.publication.name)
            about = partial(_about, way, folder, described)
            ways.append(way)
            pages += yearly_pages(
                way.page, ("collection.html",) * 2, items, lambda item: item[0].year, about
            )
    return ways, pages


def _about(way: Way, folder: str, description: str, year: int) -> dict[str, Any]:
    title = f"{way.title}, {year}" if year else way.title
    about = {"title": title, "collection": way.title, "index": way.page}
    return about | {"description": description, "folder": folder}
