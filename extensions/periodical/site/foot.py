"""What stands at the foot of a story and of an issue: where it goes on, and what refers to it.

Plain data, for templates and for the ledger's digests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..domain import PeriodicalDomain
from ..model.concordance import Backlink, Related
from ..model.records import IssueRecord, StoryRecord
from ..model.registry import EntryKind, Place, entry_page
from ..model.section_kinds import Kind
from ..model.text import listed
from .card import Card, card_of

MOST_BACKLINKS = 12
"""How many later issues are named; of an issue to which very many refer, the latest."""


class Onward(NamedTuple):
    """A way to a story at an address in its issue, or to an issue as a whole."""

    card: Card
    title: str
    anchor: str


@dataclass(frozen=True)
class Foot:
    """The foot of a story or an issue: what refers to it in later issues, newest first."""

    later: tuple[Onward, ...]
    more: int
    """How many others do, which are not named."""


@dataclass(frozen=True)
class StoryFoot(Foot):
    """The foot of a story.

    Args:
        thread: Name and page of the thread to which it belongs, if to one.
        before, after: Its neighbours in the thread.
    """

    thread: tuple[str, str] | None
    before: Onward | None
    after: Onward | None


class RelatedCard(NamedTuple):
    """A related issue, and what is shared: in a few words, and in a sentence."""

    card: Card
    shared: str
    sentence: str


@dataclass(frozen=True)
class IssueFoot(Foot):
    """The foot of an issue.

    Args:
        related: The issues that have most in common with it, unless it names its own.
        places: The places of its map.
    """

    related: tuple[RelatedCard, ...]
    places: tuple[Place, ...]


def story_foot(
    issue: IssueRecord, story: StoryRecord, domain: PeriodicalDomain
) -> StoryFoot | None:
    """Return the foot of a story, or `None` where there is nothing to say."""
    concordance = domain.concordance
    backlinks = _later(concordance.backlinks(issue, story.anchor), issue, domain)
    later = [
        _onward(each.issue, each.issue.stories_by_anchor.get(each.story), domain)
        for each in backlinks
    ]
    before, after = (
        _onward(part.issue, part.story, domain) if part else None
        for part in concordance.in_thread(issue, story)
    )
    thread = story.thread and concordance.entry((EntryKind.THREAD, story.thread))
    if not thread and not later:
        return None
    named = (thread.name, entry_page((EntryKind.THREAD, thread.id))) if thread else None
    return StoryFoot(*_named(later), named, before, after)


def issue_foot(issue: IssueRecord, domain: PeriodicalDomain) -> IssueFoot | None:
    """Return the foot of an issue, or `None` where there is nothing to say."""
    concordance = domain.concordance
    backlinks = _later(concordance.backlinks(issue), issue, domain)
    issues = dict.fromkeys(each.issue.docname for each in backlinks)
    later = [_onward(domain.issues[docname], None, domain) for docname in issues]
    names_its_own = any(section.kind is Kind.RELATED for section in issue.sections)
    related = [] if names_its_own else concordance.related(issue)
    places = tuple(concordance.places_of(issue)) if domain.maps else ()
    if not later and not related and not places:
        return None
    return IssueFoot(*_named(later), tuple(_related(each, domain) for each in related), places)


def _later(
    backlinks: Sequence[Backlink], issue: IssueRecord, domain: PeriodicalDomain
) -> list[Backlink]:
    """Return what stands in issues after one, newest first."""
    position = domain.chronicle.position
    here = position(issue.docname)
    return [each for each in reversed(backlinks) if position(each.issue.docname) > here]


def _onward(issue: IssueRecord, story: StoryRecord | None, domain: PeriodicalDomain) -> Onward:
    card = card_of(issue, domain.registry)
    return Onward(card, story.title, story.anchor) if story else Onward(card, card.title, "")


def _named(later: Sequence[Onward]) -> tuple[tuple[Onward, ...], int]:
    return tuple(later[:MOST_BACKLINKS]), len(later[MOST_BACKLINKS:])


def _related(related: Related, domain: PeriodicalDomain) -> RelatedCard:
    names = [(kind, domain.concordance.entry((kind, id_)).name) for kind, id_ in related.shared]
    topics = [name for kind, name in names if kind is EntryKind.TOPIC]
    others = [name for kind, name in names if kind is not EntryKind.TOPIC]
    said = [f"mention {listed(others)}"] if others else []
    said += [f"are about {listed(topics)}"] if topics else []
    shared = ", ".join(name for _, name in names)
    sentence = f"Both issues {' and '.join(said)}."
    return RelatedCard(card_of(related.issue, domain.registry), shared, sentence)
