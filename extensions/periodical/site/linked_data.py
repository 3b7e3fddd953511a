"""What a page is, as linked data: schema.org (https://schema.org), as JSON-LD 1.1 in its head.

For crawlers, which read no prose: an issue with its stories and episodes, a person, and of every
page how to get there. Things are known by their permanent addresses. What is said here is said on
the page too; of corrections as well, so that a copy of the text elsewhere can be told from it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..domain import PeriodicalDomain
from ..model.issue import RevisionKind
from ..model.records import EpisodeRecord, IssueRecord
from ..model.registry import Entry, EntryKey, EntryKind, Place, entry_page
from .addresses import ARCHIVE, index_page, year_page
from .card import name_of_episode
from .pages.indexes import TITLES

Node = dict[str, Any]
Tags = Mapping[str, str]
"""What a page says of itself, as `about_page` gives it."""

TYPES = {
    EntryKind.PERSON: "Person", EntryKind.ORGANIZATION: "Organization", EntryKind.PLACE: "Place",
    EntryKind.TOPIC: "DefinedTerm", EntryKind.THREAD: "Thing", EntryKind.SHOW: "PodcastSeries",
}  # fmt: skip

IDENTIFIERS = {
    "wikidata": "https://www.wikidata.org/entity/", "orcid": "https://orcid.org/",
    "isni": "https://isni.org/isni/",
}  # fmt: skip
"""Where those are at home who have one."""


def linked_data(page: str, about: Tags, domain: PeriodicalDomain, key: EntryKey | None) -> Node:
    """Return what a page is; `key` is the entry that it is about, if it is about one."""
    issue, root = domain.issues.get(page), domain.env.config.root_doc
    graph = [*_issue(issue, about, domain)] if issue else [_page(page, about, domain, key)]
    if page == root:
        graph.append(_periodical(domain))
    else:
        home = (domain.publication.name, root)
        way = [home, *_way(page, issue, key, domain), (about["og:title"], page)]
        steps = [
            _node("ListItem", position=number, name=name, item={"@id": _address(step, domain)})
            for number, (name, step) in enumerate(way, 1)
        ]
        graph.append(_node("BreadcrumbList", itemListElement=steps))
    return {"@context": "https://schema.org", "@graph": graph}


def _node(kind: str, address: str | None = "", **properties: object) -> Node:
    """Return a thing with its permanent address and those properties that it has."""
    given = {name: value for name, value in properties.items() if value}
    return {"@type": kind} | ({"@id": address} if address else {}) | given


def _address(page: str, domain: PeriodicalDomain) -> str:
    return domain.publication.address_of(f"{page}.html")


def _way(
    page: str, issue: IssueRecord | None, key: EntryKey | None, domain: PeriodicalDomain
) -> Iterator[tuple[str, str]]:
    """Yield the pages between the front page and a page, each with its name."""
    if issue:
        yield "Archive", ARCHIVE
        yield str(issue.year), year_page(issue.year)
    elif key:
        yield TITLES[key[0]], index_page(key[0].plural)
        if page != entry_page(key):
            yield domain.concordance.entry(key).name, entry_page(key)


def _publisher(domain: PeriodicalDomain) -> Node:
    publisher = domain.publication.publisher
    address, url = f"{domain.publication.base_url}#publisher", publisher.url and str(publisher.url)
    return _node("Organization", address, name=publisher.name, url=url)


def _periodical(domain: PeriodicalDomain) -> Node:
    publication = domain.publication
    return _node(
        "Periodical", f"{publication.base_url}#periodical", name=publication.name,
        url=_address(domain.env.config.root_doc, domain), publisher=_publisher(domain),
        issn=publication.issn,
    )  # fmt: skip


def _image(about: Tags) -> Node:
    address, *size = (about[f"og:image{each}"] for each in ("", ":width", ":height"))
    width, height = (f"{each} px" for each in size)
    alt = about["og:image:alt"]
    return _node("ImageObject", address, url=address, caption=alt, width=width, height=height)


def _page(page: str, about: Tags, domain: PeriodicalDomain, key: EntryKey | None) -> Node:
    """Return a page that is no issue."""
    kind = "ProfilePage" if about["og:type"] == "profile" else "CollectionPage"
    return _node(
        "WebSite" if page == domain.env.config.root_doc else kind, about["og:url"],
        url=about["og:url"], name=about["og:title"], description=about["og:description"],
        inLanguage=domain.publication.language, image=_image(about), publisher=_publisher(domain),
        mainEntity=key and _entry(domain.concordance.entry(key), key[0], domain),
    )  # fmt: skip


def _issue(issue: IssueRecord, about: Tags, domain: PeriodicalDomain) -> Iterator[Node]:
    """Yield an issue, its stories and its episodes."""
    head, licence, registry = issue.head, domain.publication.licence, domain.registry
    url = about["og:url"]
    dated = {
        "datePublished": head.date.isoformat(), "dateModified": head.modified.isoformat(),
        "inLanguage": head.language,
    }  # fmt: skip
    people = map(registry.person, head.authors)
    made = {
        "author": [_entry(person, EntryKind.PERSON, domain) for person in people],
        "publisher": [_publisher(domain)],
        "image": [_image(about)],
    }
    whole = _periodical(domain)
    volume = _node("PublicationVolume", volumeNumber=str(head.volume), isPartOf=whole)
    yield _node(
        "PublicationIssue", about["og:url"], url=about["og:url"], name=head.title,
        sameAs=head.doi and f"https://doi.org/{head.doi}",
        description=head.summary, issueNumber=head.number and str(head.number),
        isPartOf=volume if head.volume else whole,
        license=licence and licence.url and str(licence.url),
        about=[_node("DefinedTerm", name=registry.topic(topic).name) for topic in head.topics],
        correction=[
            _node("CorrectionComment", text=each.note, datePublished=each.date.isoformat())
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
            address = f"{url}#{anchor}"
            yield _node(
                "NewsArticle", address, url=address, headline=story.title,
                description=story.opening, articleSection=section,
                isPartOf={"@id": about["og:url"]}, **dated, **again,
            )  # fmt: skip
    for each in issue.episodes:
        yield _episode(each, f"{url}#{each.anchor}", dated["datePublished"], domain)


def _episode(episode: EpisodeRecord, address: str, day: str, domain: PeriodicalDomain) -> Node:
    show = domain.registry.shows.get(episode.show)
    return _node(
        "PodcastEpisode", address, url=address,
        name=episode.title or name_of_episode(episode, domain.registry) or "Podcast",
        description=" ".join(episode.summary.split()), datePublished=episode.date or day,
        partOfSeries=show and _entry(show, EntryKind.SHOW, domain), duration=episode.duration,
        associatedMedia=episode.audio and _node("AudioObject", contentUrl=episode.audio),
        contributor=[
            _node("Person", name=guest.name, description=guest.roles) for guest in episode.guests
        ],
    )  # fmt: skip


def _entry(entry: Entry, kind: EntryKind, domain: PeriodicalDomain) -> Node:
    """Return whom or what an entry is about; shows have no page."""
    page = "" if kind is EntryKind.SHOW else f"{_address(entry_page((kind, entry.id)), domain)}#it"
    where = entry.coordinates if isinstance(entry, Place) else None
    known = {base: getattr(entry, name, None) for name, base in IDENTIFIERS.items()}
    return _node(
        TYPES[kind], page, name=entry.name, alternateName=list(entry.spellings),
        description=entry.description, url=entry.url and str(entry.url),
        geo=where and _node("GeoCoordinates", latitude=where[0], longitude=where[1]),
        sameAs=[f"{base}{identifier}" for base, identifier in known.items() if identifier],
    )  # fmt: skip
