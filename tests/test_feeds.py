"""Feeds, calendars and the page *Subscribe*, read by other people's readers."""

from __future__ import annotations

import datetime
import json
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from jsonschema import Draft7Validator, FormatChecker
from periodical.feeds.entries import FORMATS, NEWEST, Feed, FeedFormat, Feeds

from .conftest import REPOSITORY, Built, Publication, Site
from .trees import differences, tree_of

BASE = "https://central-asia-in-focus.example/"
ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = json.loads((REPOSITORY / "tests/schemas/json-feed-1.1.json").read_text("utf-8"))
VALIDATOR = Draft7Validator(SCHEMA, format_checker=FormatChecker())
SIGNS = """A & B < C ]]> "D" ‘E’ 🗞 نوروز"""
BODY = """\
## In the Region

### A & B &lt; C ]]> "D" ‘E’ 🗞 {lang}`نوروز <fa>`

Words of {person}`Valentina Chupik`.

:::{why-its-important}
It matters.
:::

## Majlis Podcast

:::{podcast} majlis
:title: An Invented Episode
:date: 2031-01-05
:audio: https://example.org/episode.m4a
:size: 46.2 MB
:duration: 48:05
:transcript: https://example.org/episode.html
:chapters: https://example.org/chapters.json
What it is about.
:::

:::{guests}
- Ann Example, a fictional scholar
:::
"""


def entries_of(path: Path) -> list[tuple[str, str, str]]:
    """Return id, title and address of a feed's entries, in whatever format."""
    if path.suffix == ".json":
        made = json.loads(path.read_bytes())
        assert [error.message for error in VALIDATOR.iter_errors(made)] == [], path
        return [(each["id"], each["title"], each["url"]) for each in made["items"]]
    read = feedparser.parse(path.read_bytes())
    assert not read.bozo, f"{path}: {read.get('bozo_exception')}"
    assert read.version == ("atom10" if path.name.endswith(".atom.xml") else "rss20")
    return [(each.id, each.title, each.link) for each in read.entries]


