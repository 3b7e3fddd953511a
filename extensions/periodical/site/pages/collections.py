"""The collections: all facts, all *Why It’s Important*, all guests of the podcasts.

Each item has an address of its own, made of the issue’s id and its address there, and a link home.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ...domain import PeriodicalDomain
from ...markup.languages import format_date
from ...model.records import CalloutRecord, FactRecord, IssueRecord
from ...model.registry import EntryKind, Registry
from ...words import N_, _
from ..generated_page import GeneratedPage, yearly_pages
from ..links import card_of, name_of_episode, person_page
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


COLLECTIONS = (
    (_facts, "facts", N_("Facts of the Week")),
    (_callouts, "why-its-important", N_("Why It’s Important")),
    (_episodes, "guests", N_("Podcast guests")),
)
"""What of an issue is in each collection, its folder and its title."""

DESCRIPTIONS = {
    "facts": N_("Every fact of the week of {}, newest first."),
    "why-its-important": N_("What the stories of {} mean, newest first."),
    "guests": N_("Who spoke on the podcasts, with roles and affiliations at that date."),
}


def collections_of(domain: PeriodicalDomain) -> tuple[list[Way], list[GeneratedPage]]:
    """Return the ways to the collections that have something in them, and their pages."""
    ways: list[Way] = []
    pages: list[GeneratedPage] = []
    for excerpts_of, folder, title in COLLECTIONS:
        items = [
            (card_of(issue, domain.registry), f"{issue.id}.{excerpt.anchor}", excerpt)
            for issue in reversed(domain.concordance.issues)
            for excerpt in excerpts_of(issue, domain.registry)
        ]
        if items:
            ways.append(way := Way(_(title), f"{folder}/index", len(items)))
            shown = {"collection": way.title, "index": way.page, "folder": folder}
            shown["description"] = _(DESCRIPTIONS[folder]).format(domain.publication.name)
            templates, titles = ("collection.html",) * 2, (way.title, f"{way.title}, %s")
            pages += yearly_pages(
                way.page, templates, titles, items, lambda item: item[0].year, **shown
            )
    return ways, pages
