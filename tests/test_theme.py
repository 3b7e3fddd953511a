"""The book theme's regions and options: each does what the theme's guide says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sphinx.errors import ConfigError

from .browser import axe_violations, shown, until
from .conftest import Publication, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

FORGE = "https://github.com/fiction/news"
OPTIONS: dict[str, Any] = {
    "repository_url": FORGE,
    "repository_branch": "trunk",
    "path_to_docs": "paper/",
    "use_edit_page_button": True,
    "use_issues_button": True,
    "use_source_button": True,
    "use_repository_button": True,
    "use_fullscreen_button": True,
    "use_sidenotes": True,
    "announcement": "A <em>fictional</em> announcement",
    "logo": {
        "text": "The Fiction", "image_light": "_static/star.svg", "image_dark": "_static/dark.svg",
        "link": "about",
    },
    "icon_links": [
        {"name": "Feed", "url": "https://example.org/feed", "icon": "fa-solid fa-rss"},
        {"name": "Forge", "url": FORGE, "icon": "fa-brands fa-square-github"},
        {"name": "Star", "url": "https://example.org", "icon": "_static/star.svg", "type": "local"},
    ],
    "external_links": [{"name": "A friend", "url": "https://example.org/friend"}],
    "toc_title": "All of it",
    "show_toc_level": 1,
    "extra_footer": "<p>Printed on nothing.</p>",
    "search_bar_text": "Look for fiction",
    "show_prev_next": True,
    # Components of the theme's own, and one of ours elsewhere; names as the theme takes them.
    "navbar_persistent": "search-button-field",
    "article_header_start": ["toggle-primary-sidebar.html", "breadcrumbs"],
    "secondary_sidebar_items": {"**": ["page-toc", "sourcelink"], "about": ["page-toc"]},
    "article_footer_items": ["years"],
    "primary_sidebar_end": ["search-field"],
    "footer_content_items": "author.html, copyright.html, imprint, extra-footer",
    "footer_start": ["sphinx-version"],
}  # fmt: skip
LONG = "Words of fiction. " * 60
BODY = f"""\
## In the Region

### A Story

Words with a note.[^a]

### Another Story

{LONG}

## Fact of the Week

{LONG}

[^a]: The note.

    Its second paragraph.