@pytest.mark.parametrize("which", ["demo", "real"])
def test_readers_of_others_understand_every_feed(
    which: str, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(which)
    in_all = sorted((site.out / "feeds").rglob("*.json"))
    found = [path for path in in_all if not path.stem.isdigit()]
    assert len(found) > 20
    for path in in_all:
        named = path.with_suffix("")
        in_json = entries_of(path)
        assert in_json or path.name == "corrections.json"
        assert entries_of(named.with_suffix(".atom.xml")) == in_json
        if path in found:
            assert entries_of(named.with_suffix(".rss.xml")) == in_json
    listed = ElementTree.parse(site.out / "feeds/feeds.opml")
    base = json.loads(found[0].read_bytes())["feed_url"].partition("feeds/")[0]
    waiting = [each.get("xmlUrl") for each in listed.iter("outline")]
    assert len(waiting) == len(found)
    # From those that are listed, all that are older can be reached.
    in_json = [address.replace(".atom.xml", ".json") for address in waiting]
    reached = set()
    while waiting:
        reached.add(path := site.out / waiting.pop().removeprefix(base))
        links = feedparser.parse(path.read_bytes()).feed.links
        older = [link.href for link in links if link.rel == "prev-archive"]
        waiting += older
        in_rss = path.with_name(path.name.replace(".atom.", ".rss."))
        assert not in_rss.is_file() or older == [
            link.href
            for link in feedparser.parse(in_rss.read_bytes()).feed.links
            if link.rel == "prev-archive"
        ]
    assert reached == set((site.out / "feeds").rglob("*.atom.xml"))
    while in_json:
        path = site.out / in_json.pop().removeprefix(base)
        in_all.remove(path)
        in_json += filter(None, [json.loads(path.read_bytes()).get("next_url")])
    assert in_all == []


def test_pages_lead_to_the_feeds_of_what_they_are_about(demo: Site) -> None:
    for page in demo.pages:
        links = demo.html(page).select('link[rel=alternate][type*="atom"], link[type*="feed+json"]')
        for link in links:
            assert ((demo.out / page).parent / link["href"]).is_file(), page
    person = next(page for page in demo.pages if page.startswith("people/") and "index" not in page)
    first = demo.html(person).select_one('link[type="application/atom+xml"]')["href"]
    assert first == f"../feeds/{'/'.join(person.split('/')[:2])}.atom.xml"
    assert demo.html(person).select_one(f'dd a[href="{first}"]')
    assert demo.html("index").select_one('link[type="application/rss+xml"]')


SHOWS = """\
- id: majlis
  name: Majlis
  publisher: The Example Press
  image: https://example.org/majlis.png
  categories: [News, Politics]
- id: unheard
  name: Unheard
"""


@pytest.fixture(scope="module")
def publication_(shared_publication: Publication) -> Publication:
    shared_publication.write("_data/shows.yaml", SHOWS)
    shared_publication.overrides["periodical_contact"] = "editors@example.org"
    shared_publication.issue(BODY, title=SIGNS, extra="topics: [migration]\n")
    shared_publication.issue("## In the Region\n\n### فارسی\n\nواژه‌ها.\n", name="persian",
                             date="2031-01-14", title="فارسی", extra="language: fa\n")  # fmt: skip
    return shared_publication


@pytest.fixture(scope="module")
def built(publication_: Publication) -> Built:
    built = publication_.build()
    assert built.warnings == []
    return built


def test_an_entry_says_what_the_issue_says(built: Built) -> None:
    persian, signs = feedparser.parse((built.out / "feeds/issues.atom.xml").read_bytes()).entries
    assert signs.title_detail.value == "A & B < C ]]> “D” ‘E’ 🗞 نوروز"
    assert signs.id == "tag:central-asia-in-focus.example,2024:2031-01-07-a-fictional-title"
    assert signs.updated == signs.published == "2031-01-07T00:00:00+00:00"
    assert [each.name for each in signs.authors] == ["A. Fictional Author"]
    assert signs.tags[0].term == "migration"
    assert signs.summary == "A fictional summary for a test."
    text = signs.content[0].value
    assert "<strong>Why It’s Important</strong>" in text
    assert f'href="{BASE}people/valentina-chupik.html"' in text
    assert "class=" not in text and "¶" not in text
    assert persian.title_detail.language == "fa"
    assert '<div dir="rtl" lang="fa">' in persian.content[0].value


def test_a_podcast_has_what_its_players_look_for(built: Built) -> None:
    read = ElementTree.parse(built.out / "feeds/shows/majlis.rss.xml")
    names = {
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "podcast": "https://podcastindex.org/namespace/1.0",
    }
    item = read.find("channel/item")
    assert item.find("enclosure").attrib == {
        "url": "https://example.org/episode.m4a", "type": "audio/x-m4a", "length": "46200000",
    }  # fmt: skip
    assert item.findtext("itunes:duration", None, names) == "2885"
    assert item.findtext("podcast:person", None, names) == "Ann Example"
    assert item.find("podcast:transcript", names).get("url") == "https://example.org/episode.html"
    assert item.find("podcast:chapters", names).get("url") == "https://example.org/chapters.json"
    assert read.findtext("channel/podcast:guid", None, names)
    assert read.findtext("channel/itunes:explicit", None, names) == "false"
    assert read.findtext("channel/itunes:author", None, names) == "The Example Press"
    assert read.find("channel/itunes:image", names).get("href") == "https://example.org/majlis.png"
    categories = read.findall("channel//itunes:category", names)
    assert [each.get("text") for each in categories] == ["News", "Politics"]
    owner = read.find("channel/itunes:owner", names)
    assert owner.findtext("itunes:email", None, names) == "editors@example.org"
    (heard,) = json.loads((built.out / "feeds/shows/majlis.json").read_bytes())["items"]
    assert heard["attachments"][0]["size_in_bytes"] == 46_200_000


def test_a_correction_reaches_the_feeds_and_an_incremental_build_is_a_clean_one(
    publication_: Publication, built: Built
) -> None:
    revised = 'revisions: [{date: 2031-02-01, kind: correction, note: "Not A & B."}]\n'
    publication_.issue(BODY, title=SIGNS, extra=f"topics: [migration]\n{revised}")
    before = tree_of(built.out / "feeds")
    again = publication_.build()
    read = feedparser.parse((again.out / "feeds/issues.atom.xml").read_bytes())
    assert read.entries[1].updated == read.feed.updated == "2031-02-01T00:00:00+00:00"
    assert "Not A &amp; B." in read.entries[1].content[0].value
    (correction,) = feedparser.parse((again.out / "feeds/corrections.rss.xml").read_bytes()).entries
    assert correction.title.startswith("Correction: A")
    assert correction.summary == "Not A & B."
    day = parsedate_to_datetime(correction.published)
    assert day == datetime.datetime(2031, 2, 1, tzinfo=datetime.UTC)
    clean = publication_.build(out="_build/clean")
    assert differences(tree_of(clean.out / "feeds"), tree_of(again.out / "feeds")) == []
    assert differences(before, tree_of(again.out / "feeds"))
    times = {path: path.stat().st_mtime_ns for path in (again.out / "feeds").rglob("*.*")}
    publication_.build()
    assert times == {path: path.stat().st_mtime_ns for path in times}


def test_an_id_stays_when_a_page_moves_and_a_headline_changes(publication: Publication) -> None:
    def ids(name: str) -> list[str]:
        entries = json.loads((publication.build().out / f"feeds/{name}.json").read_bytes())["items"]
        return [entry["id"] for entry in entries]

    doi = "doi: 10.5555/2031-01-07\n"
    page = publication.issue("## In the Region\n\n### A Story\n\nWords.\n", extra=doi)
    before = ids("issues"), ids("sections/in-the-region")
    assert before[1][0].endswith("/a-story")
    (publication.root / f"{page}.md").unlink()
    moved = f"redirect_from: [{page}.html, {page}.html#a-story -> another-name]\n"
    publication.issue("## In the Region\n\n### Another Name\n\nWords.\n", name="renamed",
                      title="Renamed", extra=moved + doi)  # fmt: skip
    assert (ids("issues"), ids("sections/in-the-region")) == before
    out = publication.root / "_build/site/feeds"
    (entry,) = json.loads((out / "issues.json").read_bytes())["items"]
    assert entry["url"].endswith("-renamed.html")
    assert entry["_citation"] == {"doi": "https://doi.org/10.5555/2031-01-07"}
    names = {"atom": ATOM[1:-1], "dc": "http://purl.org/dc/elements/1.1/"}
    read = ElementTree.parse(out / "issues.atom.xml")
    assert read.findtext("atom:entry/dc:identifier", None, names) == entry["_citation"]["doi"]


def test_two_sections_of_a_kind_have_each_its_own(publication: Publication) -> None:
    publication.overrides["periodical_sections"] = [
        {"title": "In the Region", "kind": "stories"},
        {"title": "In the World", "kind": "stories", "aliases": ["Abroad"]},
        {"title": "Fact of the Day", "kind": "fact"},
        {"title": "Fact of the Year", "kind": "fact"},
    ]
    publication.issue(
        "## In the Region\n\n### Here\n\nWords.\n\n## Abroad\n\n### There\n\nWords.\n\n"
        "## Fact of the Day\n\nSeven.\n\n## Fact of the Year\n\nNine.\n"
    )
    built = publication.build()
    for name, title in (("in-the-region", "Here"), ("in-the-world", "There")):
        path = built.out / f"feeds/sections/{name}.atom.xml"
        assert [each[1] for each in entries_of(path)] == [title]
    front = built.html("index").select_one(".front-page")
    below = {each.h2.get_text(): each.get_text() for each in front.select("section")}
    assert {title: words.split()[-1] for title, words in below.items()} == {
        "Abroad": "Words.", "Fact of the Day": "Seven.", "Fact of the Year": "Nine.",
    }  # fmt: skip


def test_calendars_hold_the_days(demo: Site) -> None:
    calendar = Calendar.from_ical((demo.out / "calendar.ics").read_bytes())
    days = [event.decoded("dtstart") for event in calendar.walk("VEVENT")]
    assert len(days) > 20 and all(type(day) is datetime.date for day in days)
    threads = sorted((demo.out / "feeds/threads").glob("*.ics"))
    assert threads
    for path in threads:
        events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        assert len(events) == len(entries_of(path.with_suffix(".json"))[:NEWEST])
        assert all("#" in event["url"] for event in events)


def test_the_page_subscribe_tells_addresses_that_are_there(real: Site) -> None:
    page = real.html("subscribe")
    addresses = [link["href"] for link in page.select("dd a")]
    assert all(link.get_text() in addresses for link in page.select("dd a"))
    assert all((real.out / each.removeprefix(BASE)).is_file() for each in addresses)


def test_pages_of_an_archive_hold_all_and_never_change() -> None:
    for count in (1, NEWEST, NEWEST + 1, 3 * NEWEST, 3 * NEWEST + 5):
        feed = Feed("f", "F", "p", tuple(range(count, 0, -1)))  # type: ignore[arg-type]
        shown = [feed.shown(number) for number in range(feed.before() + 1)]
        assert shown[0] == feed.subjects[:NEWEST]
        assert {entry for some in shown for entry in some} == set(range(1, count + 1))
        for number, some in enumerate(shown[1:], start=1):
            first = NEWEST * (number - 1)
            assert some == tuple(range(first + NEWEST, first, -1))


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1)


