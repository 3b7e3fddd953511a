"""What a page is, as linked data: schema.org (https://schema.org), as JSON-LD 1.1 in its head.

For crawlers, which read no prose: an issue with its stories and episodes, a person, and of every
page how to get there. Things are known by their permanent addresses. What is said here is said on
the page too; of corrections as well, so that a copy of the text elsewhere can be told from it.
"""

from collections.abc import Iterator
from typing import Any

from ..domain import PeriodicalDomain
from ..model.issue import RevisionKind
from ..model.records import EpisodeRecord, IssueRecord
from ..model.registry import Entry, EntryKey, EntryKind, Place, entry_page
from .about import About
from .addresses import ARCHIVE, index_page, year_page
from .card import name_of_episode
from .pages.indexes import TITLES

Node = dict[str, Any]

TYPES = {
    EntryKind.PERSON: "Person", EntryKind.ORGANIZATION: "Organization", EntryKind.PLACE: "Place",
    EntryKind.TOPIC: "DefinedTerm", EntryKind.THREAD: "Thing", EntryKind.SHOW: "PodcastSeries",
}  # fmt: skip

IDENTIFIERS = {
    "wikidata": "https://www.wikidata.org/entity/", "orcid": "https://orcid.org/",
    "isni": "https://isni.org/isni/",
}  # fmt: skip
"""Where those are at home who have one."""


def linked_data(page: str, about: About, domain: PeriodicalDomain, key: EntryKey | None) -> Node:
    """Return what a page is; `key` is the entry that it is about, if it is about one."""
    graph = list(_LinkedPage(page, about, domain, key).graph())
    return {"@context": "https://schema.org", "@graph": graph}


def node(kind: str, **properties: object) -> Node:
    """Return a thing with those properties that it has; ``id`` is its own address."""
    given = {name: value for name, value in properties.items() if value}
    named = {"@id": given.pop("id")} if "id" in given else {}
    return {"@type": kind} | named | given


