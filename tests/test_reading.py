"""What readers see in a browser: where the text begins, what follows them, what is printed."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from .browser import the_tab, until
from .conftest import Publication, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REAL = "issues/2024/2024-04-09-central-asians-targeted-in-russia"
FIRST = "Life has become harder for Central Asians in Russia"
REPOSITORY = "https://forge.example/fiction/news"
TABLE = f"""\
## In the Region

### Wide fiction

| {" | ".join(f"Month {number}" for number in range(9))} |
|{" --- |" * 9}
| {" | ".join(["Countable"] * 9)} |

[A link](https://example.org/fiction), <https://example.org/bare/> and www.example.org/short.
"""


def opened(browser: Browser, site: Site, page: str, width: int, height: int) -> Page:
    tab = the_tab(browser, width, height)
    tab.goto((site.out / f"{page}.html").as_uri())
    return tab


@pytest.mark.parametrize("page", ["index", REAL])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
def test_the_first_sentence_is_on_the_first_screen(
    browser: Browser, real: Site, page: str, width: int, height: int
) -> None:
    tab = opened(browser, real, page, width, height)
    box = tab.get_by_text(FIRST).bounding_box()
    assert box
    line = tab.evaluate("parseFloat(getComputedStyle(document.body).lineHeight)")
    assert box["y"] + 4 * line <= height


LONG_NOTE = " ".join([
    "The facts, figures and attributions are those of that edition; the wording is new.",
    "Quotations are given as reported speech, with the speakers’ own words where that has them.",
    "Its photograph is left out, as its rights do not allow us to show it here.",
    "Names are spelled as they are everywhere in this publication, whatever that edition has.",
    "Figures that have been corrected since then are given as they are now, with a note each;",
    "the headlines of all stories but the first were written anew, and so was the summary.",
])  # fmt: skip


def height_of_note(tab: Page) -> float:
    height: float = tab.locator(".adaptation details").evaluate("each => each.clientHeight")
    return height


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
def test_a_long_note_of_an_adaptation_leaves_the_news_on_the_first_screen(
    browser: Browser, site: Site, width: int, height: int
) -> None:
    tab = opened(browser, site, ADAPTED, width, height)
    first = tab.get_by_text("The first sentence").bounding_box()
    assert first
    assert first["y"] + first["height"] <= height
    folded = height_of_note(tab)
    tab.get_by_text("What was done to it").click()
    assert height_of_note(tab) > folded + 60


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
def test_the_news_begins_on_the_first_screen_under_a_picture(
    browser: Browser, demo: Site, width: int, height: int
) -> None:
    page = next(each for each in demo.pages if demo.html(each).select_one(".issue .lead-image"))
    tab = opened(browser, demo, page, width, height)
    first = tab.locator("section section section > p:not(.story-note)").first.bounding_box()
    assert first
    assert first["y"] + 30 <= height
    assert first["y"] > tab.locator(".lead-image img").bounding_box()["y"]  # type: ignore[index]


def test_the_text_stands_on_the_axis_and_the_rest_beside_its_heading(
    browser: Browser, demo: Site
) -> None:
    page = sorted(name for name in demo.pages if name.startswith("issues/2102/"))[3]
    for width in (1280, 1920):
        tab = opened(browser, demo, page, width, 900)
        text, others, contents, heading = (
            tab.locator(each).first.bounding_box()
            for each in ("article", ".sidebar .label", ".contents .label", "h1")
        )
        assert text
        assert others
        assert contents
        assert heading
        assert text["x"] + text["width"] / 2 == pytest.approx(width / 2, abs=1)
        assert others["x"] < text["x"]
        assert contents["x"] > text["x"] + text["width"]
        for each in (others, contents):
            assert heading["y"] <= each["y"] <= heading["y"] + 24
        briefs = tab.locator(".section-briefs > section")
        assert len({each.evaluate("e => e.offsetTop") for each in briefs.all()[:2]}) == 1


def test_contents_follow_the_reader(browser: Browser, real: Site) -> None:
    tab = opened(browser, real, REAL, 1280, 900)
    current = tab.locator(".contents [aria-current]")
    for heading in ("Fact of the Week", "Defends the Law"):
        tab.evaluate(
            "id => document.getElementById(id).scrollIntoView()",
            tab.locator(".contents a", has_text=heading).get_attribute("href").lstrip("#"),  # type: ignore[union-attr]
        )
        current.filter(has_text=heading).wait_for()
        assert current.count() == 1


def test_contents_are_behind_one_button_on_a_phone(browser: Browser, real: Site) -> None:
    tab = opened(browser, real, REAL, 390, 844)
    link = tab.locator(".contents a", has_text="Fact of the Week")
    assert not link.is_visible()
    tab.locator(".contents summary").click()
    link.click()
    assert not link.is_visible()
    heading = tab.get_by_role("heading", name="Fact of the Week").bounding_box()
    bar = tab.locator(".contents").bounding_box()
    assert heading
    assert bar
    # It is not hidden behind the bar.
    assert bar["y"] + bar["height"] <= heading["y"] < 844


def test_contents_need_no_script(browser: Browser, real: Site) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    tab = context.new_page()
    tab.goto((real.out / f"{REAL}.html").as_uri())
    tab.locator(".contents a", has_text="Fact of the Week").click()
    assert tab.url.endswith("#fact-of-the-week")
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.locator(".contents summary").click()
    assert tab.locator(".contents a", has_text="Majlis Podcast").is_visible()
    context.close()


@pytest.fixture(scope="module")
def site(shared_publication: Publication) -> Site:
    """A wide table, and a repository whose address is known."""
    conf = shared_publication.root / "conf.py"
    options = {"repository_url": REPOSITORY, "repository_provider": "github"}
    conf.write_text(f"{conf.read_text('utf-8')}html_theme_options |= {options}\n", "utf-8")
    shared_publication.issue(TABLE, title="Fiction & <more>")
    shared_publication.issue(
        "## In the Region\n\n### A Story\n\nThe first sentence.\n",
        date="2031-01-14", name="adapted",
        title="A Headline of Some Ten Words That Takes Two Lines",
        extra="source: {title: An Edition with a Title, authors: [Ann Example, A. Stranger],"
        f"\n  publisher: The Fictional Society, date: 2031-01-14, note: {LONG_NOTE!r}}}\n",
    )  # fmt: skip
    return shared_publication.build()


ADAPTED = "issues/2031/2031-01-14-adapted"
WIDE = "issues/2031/2031-01-07-a-fictional-title"


def test_a_wide_table_scrolls_in_itself(browser: Browser, site: Site) -> None:
    tab = opened(browser, site, WIDE, 360, 740)
    assert tab.evaluate("document.documentElement.scrollWidth") == 360
    box = tab.get_by_role("group", name="Table")
    assert box.evaluate("each => each.scrollWidth > each.clientWidth")
    box.focus()
    tab.keyboard.press("ArrowRight")
    until(tab, "document.querySelector('.table-scroll').scrollLeft > 0")


def test_print(browser: Browser, site: Site, tmp_path) -> None:  # type: ignore[no-untyped-def]
    tab = opened(browser, site, WIDE, 1280, 900)
    tab.emulate_media(media="print")
    for hidden in (".contents", ".sidebar", "nav[aria-label=Site]"):
        assert not tab.locator(hidden).first.is_visible(), hidden
    size = tab.evaluate("getComputedStyle(document.body).fontSize")
    assert float(size.removesuffix("px")) == pytest.approx(10.5 * 96 / 72, abs=0.01)
    assert tab.evaluate("getComputedStyle(document.querySelector('h3')).breakAfter") == "avoid"
    tab.pdf(path=tmp_path / "page.pdf", format="A4", prefer_css_page_size=True)
    assert not tab.locator(".prev-next").is_visible()
    tab.goto((site.out / f"{ADAPTED}.html").as_uri())
    # What is folded on a screen is on paper.
    assert height_of_note(tab) > 40
    assert not tab.get_by_text("What was done to it").is_visible()
    words = ["pdftotext", "-bbox", tmp_path / "page.pdf", "-"]
    boxes = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "(https://example.org/fiction)" in boxes
    # An address that is read in the text does not stand behind it once more.
    assert boxes.count("example.org/bare") == boxes.count("example.org/short") == 1
    left = map(float, re.findall('<word xMin="([0-9.]+)"', boxes))
    assert min(left) == pytest.approx(2 / 2.54 * 72, abs=2)


def test_contributors_find_their_way_in_from_any_page(site: Site) -> None:
    for page, source in ((WIDE, f"{WIDE}.md"), ("about", "about.md"), ("issues/2031", "")):
        links = {each.get_text(): each["href"] for each in site.html(page).select("footer li a")}
        edit = f"{REPOSITORY}/edit/main/{source}"
        assert links.get("Suggest an edit") == (edit if source else None)
        assert links["Write an issue"] == f"{REPOSITORY}/blob/main/CONTRIBUTING.md"
        address = urlsplit(str(links["Report a mistake"]))
        assert address.path.endswith("/issues/new")
        asked = parse_qs(address.query)
        assert asked["template"] == ["1-correction.yml"]
        assert asked["where"][0].endswith(f", https://central-asia-in-focus.example/{page}.html")
    link = site.html(WIDE).find("a", string="Report a mistake")
    form = parse_qs(urlsplit(str(link["href"])).query)
    assert form["title"] == ["Correction: Fiction & <more>"]


def test_no_repository_is_made_up(real: Site) -> None:
    ways = real.html(REAL).select("footer li a")
    assert [each.get_text() for each in ways] == ["Subscribe", "Corrections"]


def test_a_page_that_is_not_there_is_one_of_the_site_at_any_depth(real: Site) -> None:
    page = real.html("404")
    assert page.base["href"] == "/"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    # A link within the page would lead to the front page.
    assert page.select("a[href^='#']") == []
