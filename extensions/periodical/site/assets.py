"""What the site has beside its pages: what they load, and files at its root.

The theme has some 6.5 MB of files that no page of ours loads, and Sphinx more: none is copied.
Pictures are made anew, in the widths that a page can show, and shown with their sizes. At the root
is what hosts and crawlers ask for, from templates in `root/`: `robots.txt` (RFC 9309),
`security.txt` (RFC 9116), `_headers`, which hosts of static files read, what is asked of a site
that is kept as a program (W3C, “Web Application Manifest”), and the map of the site
(https://www.sitemaps.org).
"""

import posixpath
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

from ..ledger.outputs import Output, files_in
from ..markup.references import DOMAIN
from ..model.files import fingerprint
from ..model.messages import Complaint
from ..model.records import IssueRecord
from ..model.registry import entry_page
from ..model.values import IMAGE_TYPES
from ..pictures.conversion import Picture, PictureStore
from .links import ARCHIVE, CORRECTIONS, part_page

if TYPE_CHECKING:
    from .builder import SiteBuilder

logger = logging.getLogger(__name__)

AT_ROOT = (
    "robots.txt", "_headers", ".well-known/security.txt", "site.webmanifest", "bagit-profile.json",
    "sitemap.xml",
)  # fmt: skip


def files_of_pages(app: Sphinx, builder: "SiteBuilder") -> Iterator[Output]:
    """Yield the publication's own files, which are copied as they are."""
    config, root = builder.config, Path(builder.confdir)
    at_root = [root / each for each in config.html_extra_path]
    for folders, place in ((config.html_extra_path, ""), (config.html_static_path, "_static")):
        for path in (root / each for each in folders):
            for name, digest in files_in(path).items():
                file = path if path.is_file() else path / name
                if path in at_root or not any(map(file.is_relative_to, at_root)):
                    yield Output(Path(place, name).as_posix(), digest, file.read_bytes)


def published_name(source: str) -> str:
    """Return the path of a picture below the site's pictures: that of its source, composed."""
    return unicodedata.normalize("NFC", source)


def lighter_name(source: str, upto: int) -> str:
    """Return the path of a picture's lighter file; no source of a contributor has it."""
    return f"{upto}/{published_name(source)}.webp"


class SitePictures:
    """The pictures of a site, by paths from its sources: what pages show of them, and the files."""

    def __init__(self, builder: StandaloneHTMLBuilder) -> None:
        self._root, self._place = Path(builder.srcdir), builder.imagedir
        self._all = builder.env.images
        self._store = PictureStore(Path(builder.doctreedir, "pictures"), "screen")

    def made(self, source: str, shown_by: nodes.Node | None = None) -> Picture | None:
        """Return what a picture was made into: nothing of a drawing, and of what is broken.

        Of the latter, the page is told that shows it.
        """
        file = self._root / source
        if _is_converted(source) and file.is_file():
            try:
                return self._store.made(file)
            except Complaint as error:
                if shown_by:
                    said = error.at("").text
                    logger.warning("%s", said, location=shown_by, type=DOMAIN, subtype="image")
        return None

    def files(self, sources: Iterable[str] | None = None) -> Iterator[Output]:
        """Yield the files of some pictures, or of all."""
        for source in sorted(self._all) if sources is None else sources:
            files = {published_name(source): self._root / source}
            if made := self.made(source):
                files = {published_name(source): self._store.folder / made.name}
                for name, upto, _ in made.beside:
                    files[lighter_name(source, upto)] = self._store.folder / name
            elif _is_converted(source):
                continue
            for name, file in files.items():
                # With another time it is looked into, and copied if it differs.
                mark = f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}"
                yield Output(f"{self._place}/{name}", mark, file.read_bytes)


def note_pictures(app: Sphinx, document: nodes.document) -> None:
    """Note which pictures a page shows; Sphinx has noted those, too, that have been refused."""
    env = app.env
    env.images.purge_doc(env.docname)
    for image in document.findall(nodes.image):
        paths: dict[str, str] = image.get("candidates", {})
        for path in paths.values():
            if Path(env.srcdir, path).is_file():
                env.images.add_file(env.docname, path)


def _is_converted(source: str) -> bool:
    """Tell whether a picture is made anew: a drawing in SVG, of the maintainers, is not."""
    return posixpath.splitext(source)[1].lower() in IMAGE_TYPES


def files_at_root(app: Sphinx, builder: "SiteBuilder") -> Iterator[Output]:
    """Yield the files at the root; an edition, which is no site of its own, has none."""
    if builder.config.periodical_release:
        return
    for path in AT_ROOT:
        shown = {"publication": builder.domain.publication, "pages": _mapped(builder)}
        text = str(builder.templates.render(f"root/{path}", shown))
        if text.strip():
            yield Output(path, fingerprint(text), text.encode)


def _mapped(builder: "SiteBuilder") -> Iterator[tuple[str, date | None, list[IssueRecord]]]:
    """Yield the pages, each with the day of its last change, where issues say it, and languages."""
    domain, changed = builder.domain, defaultdict[str, date](lambda: date.min)
    for issue in domain.issues.values():
        whole = builder.config.root_doc, ARCHIVE, CORRECTIONS, part_page(ARCHIVE, issue.year)
        for page in (issue.docname, *whole):
            changed[page] = max(changed[page], issue.head.modified)
    for key, names in domain.concordance.entries.items():
        for issue in map(domain.issues.__getitem__, names):
            for page in (entry_page(key), part_page(entry_page(key), issue.year)):
                changed[page] = max(changed[page], issue.head.modified)
    for page, leads_to in builder.addresses().items():
        if not leads_to:
            of = domain.issues.get(page)
            others = domain.concordance.in_other_languages(of) if of else []
            yield page, changed.get(page), [of, *others] if of and others else []
