"""WCAG 2.2 AA of what only a published site has: lists of versions, frozen pages, editions."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ..browser import axe_violations
from .conftest import STORY, make_repository

ISSUE = "issues/2031/2031-01-07-first.html"
PAGES = [ISSUE, f"v/v1/{ISSUE}", f"v/pages/{ISSUE}", "v/index.html", "v/v1/edition.html"]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    repository = make_repository(tmp_path_factory.mktemp("published") / "repository")
    repository.issue("2031-01-07-first", STORY.format(headline="A square", words="Words."))
    repository.commit("v1")
    for command in (["release", "--python", sys.executable], ["publish", "-q"]):
        done = repository.periodical(*command)
        assert done.returncode == 0, done.stderr
    return repository.public


def test_axe_finds_nothing_and_nothing_is_too_wide(browser, public: Path) -> None:
    for page in PAGES:
        for width, scheme in ((320, "light"), (1280, "dark")):
            found = axe_violations(browser, public / page, widths=(width,), schemes=(scheme,))
            assert found == [], page
            tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            tab.goto((public / page).as_uri())
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, page
            tab.close()


def test_a_frozen_page_bears_the_name_of_its_edition(browser, public: Path) -> None:
    """With JavaScript; without it the link does."""
    tab = browser.new_page()
    tab.goto((public / f"v/v1/{ISSUE}").as_uri())
    assert "This page is of the edition v1, kept" in tab.locator(".frozen").inner_text()
    tab.locator(".frozen a", has_text="All versions").click()
    tab.locator(".editions a", has_text="Current text").click()
    assert tab.url == (public / ISSUE).as_uri()
    tab.close()