@pytest.fixture(scope="module")
def entry(built: Built) -> tuple[Feeds, Feed, dict[str, object]]:
    feeds = Feeds(built.app.builder)
    feed = feeds.all["feeds/issues"]
    return feeds, feed, feeds.entry(feed.subjects[0])


@settings(deadline=None)
@given(words=WORDS, form=st.sampled_from(FORMATS))
def test_any_words_come_out_as_they_went_in(
    words: str, form: FeedFormat, entry: tuple[Feeds, Feed, dict[str, object]]
) -> None:
    feeds, feed, plain = entry
    text = f"<p>{words}"
    said = plain | {"title": words, "summary": words, "text": text}
    made = feeds.document(feed, 0, form, entries=[said])
    if form.name == "JSON Feed":
        item = json.loads(made)["items"][0]
        assert (item["title"], item["summary"], item["content_html"]) == (
            words,
            words,
            said["text"],
        )
        return
    names = {"c": "http://purl.org/rss/1.0/modules/content/", "a": ATOM[1:-1]}
    read = ElementTree.fromstring(made)
    if form.name == "Atom":
        paths = ("a:entry/a:title", "a:entry/a:summary", "a:entry/a:content")
    else:
        paths = tuple(f"channel/item/{each}" for each in ("title", "description", "c:encoded"))
    assert [read.findtext(path, None, names) for path in paths] == [words, words, text]


