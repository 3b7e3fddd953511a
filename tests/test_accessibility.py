"""WCAG 2.2 AA, as far as a machine can tell, in a real browser: by axe, by keyboard, by width."""

from __future__ import annotations

import datetime
import shutil

import pytest
from PIL import Image

from .browser import axe_violations, shown, unfold
from .conftest import REPOSITORY, Built, Publication
from .repository import make_repository

REAL = "issues/2024/2024-04-09-central-asians-targeted-in-russia"
RICH = "issues/2031/2031-01-07-a-fictional-title"
PAGES = [
    "index", REAL, RICH, f"{RICH}_changes", "issues/index", "issues/2031", "people/bruce-pannier",
    "corrections/index", "corrections/2031", "search",
    "a-to-z", "places/index", "people/ann-example", "places/testville",
    "places/testville/2031", "topics/fiction", "threads/the-fictional-canal",
    "why-its-important/index", "guests/index", "guests/2031",
]  # fmt: skip
REGISTRY = {
    "people": """\
- id: ann-example
  name: Ann Example
  spellings: [Энн Экзампл, آن نمونه]
  description: She is fiction.
  url: https://example.org/ann
  wikidata: Q42
  roles: [{role: mayor of Testville, since: 2031-01-01}]
""",
    "places": "- {id: testville, name: Testville, country: Nowhere}\n",
    "threads": "- {id: the-fictional-canal, name: The fictional canal, description: Who drinks.}\n",
}
LATER = """\
## In the Region

### Later fiction

:::{story}
:thread: the-fictional-canal
:::

Words of {story}`the canal <2031-01-07#fiction>` in Testville, Энн Экзампл said.
"""
LEAD = """\
lead_image: {file: square.png, alt: A fictional square, credit: "Drawing: a test"}
topics: [fiction]
revisions:
- {date: 2031-01-21, kind: correction, note: The river was misnamed.}
"""
PERSIAN = """\
## In the Region

### داستان

یک بند داستانی.

> نقل قول

| ماه | روز |
| --- | --: |
| فروردین | 31 |
"""
BODY = """\
## In the Region

### Fiction

:::{story}
:thread: the-fictional-canal
:date: 2031-01-05
:places: testville
:::

Ann Example came to Testville.

A [link](https://example.org), `code`, a footnote,[^a] {lang}`نوروز <fa>` and a table.

| Month | Days |
| :---- | ---: |
| March |    9 |

> A quotation.

:::{picture} tall.png
:alt: A tall picture
:credit: "Drawing: a test"
:::

[^a]: Its text.

```python
print("fiction")
```

:::{why-its-important}
It is a test.
:::

## Majlis Podcast

:::{podcast} make-believe
A talk.
:::

:::{guests}
- Ann Example, mayor of Testville
- A Stranger
:::

## Fact of the Week

Nine boats were counted.

## Related Articles

:::{related-articles}
- Roads: [A Title](https://example.org/a) — A teaser.
- {issue}`2024-04-09`
:::
"""


@pytest.fixture(scope="module")
def site(shared_publication: Publication) -> Built:
    shutil.copytree(REPOSITORY / "issues", shared_publication.root / "issues")
    for name, entries in REGISTRY.items():
        with (shared_publication.root / f"_data/{name}.yaml").open("a", encoding="utf-8") as file:
            file.write(entries)
    shared_publication.issue(BODY.replace("A quotation", "Another saying"))
    make_repository(shared_publication).release("v1")
    shared_publication.issue(BODY, extra=LEAD)
    Image.new("RGB", (640, 400), "#0b6e7a").save(shared_publication.root / "issues/2031/square.png")
    for year in ("2031", "2033"):
        folder = shared_publication.root / "issues" / year
        folder.mkdir(exist_ok=True)
        Image.new("RGB", (700, 1400), "#0b6e7a").save(folder / "tall.png")
    for number in range(3):
        day = datetime.date(2031, 2, 4 + number)
        shared_publication.issue(LATER, date=day.isoformat(), title=f"Fiction {number}")
    for number in range(40):
        day = datetime.date(2032, 1, 1) + datetime.timedelta(weeks=number)
        body = "## In the Region\n\n### Words\n\nIn Testville.\n"
        shared_publication.issue(body, date=day.isoformat(), title=f"Fiction {number}")
    shared_publication.issue(PERSIAN, date="2032-12-01", title="عنوان", extra="language: fa\n")
    lead = "lead_image: {file: tall.png, alt: Tall, credit: Nobody}\n"
    shared_publication.issue(LATER, date="2033-01-01", title="The latest fiction", extra=lead)
    return shared_publication.build()


