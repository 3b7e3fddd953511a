"""What hosts, crawlers and those who share a page find: read by programs of others, if any."""

from __future__ import annotations

import json
import re
import urllib.robotparser
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from periodical.model.publication import PublicationError, read_publication
from PIL import Image

from .browser import served
from .conftest import REPOSITORY, Publication, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BASE = "https://invented-lands.example/"
ISSUE = "issues/2102/2102-03-14-fiction-20-bridges-in-imaginaria"
KINDS = (
    "index", ISSUE, "issues/index", "issues/2102", "people/index", "people/ada-placeholder",
    "places/samplonia", "topics/elections", "facts/index", "corrections/index", "search",
    "a-to-z",
)  # fmt: skip
"""A page of each kind in the demo."""
SCHEMA_ORG = json.loads((REPOSITORY / "tests/schemas/schema-org.json").read_bytes())
PLAIN_VALUES = {"Text", "URL", "Date", "DateTime", "Duration", "Distance", "Number", "Integer"}


def data_of(site: Site, page: str) -> list[dict[str, Any]]:
    """Return the things of schema.org that a page describes."""
    (script,) = site.html(page).select('script[type="application/ld+json"]')
    data = json.loads(script.string)
    assert data["@context"] == "https://schema.org"
    found: list[dict[str, Any]] = data["@graph"]
    return found


# schema.org


def ancestors(kind: str) -> set[str]:
    """Return a type and all on which it builds, as schema.org has them."""
    return {kind}.union(*map(ancestors, SCHEMA_ORG["types"][kind]))


def wrong(node: dict[str, Any], expected: set[str]) -> Iterator[str]:
    """Yield what is not as schema.org defines it."""
    if "@type" not in node:
        assert node.keys() == {"@id"}, node
        return
    kind = node["@type"]
    if expected and not ancestors(kind) & expected:
        yield f"{kind} is no {expected}"
    for name, value in node.items():
        if name.startswith("@"):
            continue
        property_ = SCHEMA_ORG["properties"][name]
        if not ancestors(kind) & set(property_["domain"]):
            yield f"{kind} has no {name}"
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from wrong(each, set(property_["range"]))
            elif not PLAIN_VALUES & set(property_["range"]):
                yield f"{name} is no text: {each}"


@pytest.mark.parametrize("page", KINDS)
def test_a_page_describes_itself_as_schema_org_defines(demo: Site, page: str) -> None:
    graph = data_of(demo, page)
    assert list(chain.from_iterable(wrong(node, set()) for node in graph)) == []
    named = set(re.findall(r'"@id": "([^"]+)"', json.dumps(graph)))
    known = {node.get("@id") for node in nodes(graph) if "@type" in node} | {f"{BASE}index.html"}
    for elsewhere in named - known:
        assert (demo.out / elsewhere.removeprefix(BASE)).is_file()


