"""What a page is, as linked data: schema.org (https://schema.org), as JSON-LD 1.1 in its head.

For crawlers, which read no prose: an issue with its stories and episodes, a person, and of every
page how to get there. Things are known by their permanent addresses. What is said here is said on
the page too; of corrections as well, so that a copy of the text elsewhere can be told from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..domain import PeriodicalDomain
from ..model.issue import RevisionKind
from ..model.records import EpisodeRecord, IssueRecord
from ..model.registry import Entry, EntryKey, EntryKind, Place, entry_page
from .about import About
from .addresses import ARCHIVE, index_page, person_page, year_page
from .card import name_of_episode
from .pages.indexes import TITLES

Node = dict[str, Any]

TYPES = {
    EntryKind.PERSON: "Person",
    EntryKind.ORGANIZATION: "Organization",
    EntryKind.PLACE: "Place",
    EntryKind.TOPIC: "DefinedTerm",
    EntryKind.THREAD: "Thing",
    EntryKind.SHOW: "PodcastSeries",
}
WIKIDATA = "https://www.wikidata.org/entity/"


def linked_data(page: str, about: About, domain: PeriodicalDomain, key: EntryKey | None) -> Node:
    """Return what a page is; `key` is the entry that it is about, if it is about one."""
    return {
        "@context": "https://schema.org",
        "@graph": list(_LinkedPage(page, about, domain).graph(key)),
    }


def node(kind: str, **properties: object) -> Node:
    """Return a thing with those properties that it has; ``id`` is its own address."""
    given = {name: value for name, value in properties.items() if value}
    named = {"@id": given.pop("id")} if "id" in given else {}
    return {"@type": kind} | named | given


class _LinkedPage:
    def __init__(self, page: str, about: About, domain: PeriodicalDomain) -> None:
        self._page, self._about, self._domain = page, about, domain
        self._publication, self._registry = domain.publication, domain.registry

    def _address(self, page: str) -> str:
        return self._publication.address_of(f"{page}.html")

    def graph(self, key: EntryKey | None) -> Iterator[Node]:
        """Yield the page itself, and the way to it."""
        issue, is_front = self._domain.issues.get(self._page), self._about.address == self._home
        if issue:
            yield from self._issue(issue)
        else:
            entry = key and self._domain.concordance.entry(key)
            kind = "ProfilePage" if key and key[0] is EntryKind.PERSON else "CollectionPage"
            yield node(
                "WebSite" if is_front else kind, id=self._about.address, url=self._about.address,
                name=self._about.title, description=self._about.description,
                inLanguage=self._publication.language, publisher=self._publisher,
                isPartOf=None if is_front else {"@id": self._home}, image=self._image,
                mainEntity=self._entry(key, entry) if key and entry else None,
            )  # fmt: skip
        if is_front:
            yield self._periodical
        else:
            steps = enumerate([*self._way(key), (self._about.title, self._page)], 1)
            items = [
                node("ListItem", position=number, name=name, item={"@id": self._address(page)})
                for number, (name, page) in steps
            ]
            yield node("BreadcrumbList", itemListElement=items)

    def _way(self, key: EntryKey | None) -> Iterator[tuple[str, str]]:
        """Yield the pages above this one, each with its name."""
        yield self._publication.name, self._domain.env.config.root_doc
        issue = self._domain.issues.get(self._page)
        if issue:
            yield "Archive", ARCHIVE
            yield str(issue.year), year_page(issue.year)
        elif key:
            yield TITLES[key[0]], index_page(key[0].plural)
            if self._page != (page := entry_page(key)):
                yield self._domain.concordance.entry(key).name, page

    # The publication

    @property
    def _home(self) -> str:
        return self._address(self._domain.env.config.root_doc)

    @property
    def _publisher(self) -> Node:
        publisher = self._publication.publisher
        return node(
            "Organization", id=f"{self._publication.base_url}#publisher", name=publisher.name,
            url=publisher.url and str(publisher.url),
        )  # fmt: skip

    @property
    def _periodical(self) -> Node:
        return node(
            "Periodical", id=f"{self._publication.base_url}#periodical",
            name=self._publication.name, url=self._home, publisher=self._publisher,
        )  # fmt: skip

    @property
    def _image(self) -> Node:
        shown = self._about.picture
        return node(
            "ImageObject", id=shown.address, url=shown.address, width=f"{shown.width} px",
            height=f"{shown.height} px", caption=shown.alt,
        )  # fmt: skip

    # An issue

    def _issue(self, issue: IssueRecord) -> Iterator[Node]:
        head, licence = issue.head, self._publication.licence
        volume = node("PublicationVolume", volumeNumber=str(head.volume), isPartOf=self._periodical)
        dated = {
            "datePublished": head.date.isoformat(),
            "dateModified": head.modified.isoformat(),
            "inLanguage": head.language,
        }
        made: dict[str, Any] = {
            "author": [self._person(author) for author in head.authors],
            "publisher": self._publisher,
            "image": self._image,
        }
        topics = (self._registry.topic(topic) for topic in head.topics)
        yield node(
            "PublicationIssue", id=self._about.address, url=self._about.address, name=head.title,
            description=head.summary, issueNumber=head.number and str(head.number),
            isPartOf=volume if head.volume else self._periodical,
            license=licence and licence.url and str(licence.url),
            about=[node("DefinedTerm", name=topic.name) for topic in topics],
            correction=[
                node("CorrectionComment", text=each.note, datePublished=each.date.isoformat())
                for each in head.revisions
                if each.kind is RevisionKind.CORRECTION
            ],
            **dated, **made,
        )  # fmt: skip
        # What is told of these once is not told again.
        references = {
            name: [{"@id": each["@id"]} for each in (some if isinstance(some, list) else [some])]
            for name, some in made.items()
        }
        section, sections = "", {each.anchor: each.title for each in issue.sections}
        for anchor in issue.anchors:
            section = sections.get(anchor, section)
            if story := issue.stories_by_anchor.get(anchor):
                address = f"{self._about.address}#{anchor}"
                yield node(
                    "NewsArticle", id=address, url=address, headline=story.title,
                    description=story.opening, articleSection=section,
                    isPartOf={"@id": self._about.address}, **dated, **references,
                )  # fmt: skip
        yield from (self._episode(each, dated) for each in issue.episodes)

    def _episode(self, episode: EpisodeRecord, dated: Node) -> Node:
        address = f"{self._about.address}#{episode.anchor}"
        show = self._registry.shows.get(episode.show)
        series = show and self._entry((EntryKind.SHOW, show.id), show)
        return node(
            "PodcastEpisode", id=address, url=address,
            name=episode.title or name_of_episode(episode, self._registry) or "Podcast",
            description=" ".join(episode.summary.split()),
            datePublished=episode.date or dated["datePublished"],
            partOfSeries=series, duration=episode.duration,
            associatedMedia=episode.audio and node("AudioObject", contentUrl=episode.audio),
            contributor=[
                node("Person", name=guest.name, description=guest.roles)
                for guest in episode.guests
            ],
        )  # fmt: skip

    def _person(self, author: str) -> Node:
        person = self._registry.person(author)
        page = self._address(person_page(person.id))
        return node("Person", id=f"{page}#it", name=person.name, url=page)

    # An entry of the registry

    def _entry(self, key: EntryKey, entry: Entry) -> Node:
        """Return whom or what an entry is about."""
        page = "" if key[0] is EntryKind.SHOW else f"{self._address(entry_page(key))}#it"
        where = entry.coordinates if isinstance(entry, Place) else None
        geo = where and node("GeoCoordinates", latitude=where[0], longitude=where[1])
        return node(
            TYPES[key[0]], id=page, name=entry.name, alternateName=list(entry.spellings),
            description=entry.description, geo=geo, url=entry.url and str(entry.url),
            sameAs=entry.wikidata and f"{WIKIDATA}{entry.wikidata}",
        )  # fmt: skip