def opened(browser, site: Built, page: str, width: int):
    tab = shown(browser, site.out / f"{page}.html")
    tab.set_viewport_size({"width": width, "height": 900})
    return tab


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser, site: Built, page: str
) -> None:
    tab = shown(browser, site.out / f"{page}.html", unfolded=False)
    assert axe_violations(tab, widths=(768,), schemes=("light",)) == []
    unfold(tab)
    assert axe_violations(tab, widths=(360, 1920), schemes=("light", "dark")) == []
    # WCAG 2.2, 1.4.10: no scrolling in two directions, down to 320 pixels.
    for width in (320, 390, 768, 1280):
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    # 1.4.4: with letters twice as large, too.
    tab.set_viewport_size({"width": 390, "height": 900})
    tab.evaluate("document.documentElement.style.fontSize = '200%'")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390


def test_axe_sees_the_colours_of_each_scheme(browser, site: Built) -> None:
    """The check itself: what is hard to read in the dark alone is found there, and there alone."""
    page = site.out / "faint.html"
    style = "<style>@media (prefers-color-scheme: dark) { h1 { color: #222c33 } }</style></head>"
    text = (site.out / "about.html").read_text("utf-8").replace("</head>", style)
    # The page's own policy would refuse the style.
    page.write_text(text.replace("Content-Security-Policy", "none"), "utf-8")
    tab = shown(browser, page, unfolded=False)
    found = axe_violations(tab, widths=(390,), schemes=("light", "dark"))
    page.unlink()
    assert [each[:30] for each in found] == ["390, dark: color-contrast: <h1"]


def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser, site: Built) -> None:
    tab = opened(browser, site, REAL, width=1280)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    assert tab.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    stops = (
        "[...document.querySelectorAll('a[href], button, summary')]"
        ".filter(each => each.checkVisibility())"
    )
    reached, links = set(), tab.evaluate(f"{stops}.length")
    name = f"{stops}.indexOf(document.activeElement)"
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    for _ in range(links):
        number, shape = tab.evaluate(f"[{name}, {outline}]")
        reached.add(number)
        assert shape != "none", tab.evaluate("document.activeElement.outerHTML")
        tab.keyboard.press("Tab")
    assert reached == set(range(links))


@pytest.mark.parametrize("page", ["index", RICH, "a-to-z", "issues/index", "people/ann-example"])
def test_a_finger_meets_what_stands_alone(browser, site: Built, page: str) -> None:
    """WCAG 2.2, 2.5.8: it is 24 pixels wide and high; the words of a line of text need not be."""
    tab = opened(browser, site, page, width=390)
    small = tab.evaluate(
        """() => [...document.querySelectorAll('a[href], button, summary, input')].filter(each => {
          const { width, height } = each.getBoundingClientRect(), inline = getComputedStyle(each);
          const texts = [...each.parentElement.childNodes].filter(node => node.nodeType === 3);
          const isInText = inline.display === 'inline' && texts.some(t => /\\w{2}/.test(t.data));
          return each.checkVisibility({ opacityProperty: true }) && width > 2 && !isInText
            && (width < 24 || height < 24); }).map(each => each.outerHTML)"""
    )
    assert small == []


def test_an_outline_beside_the_text_is_not_cut_off(browser, site: Built) -> None:
    tab = opened(browser, site, RICH, width=1280)
    for region in (".contents", ".sidebar"):
        box = tab.locator(region).first.bounding_box()
        link = tab.locator(f"{region} a").first.bounding_box()
        assert box["x"] <= link["x"] - 5
        assert box["x"] + box["width"] >= link["x"] + link["width"] + 5


def test_a_picture_is_whole_on_the_screen_and_a_name_of_two_lines_keeps_its_star(
    browser, site: Built
) -> None:
    tab = opened(browser, site, RICH, width=1280)
    tall = tab.locator("figure img").last
    assert tall.get_attribute("height") == "1400"
    tall.scroll_into_view_if_needed()
    assert tall.evaluate("img => img.getBoundingClientRect().height") <= 0.85 * 900
    tab.set_viewport_size({"width": 390, "height": 900})
    tab.evaluate("document.documentElement.style.fontSize = '200%'")
    star = tab.locator(".masthead-name .star").bounding_box()
    lines = tab.locator(".masthead-name span").evaluate(
        "each => { const words = document.createRange(); words.selectNodeContents(each);"
        " return [...words.getClientRects()].map(line => line.x); }"
    )
    assert len(lines) > 1
    assert lines[0] - star["x"] < 2 * star["width"]


@pytest.mark.parametrize("page", ["index", RICH])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_a_picture_comes(browser, site: Built, page: str, width: int) -> None:
    sizes = []
    for is_there in (False, True):
        tab = browser.new_page(viewport={"width": width, "height": 900})
        if not is_there:
            tab.route("**/_images/**", lambda route: route.abort())
        tab.goto((site.out / f"{page}.html").as_uri())
        pictures = tab.locator("figure img").all()
        for each in pictures:
            each.scroll_into_view_if_needed()
        sizes.append([(each.bounding_box() or {}).get("height") for each in pictures])
        tab.close()
    before, after = sizes
    assert before == after != []


