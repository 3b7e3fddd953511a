"""Writes feeds: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1, and a list of them as OPML 2.0.

Dates are those of issues and of their revisions: nothing is dated by the clock.
"""

from __future__ import annotations

import datetime
import json
import re
import uuid
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lxml import etree
from lxml.builder import ElementMaker

from .entries import ISSUES, FeedEntry, FeedPage, Feeds, File

ATOM, ITUNES, PODCAST, CONTENT, DC, HISTORY = (
    "http://www.w3.org/2005/Atom", "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "https://podcastindex.org/namespace/1.0", "http://purl.org/rss/1.0/modules/content/",
    "http://purl.org/dc/elements/1.1/", "http://purl.org/syndication/history/1.0",
)  # fmt: skip
_A = ElementMaker(namespace=ATOM, nsmap={None: ATOM, "fh": HISTORY})
_PREFIXES = {"atom": ATOM, "content": CONTENT, "dc": DC, "itunes": ITUNES, "podcast": PODCAST}
_R = ElementMaker(nsmap=_PREFIXES)
_PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of the ids of podcasts (Podcasting 2.0, ``podcast:guid``)."""


class FeedFormat(NamedTuple):
    """A format of feeds: how it is called, and what makes a document of it.

    Args:
        archive: Whether older entries are kept in it. They are in one format, so that the archive
            is not there three times; feeds in others lead to it.
    """

    name: str
    ending: str
    media_type: str
    make: Callable[[FeedPage, Feeds], bytes]
    archive: bool = False


def address_of(feeds: Feeds, path: str, form: FeedFormat, number: int = 0) -> str:
    """Return the address of a document of a feed."""
    return feeds.publication.address_of(file_of(path, form, number))


def file_of(path: str, form: FeedFormat, number: int = 0) -> str:
    """Return the path of a document of a feed in the site."""
    return f"{path}/{number}{form.ending}" if number else f"{path}{form.ending}"


def _moment(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)


def _entries(page: FeedPage, feeds: Feeds) -> list[FeedEntry]:
    # A page of the archive has the whole text only where it is not in another feed too.
    text = page.feed.text and (not page.number or page.feed.path == ISSUES)
    return [feeds.entry(subject, text=text) for subject in page.feed.subjects[page.place]]


def _links(page: FeedPage, feeds: Feeds, form: FeedFormat) -> Iterator[etree._Element]:
    """Yield where a document and its neighbours are (RFC 5005, RFC 5988, WebSub)."""
    path = page.feed.path
    yield _link("self", address_of(feeds, path, form, page.number), form.media_type)
    if page.number:
        yield _link("current", address_of(feeds, path, form), form.media_type)
    if page.before:
        yield _link("prev-archive", address_of(feeds, path, ATOM_FEED, page.before))
    if feeds.publication.feeds.hub:
        yield _link("hub", str(feeds.publication.feeds.hub))


def _link(rel: str, href: str, media_type: str = "", **more: str) -> etree._Element:
    return _A.link({"type": media_type} if media_type else {}, rel=rel, href=href, **more)


def atom(page: FeedPage, feeds: Feeds) -> bytes:
    """Return a document in Atom."""
    feed, publication = page.feed, feeds.publication
    entries = _entries(page, feeds)
    made = _A.feed(
        {"{http://www.w3.org/XML/1998/namespace}lang": publication.language},
        _A.id(feeds.tag(feed.path)),
        _A.title(feed.title),
        _A.subtitle(publication.tagline or publication.name),
        _A.updated(_moment(feeds.updated(entries)).isoformat()),
        *_links(page, feeds, ATOM_FEED),
        _link("alternate", feeds.address(feed.page), "text/html"),
        _A.author(_A.name(publication.publisher.name)),
        *([etree.Element(f"{{{HISTORY}}}archive")] if page.number else []),
    )
    if publication.licence:
        made.append(_A.rights(publication.licence.name))
    made.extend(_atom_entry(entry) for entry in entries)
    return _document(made, page)


def _atom_entry(entry: FeedEntry) -> etree._Element:
    made = _A.entry(
        {"{http://www.w3.org/XML/1998/namespace}lang": entry.language},
        _A.id(entry.id),
        _A.title(entry.title),
        _link("alternate", entry.address, "text/html"),
        _A.published(_moment(entry.published).isoformat()),
        _A.updated(_moment(entry.updated).isoformat()),
        *(_A.author(_A.name(name), _A.uri(page)) for name, page in entry.authors),
        *(_A.category(term=topic, label=name) for topic, name in entry.topics),
        _A.summary(entry.summary),
    )
    for file in _files(entry):
        made.append(_link("enclosure", file.address, file.type, length=str(file.size)))
    if entry.text:
        made.append(_A.content(entry.text, type="html"))
    return made


def _files(entry: FeedEntry) -> Iterator[File]:
    if entry.episode and entry.episode.audio:
        yield _audio(entry)
    elif entry.picture:
        yield entry.picture


def _audio(entry: FeedEntry) -> File:
    assert entry.episode and entry.episode.audio  # noqa: S101 - whoever asks has looked
    ending = urlsplit(entry.episode.audio).path.rpartition(".")[2].lower()
    kind = {"m4a": "audio/x-m4a", "ogg": "audio/ogg", "opus": "audio/ogg"}.get(ending, "audio/mpeg")
    # Of a size that is not known, RSS 2.0's best practices say 0.
    return File(entry.episode.audio, kind, 0)


def rss(page: FeedPage, feeds: Feeds) -> bytes:
    """Return a document in RSS 2.0; of a podcast, for its players too."""
    feed, publication = page.feed, feeds.publication
    entries = _entries(page, feeds)
    played = [entry for entry in entries if entry.episode and entry.episode.audio]
    channel = _R.channel(
        _R.title(feed.title),
        _R.link(feeds.address(feed.page)),
        _R.description(publication.tagline or publication.name),
        _R.language(publication.language),
        _R.lastBuildDate(format_datetime(_moment(feeds.updated(entries)))),
        *_links(page, feeds, RSS_FEED),
    )
    if publication.licence:
        channel.append(_R.copyright(publication.licence.name))
    if cloud := publication.feeds.rsscloud:
        at = urlsplit(str(cloud))
        port = str(at.port or (443 if at.scheme == "https" else 80))
        channel.append(_R.cloud(
            domain=at.hostname or "", port=port, path=at.path or "/", registerProcedure="",
            protocol=f"{at.scheme}-post",
        ))  # fmt: skip
    if feed.show and played:
        address = address_of(feeds, feed.path, RSS_FEED).partition("://")[2]
        publisher = feed.show.publisher or publication.publisher.name
        channel.extend([
            _named(ITUNES, "author", publisher), _named(ITUNES, "explicit", "false"),
            _named(ITUNES, "type", "episodic"), _named(ITUNES, "category", text="News"),
            _named(PODCAST, "guid", str(uuid.uuid5(_PODCASTS, address))),
        ])  # fmt: skip
    channel.extend(_rss_item(entry, podcast=bool(feed.show)) for entry in entries)
    return _document(_R.rss(channel, version="2.0"), page)


def _rss_item(entry: FeedEntry, *, podcast: bool) -> etree._Element:
    made = _R.item(
        _R.title(entry.title),
        _R.link(entry.address),
        _R.guid(entry.id, isPermaLink="false"),
        _R.pubDate(format_datetime(_moment(entry.published))),
        *(_named(DC, "creator", name) for name, _ in entry.authors),
        *(_R.category(name) for _, name in entry.topics),
        _R.description(entry.summary),
        _named(ATOM, "updated", _moment(entry.updated).isoformat()),
    )
    if entry.text:
        made.append(_named(CONTENT, "encoded", entry.text))
    for file in _files(entry):
        made.append(_R.enclosure(url=file.address, type=file.type, length=str(file.size)))
    if podcast and (said := entry.episode):
        if said.duration:
            made.append(_named(ITUNES, "duration", str(_seconds(said.duration))))
        made.extend(_named(PODCAST, "person", each.name, role="guest") for each in said.guests)
        if said.transcript:
            made.append(_named(PODCAST, "transcript", url=said.transcript, type="text/html"))
        if said.chapters:
            kind = "application/json+chapters"
            made.append(_named(PODCAST, "chapters", url=said.chapters, type=kind))
    return made


def _named(namespace: str, name: str, words: str = "", **attributes: str) -> etree._Element:
    made = etree.Element(f"{{{namespace}}}{name}", attributes, nsmap=_PREFIXES)
    made.text = words or None
    return made


def _seconds(duration: str) -> int:
    """Return a duration of ISO 8601, such as ``PT1H4M``, in seconds."""
    units = {"H": 3600, "M": 60, "S": 1}
    return sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+)([HMS])", duration))


def _document(root: etree._Element, page: FeedPage) -> bytes:
    """Return a document whose style sheet explains it to those who open it in a browser."""
    up = "../" * (page.feed.path.count("/") + bool(page.number))
    style = etree.ProcessingInstruction(
        "xml-stylesheet", f'type="text/css" href="{up}_static/feed.css"'
    )
    root.addprevious(style)
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True))


def json_feed(page: FeedPage, feeds: Feeds) -> bytes:
    """Return a document in JSON Feed 1.1."""
    feed, publication = page.feed, feeds.publication
    made: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feeds.address(feed.page),
        "feed_url": address_of(feeds, feed.path, JSON_FEED),
        "description": publication.tagline or publication.name,
        "language": publication.language,
        "authors": [{"name": publication.publisher.name}],
        "items": list(map(_json_item, _entries(page, feeds))),
    }
    if hub := publication.feeds.hub:
        made["hubs"] = [{"type": "WebSub", "url": str(hub)}]
    return f"{json.dumps(made, ensure_ascii=False, indent=1)}\n".encode()


def _json_item(entry: FeedEntry) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "date_published": _moment(entry.published).isoformat(),
        "date_modified": _moment(entry.updated).isoformat(),
        "authors": [{"name": name, "url": page} for name, page in entry.authors],
        "language": entry.language,
    }
    made |= {"content_html": entry.text} if entry.text else {"content_text": entry.summary}
    if entry.topics:
        made["tags"] = list(dict.fromkeys(name for _, name in entry.topics))
    if entry.picture:
        made["image"] = entry.picture.address
    if files := list(_files(entry)):
        made["attachments"] = [
            {"url": each.address, "mime_type": each.type, "size_in_bytes": each.size}
            for each in files
        ]
    return made


ATOM_FEED = FeedFormat("Atom", ".atom.xml", "application/atom+xml", atom, archive=True)
RSS_FEED = FeedFormat("RSS", ".rss.xml", "application/rss+xml", rss)
JSON_FEED = FeedFormat("JSON Feed", ".json", "application/feed+json", json_feed)
FORMATS = (ATOM_FEED, RSS_FEED, JSON_FEED)


def opml(feeds: Feeds) -> bytes:
    """Return the list of all feeds, which readers of feeds can take over (OPML 2.0)."""
    body = _R.body()
    for feed in feeds.all.values():
        address = address_of(feeds, feed.path, ATOM_FEED)
        page = feeds.address(feed.page)
        body.append(_R.outline(type="rss", text=feed.title, xmlUrl=address, htmlUrl=page))
    made = _R.opml(_R.head(_R.title(feeds.publication.name)), body, version="2.0")
    etree.cleanup_namespaces(made)
    return bytes(etree.tostring(made, encoding="utf-8", xml_declaration=True))
