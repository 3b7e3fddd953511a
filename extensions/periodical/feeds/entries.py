"""Which feeds there are, and what their entries say: one description for all formats."""

import datetime
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cache, cached_property, lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from pydantic import TypeAdapter
from sphinx.builders.html import StandaloneHTMLBuilder

from ..content import KeptContents, bare
from ..documents.templates import templates_of
from ..domain import periodical_domain
from ..ledger.outputs import frame_of
from ..model.files import fingerprint
from ..model.issue import Revision
from ..model.publication import Publication, Section
from ..model.records import FactRecord, IssueRecord
from ..model.registry import EntryKey, EntryKind, Show, entry_page
from ..model.text import as_json, known, slug
from ..model.values import IMAGE_TYPES
from ..words import _

FOLDER = "feeds"
ISSUES, CORRECTIONS = f"{FOLDER}/issues", f"{FOLDER}/corrections"
NEWEST = 20
"""How many entries a feed has, and each page of its archive."""
AUDIO_TYPES = {".m4a": "audio/x-m4a", ".ogg": "audio/ogg", ".opus": "audio/ogg"}
"""Of what can be heard and is no MP3. Systems have lists of types, each another."""
_PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of the ids of podcasts (Podcasting 2.0, ``podcast:guid``)."""
_duration = TypeAdapter(datetime.timedelta).validate_python


class FeedFormat(NamedTuple):
    """A format: its name, the ending and type of its files, and its template."""

    name: str
    ending: str
    media_type: str
    template: str

    def file_of(self, path: str, number: int = 0) -> str:
        """Return the path of a document of a feed in the site; of its archive, from 1."""
        return f"{path}/{number}{self.ending}" if number else f"{path}{self.ending}"


ATOM = FeedFormat("Atom", ".atom.xml", "application/atom+xml", "feed.atom")
RSS = FeedFormat("RSS", ".rss.xml", "application/rss+xml", "feed.rss")
JSON = FeedFormat("JSON Feed", ".json", "application/feed+json", "feed.jsonfeed")
FORMATS, ARCHIVED = (ATOM, RSS, JSON), (ATOM, JSON)
"""All; and those in which older entries are kept: RSS leads to those in Atom."""


class Subject(NamedTuple):
    """What an entry is of: an issue, what stands at an address in it, or a revision of it."""

    issue: IssueRecord
    anchor: str = ""
    revision: Revision | None = None


@dataclass(frozen=True)
class Feed:
    """A feed, whatever its format.

    Its documents have the newest entries, number 0, or are pages of its archive, from 1. These
    count from the oldest entry, so that none changes when there are new ones.

    Args:
        path: Its address in the site, without an ending.
        home: The address of the page that says the same.
        subjects: What its entries are of, newest first.
        text: Whether its newest entries have the whole text. It stands in the feeds of the
            publication and its sections; in others, an entry leads to the page.
        show: The podcast whose episodes they are.
        archive: Whether older entries are kept. Those about an entry of the registry are not: its
            page lists them all, and they would be there once for each that a story names.
    """

    path: str
    title: str
    home: str
    subjects: tuple[Subject, ...]
    text: bool = False
    show: Show | None = None
    archive: bool = True

    def before(self, number: int = 0) -> int:
        """Return the number of the document with the next older entries; 0 where there is none."""
        left = max(0, len(self.subjects) - NEWEST) if self.archive else 0
        return number - 1 if number else -(-left // NEWEST)

    def shown(self, number: int = 0) -> tuple[Subject, ...]:
        """Return what the entries of a document are of."""
        end = len(self.subjects) - NEWEST * (number - 1) if number else NEWEST
        return self.subjects[end - NEWEST : end]


class Feeds:
    """The feeds of a build."""

    def __init__(self, builder: StandaloneHTMLBuilder) -> None:
        self.builder = builder
        self.domain = periodical_domain(builder.env)
        self.publication = self.domain.publication
        self.contents = KeptContents(builder)
        self._page = self.publication.page_address
        self._latest = _moment(self.domain.concordance.issues[-1].head.date)
        self._templates = templates_of(builder, as_mail_writes=format_datetime, duration=_duration)
        frame = frame_of(builder, FOLDER, ".atom", ".rss", ".jsonfeed", ".opml")
        self.frame = fingerprint(frame, self.tag(""))
        # With these feeds, not with their class: a preview makes them anew at each edit.
        self.entry = lru_cache(maxsize=2 * NEWEST)(self._entry)
        self._common = cache(self._common_of)

    def tag(self, name: str) -> str:
        """Return the permanent id of something with a name (RFC 4151)."""
        host = urlsplit(self.publication.base_url).hostname or "localhost"
        first = self.domain.concordance.years[-1]
        return f"tag:{self.publication.feeds.tag or f'{host},{first}'}:{quote(name)}"

    @cached_property
    def all(self) -> dict[str, Feed]:
        """All feeds by path: those that have an entry, or can be subscribed to before they do."""
        name, concordance = self.publication.name, self.domain.concordance
        issues, front = concordance.issues[::-1], self._page(self.domain.env.config.root_doc)
        feeds = [Feed(ISSUES, name, front, tuple(map(Subject, issues)), text=True)]
        parts = self._in_sections(issues)
        for path, section in section_feeds(self.publication):
            title, subjects = f"{section.title} · {name}", tuple(parts[section.title])
            feeds.append(Feed(path, title, front, subjects, text=True))
        revised = [(each, issue) for issue in issues for each in issue.head.revisions]
        revised.sort(key=lambda each: each[0].date, reverse=True)
        subjects = tuple(Subject(issue, revision=each) for each, issue in revised)
        title, page = f"{_('Corrections')} · {name}", self._page("corrections/index")
        feeds.append(Feed(CORRECTIONS, title, page, subjects))
        for key in concordance.entries:
            title, path = f"{concordance.entry(key).name} · {name}", entry_page(key)
            subjects, kept = self._with(key), key[0] is EntryKind.THREAD
            feeds.append(Feed(f"{FOLDER}/{path}", title, self._page(path), subjects, archive=kept))
        heard = [(issue, each) for issue in issues for each in issue.episodes]
        for show in self.domain.registry.shows.values():
            subjects = tuple(Subject(of, each.anchor) for of, each in heard if each.show == show.id)
            path, home = f"{FOLDER}/{EntryKind.SHOW.plural}/{show.id}", str(show.url or front)
            if subjects:
                feeds.append(Feed(path, f"{show.name} · {name}", home, subjects, show=show))
        return {feed.path: feed for feed in feeds}

    def opml(self) -> bytes:
        """Return a list of all feeds."""
        return self._templates.text("feeds/feeds.opml", feeds=self.all.values(), form=ATOM).encode()

    def document(self, feed: Feed, number: int, form: FeedFormat, **instead: Any) -> bytes:
        """Return a document of a feed in a format; it says something else `instead`, if asked."""
        # A page of the archive has the whole text only where it is not in another, too.
        has_text = feed.text and (not number or (feed.path == ISSUES and form is ATOM))
        entries = [self.entry(subject, text=has_text) for subject in feed.shown(number)]
        own = self.publication.address_of(feed.path).partition("://")[2]
        # Where it and its neighbours are (RFC 5005).
        archive, before = JSON if form is JSON else ATOM, feed.before(number)
        linked = [("self", form, number)]
        linked += [("current", form, 0)] if number else []
        linked += [("prev-archive", archive, before)] if before else []
        said = {
            "feed": feed,
            "number": number,
            "id": self.tag(feed.path),
            "links": [
                (rel, self.publication.address_of(at.file_of(feed.path, there)), at.media_type)
                for rel, at, there in linked
            ],
            "updated": max((entry["updated"] for entry in entries), default=self._latest),
            "podcast": uuid.uuid5(_PODCASTS, own),
            "entries": entries,
            "style": f"{'../' * form.file_of(feed.path, number).count('/')}_static/feed.css",
        } | instead
        text = self._templates.text(f"feeds/{form.template}", **said)
        if form is not JSON:
            return text.encode()
        made = known(json.loads(text))
        # One without entries says so.
        return as_json({**made, "items": made.get("items", [])}, indent=None)

    def _in_sections(self, issues: Iterable[IssueRecord]) -> dict[str, list[Subject]]:
        """Return the stories of each section, by its title; or itself, if it has none."""
        found: dict[str, list[Subject]] = {each.title: [] for each in self.publication.sections}
        for issue in issues:
            for each in issue.sections:
                if section := self.publication.section(each.title):
                    parts = each.stories if section.kind.holds.stories else [each]
                    found[section.title] += [Subject(issue, part.anchor) for part in parts]
        return found

    def _with(self, key: EntryKey) -> tuple[Subject, ...]:
        """Return where an entry is mentioned, what is about it, and what it wrote or said."""
        concordance, place = self.domain.concordance, self.domain.concordance.positions
        found = [Subject(each.issue, each.it.anchor) for each in concordance.mentions.get(key, ())]
        found += map(Subject, concordance.by_head.get(key, ()))
        found += [Subject(of, story.anchor) for of, story in concordance.threads.get(key, ())]
        found += [Subject(of, said.anchor) for of, (said, _) in concordance.guests.get(key, ())]
        return tuple(sorted(dict.fromkeys(found), key=lambda each: -place[each.issue.docname]))

    def mark(self, feed: Feed, subjects: Iterable[Subject]) -> str:
        """Return what decides entries of a feed; one without has the day of the latest."""
        shown = [(*where, self.contents.whole_mark(issue)) for issue, *where in subjects]
        return fingerprint(self.frame, feed.title, feed.home, feed.show, shown or self._latest)

    def _entry(self, subject: Subject, *, text: bool = False) -> dict[str, Any]:
        """Return what feeds say of a subject; its `text` only where the feed has it."""
        issue, anchor, revision = subject
        head, story = issue.head, issue.stories_by_anchor.get(anchor)
        episode = next((each for each in issue.episodes if each.anchor == anchor), None)
        name, title, said = _first_name(issue, anchor), issue.heading_at(anchor), ""
        published, updated = head.date, head.modified
        if revision:
            title, said = f"{_(revision.kind.capitalize())}: {title}", revision.note
            published = updated = revision.date
            name = f"{name}/revisions/{head.revisions.index(revision) + 1}"
        elif story:
            said = story.opening
        elif episode:
            title, said = episode.title or f"{title}: {head.title}", episode.summary
        elif anchor:
            facts = (fact.text for fact in issue.kept_as(FactRecord) if fact.text)
            title, said = f"{title}: {head.title}", next(facts, "")
        whole = self.contents.of(issue.docname) if text else None
        has_doi = head.doi and not (anchor or revision)
        entry = {
            "id": self.tag(name),
            "address": self._page(issue.docname, anchor),
            "title": title,
            "summary": said or head.summary,
            "text": bare(whole.whole(whole.part(anchor))) if whole else None,
            "doi": f"https://doi.org/{head.doi}" if has_doi else None,
            "published": _moment(published),
            "updated": _moment(updated),
            "language": head.language,
            "audio": None,
            **self._common(issue),
        }
        if episode and episode.audio:
            # What can be heard, in the place of the lead picture.
            ending = PurePosixPath(urlsplit(episode.audio).path).suffix.lower()
            kind = AUDIO_TYPES.get(ending, "audio/mpeg")
            file = {"url": episode.audio, "mime_type": kind, "size_in_bytes": episode.size}
            entry |= {"files": [file], "audio": episode}
        return entry

    def _common_of(self, issue: IssueRecord) -> dict[str, Any]:
        """Return what all entries of an issue say: authors, topics, and its lead picture."""
        registry, image, files = self.domain.registry, "", []
        if issue.picture:
            path = f"{self.builder.imagedir}/{issue.picture}"
            file, image = Path(self.builder.outdir, path), self.publication.address_of(path)
            size = file.stat().st_size if file.is_file() else None
            kind = f"image/{IMAGE_TYPES[file.suffix.lower()].lower()}"
            files = [{"url": image, "mime_type": kind, "size_in_bytes": size}]
        authors = [
            {"name": self.domain.printed(each.name), "url": self._page(f"people/{each.id}")}
            for each in map(registry.person, issue.head.authors)
        ]
        topics = [registry.topic(each) for each in dict.fromkeys(issue.head.topics)]
        return {"authors": authors, "topics": topics, "image": image, "files": files}


def _moment(day: datetime.date) -> datetime.datetime:
    """Return the beginning of a day."""
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def section_feeds(publication: Publication) -> list[tuple[str, Section]]:
    """Return each section that has a feed, with the feed's path."""
    telling = (each for each in publication.sections if each.kind.holds.names)
    return [(f"{FOLDER}/sections/{slug(each.title)}", each) for each in telling]


def _first_name(issue: IssueRecord, anchor: str) -> str:
    """Return what an issue, or something in it, was called when it first had an address."""
    page = next(iter(issue.head.moved_pages), issue.docname).removesuffix(".html")
    before = (old for old, new in issue.head.moved_anchors.items() if new == anchor)
    name = PurePosixPath(page).name
    return f"{name}/{next(before, anchor)}" if anchor else name
