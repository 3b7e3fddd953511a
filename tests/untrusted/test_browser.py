"""The attacked site, and the honest one, in a real browser: what runs, what is asked for and shown.

Debian's Chromium, driven by Playwright. Where there is no Chromium, these tests say so and are
skipped; the site's own checks install it.
"""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from ..browser import until
from ..conftest import Site
from .attacks import ATTACKS
from .conftest import YEAR, page_of
from .laboratory import Laboratory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PHONE = {"width": 390, "height": 844}

# What lies over the rest, but for what this publication's own style sheet puts out of sight.
COVERS = """[...document.querySelectorAll('article, article *')]
  .filter(e => ['fixed', 'absolute', 'sticky'].includes(getComputedStyle(e).position))
  .filter(e => !e.matches('.front article > section > :is(h1, span + h1)'))
  .map(e => e.outerHTML.slice(0, 200))"""

OUT_OF_THE_ARTICLE = """(() => {
  const frame = document.querySelector('article').getBoundingClientRect();
  return [...document.querySelectorAll('article *')]
    .filter(e => !e.closest('.highlight, .table-scroll, table, .front article > section > h1'))
    .filter(e => e.getClientRects().length && e.getBoundingClientRect().top < frame.top - 1)
    .map(e => e.outerHTML.slice(0, 200)); })()"""

# Whatever would run when it is pointed at, opened or focused.
TRY = """document.querySelectorAll('article *').forEach(e => {
  for (const kind of ['mouseover', 'focus', 'error', 'load', 'toggle'])
    e.dispatchEvent(new Event(kind)); })"""

# In one go, once what was tried had its turn: to ask a browser takes longer than to answer.
LOOK = f"""async () => {{ {TRY}; await new Promise(done => setTimeout(done)); return {{
  ran: window.pwned ?? null,
  covers: {COVERS},
  out: {OUT_OF_THE_ARTICLE},
  fits: document.documentElement.scrollWidth <= innerWidth + 1 }} }}"""
UNHARMED = {"ran": None, "covers": [], "out": [], "fits": True}


@dataclass
class Seen:
    """What a browser did with a page."""

    requests: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, and yield its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def attacked_address(attacked: Laboratory) -> Iterator[str]:
    yield from served(attacked.out)


@pytest.fixture(scope="module")
def honest_address(real: Site) -> Iterator[str]:
    """The site of this repository's own issues."""
    yield from served(real.out)


def watched(context: BrowserContext) -> tuple[Page, Seen]:
    """Return a page whose every sign of life is written down; nothing it asks for is far away."""
    page, seen = context.new_page(), Seen()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on(
        "dialog", lambda dialog: (seen.trouble.append(f"dialog {dialog.message}"), dialog.dismiss())
    )
    page.on("pageerror", lambda error: seen.trouble.append(f"error {error}"))
    page.on("popup", lambda popup: seen.trouble.append(f"window {popup.url}"))
    page.on("download", lambda download: seen.trouble.append(f"download {download.url}"))
    page.on(
        "console",
        lambda message: (
            message.type in ("error", "warning") and seen.trouble.append(f"console {message.text}")
        ),
    )
    return page, seen


def is_local(request: str, address: str) -> bool:
    """Tell whether a request stays within the site; data: is in the style sheet."""
    return request.startswith((f"{address}/", "data:image/svg+xml"))


@pytest.mark.parametrize("way", ["file", "http"])
def test_attacks_do_nothing_in_a_browser(
    attacked: Laboratory, attacked_address: str, browser: Browser, way: str
) -> None:
    address = attacked.out.as_uri() if way == "file" else attacked_address
    context = browser.new_context(viewport=PHONE)
    page, seen = watched(context)
    names = [page_of(attack.name) for attack in ATTACKS]
    for name in [*names, "index", "issues/index", f"issues/{YEAR}", "people/a-fictional-author"]:
        url = f"{address}/{name}.html"
        page.goto(url, wait_until="load")
        looked = page.evaluate(LOOK)
        assert seen.trouble == [], name
        assert [each for each in seen.requests if not is_local(each, address)] == [], name
        assert page.url == url, name
        assert looked == UNHARMED, name
    assert page.evaluate("localStorage.length") == 0
    assert context.cookies() == []
    context.close()


def test_search_shows_hostile_titles_as_text(
    attacked: Laboratory, attacked_address: str, browser: Browser
) -> None:
    context = browser.new_context()
    page, seen = watched(context)
    page.goto(f"{attacked_address}/search.html?q=onerrorfiction")
    page.wait_for_selector(".hits li")
    page.wait_for_load_state("networkidle")
    assert "<img src=x onerror=alert(1)>" in page.inner_text(".hits")
    assert page.locator(".hits img").count() == 0
    assert seen.trouble == []
    context.close()


PAGES = {
    "front": "index",
    "issue": "issues/2024/2024-04-09-central-asians-targeted-in-russia",
    "archive": "issues/index",
    "year": "issues/2024",
    "person": "people/bruce-pannier",
    "search": "search",
}


@pytest.mark.parametrize("way", ["file", "http"])
def test_honest_pages_ask_nothing_of_anybody(
    real: Site, honest_address: str, browser: Browser, way: str
) -> None:
    address = real.out.as_uri() if way == "file" else honest_address
    context = browser.new_context()
    page, seen = watched(context)
    for name in PAGES.values():
        page.goto(f"{address}/{name}.html", wait_until="load")
        until(page, "document.fonts.status === 'loaded'")
        assert seen.trouble == [], name
        assert [each for each in seen.requests if not is_local(each, address)] == []
    assert any(request.endswith(".woff2") for request in seen.requests)
    assert context.cookies() == []
    context.close()


def test_addresses_are_those_of_the_site(honest_address: str) -> None:
    assert not is_local("https://evil.example/", honest_address)
    assert not is_local(f"http://{urlsplit(honest_address).hostname}:1/", honest_address)