def test_hubs_are_named_only_where_the_publication_has_some(publication: Publication) -> None:
    publication.issue("## In the Region\n\n### A Story\n\nWords.\n")
    publication.overrides["periodical_feeds"] = {
        "tag": "example.org,2031", "hub": "https://hub.example.org/",
        "rsscloud": "http://cloud.example.org:5337/please",
    }  # fmt: skip
    out = publication.build().out / "feeds"
    atom = feedparser.parse((out / "issues.atom.xml").read_bytes()).feed
    assert [link.href for link in atom.links if link.rel == "hub"] == ["https://hub.example.org/"]
    cloud = ElementTree.parse(out / "issues.rss.xml").find("channel/cloud")
    assert cloud.get("port") == "5337" and cloud.get("path") == "/please"
    assert json.loads((out / "issues.json").read_bytes())["hubs"][0]["type"] == "WebSub"


def test_a_correction_of_the_demo_is_in_every_output(demo: Site) -> None:
    """In the feeds, in the issue's text there, and in both forms of its letter."""
    base = "https://invented-lands.example/"
    (newest, *_) = json.loads((demo.out / "feeds/corrections.json").read_bytes())["items"]
    note, page = newest["summary"], newest["url"].removeprefix(base)
    feed = feedparser.parse((demo.out / "feeds/issues.atom.xml").read_bytes())
    (told,) = (entry for entry in feed.entries if entry.link == newest["url"])
    words = BeautifulSoup(told.content[0].value, "html.parser").get_text()
    assert note in " ".join(words.split())
    assert told.updated == newest["date_modified"]
    for form in ("html", "txt"):
        letter = (demo.out / "mail" / Path(page).with_suffix(f".{form}").name).read_text("utf-8")
        words = BeautifulSoup(letter, "html.parser").get_text()
        assert note in " ".join(words.replace("| ", "").split())
    event = next(
        each
        for each in Calendar.from_ical((demo.out / "calendar.ics").read_bytes()).walk("VEVENT")
        if each["url"] == newest["url"]
    )
    assert event.decoded("dtstamp").isoformat() == newest["date_modified"]
