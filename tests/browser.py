"""A real browser: Debian's Chromium, driven by Playwright, and what axe says of a page in it."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pytest
from periodical.desk.difference import BROWSER_ARGUMENTS, BROWSERS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NOTHING = "nothing"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def launched() -> Iterator[Browser]:
    """Start a browser without a window; a `LookupError` says that there is none."""
    from playwright import sync_api

    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        raise LookupError("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without a window, and one page in it that is kept for `shown`.

    Where there is none, its tests say so and are skipped.
    """
    pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(launched())
        except LookupError as error:
            pytest.skip(str(error))
        browser.new_page(reduced_motion="reduce")
        yield browser


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Hand out files, with some headers more."""

    more: Mapping[str, str] = {}

    def end_headers(self) -> None:
        for name, value in self.more.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    """A host."""

    request_queue_size = 64  # a browser opens several connections at once


@contextmanager
def served(folder: Path, headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve a folder at an address of its own."""
    handler = type("Handler", (Quiet,), {"more": headers or {}})
    with Server(("127.0.0.1", 0), functools.partial(handler, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def asked(tab: Page, base: str, query: str) -> str:
    """Ask the search of a site, and return the page of the first hit, from the site's root."""
    tab.goto(f"{base}search.html?q={quote(query)}")
    until(tab, "document.getElementById('search_said')?.textContent")
    said = tab.locator("#search_said").inner_text()
    hits = tab.locator(".hits a")
    return first_hit(base, said, hits.first.evaluate("link => link.href") if hits.count() else None)


def first_hit(base: str, said: str, address: str | None) -> str:
    """Return the page, from the site's root, to which the first of the hits of a search leads."""
    assert "does not work" not in said, said
    return unquote(address.removeprefix(base)).replace(".html", "") if address else NOTHING


def until(tab: Page, expression: str) -> None:
    """Wait until something is so in a page, without code of ours that its policy would refuse."""
    for _ in range(100):
        if tab.evaluate(expression):
            return
        tab.wait_for_timeout(50)
    raise AssertionError(expression)


def the_tab(browser: Browser, width: int = 1280, height: int = 900) -> Page:
    """Return the tab that tests share, as wide as asked for, and light.

    A tab of its own is a process of its own, which costs more than the page.
    """
    tab = browser.contexts[0].pages[0]
    tab.set_viewport_size({"width": width, "height": height})
    tab.emulate_media(media="screen", color_scheme="light")
    return tab


def shown(browser: Browser, page: Path, *, unfolded: bool = True) -> Page:
    """Open a page of a site, and what is folded on it but menus, in the tab that tests share."""
    tab = browser.contexts[0].pages[0]
    tab.emulate_media(media="screen")
    tab.goto(page.as_uri())
    if unfolded:
        unfold(tab)
    return tab


def unfold(tab: Page) -> None:
    """Open what is folded on a page but menus."""
    folded = "document.querySelectorAll('details:not(.menu)')"
    tab.evaluate(f"{folded}.forEach(each => each.open = true)")


# Of what passes, one element a rule is enough to see that it was looked at.
_ASK_AXE = """async ([within, rules]) => {
  const found = await axe.run(within, { runOnly: rules, resultTypes: ['violations'] });
  const nodes = found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html]));
  return [found.passes.length, nodes]; }"""


def axe_violations(
    tab: Page, *, widths: tuple[int, ...], schemes: tuple[str, ...], within: str = "html"
) -> list[str]:
    """Return what axe finds in the page of a tab, or in a part of it, by WCAG 2.2 AA.

    It looks at each width and in each scheme of colours. To load it takes longer than to ask it.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(axe.axe_script)
    found = []
    for width in widths:
        tab.set_viewport_size({"width": width, "height": 900})
        for scheme in schemes:
            tab.emulate_media(color_scheme=scheme)
            passes, nodes = tab.evaluate(_ASK_AXE, [within, RULES])
            assert passes, "axe looked at nothing"
            found += [f"{width}, {scheme}: {rule}: {html[:160]}" for rule, html in nodes]
    return found
