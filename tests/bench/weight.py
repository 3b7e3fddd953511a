"""What a page weighs: the page, and what a reader's browser loads to show it."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_SOURCE = re.compile(r"url\(\s*[\"']?([^\"')]+?)[\"']?\s*\)\s*format\(\s*[\"']woff2[\"']\s*\)")
_RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)
_COMPRESSED = {".woff2", ".woff", ".png", ".jpg", ".jpeg", ".webp", ".gif"}


@dataclass(frozen=True)
class Weight:
    """Bytes of a page, and of all that is loaded with it; text is compressed as hosts do (gzip)."""

    html: int
    html_gzip: int
    with_assets: int
    files: int


def weigh(page: Path, root: Path) -> Weight:
    """Weigh a page of a built site.

    Style sheets, scripts, pictures, preloaded files and the icon count; of the fonts that style
    sheets offer, those whose ``unicode-range`` has a character of the page, italics only where the
    page has emphasis. A font without a range counts where the page preloads it.
    """
    text = page.read_text(encoding="utf-8")
    soup = BeautifulSoup(text, "html.parser")
    loaded: set[Path] = set()
    for tag, attribute in (("link", "href"), ("script", "src"), ("img", "src")):
        for element in soup.find_all(tag):
            relations = set(element.get("rel") or ())
            if tag == "link" and not relations & {"stylesheet", "preload", "icon"}:
                continue
            if (file := _local(str(element.get(attribute) or ""), page, root)) is not None:
                loaded.add(file)
    letters = set(soup.get_text())
    emphasis = soup.find(["em", "i", "cite"]) is not None
    for sheet in [file for file in loaded if file.suffix == ".css"]:
        loaded |= _fonts(sheet, root, letters, emphasis)
    html = page.read_bytes()
    packed = len(gzip.compress(html, mtime=0))
    return Weight(len(html), packed, packed + sum(map(_transferred, loaded)), 1 + len(loaded))


def largest(root: Path) -> tuple[int, str]:
    """Return the bytes of the largest page of a site that is not an index, and its address.

    Indexes, which may grow with the archive, are called ``index.html``.
    """
    static = root / "_static"
    return max(
        (page.stat().st_size, page.relative_to(root).as_posix())
        for page in root.rglob("*.html")
        if page.name != "index.html" and not page.is_relative_to(static)
    )


def _local(address: str, page: Path, root: Path) -> Path | None:
    parts = urlsplit(address)
    if not parts.path or parts.scheme or parts.netloc:
        return None
    file = (page.parent / unquote(parts.path)).resolve()
    return file if file.is_file() and file.is_relative_to(root.resolve()) else None


def _fonts(sheet: Path, root: Path, letters: set[str], emphasis: bool) -> set[Path]:
    found = set()
    for face in _FACE.findall(sheet.read_text(encoding="utf-8")):
        source, ranges = _SOURCE.search(face), _RANGE.findall(face)
        if source is None or not ranges or ("italic" in face and not emphasis):
            continue
        spans = [(int(first, 16), int(last or first, 16)) for first, last in ranges]
        used = any(first <= ord(letter) <= last for letter in letters for first, last in spans)
        if used and (file := _local(source[1], sheet, root)) is not None:
            found.add(file)
    return found


def _transferred(file: Path) -> int:
    content = file.read_bytes()
    return len(content) if file.suffix in _COMPRESSED else len(gzip.compress(content, mtime=0))
