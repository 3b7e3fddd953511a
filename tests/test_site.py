"""The site as its readers get it: what is on each page, and what is not."""

from __future__ import annotations

import datetime

import pytest
from PIL import Image

from .conftest import Built, Publication, Site
from .links import dead_ends

LEAD = """\
lead_image:
  file: square.png
  alt: A fictional square
  credit: "Drawing: a test"
  rights: All rights with the test, 1 Fiction Street
  link: https://example.org/square
topics: [roads, civil-society]
volume: 3
number: 14
revisions:
- {date: 2031-01-20, kind: update, note: The count is new.}
- {date: 2031-01-21, kind: correction, note: The river was misnamed.}
redirect_from: [issues/2031/2031-01-07-old.html]
"""
DARI = "language: fa\n"


@pytest.fixture(scope="module")
def publication(shared_publication: Publication) -> Publication:
    root = shared_publication.root
    for number in range(9):
        date = datetime.date(2030, 11, 3) + datetime.timedelta(weeks=number)
        shared_publication.issue(
            f"## In the Region\n\n### Story {number}\n\nFictional words of number {number}.\n",
            date=date.isoformat(),
            title=f"Fiction No. {number}",
            name=f"fiction-{number}",
        )
    shared_publication.issue(
        "## In the Region\n\n### The square\n\nWords.\n", extra=LEAD, title="With <3 & “quotes”"
    )
    Image.new("RGB", (320, 200), "#0b6e7a").save(root / "issues/2031/square.png")
    shared_publication.issue(
        "## In the Region\n\n### یک خبر\n\nمتن فارسی برای آزمایش.\n",
        date="2031-01-14",
        title="خبر ساختگی",
        name="persian",
        extra=DARI,
    )
    shared_publication.issue("Words.\n", date="2031-01-21", name="draft", extra="status: draft\n")
    shared_publication.write(
        "about.md",
        "# About\n\n<b>Maintainers</b> may use everything: {issue}`the first <2031-01-07>`,"
        " {periodical:issue}`2031-01-14`, {lang}`نوروز <fa>`.\n\n"
        "## Editions and how to verify them\n",
    )
    return shared_publication


@pytest.fixture(scope="module")
def site(publication: Publication) -> Built:
    return publication.build()


LED = "issues/2031/2031-01-07-a-fictional-title"
PERSIAN = "issues/2031/2031-01-14-persian"
PLAIN = "issues/2030/2030-11-10-fiction-1"
REAL = "issues/2024/2024-04-09-central-asians-targeted-in-russia"


