"""WCAG 2.2 AA of what only a published site has: lists of versions, frozen pages, editions."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..browser import axe_violations, shown, the_tab
from .conftest import SECOND, TAGS, Repository

ISSUE = f"{SECOND}.html"
PAGES = [ISSUE, f"v/{TAGS[0]}/{ISSUE}", f"v/pages/{ISSUE}", "v/index.html"]
PAGES += [f"v/{TAGS[0]}/edition.html"]


@pytest.fixture(scope="module")
def public(released: Repository) -> Path:
    return released.public


def test_axe_finds_nothing_and_nothing_is_too_wide(browser, public: Path) -> None:
    for page in PAGES:
        tab = shown(browser, public / page)
        for width, scheme in ((320, "light"), (1280, "dark")):
            assert axe_violations(tab, widths=(width,), schemes=(scheme,)) == [], page
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, page


def test_a_frozen_page_bears_the_name_of_its_edition(browser, public: Path) -> None:
    """With JavaScript; without it the link does."""
    tab = the_tab(browser)
    tab.goto((public / f"v/{TAGS[0]}/{ISSUE}").as_uri())
    assert f"This page is of the edition {TAGS[0]}, kept" in tab.locator(".frozen").inner_text()
    tab.locator(".frozen a", has_text="All versions").click()
    tab.locator(".editions a", has_text="Current text").click()
    assert tab.url == (public / ISSUE).as_uri()