"""
PAGE = "issues/2031/2031-01-07-a-fictional-title"


def with_options(publication: Publication, options: dict[str, Any]) -> None:
    conf = publication.root / "conf.py"
    said = {
        "html_theme_options": f"html_theme_options | {options!r}",
        "author": "'Ann Example'",
        "copyright": "author",
        "html_sidebars": "{'**': ['neighbours.html', 'sbt-sidebar-nav.html']}",
    }
    lines = (f"{name} = {value}\n" for name, value in said.items())
    conf.write_text(conf.read_text("utf-8") + "".join(lines), "utf-8")


@pytest.fixture(scope="module")
def site(shared_publication: Publication) -> Site:
    with_options(shared_publication, OPTIONS)
    shared_publication.write("_static/dark.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    shared_publication.write("about.md", "# About\n\n## One\n\nWords.\n\n### Two\n\nWords.\n")
    shared_publication.issue(BODY)
    shared_publication.issue("## In the Region\n\n### Earlier\n\nWords.\n", date="2031-01-01")
    return shared_publication.build()


@pytest.fixture(scope="module")
def tab(browser: Browser, site: Site) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto((site.out / f"{PAGE}.html").as_uri())
    return page


def in_menu(tab: Page, menu: str, words: str) -> str | None:
    tab.locator(".menu summary", has_text=menu).click()
    link = tab.locator(".menu a", has_text=words)
    assert link.is_visible()
    tab.keyboard.press("Escape")
    assert not link.is_visible()
    return link.get_attribute("href")


def address_of(words: str, expected: str) -> Callable[[Page], None]:
    def check(tab: Page) -> None:
        assert in_menu(tab, "Contribute", words) == expected

    return check


def downloads(tab: Page) -> None:
    name = PAGE.rpartition("/")[2]
    for words, ending in (("RIS", ".ris"), ("Markdown", ".md")):
        assert in_menu(tab, "Download", words) == f"{name}{ending}"


def fullscreen(tab: Page) -> None:
    button = tab.get_by_role("button", name="Full screen")
    button.click()
    until(tab, "document.fullscreenElement")
    button.click()
    until(tab, "!document.fullscreenElement")


def announcement(tab: Page) -> None:
    box = tab.get_by_role("complementary", name="Announcement")
    assert box.inner_html() == OPTIONS["announcement"]
    assert box.bounding_box()["y"] == 0


def logo(tab: Page) -> None:
    link = tab.locator(".masthead-name a")
    assert (link.get_attribute("href"), link.inner_text()) == ("../../about.html", "THE FICTION")
    for scheme, picture in (("light", "star.svg"), ("dark", "dark.svg")):
        tab.emulate_media(color_scheme=scheme)
        shown = link.locator("img:visible")
        assert shown.get_attribute("src").rpartition("/")[2] == picture
    tab.emulate_media(color_scheme="light")


def icon_links(tab: Page) -> None:
    links = tab.get_by_role("list", name="Icon Links").get_by_role("link")
    assert [each.get_attribute("href") for each in links.all()] == [
        each["url"] for each in OPTIONS["icon_links"]
    ]
    assert links.nth(0).locator("svg").is_visible()
    assert links.nth(1).inner_text() == "Forge"
    assert links.nth(2).locator("img").evaluate("each => each.complete")


def external_links(tab: Page) -> None:
    link = tab.get_by_role("navigation", name="Site").get_by_role("link", name="A friend")
    assert link.get_attribute("href") == "https://example.org/friend"


def toc_title(tab: Page) -> None:
    assert tab.get_by_role("navigation", name="All of it").is_visible()


def show_toc_level(tab: Page) -> None:
    """Stories are shown while the reader is in their section."""
    story = tab.locator(".contents a", has_text="Another Story")
    tab.locator("#fact-of-the-week").scroll_into_view_if_needed()
    tab.evaluate("document.getElementById('fact-of-the-week').scrollIntoView()")
    story.wait_for(state="hidden")
    tab.evaluate("scrollTo(0, 0)")
    tab.evaluate("document.getElementById('another-story').scrollIntoView()")
    story.wait_for()


def extra_footer(tab: Page) -> None:
    assert tab.get_by_role("contentinfo").get_by_text("Printed on nothing.").is_visible()


def sidenotes(tab: Page) -> None:
    note, text = (
        tab.locator(each).bounding_box() for each in (".with-notes > aside", ".with-notes > p")
    )
    assert note["x"] + note["width"] <= text["x"]
    assert abs(note["y"] - text["y"]) < 24
    # Nothing of a note is lost, which the theme's own would do.
    assert "second paragraph" in tab.locator(".with-notes > aside").inner_text()
    tab.set_viewport_size({"width": 390, "height": 844})
    note, text = (
        tab.locator(each).bounding_box() for each in (".with-notes > aside", ".with-notes > p")
    )
    assert note["y"] >= text["y"] + text["height"]
    tab.set_viewport_size({"width": 1280, "height": 900})


def search_bar_text(tab: Page) -> None:
    tab.keyboard.press("Control+k")
    box = tab.get_by_role("dialog", name="Search")
    box.get_by_label("Look for fiction").wait_for()
    tab.keyboard.press("Escape")
    box.wait_for(state="hidden")


def back_to_top(tab: Page) -> None:
    link = tab.locator(".back-to-top")
    # Two steps in one frame would be one to the page: it is told where it stands once a frame.
    painted = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    tab.evaluate(painted)
    box = link.bounding_box()
    assert box["y"] >= 900
    tab.evaluate("scrollBy(0, -40)")
    link.click()
    until(tab, "scrollY === 0")


CHECKS: dict[str, Callable[[Page], None]] = {
    "use_edit_page_button": address_of("Suggest an edit", f"{FORGE}/edit/trunk/paper/{PAGE}.md"),
    "use_source_button": address_of("the source", f"{FORGE}/blob/trunk/paper/{PAGE}.md?plain=1"),
    "use_repository_button": address_of("Repository", FORGE),
    "use_download_button": downloads,
    "use_fullscreen_button": fullscreen,
    "announcement": announcement,
    "logo": logo,
    "icon_links": icon_links,
    "external_links": external_links,
    "toc_title": toc_title,
    "show_toc_level": show_toc_level,
    "extra_footer": extra_footer,
    "use_sidenotes": sidenotes,
    "search_bar_text": search_bar_text,
    "back_to_top_button": back_to_top,
}  # fmt: skip


@pytest.mark.parametrize("option", CHECKS)
def test_an_option_does_what_the_theme_says(tab: Page, option: str) -> None:
    CHECKS[option](tab)


def test_regions_are_filled_from_their_lists(site: Site) -> None:
    assert site.warnings == []
    page = site.html(PAGE)
    places = {
        ".masthead .ways-in": ".search-button-field",
        ".tools .article-header": ".bd-breadcrumbs",
        "aside.sidebar": ".neighbours, .bd-links, form.bd-search",
        "main": ".years, nav[aria-label='Previous and next issue'] a",
        "footer.imprint": ".component-author, .copyright, .extra_footer, .sphinx-version",
    }
    for region, components in places.items():
        for component in components.split(", "):
            assert page.select_one(f"{region} {component}"), (region, component)
    assert [each.get_text() for each in site.html("about").select(".contents li a")] == [
        "One", "Two",
    ]  # fmt: skip
    assert not page.select("script:not([src], [type*=json]), style, [style], [onclick]")


def test_the_front_page_has_its_article_header(tab: Page, site: Site) -> None:
    front = tab.context.new_page()
    front.goto((site.out / "index.html").as_uri())
    assert in_menu(front, "Contribute", "Suggest an edit") == f"{FORGE}/edit/trunk/paper/index.md"
    bar, news = (front.locator(each).bounding_box() for each in (".tools", ".lead-headline"))
    assert bar["x"] + bar["width"] <= news["x"]
    front.close()


def test_axe_finds_nothing_in_open_menus(browser: Browser, site: Site) -> None:
    tab = shown(browser, site.out / f"{PAGE}.html")
    everywhere = {"widths": (360, 1280), "schemes": ("light", "dark")}
    assert axe_violations(tab, **everywhere) == []
    for menu in range(3):
        tab.locator(".menu > summary").nth(menu).click()
        assert axe_violations(tab, **everywhere, within=".menu[open]") == []
        tab.keyboard.press("Escape")


@pytest.mark.parametrize(
    ("forge", "provider", "links"),
    [
        (
            "https://gitlab.com/fiction/news", "gitlab",
            {
                "Suggest an edit": f"/-/edit/main/{PAGE}.md",
                "Show the source": f"/-/blob/main/{PAGE}.md?plain=1",
                "Report a mistake": "/-/issues/new?issue%5Btitle%5D=Correction%3A%20A%20Fictional",
                "Write an issue": "/-/blob/main/CONTRIBUTING.md",
            },
        ),
        (
            "https://bitbucket.org/fiction/news", "bitbucket",
            {
                "Suggest an edit": f"/src/main/{PAGE}.md?mode=edit",
                "Show the source": f"/src/main/{PAGE}.md",
                "Report a mistake": "/issues/new?title=Correction%3A%20A%20Fictional",
                "Write an issue": "/src/main/CONTRIBUTING.md",
            },
        ),
        (
            "https://git.fiction.example/news", "gitlab",
            {"Suggest an edit": f"/-/edit/main/{PAGE}.md", "Repository": ""},
        ),
    ],
)  # fmt: skip
def test_other_forges_are_linked_as_they_are_addressed(
    publication: Publication, forge: str, provider: str, links: dict[str, str]
) -> None:
    buttons = {name: OPTIONS[name] for name in OPTIONS if name.startswith("use_")}
    where = {"repository_url": forge, "repository_provider": provider}
    with_options(publication, buttons | where)
    publication.issue(BODY)
    built = publication.build()
    assert built.warnings == []
    found = {link.get_text(): link["href"] for link in built.html(PAGE).select(".menu a, footer a")}
    for words, ending in links.items():
        assert found[words].startswith(f"{forge}{ending}"), words


def test_light_dark_or_as_the_system_has_it(tab: Page) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(paper)
    for mode, is_dark in (("Dark", True), ("Automatic", False), ("Light", False)):
        tab.locator(".theme-switcher summary").click()
        tab.get_by_role("button", name=mode).click()
        # Before anything is painted, so there is no flash.
        tab.reload(wait_until="domcontentloaded")
        assert (tab.evaluate(paper) != light) is is_dark
        pressed = tab.locator("[data-mode][aria-pressed=true]")
        assert pressed.text_content() == mode
    tab.emulate_media(color_scheme="dark")
    assert tab.evaluate(paper) == light
    tab.emulate_media(color_scheme="light")


def test_menus_are_used_by_keyboard(tab: Page) -> None:
    """Opened with Enter, walked with Tab, closed with Escape, which leads back to the button."""
    tab.locator(".menu summary", has_text="Contribute").focus()
    tab.keyboard.press("Enter")
    words = []
    for _ in range(4):
        tab.keyboard.press("Tab")
        words.append(tab.evaluate("document.activeElement.textContent"))
    assert words == ["Suggest an edit", "Report a mistake", "Show the source", "Repository"]
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.innerText.trim()") == "Contribute"
    assert tab.locator(".menu[open]").count() == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"launch_buttons": {"colab_url": "https://example.org"}}, "launch_buttons: a periodical"),
        ({"use_issues_button": True}, "use_issues_button needs"),
        ({"announcement": "https://example.org/a.html"}, "announcement: a page loads nothing"),
        ({"logo": {"image_dark": "https://example.org/a.svg"}}, "logo: https://example.org"),
        ({"analytics": {"google_analytics_id": "1"}}, "analytics: no page"),
    ],
)
def test_what_cannot_work_is_an_error_that_says_so(
    publication: Publication, options: dict[str, Any], words: str
) -> None:
    with_options(publication, options)
    with pytest.raises(ConfigError, match=rf"conf\.py: html_theme_options: {words}"):
        publication.build()
