"""From the domain's records to the rows of each file, one after the other, never all at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote

from sphinx.builders import Builder

from ..domain import PeriodicalDomain
from ..markup.directive import Data
from ..model.issue import IssueHead
from ..model.records import IssueRecord
from ..model.registry import Entry, EntryKey, EntryKind, entry_page
from ..model.registry import Organization as OrganizationEntry
from ..model.registry import Person as PersonEntry
from ..model.registry import Place as PlaceEntry
from ..model.registry import Show as ShowEntry
from . import rows

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Collector:
    """What makes rows of records.

    Parameters
    ----------
    domain
        The records.
    builder
        The builder of the site, which knows the addresses of its pages.
    """

    domain: PeriodicalDomain
    builder: Builder

    @property
    def _issues(self) -> tuple[IssueRecord, ...]:
        return self.domain.chronicle.issues

    def _address(self, page: str, anchor: str = "") -> str:
        """Return the address of a page, or of something in it."""
        base = self.domain.publication.base_url
        fragment = f"#{quote(anchor)}" if anchor else ""
        return f"{base}{self.builder.get_target_uri(page)}{fragment}"

    def _picture(self, issue: IssueRecord) -> rows.Picture | None:
        if issue.picture is None or (picture := issue.head.lead_image) is None:
            return None
        return rows.Picture(
            url=self.domain.publication.address_of(f"{self.builder.imagedir}/{issue.picture}"),
            alt=picture.alt,
            credit=picture.credit,
            rights=picture.rights,
            link=_text(picture.link),
        )

    def issues(self) -> Iterator[rows.Issue]:
        """Yield all issues, oldest first."""
        for issue in self._issues:
            head = issue.head
            authors = [self.domain.registry.person(author).id for author in head.authors]
            yield rows.Issue(
                id=issue.id,
                url=self._address(issue.docname),
                date=head.date,
                modified=head.modified,
                title=head.title,
                summary=head.summary,
                language=head.language,
                volume=head.volume,
                number=head.number,
                authors=_once(authors),
                topics=_once(head.topics),
                picture=self._picture(issue),
                original=_original(head),
                revisions=tuple(
                    rows.Change(date=each.date, kind=each.kind, note=each.note)
                    for each in head.revisions
                ),
                sections=tuple(
                    rows.Section(
                        title=each.title,
                        kind=each.kind,
                        url=self._address(issue.docname, each.anchor),
                    )
                    for each in issue.sections
                ),
                source_sha256=issue.digest,
            )

    def stories(self) -> Iterator[rows.Story]:
        """Yield all stories, those of the oldest issue first, each issue's in its order."""
        for issue in self._issues:
            for number, story in enumerate(issue.stories, start=1):
                yield rows.Story(
                    id=_id(issue, story.anchor),
                    issue=issue.id,
                    number=number,
                    url=self._address(issue.docname, story.anchor),
                    title=story.title,
                    section=story.kind,
                    date=_date(story.date),
                    places=_once(story.places),
                    thread=story.thread,
                    opening=story.opening or None,
                )

    def parts(self, data: Data, row: type[rows.Row]) -> Iterator[rows.Row]:
        """Yield what a directive keeps, in the order of the issues and their pages."""
        for issue in self._issues:
            for each in issue.kept_as(data.record):
                values = {**vars(each), "id": _id(issue, each.anchor), "issue": issue.id}
                values["url"] = self._address(issue.docname, values.pop("anchor"))
                story = values.pop("story")
                if data.in_stories:
                    values["story"] = _story(issue, story)
                yield row.model_validate(values)

    def episodes(self) -> Iterator[rows.Episode]:
        """Yield all podcast episodes, in the order of the issues and their pages."""
        registry = self.domain.registry
        for issue in self._issues:
            for number, episode in enumerate(issue.episodes, start=1):
                people = [registry.find(EntryKind.PERSON, each.name) for each in episode.guests]
                yield rows.Episode(
                    issue=issue.id,
                    number=number,
                    url=self._address(issue.docname, episode.anchor),
                    show=episode.show or None,
                    title=episode.title or None,
                    date=_date(episode.date),
                    duration=episode.duration or None,
                    audio=episode.audio or None,
                    summary=episode.summary or None,
                    guests=tuple(
                        rows.Guest(
                            name=guest.name,
                            roles=guest.roles or None,
                            person=person.id if person else None,
                        )
                        for guest, person in zip(episode.guests, people, strict=True)
                    ),
                )

    # The registry, and whom and what issues name without it

    @cached_property
    def _pages(self) -> frozenset[EntryKey]:
        return frozenset(self.domain.concordance.entries)

    def _entries(self, kind: EntryKind, model: type[E]) -> Iterator[tuple[E, dict[str, Any]]]:
        """Yield the entries of a kind by id, and what rows of every kind say of them."""
        registered = self.domain.registry.of_kind(kind)
        named = {identifier for other, identifier in self._pages if other is kind}
        for identifier in sorted(named | set(registered)):
            key = (kind, identifier)
            entry = registered.get(identifier) or self.domain.concordance.entry(key)
            if not isinstance(entry, model):
                continue
            common: dict[str, Any] = {
                "id": entry.id,
                "name": entry.name,
                "spellings": entry.spellings,
                "description": entry.description,
                "website": _text(entry.url),
                "wikidata": entry.wikidata,
            }
            if kind is not EntryKind.SHOW:
                has_page = key in self._pages
                common["url"] = self._address(entry_page(key)) if has_page else None
            yield entry, common

    def people(self) -> Iterator[rows.Person]:
        """Yield all people: those of the registry, and other authors."""
        for entry, common in self._entries(EntryKind.PERSON, PersonEntry):
            roles = (
                rows.Role(role=each.role, since=each.since, until=each.until)
                for each in entry.roles
            )
            yield rows.Person(**common, roles=tuple(roles))

    def organizations(self) -> Iterator[rows.Organization]:
        """Yield all organizations."""
        for entry, common in self._entries(EntryKind.ORGANIZATION, OrganizationEntry):
            yield rows.Organization(**common, country=entry.country)

    def places(self) -> Iterator[rows.Place]:
        """Yield all places."""
        for entry, common in self._entries(EntryKind.PLACE, PlaceEntry):
            latitude, longitude = entry.coordinates or (None, None)
            yield rows.Place(
                **common, country=entry.country, latitude=latitude, longitude=longitude
            )

    def topics(self) -> Iterator[rows.Topic]:
        """Yield all topics: those of the registry, and others that issues name."""
        for _, common in self._entries(EntryKind.TOPIC, Entry):
            yield rows.Topic(**common)

    def threads(self) -> Iterator[rows.Thread]:
        """Yield all threads."""
        for entry, common in self._entries(EntryKind.THREAD, Entry):
            parts = self.domain.concordance.threads.get(entry.id, ())
            stories = (_id(part.issue, part.story.anchor) for part in parts)
            yield rows.Thread(**common, stories=tuple(stories))

    def shows(self) -> Iterator[rows.Show]:
        """Yield all podcasts."""
        for entry, common in self._entries(EntryKind.SHOW, ShowEntry):
            yield rows.Show(**common, publisher=entry.publisher)

    # What leads from one to another

    def mentions(self) -> Iterator[rows.Mention]:
        """Yield all mentions, in the order of the issues and their pages."""
        concordance = self.domain.concordance
        for issue in self._issues:
            for mention in issue.mentions:
                kind, identifier = mention.key
                yield rows.Mention(
                    heading=_id(issue, mention.anchor),
                    issue=issue.id,
                    story=_story(issue, mention.anchor),
                    kind=kind,
                    entry=identifier,
                    role=concordance.role_of(mention, issue) or None,
                    sentence=mention.sentence or None,
                )

    def references(self) -> Iterator[rows.Reference]:
        """Yield all references that lead to an issue, in the order of the issues and pages."""
        for issue in self._issues:
            found: dict[rows.Reference, None] = {}  # a date and an id can mean the same issue
            for reference in issue.references:
                target = self.domain.concordance.target_of(reference)
                if target is None:
                    continue
                other, story = target
                if reference.anchor and reference.anchor not in other.anchors:
                    continue
                row = rows.Reference(
                    heading=_id(issue, reference.story),
                    issue=issue.id,
                    story=_story(issue, reference.story),
                    target=_id(other, reference.anchor),
                    target_issue=other.id,
                    target_story=_id(other, story.anchor) if story else None,
                )
                found.setdefault(row)
            yield from found


def _original(head: IssueHead) -> rows.Original | None:
    if (source := head.source) is None:
        return None
    return rows.Original(
        title=source.title,
        authors=source.authors,
        publisher=source.publisher,
        date=source.date,
        url=_text(source.url),
        note=source.note,
    )


def _id(issue: IssueRecord, anchor: str) -> str:
    """Return the id of what has an address in an issue; of the issue itself, if that is empty."""
    return f"{issue.id}#{anchor}" if anchor else issue.id


def _story(issue: IssueRecord, anchor: str) -> str | None:
    """Return the id of the story with an address, or `None` for another heading."""
    return _id(issue, anchor) if anchor in issue.stories_by_anchor else None


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _date(value: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if value else None
