"""Which feeds there are, and what their entries say: one description for all formats."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote, urlsplit

from sphinx.builders.html import StandaloneHTMLBuilder

from ..content.text import KeptContents, bare
from ..domain import periodical_domain
from ..ledger.ledger import fingerprint
from ..markup.directives.fact_of_the_week import FactRecord
from ..model.issue import IMAGE_TYPES, Revision
from ..model.records import EpisodeRecord, IssueRecord
from ..model.registry import EntryKey, EntryKind, Show, entry_page
from ..model.section_kinds import Kind
from ..model.text import slug
from ..words import _

FOLDER = "feeds"
ISSUES, CORRECTIONS = f"{FOLDER}/issues", f"{FOLDER}/corrections"
NEWEST = 20
"""How many entries a feed has, and each page of its archive."""
WITHOUT_FEED = (Kind.SIGN_OFF, Kind.RELATED)
"""The kinds of sections that tell nothing by themselves."""


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


class File(NamedTuple):
    """A file to which an entry leads: its address, media type, and size in bytes."""

    address: str
    type: str
    size: int


@dataclass(frozen=True)
class FeedEntry:
    """What a feed says of a subject.

    Args:
        id: An address of the form ``tag:`` (RFC 4151), which never changes.
        authors: Their names, and the addresses of their pages.
        topics: Their ids and names.
        text: The whole text as HTML, if the feed has it.
    """

    id: str
    address: str
    title: str
    summary: str
    published: datetime.date
    updated: datetime.date
    language: str
    authors: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, str], ...]
    picture: File | None
    episode: EpisodeRecord | None
    text: str = ""


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
        """All feeds by path: those that have an entry, and that of the corrections to come."""
        feeds = {feed.path: feed for feed in self._feeds()}
        return {path: feed for path, feed in feeds.items() if feed.subjects or path == CORRECTIONS}

    def updated(self, entries: Iterable[FeedEntry]) -> datetime.date:
        """Return the day of the latest of some entries; if there is none, of the latest issue."""
        latest = self.domain.chronicle.issues[-1].head.date
        return max((entry.updated for entry in entries), default=latest)

    def _feeds(self) -> Iterator[Feed]:
        name, issues = self.publication.name, self.domain.chronicle.issues[::-1]
        front = self.domain.env.config.root_doc
        subjects = tuple(map(Subject, issues))
        yield Feed(ISSUES, name, front, subjects, text=True)
        for section in self.publication.sections:
            if section.kind not in WITHOUT_FEED:
                path, title = section_feed(section.title), f"{section.title} · {name}"
                subjects = tuple(_in_section(section.kind, issues))
                yield Feed(path, title, front, subjects, text=True)
        revised = [
            Subject(issue, revision=number)
            for issue in issues
            for number in range(len(issue.head.revisions))
        ]
        revised.sort(key=lambda each: _revised(each).date, reverse=True)
        page = "corrections/index"
        yield Feed(CORRECTIONS, _("Corrections") + f" · {name}", page, tuple(revised))
        for key in self.domain.concordance.entries:
            title, page = f"{self.domain.concordance.entry(key).name} · {name}", entry_page(key)
            archive = key[0] is EntryKind.THREAD
            yield Feed(f"{FOLDER}/{page}", title, page, self._with(key), archive=archive)
        for show in self.domain.registry.shows.values():
            subjects = tuple(
                Subject(issue, episode.anchor)
                for issue in issues
                for episode in issue.episodes
                if episode.show == show.id
            )
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
            said = (self.domain.env.all_docs[issue.docname], self._names(issue))
            stat = self.contents.path(issue.docname)
            made = stat.stat().st_mtime_ns if stat.is_file() else 0
            marks[issue.docname] = fingerprint(said)[:16], fingerprint(said, made)[:16]
        return marks

    def _names(self, issue: IssueRecord) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Return the authors of an issue, and its topics."""
        people = [self.domain.registry.person(each) for each in issue.head.authors]
        topics = [self.domain.registry.topic(each) for each in issue.head.topics]
        pages = [self.address(entry_page((EntryKind.PERSON, each.id))) for each in people]
        authors = zip((self.domain.printed(each.name) for each in people), pages, strict=True)
        return tuple(authors), tuple((each.id, each.name) for each in topics)

    def entry(self, subject: Subject, *, text: bool = False) -> FeedEntry:
        """Return what feeds say of a subject."""
        issue, anchor, revision = subject
        head, (authors, topics) = issue.head, self._names(issue)
        story = issue.stories_by_anchor.get(anchor)
        episode = next((each for each in issue.episodes if each.anchor == anchor), None)
        name, title, summary = _first_name(issue, anchor), issue.heading_at(anchor), head.summary
        address, published, updated = self.address(issue.docname, anchor), head.date, head.modified
        if revision is not None:
            change = _revised(subject)
            title, summary = _(change.kind.capitalize()) + f": {head.title}", change.note
            published = updated = change.date
            name = f"{name}/revisions/{revision + 1}"
        elif anchor:
            title = title if story else (episode and episode.title) or f"{title}: {head.title}"
            facts = (fact.text for fact in issue.kept_as(FactRecord) if fact.text)
            said = story.opening if story else episode.summary if episode else next(facts, "")
            summary = said or head.summary
        body = ""
        if text:
            content = self.contents.of(issue.docname)
            body = bare(content.only(content.part(anchor)) if anchor else content.whole())
        return FeedEntry(
            id=self.tag(name), address=address, title=title, summary=summary,
            published=published, updated=updated, language=head.language, authors=authors,
            topics=topics, picture=self._picture(issue), episode=episode, text=body,
        )  # fmt: skip

    def _picture(self, issue: IssueRecord) -> File | None:
        """Return the lead picture of an issue, as the site has it."""
        if not issue.picture:
            return None
        path = f"{self.builder.imagedir}/{normalize('NFC', issue.picture)}"
        file = Path(self.builder.outdir, path)
        form = IMAGE_TYPES.get(PurePosixPath(path).suffix.lower(), "jpeg").lower()
        size = file.stat().st_size if file.is_file() else 0
        return File(self.publication.address_of(path), f"image/{form}", size)


def section_feed(title: str) -> str:
    """Return the path of the feed of a section."""
    return f"{FOLDER}/sections/{slug(title)}"


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