def test_who_prints_in_the_dark_prints_dark_on_white(browser, site: Built) -> None:
    tab = opened(browser, site, RICH, width=1280)
    tab.evaluate("document.documentElement.dataset.theme = 'dark'")
    tab.emulate_media(media="print")
    label = tab.locator(".revision .admonition-title").evaluate("e => getComputedStyle(e).color")
    assert label == "rgb(163, 38, 42)"


def test_with_letters_twice_as_large_nothing_is_cut_off(browser, site: Built) -> None:
    """WCAG 2.2, 1.4.4, as browsers do it: what a style sheet measures in letters grows, too."""
    tab = browser.new_page(viewport={"width": 320, "height": 900})
    sizes = {"fontSizes": {"standard": 32, "fixed": 26}}
    tab.context.new_cdp_session(tab).send("Page.setFontSizes", sizes)
    for page in ("index", REAL, "a-to-z", "search"):
        tab.goto((site.out / f"{page}.html").as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320, page
        assert tab.locator(".skip").evaluate("e => e.getBoundingClientRect().bottom") <= 0
    tab.close()


def test_persian_keeps_to_its_side_and_is_not_slanted(browser, site: Built) -> None:
    tab = opened(browser, site, "issues/2032/2032-12-01-a-fictional-title", width=390)
    ends = (
        "([sign, side]) => { const words = document.createRange();"
        " words.selectNodeContents(document.querySelector(sign).firstChild);"
        " return Math.round(words.getBoundingClientRect()[side]); }"
    )
    label, letters = '[class*="section-"] > h2', "[class*='section-'] h3"
    assert tab.evaluate(ends, [label, "right"]) == tab.evaluate(ends, [letters, "right"])
    number, head = "td.text-right p", "th.text-right p"
    assert tab.evaluate(ends, [number, "left"]) == tab.evaluate(ends, [head, "left"])
    quoted = tab.locator("blockquote").evaluate("each => getComputedStyle(each).fontStyle")
    assert quoted == "normal"


def test_the_search_dialog_has_its_words_and_button_on_one_line(browser, site: Built) -> None:
    tab = opened(browser, site, "about", width=390)
    tab.keyboard.press("/")
    box = tab.get_by_role("searchbox")
    box.wait_for()
    button = tab.get_by_role("button", name="Search", exact=True).last
    close = tab.get_by_role("button", name="Close")
    words, search, ends = (each.bounding_box() for each in (box, button, close))
    assert words["y"] + words["height"] == pytest.approx(search["y"] + search["height"], abs=2)
    assert ends["y"] + ends["height"] <= words["y"]
    tab.keyboard.press("Escape")


def test_without_its_style_sheet_no_sign_fills_the_page(site: Built) -> None:
    for page in ("index", "404", REAL):
        drawn = site.html(page).select("svg:not(.sprite, .locator-map)")
        assert drawn
        assert all(int(each["width"]) <= 24 >= int(each["height"]) for each in drawn)


def test_search_finds_an_issue(browser, site: Built) -> None:
    tab = opened(browser, site, "search", width=390)
    tab.get_by_role("searchbox").fill("Karakalpakstan")
    tab.get_by_role("button", name="Search").click()
    results = tab.get_by_role("list", name="Results")
    results.get_by_role("link").first.wait_for()
    assert "Central Asians Targeted in Russia" in results.inner_text()


def test_an_index_is_filtered_by_any_spelling_and_says_how_many_are_left(
    browser, site: Built
) -> None:
    tab = opened(browser, site, "people/index", width=390)
    listed = tab.locator(".letters > section > ul > li")
    count = listed.count()
    box = tab.get_by_role("searchbox")
    assert box.get_attribute("id") == "filter_words"
    for words in ("example ann", "экзампл", "ÁNN EX"):
        box.fill(words)
        assert [each for each in listed.all_inner_texts() if each] != []
        assert tab.get_by_role("status").inner_text() == f"1 of {count}"
        assert tab.locator(".letters > section:visible").count() == 1
        assert tab.locator(".letters a:visible").inner_text() == "Ann Example"
    box.fill("nobody at all")
    assert tab.get_by_role("status").inner_text() == f"0 of {count}"
    box.fill("")
    assert tab.locator(".letters > section > ul > li:visible").count() == count


def test_without_javascript(browser, site: Built) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    tab = context.new_page()
    tab.goto((site.out / "index.html").as_uri())
    assert tab.locator("button:visible, .pst-js-only:visible").count() == 0
    tab.locator("nav[aria-label=Site] a", has_text="Archive").click()
    tab.locator("nav[aria-label=Site] a", has_text="A–Z").click()
    tab.locator(".group h2 a", has_text="Places").click()
    assert tab.locator(".letters li").count() > 0
    assert tab.locator("input").count() == 0
    tab.locator("nav[aria-label=Site] a", has_text="Archive").click()
    tab.locator(".year-list a").last.click()
    tab.locator(".card-title a").first.click()
    assert tab.locator("h1").inner_text().startswith("Central Asians Targeted in Russia")
