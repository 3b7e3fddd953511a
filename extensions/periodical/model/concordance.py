"""The concordance: who and what is mentioned where, what refers to what, and what belongs together.

Made from the records of all issues: each question is then a look into a table, made in one pass.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from .page import date_in_name
from .records import EpisodeRecord, Guest, IssueRecord, MentionRecord, ReferenceRecord, StoryRecord
from .registry import Entry, EntryKey, EntryKind, Person, Place, Registry

K = TypeVar("K")
V = TypeVar("V")

NEIGHBOURHOOD = 40
"""Among how many issues before and after one that share something with it to seek related ones.

Without a limit, what half of all issues share would be looked through for each of them.
"""

MOST_RELATED = 3
MOST_SHARED = 4
"""How many related issues are shown, and how much of what is shared is said of each."""


class Within(NamedTuple, Generic[V]):
    """Something, and the issue in which it stands."""

    issue: IssueRecord
    it: V


@dataclass(frozen=True)
class Concordance:
    """The tables of all issues, and of whom and what they can name."""

    records: Iterable[IssueRecord]
    registry: Registry

    @cached_property
    def issues(self) -> tuple[IssueRecord, ...]:
        """All issues, oldest first; those of one day in the order of their ids."""
        return tuple(sorted(self.records, key=lambda issue: (issue.head.date, issue.id)))

    @cached_property
    def positions(self) -> dict[str, int]:
        """The place of each issue among all, counted from 0, by its document."""
        return {issue.docname: position for position, issue in enumerate(self.issues)}

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years in which there are issues, latest first."""
        return tuple(sorted({issue.year for issue in self.issues}, reverse=True))

    @property
    def latest(self) -> IssueRecord | None:
        """The latest issue that has a text, if there is one."""
        return next((issue for issue in reversed(self.issues) if not issue.head.is_withdrawn), None)

    @cached_property
    def _by_words(self) -> dict[str, list[IssueRecord]]:
        # An id or a date.
        return _grouped(
            (words, each) for each in self.issues for words in (each.id, date_in_name(each.id))
        )

    def find(self, target: str) -> IssueRecord | None:
        """Return the one issue that a reference means, or `None` where it means none or several."""
        found = self._by_words.get(target, [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def mentions(self) -> dict[EntryKey, list[Within[MentionRecord]]]:
        """The mentions of each entry, newest first; within an issue in its order."""
        newest = self.issues[::-1]
        return _grouped((each.key, Within(of, each)) for of in newest for each in of.mentions)

    def role_of(self, record: MentionRecord, issue: IssueRecord) -> str | None:
        """Return what someone was at the date of an issue: as it says, or else the registry."""
        entry = self.registry.entries.get(record.key)
        if record.role or not isinstance(entry, Person):
            return record.role
        day = issue.head.date
        held = (each for each in entry.roles if (each.since or day) <= day <= (each.until or day))
        return "; ".join(each.role for each in held) or None

    @cached_property
    def entries(self) -> dict[EntryKey, frozenset[str]]:
        """Everyone and everything that has a page, in order, and the documents of their issues.

        These mention the entry, are about it, by it, or have it as a guest. Who belongs to a thread
        says so in a line of the story, which is a mention.
        """
        named = ((each, (*_features_of(each), *self._named_in_head(each))) for each in self.issues)
        found = _grouped((key, issue.docname) for issue, keys in named for key in keys)
        for key, appearances in self.guests.items():
            found.setdefault(key, []).extend(each.issue.docname for each in appearances)
        return {key: frozenset(names) for key, names in sorted(found.items())}

    def entry(self, key: EntryKey) -> Entry:
        """Return an entry; of an author or topic that the registry lacks, one with its name."""
        kind, identifier = key
        if (entry := self.registry.entries.get(key)) is not None:
            return entry
        if kind is EntryKind.PERSON:
            return self.registry.person(self._names_of_authors.get(identifier, identifier))
        return self.registry.topic(identifier)

    @cached_property
    def _names_of_authors(self) -> dict[str, str]:
        return {self.registry.person(name).id: name for i in self.issues for name in i.head.authors}

    def places_of(self, issue: IssueRecord) -> list[Place]:
        """Return the places for the map of an issue, in the order in which it mentions them.

        A country stands for itself only where no place in it is named: the map shows it anyway.
        """
        keys = dict.fromkeys(mention.key for mention in issue.mentions)
        named = map(self.registry.entries.get, keys)
        places = [each for each in named if isinstance(each, Place) and each.coordinates]
        countries = {place.country for place in places}
        return [place for place in places if place.name not in countries]

    @cached_property
    def by_head(self) -> dict[EntryKey, list[IssueRecord]]:
        """The issues whose front matter names an author or a topic, newest first."""
        heads = ((each, dict.fromkeys(self._named_in_head(each))) for each in self.issues[::-1])
        return _grouped((key, issue) for issue, keys in heads for key in keys)

    def _named_in_head(self, issue: IssueRecord) -> list[EntryKey]:
        people = (self.registry.person(name).id for name in issue.head.authors)
        topics = [(EntryKind.TOPIC, topic) for topic in issue.head.topics]
        return [*((EntryKind.PERSON, each) for each in people), *topics]

    @cached_property
    def guests(self) -> dict[EntryKey, list[Within[tuple[EpisodeRecord, Guest]]]]:
        """The podcast episodes in which people of the registry are guests, newest issue first."""
        return _grouped(
            ((EntryKind.PERSON, person.id), Within(issue, (episode, guest)))
            for issue in reversed(self.issues)
            for episode in issue.episodes
            for guest in episode.guests
            if (person := self.registry.find(EntryKind.PERSON, guest.name))
        )

    @cached_property
    def backlinks(self) -> dict[tuple[str, str], list[Within[str]]]:
        """The stories that refer to an issue, by its id and the address of a story, or none.

        Each is known by its address; those of the oldest issue come first.
        """
        found: dict[tuple[str, str], dict[Within[str], None]] = defaultdict(dict)
        for issue in self.issues:
            for reference in issue.references:
                target = self.target_of(reference)
                if target and target[0] is not issue:
                    for anchor in ("", target[1].anchor if target[1] else ""):
                        found[target[0].id, anchor].setdefault(Within(issue, reference.story))
        return {target: list(backlinks) for target, backlinks in found.items()}

    def target_of(self, record: ReferenceRecord) -> tuple[IssueRecord, StoryRecord | None] | None:
        """Return the issue, and the story in it, to which a reference leads."""
        issue = self.find(record.issue)
        return (issue, issue.stories_by_anchor.get(record.anchor)) if issue else None

    @cached_property
    def threads(self) -> dict[EntryKey, list[Within[StoryRecord]]]:
        """The stories of each thread, in the order of the events, and of issues."""
        parts = [Within(issue, story) for issue in self.issues for story in issue.stories]
        parts.sort(key=lambda part: part.issue.day_of(part.it))
        return _grouped(
            ((EntryKind.THREAD, each.it.thread), each) for each in parts if each.it.thread
        )

    @cached_property
    def beside(self) -> dict[tuple[str, str], tuple[Within[StoryRecord] | None, ...]]:
        """The stories before and after one in its thread, by its issue's id and its address."""
        return {
            (part.issue.id, part.it.anchor): (before, after)
            for parts in self.threads.values()
            for before, part, after in zip([None, *parts], parts, [*parts[1:], None], strict=False)
        }

    @cached_property
    def _translations(self) -> dict[str, list[IssueRecord]]:
        return _grouped((self._original(each).id, each) for each in self.issues)

    def _original(self, issue: IssueRecord) -> IssueRecord:
        target = issue.head.translation_of
        return (self.find(target) if target else None) or issue

    def in_other_languages(self, issue: IssueRecord) -> list[IssueRecord]:
        """Return the issue of which one is a translation, and the other translations of it."""
        return [each for each in self._translations[self._original(issue).id] if each is not issue]

    # Related issues

    @cached_property
    def _shared_by(self) -> dict[EntryKey, list[int]]:
        """The places of the issues that have each topic or mention."""
        every = enumerate(self.issues)
        return _grouped((key, place) for place, issue in every for key in _features_of(issue))

    def related(self, issue: IssueRecord) -> list[Within[tuple[EntryKey, ...]]]:
        """Return the issues that have most in common with one, and what; the nearest first.

        What is shared weighs the more the rarer it is (K. Spärck Jones, “A statistical
        interpretation of term specificity”, Journal of Documentation 28, 1972). Of equals, the
        nearer in time comes first, and then the older.
        """
        issues, here = self.issues, self.positions[issue.docname]
        weights: dict[int, float] = defaultdict(float)
        keys = sorted(_features_of(issue), key=lambda key: (len(self._shared_by[key]), key))
        for key in keys:
            places = self._shared_by[key]
            at = bisect_left(places, here)
            for place in places[max(0, at - NEIGHBOURHOOD) : at + 1 + NEIGHBOURHOOD]:
                weights[place] += math.log((1 + len(issues)) / len(places))
        weights.pop(here, None)
        best = sorted(weights, key=lambda at: (-round(weights[at], 9), abs(at - here), at))
        related = []
        for other in (issues[place] for place in best[:MOST_RELATED]):
            features = _features_of(other)
            shared = [key for key in keys if key in features]
            related.append(Within(other, tuple(shared[:MOST_SHARED])))
        return related


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def _features_of(issue: IssueRecord) -> set[EntryKey]:
    """Return what an issue can have in common with others: its topics and whom it mentions."""
    topics = ((EntryKind.TOPIC, topic) for topic in issue.head.topics)
    return {*topics, *(mention.key for mention in issue.mentions)}