def meta(site: Built, page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in site.html(page).select("head meta[content]"):
        found.setdefault(tag.get("property") or tag.get("name") or "", []).append(tag["content"])
    return found


def test_no_warning(site: Built) -> None:
    assert site.warnings == []


def test_masthead(site: Built) -> None:
    masthead = site.html(LED).select_one("header.masthead")
    assert masthead.select_one(".masthead-name").get_text(strip=True) == "Central Asia in Focus"
    assert masthead.select_one(".publisher").get_text() == "Caspian Policy Center"
    # The date stands once: in the head of an issue, and in the masthead of the front page.
    assert masthead.select_one(".edition") is None
    assert site.html("index").select_one(".edition").get_text() == "14 January 2031"
    names = [link.get_text() for link in masthead.select("nav a")]
    assert names == ["Latest", "Archive", "A–Z", "About", "Search"]


def test_head_of_an_issue(site: Built) -> None:
    page = site.html(LED)
    assert page.html["lang"] == "en"
    assert page.title.get_text() == "With <3 & “quotes” · Central Asia in Focus"
    article = page.select_one("article")
    assert [h1.contents[0] for h1 in article.select("h1")] == ["With <3 & “quotes”"]
    assert article.select_one(".standfirst").get_text() == "A fictional summary for a test."
    assert article.select_one(".byline").get_text() == "By A. Fictional Author"
    assert article.select_one(".byline a")["href"] == "../../people/a-fictional-author.html"
    assert article.select_one(".dateline time")["datetime"] == "2031-01-07"
    assert article.select_one(".dateline").get_text() == "7 January 2031 · Volume 3 · No. 14"
    assert article.select_one(".topics").get_text() == "Roads, Civil society"


def test_lead_image_has_its_credit_and_rights(site: Built) -> None:
    figure = site.html(LED).select_one(".issue-head .lead-image figure")
    assert figure.img["alt"] == "A fictional square"
    assert (site.out / "issues/2031" / figure.img["src"]).resolve().is_file()
    credit = figure.select_one("figcaption .credit")
    assert credit.get_text() == (
        "Drawing: a test · All rights with the test, 1 Fiction Street · Source of the picture"
    )
    assert credit.a["href"] == "https://example.org/square"


def test_page_without_lead_image(site: Built) -> None:
    page = site.html(PLAIN)
    assert page.select("figure, img") == []
    assert meta(site, PLAIN)["og:image"][0].endswith(f"/cards/{PLAIN}.png")


def test_revisions(site: Built) -> None:
    notices = site.html(LED).select(".revision")
    assert [notice["aria-label"] for notice in notices] == [
        "Correction, 21 January 2031",
        "Update, 20 January 2031",
    ]
    assert notices[0].find_parent(class_="issue-head") is not None
    assert notices[1].find_parent(class_="issue-head") is None
    assert meta(site, LED)["article:modified_time"] == ["2031-01-21"]


def test_open_graph(site: Built) -> None:
    base = "https://central-asia-in-focus.example"
    found = meta(site, LED)
    assert {name: found[name] for name in found if name.startswith(("og:", "article:"))} == {
        "og:type": ["article"],
        "og:title": ["With <3 & “quotes”"],
        "og:description": ["A fictional summary for a test."],
        "og:url": [f"{base}/{LED}.html"],
        "og:site_name": ["Central Asia in Focus"],
        "og:image": [f"{base}/_images/issues/2031/square.png"],
        "og:image:width": ["320"],
        "og:image:height": ["200"],
        "og:image:alt": ["A fictional square"],
        "article:published_time": ["2031-01-07"],
        "article:modified_time": ["2031-01-21"],
        "article:author": ["A. Fictional Author"],
        "article:section": ["Roads"],
        "article:tag": ["Roads", "Civil society"],
    }
    assert found["description"] == ["A fictional summary for a test."]
    assert (site.out / "_images/issues/2031/square.png").is_file()
    canonical = site.html(LED).select("link[rel=canonical]")
    assert [link["href"] for link in canonical] == [f"{base}/{LED}.html"]


def test_nothing_of_one_issue_leaks_into_another_page(site: Built) -> None:
    """The pages written next to an issue with every field set have none of its values."""
    for page in (PLAIN, "about", "search", "issues/2030", "issues/index"):
        found = meta(site, page)
        values = [value for listed in found.values() for value in listed]
        assert not any("square" in value or "2031-01-21" in value for value in values), page
        assert "article:section" not in found
    assert meta(site, "index")["og:type"] == ["website"]
    assert meta(site, "index")["og:title"] == ["Central Asia in Focus"]
    assert meta(site, "issues/2030")["og:title"] == ["Issues of 2030"]


def test_front_page_shows_the_latest_issue_and_cards_of_six(site: Built) -> None:
    page = site.html("index")
    latest = page.select_one("article h2 a")
    assert latest.get_text() == "خبر ساختگی"
    assert latest["href"] == f"{PERSIAN}.html"
    shown = page.select_one(".front-page")
    assert (shown["lang"], shown["dir"]) == ("fa", "rtl")
    assert [each.get_text() for each in shown.select("h3, .opening-words")] == [
        "یک خبر",
        "متن فارسی برای آزمایش.",
    ]
    assert shown.h3.a["href"] == f"{PERSIAN}.html#یک-خبر"
    cards = page.select(".earlier .card .card-title a")
    assert [card.get_text() for card in cards] == [
        "With <3 & “quotes”",
        *(f"Fiction No. {number}" for number in range(8, 3, -1)),
    ]
    assert all((site.out / card["href"]).is_file() for card in cards)


def test_sidebar_is_years_and_neighbours(site: Built) -> None:
    sidebar = site.html(PLAIN).select_one("aside.sidebar")
    assert [link.get_text() for link in sidebar.select(".neighbours a")] == [
        "Fiction No. 2",
        "Fiction No. 0",
    ]
    assert [link.get_text() for link in sidebar.select(".years a")] == ["2031", "2030"]
    assert {link["href"] for link in sidebar.select(".years a")} == {"../2031.html", "../2030.html"}


def test_archive(site: Built) -> None:
    index = site.html("issues/index")
    years = [" ".join(item.get_text().split()) for item in index.select(".year-list li")]
    assert years == ["2031 2 issues", "2030 9 issues"]
    titles = [link.get_text() for link in site.html("issues/2030").select(".card-title a")]
    assert titles == [f"Fiction No. {number}" for number in range(8, -1, -1)]


def test_author_page(site: Built) -> None:
    page = site.html("people/a-fictional-author")
    assert page.h1.get_text() == "A. Fictional Author"
    assert len(page.select(".card")) == 11


def test_right_to_left(site: Built) -> None:
    page = site.html(PERSIAN)
    # The frame is in English; the text says of itself what it is.
    assert page.html["lang"] == "en"
    article = page.select_one("article")
    assert (article["lang"], article["dir"]) == ("fa", "rtl")
    assert page.select_one(".masthead").find_parent(dir="rtl") is None
    heading = article.select_one("section section section")
    assert heading["id"] == "یک-خبر"
    card = site.html("issues/2031").select_one(".card")
    assert (card["lang"], card["dir"]) == ("fa", "rtl")


def test_redirect(site: Built) -> None:
    page = site.html("issues/2031/2031-01-07-old")
    assert page.select_one("meta[http-equiv=refresh]")["content"] == (
        "0; url=2031-01-07-a-fictional-title.html"
    )
    assert page.select_one("p a")["href"] == "2031-01-07-a-fictional-title.html"
    assert page.select_one("link[rel=canonical]")["href"].endswith(f"/{LED}.html")


def test_drafts_stay_out(site: Built) -> None:
    assert not (site.out / "issues/2031/2031-01-21-draft.html").exists()
    assert not [path for path in site.out.glob("search/**/*.js") if b"draft" in path.read_bytes()]


def test_maintainers_may_use_everything(site: Built) -> None:
    article = site.html("about").select_one("article")
    assert article.b.get_text() == "Maintainers"
    # Roles too, also as those of the domain, by which other projects name what is here.
    led_to = {link["href"]: link.get_text() for link in article.select("p a[href$='.html']")}
    assert led_to == {f"{LED}.html": "the first", f"{PERSIAN}.html": "خبر ساختگی"}
    assert article.select_one("[lang=fa]").get_text() == "نوروز"


def test_every_link_of_the_site_leads_somewhere(site: Built) -> None:
    assert len(site.pages) > 15
    assert dead_ends(site.out, base="https://central-asia-in-focus.example/") == []


def test_no_identifier_stands_twice(site: Built) -> None:
    for name in site.pages:
        ids = [element["id"] for element in site.html(name).select("[id]")]
        assert len(ids) == len(set(ids)), name


def test_a_page_is_light(real: Site) -> None:
    """What a browser loads for the real issue, with both faces, is under 80 KB in 8 requests."""
    import gzip

    page = real.html(REAL)
    files = {real.out / f"{REAL}.html"}
    for element in page.select("link[rel=stylesheet], link[rel=icon], script[src], article img"):
        address = (element.get("href") or element.get("src")).partition("?")[0]
        files.add((real.out / REAL).parent.joinpath(address).resolve())
    text = sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in files)
    fonts = real.out / "_static/fonts"
    latin = [fonts / f"source-serif-4-{style}-latin.woff2" for style in ("upright", "italic")]
    assert text + sum(path.stat().st_size for path in latin) < 80_000
    assert len(files) + len(latin) <= 8


