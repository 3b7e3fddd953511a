"""What a page of the site may consist of: an allow-list of elements, attributes and addresses."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

ANY = {"class", "id", "lang", "dir", "role", "aria-label", "aria-labelledby", "title"}
IN_ARTICLE = {
    "a": {"href", "rel", "aria-current"},
    "img": {"src", "alt", "width", "height", "loading"},
    "picture": set(), "source": {"type", "srcset", "sizes"},
    "time": {"datetime"},
    "ol": {"start", "type"},
    "col": {"style"},
    "td": {"style"}, "th": {"style"},
    "table": {"tabindex"}, "div": {"tabindex"}, "pre": {"tabindex"},
    "nav": set(), "header": set(), "p": set(), "ul": set(), "li": set(), "em": set(),
    "strong": set(), "code": set(), "span": set(), "br": set(), "hr": set(), "sup": set(),
    "h1": set(), "h2": set(), "h3": set(), "h4": set(), "h5": set(), "h6": set(),
    "section": set(), "blockquote": set(), "figure": set(), "figcaption": set(), "aside": set(),
    "dl": set(), "dt": set(), "dd": set(), "article": set(), "caption": set(),
    "thead": set(), "tbody": set(), "tr": set(), "colgroup": set(), "cite": set(),
}  # fmt: skip
"""The elements and attributes that an issue can become."""

OF_THE_FRAME = {
    "the_text", "earlier_issues", "years_label",
    "search_words", "search_here", "search_said", "search_ways", "search_dialog",
}  # fmt: skip


def harm_in(page: BeautifulSoup, out: Path, name: str) -> Iterator[str]:
    """Yield what on a page should not be there.

    Args:
        page: The page, parsed as a browser would.
        out: The folder of the site.
        name: The page's name, without ``.html``.
    """
    article = page.find("article")
    assert isinstance(article, Tag)
    for drawn in article.select("svg.locator-map"):  # ours, and no class that a page can give
        drawn.extract()
    for element in article.find_all(True):
        allowed = IN_ARTICLE.get(element.name)
        if allowed is None:
            yield f"the element {element}"
            continue
        for attribute in element.attrs.keys() - ANY - allowed:
            yield f"the attribute {attribute} of {element}"
        if element.get("id") in OF_THE_FRAME:
            yield f"the id {element['id']} of the frame"
    for anchor in article.find_all("a", href=True):
        yield from _astray(anchor["href"], out, name)
    shown = [image["src"] for image in article.find_all("img")]
    for source in article.find_all("source"):
        shown += [offered.split()[0] for offered in source["srcset"].split(", ")]
    for address in shown:
        if urlsplit(address).scheme or not _file(address, out, name).is_file():
            yield f"the picture {address}"
    yield from _harm_in_frame(page, out, name)


def _harm_in_frame(page: BeautifulSoup, out: Path, name: str) -> Iterator[str]:
    for element in page.find_all(["script", "iframe", "object", "embed", "form", "base", "style"]):
        if element.name == "script" and element.get("src"):
            yield from _astray(element["src"], out, name)
        elif element.name != "form" and element.get("type") != "application/ld+json":
            yield f"{element}"
    for meta in page.find_all("meta"):
        if meta.get("http-equiv", "Content-Security-Policy") != "Content-Security-Policy":
            yield f"{meta}"
    for link in page.find_all("link", href=True):
        if link["rel"] not in (["canonical"], ["license"]):
            yield from _astray(link["href"], out, name)
    for element in page.find_all(True):
        for attribute in element.attrs:
            if attribute.startswith("on") or attribute in ("srcdoc", "formaction", "ping"):
                yield f"the attribute {attribute} of {element}"
    ids = Counter(element["id"] for element in page.find_all(id=True))
    for doubled in (each for each, times in ids.items() if times > 1):
        yield f"the id {doubled} twice"


def _astray(address: str, out: Path, name: str) -> Iterator[str]:
    """Yield an address that is neither on the web nor a file of the site."""
    parts = urlsplit(address)
    if parts.scheme in ("https", "http"):
        if not parts.hostname or "@" in parts.netloc:
            yield f"the address {address}"
    elif parts.scheme != "mailto" and (parts.scheme or parts.netloc):
        yield f"the address {address}"
    elif not parts.scheme and parts.path and not _file(address, out, name).is_file():
        yield f"the address {address}, which leads nowhere"


def _file(address: str, out: Path, name: str) -> Path:
    path = os.path.normpath(out / Path(name).parent / unquote(urlsplit(address).path))
    assert Path(path).is_relative_to(out), f"{address} leads out of the site"
    return Path(path)
