"""Which feeds there are, and what their entries say: one description for all formats."""

import datetime
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from unicodedata import normalize
from urllib.parse import quote, urlsplit

from sphinx.builders.html import StandaloneHTMLBuilder

from ..content.text import KeptContents, bare
from ..domain import periodical_domain
from ..ledger.ledger import fingerprint
from ..markup.directives.fact_of_the_week import FactRecord
from ..model.issue import IMAGE_TYPES, Revision
from ..model.publication import Publication
from ..model.records import EpisodeRecord, IssueRecord
from ..model.registry import EntryKey, EntryKind, Show, entry_page
from ..model.section_kinds import Kind
from ..model.text import slug
from ..words import _
from .formats import FeedFormat, Said, formats

FOLDER = "feeds"
ISSUES, CORRECTIONS = f"{FOLDER}/issues", f"{FOLDER}/corrections"
NEWEST = 20
"""How many entries a feed has, and each page of its archive."""
AUDIO_TYPES = {".m4a": "audio/x-m4a", ".ogg": "audio/ogg", ".opus": "audio/ogg"}
"""Of what can be heard and is no MP3. Systems have lists of types, each another."""
_PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of the ids of podcasts (Podcasting 2.0, ``podcast:guid``)."""


class Subject(NamedTuple):
    """What an entry is of: an issue, what stands at an address in it, or a revision of it."""

    issue: IssueRecord
    anchor: str = ""
    revision: int | None = None


@dataclass(frozen=True)
class Feed:
    """A feed, whatever its format.

    Args:
        path: Its address in the site, without an ending.
        page: The page of the site that says the same.
        subjects: What its entries are of, newest first.
        text: Whether its newest entries have the whole text. It stands in the feeds of the
            publication and its sections; in others, an entry leads to the page.
        show: The podcast whose episodes they are.
        archive: Whether older entries are kept. Those about an entry of the registry are not: its
            page lists them all, and they would be there once for each that a story names.
    """

    path: str
    title: str
    page: str
    subjects: tuple[Subject, ...]
    text: bool = False
    show: Show | None = None
    archive: bool = True


class FeedPage(NamedTuple):
    """A document of a feed: the newest entries, or those of a page of the archive, from 1.

    Pages count from the oldest entry, so that none changes when there are new ones.
    """

    feed: Feed
    number: int = 0

    @property
    def before(self) -> int:
        """The number of the page with the next older entries; 0 where there is none."""
        left = max(0, len(self.feed.subjects) - NEWEST) if self.feed.archive else 0
        return self.number - 1 if self.number else -(-left // NEWEST)

    @property
    def place(self) -> slice:
        """Where its entries stand among all of the feed."""
        end = len(self.feed.subjects) - NEWEST * (self.number - 1) if self.number else NEWEST
        return slice(end - NEWEST, end)


class Feeds:
    """The feeds of a build."""

    def __init__(self, builder: StandaloneHTMLBuilder) -> None:
        self.builder = builder
        self.domain = periodical_domain(builder.env)
        self.publication = self.domain.publication
        self.contents = KeptContents(builder)

    def address(self, page: str, anchor: str = "") -> str:
        """Return the address of a page, or of something in it; of a show's page, elsewhere."""
        if "://" in page:
            return page
        fragment = f"#{quote(anchor)}" if anchor else ""
        return f"{self.publication.base_url}{self.builder.get_target_uri(page)}{fragment}"

    def tag(self, name: str) -> str:
        """Return the permanent id of something with a name (RFC 4151)."""
        host = urlsplit(self.publication.base_url).hostname or "localhost"
        first = self.domain.chronicle.years[-1] if self.domain.chronicle.years else 2000
        return f"tag:{self.publication.feeds.tag or f'{host},{first}'}:{quote(name)}"

    @cached_property
    def all(self) -> dict[str, Feed]:
        """All feeds by path: those that have an entry, or can be subscribed to before they do."""
        offered = {CORRECTIONS, *(path for path, *_ in section_feeds(self.publication))}
        feeds = {feed.path: feed for feed in self._feeds()}
        return {path: feed for path, feed in feeds.items() if feed.subjects or path in offered}

    def said(self, page: FeedPage, form: FeedFormat) -> Said:
        """Return what a document of a feed says in a format."""
        feed, publication = page.feed, self.publication
        # A page of the archive has the whole text only where it is not in another feed too.
        text = feed.text and (not page.number or feed.path == ISSUES)
        entries = [self.entry(subject, text=text) for subject in feed.subjects[page.place]]
        latest = _moment(self.domain.chronicle.issues[-1].head.date)
        updated = max((entry["updated"] for entry in entries), default=latest)
        hubs = [{"rel": "hub", "href": str(publication.feeds.hub)}] if publication.feeds.hub else []
        return {
            **self.named(feed, form),
            "tag": self.tag(feed.path),
            "description": publication.tagline or publication.name,
            "language": publication.language,
            "publisher": publication.publisher.name,
            "publishers": [{"name": publication.publisher.name}],
            "rights": publication.licence.name if publication.licence else None,
            "updated": updated,
            "updated_as_mail": _as_mail(updated),
            "links": [*self._links(page, form), *hubs],
            "hubs": hubs,
            "clouds": list(self._clouds()),
            "archives": [{}] if page.number else [],
            "played": list(self._played(feed, entries)),
            "entries": entries,
            "style": f"{'../' * form.file_of(feed.path, page.number).count('/')}_static/feed.css",
        }

    def named(self, feed: Feed, form: FeedFormat) -> dict[str, str]:
        """Return what a list says of a feed."""
        address = self.publication.address_of(form.file_of(feed.path))
        return {"title": feed.title, "self": address, "home": self.address(feed.page)}

    def _links(self, page: FeedPage, form: FeedFormat) -> Iterator[Said]:
        """Yield where a document and its neighbours are (RFC 5005)."""
        archive = next(each for each in formats() if each.has_archive)
        linked = [("self", form, page.number)]
        linked += [("current", form, 0)] if page.number else []
        linked += [("prev-archive", archive, page.before)] if page.before else []
        for rel, other, number in linked:
            address = self.publication.address_of(other.file_of(page.feed.path, number))
            yield {"rel": rel, "href": address, "type": other.media_type}

    def _clouds(self) -> Iterator[Said]:
        """Yield where readers ask to be told of new entries (rssCloud)."""
        if cloud := self.publication.feeds.rsscloud:
            port, path = str(cloud.port), cloud.path or "/"
            protocol = f"{cloud.scheme}-post"
            yield {"domain": cloud.host, "port": port, "path": path, "protocol": protocol}

    def _played(self, feed: Feed, entries: Iterable[Said]) -> Iterator[Said]:
        """Yield what players are told of a podcast, if an episode can be heard."""
        if feed.show and any("seconds" in entry for entry in entries):
            address = self.publication.address_of(feed.path).partition("://")[2]
            author = feed.show.publisher or self.publication.publisher.name
            yield {"author": author, "guid": str(uuid.uuid5(_PODCASTS, address))}

    def _feeds(self) -> Iterator[Feed]:
        name, issues = self.publication.name, self.domain.chronicle.issues[::-1]
        front = self.domain.env.config.root_doc
        yield Feed(ISSUES, name, front, tuple(map(Subject, issues)), text=True)
        for path, title, kind in section_feeds(self.publication):
            subjects = tuple(_in_section(kind, issues))
            yield Feed(path, f"{title} · {name}", front, subjects, text=True)
        count = ((each, range(len(each.head.revisions))) for each in issues)
        revised = [Subject(issue, revision=number) for issue, some in count for number in some]
        revised.sort(key=lambda each: _revised(each).date, reverse=True)
        title = f"{_('Corrections')} · {name}"
        yield Feed(CORRECTIONS, title, "corrections/index", tuple(revised))
        for key in self.domain.concordance.entries:
            title, page = f"{self.domain.concordance.entry(key).name} · {name}", entry_page(key)
            archive = key[0] is EntryKind.THREAD
            yield Feed(f"{FOLDER}/{page}", title, page, self._with(key), archive=archive)
        for show in self.domain.registry.shows.values():
            heard = ((issue, each) for issue in issues for each in issue.episodes)
            subjects = tuple(Subject(i, each.anchor) for i, each in heard if each.show == show.id)
            path, page = entry_page((EntryKind.SHOW, show.id)), str(show.url or front)
            yield Feed(f"{FOLDER}/{path}", f"{show.name} · {name}", page, subjects, show=show)

    def _with(self, key: EntryKey) -> tuple[Subject, ...]:
        """Return where an entry is mentioned, what is about it, and what it wrote or said."""
        concordance, (kind, name) = self.domain.concordance, key
        found = [(each.issue, each.record.anchor) for each in concordance.mentions.get(key, ())]
        if kind is EntryKind.TOPIC:
            found += [(issue, "") for issue in concordance.by_topic.get(name, ())]
        if kind is EntryKind.THREAD:
            parts = concordance.threads.get(name, ())
            found += [(part.issue, part.story.anchor) for part in parts]
        if kind is EntryKind.PERSON:
            found += [(issue, "") for issue in concordance.by_author.get(name, ())]
            guest = concordance.by_guest.get(name, ())
            found += [(each.issue, each.episode.anchor) for each in guest]
        place, once = self.domain.chronicle.position, {}
        for issue, anchor in found:
            once[issue.docname, anchor] = Subject(issue, anchor)
        return tuple(sorted(once.values(), key=lambda each: -place(each.issue.docname)))

    def mark(self, subject: Subject, *, text: bool = False) -> object:
        """Return what decides an entry, as short data."""
        issue, *where = subject
        return (*where, self.marks[issue.docname][text])

    @cached_property
    def marks(self) -> dict[str, tuple[str, str]]:
        """What decides the entries of each issue: without its text, and with it."""
        marks = {}
        for issue in self.domain.chronicle.issues:
            said = (self.domain.env.all_docs[issue.docname], self._names(issue.docname))
            made = self.contents.time(issue.docname)
            marks[issue.docname] = fingerprint(said)[:16], fingerprint(said, made)[:16]
        return marks

    @cache  # noqa: B019 - it lives as long as one build
    def _names(self, docname: str) -> dict[str, list[dict[str, str]]]:
        """Return the authors of an issue with the addresses of their pages, and its topics."""
        registry, printed = self.domain.registry, self.domain.printed
        head = self.domain.issues[docname].head
        people = map(registry.person, head.authors)
        topics = map(registry.topic, dict.fromkeys(head.topics))
        pages = ((each, entry_page((EntryKind.PERSON, each.id))) for each in people)
        return {
            "authors": [{"name": printed(e.name), "url": self.address(page)} for e, page in pages],
            "topics": [{"id": each.id, "name": each.name} for each in topics],
        }

    def entry(self, subject: Subject, *, text: bool = False) -> dict[str, Any]:
        """Return what feeds say of a subject; its `text` only where the feed has it."""
        issue, anchor, revision = subject
        head, story = issue.head, issue.stories_by_anchor.get(anchor)
        episode = next((each for each in issue.episodes if each.anchor == anchor), None)
        name, title, summary = _first_name(issue, anchor), issue.heading_at(anchor), head.summary
        published, updated = head.date, head.modified
        if revision is not None:
            change = _revised(subject)
            title, summary = f"{_(change.kind.capitalize())}: {head.title}", change.note
            published = updated = change.date
            name = f"{name}/revisions/{revision + 1}"
        elif anchor:
            title = title if story else (episode and episode.title) or f"{title}: {head.title}"
            facts = (fact.text for fact in issue.kept_as(FactRecord) if fact.text)
            said = story.opening if story else episode.summary if episode else next(facts, "")
            summary = said or summary
        made: dict[str, Any] = self._names(issue.docname) | self._files(issue, episode)
        return made | {
            "id": self.tag(name),
            "address": self.address(issue.docname, anchor),
            "title": title,
            "summary": summary,
            "text": self._text(issue, anchor) if text else None,
            "text_else": None if text else summary,
            "doi": head.doi and not anchor and revision is None and f"https://doi.org/{head.doi}",
            "published": _moment(published),
            "published_as_mail": _as_mail(_moment(published)),
            "updated": _moment(updated),
            "language": head.language,
            "tags": list(dict.fromkeys(topic["name"] for topic in made["topics"])),
        }

    def _text(self, issue: IssueRecord, anchor: str) -> str:
        content = self.contents.of(issue.docname)
        return bare(content.whole(content.part(anchor) if anchor else ()))

    def _files(self, issue: IssueRecord, episode: EpisodeRecord | None) -> dict[str, Any]:
        """Return what lies beside an entry: what can be heard, or else the lead picture."""
        made: dict[str, Any] = {"files": []}
        if issue.picture:
            path = f"{self.builder.imagedir}/{normalize('NFC', issue.picture)}"
            file, address = Path(self.builder.outdir, path), self.publication.address_of(path)
            size = file.stat().st_size if file.is_file() else 0
            kind = f"image/{IMAGE_TYPES[file.suffix.lower()].lower()}"
            picture = {"url": address, "mime_type": kind, "size_in_bytes": size}
            made = {"image": address, "files": [picture]}
        if episode and episode.audio:
            ending = PurePosixPath(urlsplit(episode.audio).path).suffix.lower()
            kind = AUDIO_TYPES.get(ending, "audio/mpeg")
            # Of a size that is not known, RSS 2.0's best practices say 0.
            heard = {"url": episode.audio, "mime_type": kind, "size_in_bytes": 0}
            made |= {"files": [heard], "guests": [{"name": each.name} for each in episode.guests]}
            made |= {"transcript": episode.transcript, "chapters": episode.chapters}
            made["seconds"] = _seconds(episode.duration or "")
        return made