def test_real_issue(real: Site) -> None:
    """Every part of the original edition has its place."""
    assert real.warnings == []
    page = real.html(REAL)
    headings = [heading.contents[0] for heading in page.select("article h2")]
    assert headings == [
        "In the Region",
        "Majlis Podcast",
        "What I’m Following",
        "Fact of the Week",
        "Thanks for Reading",
        "Related Articles",
    ]
    # The map stands behind the paragraph that first names a place of it.
    (places,) = page.select("figure.places-map")
    before = places.find_previous_sibling()
    assert before.name == "p" and before.select_one("a[href$='places/crocus-city-hall.html']")
    assert "Places in this issue" in places.get_text()
    assert len(page.select(".section-stories > section")) == 2
    assert len(page.select(".section-stories .why-its-important")) == 2
    assert len(page.select(".section-briefs > section")) == 2
    assert [name.get_text() for name in page.select(".guest-name")] == [
        "Edward Lemon",
        "Salimjon Aiuobov",
    ]
    assert "72,000" in page.select_one(".section-fact .fact").get_text()
    notice = page.select_one(".adaptation").get_text()
    for words in ("adaptation", "Bruce Pannier", "Caspian Policy Center", "9 April 2024"):
        assert words in notice
    assert page.select("article img") == []
    categories = [each.get_text() for each in page.select(".related-articles .card-kicker")]
    assert categories == ["Middle Corridor"]
    assert len(page.select(".related-articles .card-teaser")) == 2