class _LinkedPage:
    def __init__(
        self, page: str, about: About, domain: PeriodicalDomain, key: EntryKey | None
    ) -> None:
        self._page, self._about, self._domain, self._key = page, about, domain, key
        self._issue, self._address = domain.issues.get(page), about.address
        publication, root = domain.publication, domain.env.config.root_doc
        publisher, base, shown = publication.publisher, publication.base_url, about.picture
        self._home = (publication.name, root)
        self._publisher = node(
            "Organization", id=f"{base}#publisher", name=publisher.name,
            url=publisher.url and str(publisher.url),
        )  # fmt: skip
        self._periodical = node(
            "Periodical", id=f"{base}#periodical", name=publication.name,
            url=self._address_of(root), publisher=self._publisher, issn=publication.issn,
        )  # fmt: skip
        self._image = node(
            "ImageObject", id=shown.address, url=shown.address, caption=shown.alt,
            width=f"{shown.width} px", height=f"{shown.height} px",
        )  # fmt: skip

    def _address_of(self, page: str) -> str:
        return self._domain.publication.address_of(f"{page}.html")

    def graph(self) -> Iterator[Node]:
        """Yield the page itself, and the way to it."""
        if self._issue:
            yield from self._of_issue(self._issue)
        else:
            is_front = self._page == self._home[1]
            kind = "ProfilePage" if self._about.kind == "profile" else "CollectionPage"
            yield node(
                "WebSite" if is_front else kind, id=self._address, url=self._address,
                name=self._about.title, description=self._about.description,
                inLanguage=self._domain.publication.language, image=self._image,
                publisher=self._publisher, mainEntity=self._key and self._entry(self._key),
            )  # fmt: skip
            if is_front:
                yield self._periodical
                return
        steps = [self._home, *self._way(), (self._about.title, self._page)]
        items = [
            node("ListItem", position=number, name=name, item={"@id": self._address_of(page)})
            for number, (name, page) in enumerate(steps, 1)
        ]
        yield node("BreadcrumbList", itemListElement=items)

    def _way(self) -> Iterator[tuple[str, str]]:
        """Yield the pages between the front page and this one, each with its name."""
        if self._issue:
            yield "Archive", ARCHIVE
            yield str(self._issue.year), year_page(self._issue.year)
        elif self._key:
            yield TITLES[self._key[0]], index_page(self._key[0].plural)
            if self._page != (page := entry_page(self._key)):
                yield self._domain.concordance.entry(self._key).name, page

    def _of_issue(self, issue: IssueRecord) -> Iterator[Node]:
        head, licence, registry = (
            issue.head,
            self._domain.publication.licence,
            self._domain.registry,
        )
        dated = {
            "datePublished": head.date.isoformat(),
            "dateModified": head.modified.isoformat(),
            "inLanguage": head.language,
        }
        authors = [
            self._entry((EntryKind.PERSON, person.id), person)
            for person in map(registry.person, head.authors)
        ]
        made = {"author": authors, "publisher": [self._publisher], "image": [self._image]}
        volume = node("PublicationVolume", volumeNumber=str(head.volume), isPartOf=self._periodical)
        yield node(
            "PublicationIssue", id=self._address, url=self._address, name=head.title,
            sameAs=head.doi and f"https://doi.org/{head.doi}",
            description=head.summary, issueNumber=head.number and str(head.number),
            isPartOf=volume if head.volume else self._periodical,
            license=licence and licence.url and str(licence.url),
            about=[node("DefinedTerm", name=registry.topic(topic).name) for topic in head.topics],
            correction=[
                node("CorrectionComment", text=each.note, datePublished=each.date.isoformat())
                for each in head.revisions
                if each.kind is RevisionKind.CORRECTION
            ],
            **dated, **made,
        )  # fmt: skip
        # What is told of these once is not told again.
        again = {name: [{"@id": each["@id"]} for each in some] for name, some in made.items()}
        section, sections = "", {each.anchor: each.title for each in issue.sections}
        for anchor in issue.anchors:
            section = sections.get(anchor, section)
            if story := issue.stories_by_anchor.get(anchor):
                address = f"{self._address}#{anchor}"
                yield node(
                    "NewsArticle", id=address, url=address, headline=story.title,
                    description=story.opening, articleSection=section,
                    isPartOf={"@id": self._address}, **dated, **again,
                )  # fmt: skip
        yield from (self._episode(each, dated["datePublished"]) for each in issue.episodes)

    def _episode(self, episode: EpisodeRecord, day: str) -> Node:
        address, registry = f"{self._address}#{episode.anchor}", self._domain.registry
        show = registry.shows.get(episode.show)
        return node(
            "PodcastEpisode", id=address, url=address,
            name=episode.title or name_of_episode(episode, registry) or "Podcast",
            description=" ".join(episode.summary.split()), datePublished=episode.date or day,
            partOfSeries=show and self._entry((EntryKind.SHOW, show.id), show),
            duration=episode.duration,
            associatedMedia=episode.audio and node("AudioObject", contentUrl=episode.audio),
            contributor=[
                node("Person", name=guest.name, description=guest.roles)
                for guest in episode.guests
            ],
        )  # fmt: skip

    def _entry(self, key: EntryKey, known: Entry | None = None) -> Node:
        """Return whom or what an entry is about; shows have no page."""
        entry = known or self._domain.concordance.entry(key)
        where = entry.coordinates if isinstance(entry, Place) else None
        return node(
            TYPES[key[0]], name=entry.name, alternateName=list(entry.spellings),
            id=key[0] is not EntryKind.SHOW and f"{self._address_of(entry_page(key))}#it",
            description=entry.description, url=entry.url and str(entry.url),
            geo=where and node("GeoCoordinates", latitude=where[0], longitude=where[1]),
            sameAs=[
                f"{base}{identifier}"
                for name, base in IDENTIFIERS.items()
                if (identifier := getattr(entry, name, None))
            ],
        )  # fmt: skip