def nodes(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        yield from chain.from_iterable(map(nodes, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(nodes, value))


def test_a_wrong_description_would_be_found() -> None:
    assert list(wrong({"@type": "Person", "headline": "A"}, set())) == ["Person has no headline"]
    assert list(wrong({"@type": "Place", "geo": {"@type": "Person"}}, set()))
    assert list(wrong({"@type": "NewsArticle", "image": {"@type": "Person"}}, set()))


def test_an_issue_describes_its_stories_and_episodes(demo: Site) -> None:
    graph = data_of(demo, ISSUE)
    of_kind = {kind: [node for node in graph if node["@type"] == kind] for kind in
               ("PublicationIssue", "NewsArticle", "PodcastEpisode", "BreadcrumbList")}  # fmt: skip
    (issue,), stories, (trail,) = (
        of_kind[kind] for kind in ("PublicationIssue", "NewsArticle", "BreadcrumbList")
    )
    page = demo.html(ISSUE)
    assert issue["datePublished"] == "2102-03-14"
    assert issue["name"] == page.select_one("h1").contents[0]
    records = json.loads((demo.out / "data/stories.json").read_bytes())
    expected = [story["title"] for story in records if story["issue"] == ISSUE.rpartition("/")[2]]
    assert [story["headline"] for story in stories] == expected
    for node in (*stories, *of_kind["PodcastEpisode"]):
        address, anchor = node["url"].split("#")
        assert address == f"{BASE}{ISSUE}.html"
        assert page.find(id=anchor)
    steps = [step["item"]["@id"].removeprefix(BASE) for step in trail["itemListElement"]]
    assert steps == ["index.html", "issues/index.html", "issues/2102.html", f"{ISSUE}.html"]


def test_a_person_is_known_by_all_spellings(demo: Site) -> None:
    profile = data_of(demo, "people/ada-placeholder")[0]
    assert profile["@type"] == "ProfilePage"
    assert profile["mainEntity"]["@type"] == "Person"
    assert "Плейсхолдер" in " ".join(profile["mainEntity"]["alternateName"])


# Shared links


@pytest.mark.parametrize("page", KINDS)
def test_a_shared_page_has_a_picture_and_words(demo: Site, page: str) -> None:
    html = demo.html(page)
    said = {tag["property"]: tag["content"] for tag in html.select("meta[property^='og:']")}
    said |= {tag["name"]: tag["content"] for tag in html.select("meta[name]")}
    assert said["og:url"] == f"{BASE}{page}.html"
    assert said["og:title"]
    assert said["og:description"] == said["description"] != ""
    assert said["og:image:alt"]
    assert said["twitter:card"] == "summary_large_image"
    picture = demo.out / said["og:image"].removeprefix(BASE)
    size = (int(said["og:image:width"]), int(said["og:image:height"]))
    assert Image.open(picture).size == size


def test_cards_are_small_and_drawn_in_every_script(publication: Publication) -> None:
    titles = {
        "ka": "მდინარე და ხიდი",
        "kk": "Өзен мен көпір",
        "fa": "رودخانه و پل",
        "en": "A " * 70,
    }
    pages = [
        publication.issue(
            "## In the Region\n\nWords.\n", date=f"2031-01-0{number}", name=language, title=title,
            extra=f"language: {language}\n",
        )
        for number, (language, title) in enumerate(titles.items(), 1)
    ]  # fmt: skip
    built = publication.build()
    assert built.warnings == []
    cards = [built.out / f"cards/{page}.png" for page in pages]
    for card in cards:
        assert card.stat().st_size < 70_000
        drawn = Image.open(card).convert("L").crop((50, 130, 750, 350))
        ink = sum(drawn.histogram()[:100])
        assert 1_000 < ink < 50_000, card
    before = [card.stat().st_mtime_ns for card in cards]
    publication.build()
    assert [card.stat().st_mtime_ns for card in cards] == before


# Signposts


def test_signposts_are_read_by_a_client_of_others(demo: Site) -> None:
    signposting = pytest.importorskip("signposting")
    with served(demo.out) as base:
        found = signposting.find_signposting_html(f"{base}{ISSUE}.html")
        assert str(found.citeAs.target) == f"{BASE}{ISSUE}.html"
        assert {str(each.type) for each in found.items} >= {"text/markdown", "application/pdf"}
        assert {str(each.type) for each in found.describedBy} >= {"application/x-bibtex"}
        assert found.license
        assert found.authors
        beside = [*found.items, *found.describedBy, *found.linksets]
        for each in beside:
            assert (demo.out / str(each.target).removeprefix(base).removeprefix(BASE)).is_file()
        (link_set,) = found.linksets
        assert str(link_set.type) == "application/linkset+json"
        read = signposting.find_signposting_linkset(str(link_set.target))
        here = read.for_context(f"{BASE}{ISSUE}.html")
        assert str(here.citeAs.target) == f"{BASE}{ISSUE}.html"
        assert len(here.items) == len(found.items)
        back = read.for_context(f"{BASE}{ISSUE}.pdf")
        assert str(back.collection.target) == f"{BASE}{ISSUE}.html"


# What lies at the root


def mapped(site: Site) -> dict[str, str]:
    """Return the pages of the map of a site, each with the day of its last change."""
    root = etree.parse(site.out / "sitemap.xml").getroot()
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    return {
        url.findtext("s:loc", namespaces=space): url.findtext("s:lastmod", "", namespaces=space)
        for url in root.findall("s:url", space)
    }


def test_the_map_has_every_page_but_old_addresses(demo: Site) -> None:
    pages = {
        f"{BASE}{page}.html"
        for page in demo.pages
        if not demo.html(page).select("meta[name=robots][content=noindex]")
    }
    days = mapped(demo)
    assert days.keys() == pages
    assert days[f"{BASE}{ISSUE}.html"] == "2102-03-14"
    assert days[f"{BASE}issues/2101.html"].startswith("210")
    assert days[f"{BASE}people/ada-placeholder.html"]
    assert all(date.fromisoformat(day) for day in days.values() if day)


def test_the_map_is_true_after_an_edit(publication: Publication) -> None:
    page = publication.issue("## In the Region\n\nWords.\n")
    address = f"https://central-asia-in-focus.example/{page}.html"
    assert mapped(publication.build())[address] == "2031-01-07"
    correction = "revisions: [{date: 2031-02-01, kind: correction, note: A word.}]\n"
    publication.issue("## In the Region\n\nOther words.\n", extra=correction)
    publication.issue("## In the Region\n\nWords.\n", date="2031-01-14", name="second")
    again = mapped(publication.build())
    assert again[address] == "2031-02-01"
    assert again == mapped(publication.build(out="_build/clean"))
    assert len(again) > 5


def test_translations_are_told_apart_and_lead_to_each_other(publication: Publication) -> None:
    body = "## In the Region\n\nWords.\n"
    told = "translation_of: 2031-01-07-a-fictional-title\n"
    pages = {
        "en": publication.issue(body),
        "ru": publication.issue(body, name="ru", extra=f"language: ru\n{told}"),
        "fa": publication.issue(body, name="fa", extra=f"language: fa\n{told}"),
    }
    assert publication.check() == []
    built = publication.build()
    assert built.warnings == []
    base = "https://central-asia-in-focus.example"
    expected = {language: f"{base}/{page}.html" for language, page in pages.items()}
    links = "//*[local-name()='url'][*[.=$page]]/*[local-name()='link']"
    found = etree.parse(built.out / "sitemap.xml")
    for language, page in pages.items():
        listed = found.xpath(links, page=expected[language])
        assert {each.get("hreflang"): each.get("href") for each in listed} == expected
        html = built.html(page)
        said = html.select("head link[hreflang]")
        assert {each["hreflang"]: each["href"] for each in said} == expected
        ways = {each["hreflang"] for each in html.select(".article-header a[hreflang]")}
        assert ways == expected.keys() - {language}
    assert html.select_one(".adaptation a")["href"] == "2031-01-07-a-fictional-title.html"
    # A new one changes the pages of the others.
    pages["kk"] = publication.issue(body, name="kk", extra=f"language: kk\n{told}")
    ways = publication.build().html(pages["en"]).select(".article-header a[hreflang]")
    assert [each.get_text() for each in ways] == ["فارسی", "қазақ тілі", "русский"]


def test_a_translation_of_nothing_is_told(publication: Publication) -> None:
    page = publication.issue("## In the Region\n\nWords.\n", extra="translation_of: 2031-01-06\n")
    (problem,) = publication.check()
    assert (problem.file, problem.line, problem.code) == (f"{page}.md", 6, "issue")
    assert "2031-01-06" in problem.message
    assert any("There is no issue" in warning for warning in publication.build().warnings)


def test_crawlers_are_led_to_the_map(demo: Site) -> None:
    robots = urllib.robotparser.RobotFileParser()
    robots.parse((demo.out / "robots.txt").read_text().splitlines())
    assert robots.site_maps() == [f"{BASE}sitemap.xml"]
    assert robots.can_fetch("*", f"{BASE}{ISSUE}.html")


def test_who_is_to_be_told_of_a_hole(publication: Publication) -> None:
    assert not (publication.build().out / ".well-known").exists()
    conf = publication.root / "conf.py"
    conf.write_text(f"{conf.read_text()}\nperiodical_security = {{'contact': ['a b']}}\n")
    with pytest.raises(PublicationError, match="“expires” in “periodical_security” is missing"):
        read_publication(publication.root)
    given = {"contact": ["mailto:security@example.org"], "expires": "2031-12-31"}
    conf.write_text(f"{conf.read_text()}\nperiodical_security = {given}\n")
    text = (publication.build().out / ".well-known/security.txt").read_text()
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields == {
        "Contact": "mailto:security@example.org",
        "Expires": "2031-12-31T00:00:00Z",
        "Preferred-Languages": "en",
        "Canonical": "https://central-asia-in-focus.example/.well-known/security.txt",
    }


# What a page may load


def headers_of(site: Site) -> dict[str, str]:
    """Return the headers that a host is asked to send with every page."""
    lines = (site.out / "_headers").read_text().splitlines()
    assert lines[0] == "/*"
    return dict(line.strip().split(": ", 1) for line in lines[1:])


def test_no_page_has_a_script_or_a_style_in_it(demo: Site, real: Site) -> None:
    policy = headers_of(demo)["Content-Security-Policy"]
    for site in (demo, real):
        for page in site.pages:
            html = site.html(page)
            (tag,) = html.select("meta[http-equiv=Content-Security-Policy]")
            assert policy == f"{tag['content']}; frame-ancestors 'none'"
            before = [each.name for each in tag.find_all_previous(["script", "link", "style"])]
            assert before == [], page
            inline = html.select(
                "style, [style], script:not([src]):not([type='application/ld+json'])"
            )
            assert inline == [], page
            handlers = [
                name for each in html.find_all(True) for name in each.attrs if name[:2] == "on"
            ]
            assert handlers == [], page


PAPER = "rgb(255, 253, 249)"
"""A page has its style sheet."""


def test_pages_keep_to_the_policy(browser: Browser, demo: Site) -> None:
    headers = headers_of(demo)
    assert "unsafe" not in headers["Content-Security-Policy"]
    with served(demo.out, headers) as base:
        for address in (base, f"{demo.out.as_uri()}/"):
            tab = browser.new_page()
            refused: list[str] = []
            tab.on("console", lambda said, to=refused: to.append(f"{said.type}: {said.text}"))
            for page in (ISSUE, "index", "people/ada-placeholder", "search"):
                tab.goto(f"{address}{page}.html")
                assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == PAPER
                data = "document.querySelector('[type=\"application/ld+json\"]').textContent"
                assert tab.evaluate(f"JSON.parse({data})")["@graph"]
            assert refused == [], address
            tab.evaluate(
                "document.head.append(Object.assign(document.createElement('script'),"
                " {text: 'window.other = 1'}))"
            )
            assert tab.evaluate("window.other") is None
            assert "Content Security Policy" in refused[0]
            tab.close()
