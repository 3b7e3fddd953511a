"""Pictures on the site: made anew, in the widths that a page can show, and with their sizes."""

import contextlib
import posixpath
import shutil
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from ..markup.head import lead_image
from ..markup.references import DOMAIN
from ..model.values import IMAGE_TYPES
from ..pictures.conversion import WIDTHS_ON_SCREEN
from ..pictures.store import MADE, ImageError, Picture, PictureStore

logger = logging.getLogger(__name__)

# The column of text, `--measure` of the style sheet.
_SIZES = "(min-width: 44rem) 40rem, 100vw"


def published_name(source: str) -> str:
    """Return the path of a picture below the site's pictures: that of its source, composed."""
    return unicodedata.normalize("NFC", source)


def lighter_name(source: str, upto: int) -> str:
    """Return the path of a picture's lighter file; no source of a contributor has it."""
    return f"{upto}/{published_name(source)}.webp"


def names_of(source: str) -> list[str]:
    """Return all paths that a picture can have below the site's pictures."""
    return [published_name(source), *(lighter_name(source, upto) for upto in WIDTHS_ON_SCREEN)]


class SitePictures:
    """The pictures of a site, by paths from `root`: what each page shows of them, and the files."""

    def __init__(self, root: Path, store: PictureStore) -> None:
        self._root, self._store = root, store

    def describe(self, doctree: nodes.Node) -> None:
        """Make the pictures of a page that is about to be written, and note their sizes in it."""
        for node in doctree.findall(nodes.image):
            if _is_converted(node["uri"]) and (self._root / node["uri"]).is_file():
                try:
                    node[MADE] = self._store.for_screen(self._root / node["uri"])
                except ImageError as error:
                    logger.warning("%s", error, location=node, type=DOMAIN, subtype="image")

    def publish(self, source: str, folder: Path) -> None:
        """Put the files of a picture where its pages look for them, and remove any other of it."""
        files = {published_name(source): self._root / source}
        if _is_converted(source):
            files = {}
            # The pages that show a broken one were told.
            with contextlib.suppress(ImageError):
                made = self._store.for_screen(self._root / source)
                names = {lighter_name(source, upto): name for name, upto, _ in made.beside}
                names[published_name(source)] = made.name
                files = {name: self._store.folder / file for name, file in names.items()}
        for name in names_of(source):
            (folder / name).unlink(missing_ok=True)
            if name in files:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(files[name], folder / name)


def _is_converted(source: str) -> bool:
    """Tell whether a picture is made anew: a drawing in SVG, of the maintainers, is not."""
    return posixpath.splitext(source)[1].lower() in IMAGE_TYPES


def visit_image(self: HTML5Translator, node: nodes.image) -> None:
    """Open and close a picture, with its size: the text below does not jump when it comes."""
    made: Picture | None = node.get(MADE)
    if made is None or "width" in node or "height" in node:
        HTML5Translator.visit_image(self, node)
        return
    folder, source = self.builder.imgpath, node["uri"]
    sources = [
        f"{posixpath.join(folder, quote(lighter_name(source, upto)))} {width}w"
        for _, upto, width in made.beside
    ]
    attributes: dict[str, Any] = {
        "src": posixpath.join(folder, quote(published_name(source))),
        "alt": node.get("alt", ""),
        "width": made.width,
        "height": made.height,
    }
    if not isinstance(node.parent.parent, lead_image):
        attributes["loading"] = "lazy"
    if sources:
        offered = {"type": "image/webp", "srcset": ", ".join(sources), "sizes": _SIZES}
        self.body.append(self.starttag(nodes.inline(), "picture", ""))
        self.body.append(self.emptytag(nodes.inline(), "source", "", **offered))
    self.body.append(self.emptytag(node, "img", "", **attributes))
    if sources:
        self.body.append("</picture>")


def depart_image(self: HTML5Translator, node: nodes.image) -> None:
    """Leave a picture that is closed already."""
