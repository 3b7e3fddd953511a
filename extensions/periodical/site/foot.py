"""What stands at the foot of a story and of an issue: where it goes on, and what refers to it.

Plain data, for templates and for the ledger's digests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..domain import PeriodicalDomain
from ..markup.dates import format_date, is_right_to_left
from ..model.concordance import Related
from ..model.records import IssueRecord, StoryRecord
from ..model.registry import EntryKey, EntryKind, Place, entry_page
from ..model.section_kinds import Kind
from .card import Card, card_of

MOST_BACKLINKS = 12
"""How many later issues are named; of an issue to which very many refer, the latest."""


@dataclass(frozen=True)
class Onward:
    """A way to a story, or to an issue as a whole.

    Args:
        page, anchor: Its page, and the address of the story in it; empty for the issue.
        title, language, direction: Of the headline of the story, or of the title of the issue.
        issue: The title of the issue, where the headline is another.
        date, day: Its date as ISO 8601, and in words.
    """

    page: str
    anchor: str
    title: str
    language: str
    direction: str
    issue: str
    date: str
    day: str


@dataclass(frozen=True)
class StoryFoot:
    """The foot of a story.

    Args:
        thread, thread_page: The thread to which it belongs; empty where it belongs to none.
        before, after: Its neighbours in the thread.
        later: What refers to it in later issues, newest first.
        more: How many others do, which are not named.
    """

    thread: str
    thread_page: str
    before: Onward | None
    after: Onward | None
    later: tuple[Onward, ...]
    more: int


@dataclass(frozen=True)
class RelatedCard:
    """A related issue, and what is shared: in a few words, and in a sentence."""

    card: Card
    shared: str
    sentence: str


@dataclass(frozen=True)
class IssueFoot:
    """The foot of an issue.

    Args:
        later: The later issues that refer to it or to a story of it, newest first.
        more: How many others do, which are not named.
        related: The issues that have most in common with it, unless it names its own.
        places: The places of its map.
    """

    later: tuple[Onward, ...]
    more: int
    related: tuple[RelatedCard, ...]
    places: tuple[Place, ...]


def story_foot(
    issue: IssueRecord, story: StoryRecord, domain: PeriodicalDomain
) -> StoryFoot | None:
    """Return the foot of a story, or `None` where there is nothing to say."""
    concordance = domain.concordance
    before, after = concordance.in_thread(issue, story)
    backlinks = [
        _onward(each.issue, each.issue.stories_by_anchor.get(each.story))
        for each in reversed(concordance.backlinks(issue, story.anchor))
        if _is_later(each.issue, issue, domain)
    ]
    thread = story.thread and concordance.entry((EntryKind.THREAD, story.thread))
    if not thread and not backlinks:
        return None
    return StoryFoot(
        thread=thread.name if thread else "",
        thread_page=entry_page((EntryKind.THREAD, thread.id)) if thread else "",
        before=_onward(before.issue, before.story) if before else None,
        after=_onward(after.issue, after.story) if after else None,
        later=tuple(backlinks[:MOST_BACKLINKS]),
        more=len(backlinks[MOST_BACKLINKS:]),
    )


def issue_foot(issue: IssueRecord, domain: PeriodicalDomain) -> IssueFoot | None:
    """Return the foot of an issue, or `None` where there is nothing to say."""
    concordance = domain.concordance
    later = dict.fromkeys(
        each.issue.docname
        for each in reversed(concordance.backlinks(issue))
        if _is_later(each.issue, issue, domain)
    )
    backlinks = [_onward(domain.issues[docname], None) for docname in later]
    named = any(section.kind is Kind.RELATED for section in issue.sections)
    related = () if named else tuple(_related(each, domain) for each in concordance.related(issue))
    places = tuple(concordance.places_of(issue)) if domain.maps else ()
    if not backlinks and not related and not places:
        return None
    return IssueFoot(
        tuple(backlinks[:MOST_BACKLINKS]), len(backlinks[MOST_BACKLINKS:]), related, places
    )


def _is_later(one: IssueRecord, other: IssueRecord, domain: PeriodicalDomain) -> bool:
    chronicle = domain.chronicle
    return chronicle.position(one.docname) > chronicle.position(other.docname)


def _onward(issue: IssueRecord, story: StoryRecord | None) -> Onward:
    title = story.title if story else issue.head.title
    return Onward(
        page=issue.docname,
        anchor=story.anchor if story else "",
        title=title,
        language=issue.head.language,
        direction="rtl" if is_right_to_left(issue.head.language) else "ltr",
        issue=issue.head.title if issue.head.title != title else "",
        date=issue.head.date.isoformat(),
        day=format_date(issue.head.date),
    )


def _related(related: Related, domain: PeriodicalDomain) -> RelatedCard:
    def names(keys: Iterable[EntryKey]) -> list[str]:
        return [domain.concordance.entry(key).name for key in keys]

    topics = names(key for key in related.shared if key[0] is EntryKind.TOPIC)
    others = names(key for key in related.shared if key[0] is not EntryKind.TOPIC)
    said = [f"mention {_enumerated(others)}"] if others else []
    said += [f"are about {_enumerated(topics)}"] if topics else []
    return RelatedCard(
        card_of(related.issue, domain.registry),
        ", ".join(names(related.shared)),
        f"Both issues {' and '.join(said)}.",
    )


def _enumerated(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
