"""Where the links of a built site lead: every one of them, of every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

_NOT_LOADED = {"canonical", "license", "cite-as", "type", "author", "describedby"}
"""What a `link` may say of another site: a browser does not ask for it."""
_IN_STYLE = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)")


def dead_ends(site: Path, *, base: str) -> list[str]:
    """Return each link that leads nowhere, and each that has a browser ask another site.

    Args:
        site: The folder of the site. Pages of the theme itself, in `_static`, are not looked at.
        base: The address at which it will be served: what an absolute address below it promises
            must exist too.
    """

    @cache
    def anchors(page: Path) -> set[str]:
        return {*html.parse(page).xpath("//@id")}

    found = []
    for page in pages_of(site):
        for element, address in _links(page):
            url = urlsplit(address)
            if address.startswith(base):
                url = urlsplit(address.removeprefix(base))
                target = site / (unquote(url.path) or "index.html")
            elif url.scheme or url.netloc:
                if element.tag != "a" and element.get("rel") not in _NOT_LOADED:
                    found.append(f"{page}: loads {address}")
                continue
            else:
                target = page.parent / unquote(url.path) if url.path else page
            if not target.is_file() or (
                url.fragment and unquote(url.fragment) not in anchors(target.resolve())
            ):
                found.append(f"{page}: {address}")
    for sheet in site.rglob("*.css"):
        addresses = _IN_STYLE.findall(sheet.read_text("utf-8"))
        lost = [each for each in addresses if not (sheet.parent / each).is_file()]
        found += [f"{sheet}: {each}" for each in lost if not each.startswith("data:")]
    return found


def reachable(site: Path, start: str = "index.html") -> set[str]:
    """Return the files to which links lead from a page on, and what is loaded with them."""
    found, waiting = set(), [site / start]
    while waiting:
        file = waiting.pop()
        path = file.relative_to(site).as_posix()
        if path in found:
            continue
        found.add(path)
        addresses: list[str] = []
        if file.suffix == ".html":
            addresses = [address for _, address in _links(file)]
        elif file.suffix == ".css":
            addresses = _IN_STYLE.findall(file.read_text("utf-8"))
        for address in addresses:
            url = urlsplit(address)
            if not url.scheme and not url.netloc and url.path:
                target = (file.parent / unquote(url.path)).resolve()
                if target.is_file() and target.is_relative_to(site.resolve()):
                    waiting.append(site / target.relative_to(site.resolve()))
    return found


def pages_of(site: Path) -> list[Path]:
    """Return the pages of a site."""
    return sorted(page for page in site.rglob("*.html") if "_static" not in page.parts)


def _links(page: Path) -> Iterator[tuple[html.HtmlElement, str]]:
    for element in html.parse(page).iter("*"):
        if element.tag == "base":
            continue  # of the page 404, which is shown at whatever depth
        for name in ("href", "src", "poster", "data", "action"):
            if (address := element.get(name)) is not None:
                yield element, address
        for candidate in filter(None, (element.get("srcset") or "").split(",")):
            yield element, candidate.split()[0]
        if element.tag == "meta" and "http" in (content := element.get("content") or ""):
            yield from ((element, each) for each in re.findall(r"https?://\S+", content)[:1])
        if (element.get("http-equiv") or "").lower() == "refresh":
            yield element, element.get("content").partition("url=")[2]
