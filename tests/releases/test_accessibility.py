"""WCAG 2.2 AA of what only a published site has: lists of versions, frozen pages, editions."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from .conftest import STORY, make_repository

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe_core = pytest.importorskip("axe_playwright_python.sync_playwright")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

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


def test_axe_finds_nothing_and_nothing_is_too_wide(public: Path) -> None:
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for page in PAGES:
            for width, scheme in ((320, "light"), (1280, "dark")):
                tab = browser.new_page(
                    viewport={"width": width, "height": 900}, color_scheme=scheme
                )
                tab.goto((public / page).as_uri())
                violations = axe_core.Axe().run(tab, options=rules).response["violations"]
                found = [(e["id"], [n["html"][:160] for n in e["nodes"]]) for e in violations]
                assert found == [], (page, width)
                assert tab.evaluate("document.documentElement.scrollWidth") <= width, page
                tab.close()
        # With JavaScript a frozen page bears the name of its edition, without it the link does.
        tab = browser.new_page()
        tab.goto((public / f"v/v1/{ISSUE}").as_uri())
        assert "This page is of the edition v1, kept" in tab.locator(".frozen").inner_text()
        tab.locator(".frozen a", has_text="All versions").click()
        tab.locator(".editions a", has_text="Current text").click()
        assert tab.url == (public / ISSUE).as_uri()
        browser.close()