def _moment(day: datetime.date) -> str:
    """Return the beginning of a day (RFC 3339)."""
    return f"{day.isoformat()}T00:00:00+00:00"


def _as_mail(moment: str) -> str:
    return format_datetime(datetime.datetime.fromisoformat(moment))


def _seconds(duration: str) -> int:
    """Return a duration of ISO 8601, such as ``PT1H4M``, in seconds; 0 of none."""
    units = {"H": 3600, "M": 60, "S": 1}
    return sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+)([HMS])", duration))


def section_feeds(publication: Publication) -> list[tuple[str, str, Kind]]:
    """Return the path of the feed of each section that has one, its title, and its kind."""
    return [
        (f"{FOLDER}/sections/{slug(each.title)}", each.title, each.kind)
        for each in publication.sections
        if each.kind not in (Kind.SIGN_OFF, Kind.RELATED)  # they tell nothing by themselves
    ]


def _in_section(kind: Kind, issues: Iterable[IssueRecord]) -> Iterator[Subject]:
    """Yield the stories in the sections of a kind, or the sections that have none."""
    for issue in issues:
        for part in issue.stories if kind.holds.stories else issue.sections:
            if part.kind is kind:
                yield Subject(issue, part.anchor)


def _revised(subject: Subject) -> Revision:
    return subject.issue.head.revisions[subject.revision or 0]


def _first_name(issue: IssueRecord, anchor: str) -> str:
    """Return what an issue, or something in it, was called when it first had an address."""
    page = next(iter(issue.head.moved_pages), issue.docname).removesuffix(".html")
    before = (old for old, new in issue.head.moved_anchors.items() if new == anchor)
    name = PurePosixPath(page).name
    return f"{name}/{next(before, anchor)}" if anchor else name
