"""A real browser: Debian's Chromium, driven by Playwright, and what axe says of a page in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without a window, and one page in it that is kept for `shown`.

    Where there is none, its tests say so and are skipped.
    """
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        browser.new_page(reduced_motion="reduce")
        yield browser
        browser.close()


def shown(browser: Browser, page: Path) -> Page:
    """Open a page of a site, and all that is folded on it, in the tab that tests share.

    A tab of its own is a process of its own, which costs more than the page.
    """
    tab = browser.contexts[0].pages[0]
    tab.goto(page.as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    return tab


def axe_violations(
    browser: Browser, page: Path, *, widths: tuple[int, ...], schemes: tuple[str, ...]
) -> list[str]:
    """Return what axe finds in a page, by WCAG 2.2 AA, at each width and in each scheme of colours.

    The page is loaded once, and axe with it: that takes much longer than axe itself.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tab = shown(browser, page)
    tab.evaluate(axe.axe_script)
    found = []
    for width in widths:
        tab.set_viewport_size({"width": width, "height": 900})
        for scheme in schemes:
            tab.emulate_media(color_scheme=scheme)
            # Of what passes, one element a rule is enough to see that it was looked at.
            options = {"runOnly": RULES, "resultTypes": ["violations"]}
            result = tab.evaluate("options => axe.run(options)", options)
            assert result["passes"], "axe looked at nothing"
            found += [
                f"{width}, {scheme}: {each['id']}: {node['html'][:160]}"
                for each in result["violations"]
                for node in each["nodes"]
            ]
    return found
