"""The builder of the site: Sphinx's own for HTML, which also knows when a page is out of date.

It takes the place of ``html`` under the same name: `sphinx-build -b html` works as ever.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterable, Set
from pathlib import Path, PurePosixPath

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from ..domain import PeriodicalDomain, periodical_domain
from ..model.archive import is_issue
from ..model.outlines import OUTLINES_FILE
from ..model.registry import DATA_FOLDER
from ..pictures.store import PictureStore
from .citing import citation_files
from .freshness import STALE, Ledger, digest, digests_of_files
from .generated_page import GeneratedPage
from .pages import generated_pages
from .pictures import SitePictures, names_of, published_name
from .shown import shown_on_document, surrounding
from .side_file import SideFile

logger = logging.getLogger(__name__)


class SiteBuilder(StandaloneHTMLBuilder):
    """Write the site, and nothing of it that is already there."""

    def init(self) -> None:
        """Open the ledger of this site; another output folder has another."""
        super().init()
        key = hashlib.sha256(str(self.outdir).encode()).hexdigest()[:12]
        self.doctreedir.mkdir(parents=True, exist_ok=True)
        self.ledger = Ledger.load(self.doctreedir / f"site-{key}.json")
        self.shown: dict[str, str] = {}
        self.assets: dict[str, str] = {}
        self.pages: dict[str, GeneratedPage] = {}
        self.due: list[GeneratedPage] = []
        self.files: dict[str, SideFile] = {}
        self.files_due: list[SideFile] = []
        self.idle = False
        self.pictures = SitePictures(
            Path(self.srcdir), PictureStore(Path(self.doctreedir) / "pictures")
        )

    @property
    def domain(self) -> PeriodicalDomain:
        """The records."""
        return periodical_domain(self.env)

    def stale_documents(self) -> list[str]:
        """Return the documents that show something else of others than when they were written.

        Called once, when all pages have been read and before any is written.
        """
        self.assets = self._assets()
        frame = self._frame()
        around = surrounding("", self.domain)
        documents = {
            docname: digest(frame, shown_on_document(docname, self.domain))
            for docname in sorted(self.env.found_docs)
        }
        self.pages = generated_pages(self.domain)
        self.shown = documents | {
            name: digest(frame, page.template, page.shown, around)
            for name, page in self.pages.items()
        }
        self.files = {file.path: file for file in citation_files(self.domain, self.config)}
        self.files_due = [
            file
            for file in self.files.values()
            if self.ledger.files.get(file.path, STALE) != file.shown
            or not Path(self.outdir, file.path).is_file()
        ]
        self.due = [page for name, page in self.pages.items() if self._is_stale(name)]
        return [docname for docname in documents if self._is_stale(docname)]

    def _assets(self) -> dict[str, str]:
        """Return digests of the files that are copied as they are, by path in the site."""
        found: dict[str, str] = {}
        for folders, place in (
            (self.config.html_extra_path, ""),
            (self.config.html_static_path, "_static"),
        ):
            for each in folders:
                path = Path(self.confdir, each)
                name = (PurePosixPath(place) / path.name).as_posix()
                found |= digests_of_files(path, name if path.is_file() else place)
        return found

    def _frame(self) -> str:
        """Return a digest of what every page shows, whatever it is about.

        That is the publication, the templates, the maintainers' pages to which they can link, and
        the style sheets and scripts, whose addresses Sphinx ends in a checksum.
        """
        templates = [
            (name, content)
            for each in self.config.templates_path
            for name, content in digests_of_files(Path(self.confdir, each), each).items()
            if name.endswith(".html")
        ]
        linked = [
            self.assets.get(f"_static/{name}")
            for name, _ in (*self.config.html_css_files, *self.config.html_js_files)
        ]
        outlines = Path(self.srcdir, DATA_FOLDER, OUTLINES_FILE)
        maps = digests_of_files(outlines, OUTLINES_FILE) if outlines.is_file() else {}
        own_pages = sorted(name for name in self.env.found_docs if not is_issue(name))
        return digest(
            self.domain.publication,
            templates,
            linked,
            own_pages,
            maps,
            self.config.periodical_pdfs,
            self.config.periodical_release,
        )

    def _is_stale(self, page: str) -> bool:
        kept = self.ledger.pages.get(page, STALE)
        return kept != self.shown[page] or not self.get_output_path(page).is_file()

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Look whether there is anything to write, and note it before it is begun."""
        if docnames >= self.env.found_docs:
            # What Sphinx saw that concerns them all (its own update, say) concerns these too.
            self.due = list(self.pages.values())
            self.files_due = list(self.files.values())
        gone = (self.ledger.pages.keys() - self.shown) | (self.ledger.files.keys() - self.files)
        changed = docnames or self.due or self.files_due or gone
        self.idle = not (changed or self.assets != self.ledger.assets)
        if self.idle:
            logger.info("the site is as it should be")
            return
        for page in (*docnames, *(page.name for page in self.due)):
            self.ledger.pages[page] = STALE
        self.ledger.files.update(dict.fromkeys((file.path for file in self.files_due), STALE))
        for asset in set(self.ledger.assets) - set(self.assets):
            # Before the others are copied: a file of the theme may come out from under it.
            _remove(self.outdir / asset, self.outdir)
        self.ledger.assets = dict.fromkeys(self.assets, STALE)
        self.ledger.save()
        super().prepare_writing(docnames)
        if self.indexer is not None:
            # Sphinx forgets the stems from page to page: a third of the time a page takes.
            language = self.indexer.lang
            language.stem = functools.cache(language.stem)  # type: ignore[method-assign]

    def load_indexer(self, docnames: Set[str]) -> None:
        """Take over what the index knows of the pages that stay as they are."""
        super().load_indexer(docnames)
        if self.indexer is None:
            return
        # Sphinx keeps the words that only the other pages had, each with an empty list of pages.
        for words in (self.indexer._mapping, self.indexer._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]

    def copy_assets(self) -> None:
        """Copy style sheets and the like, if anything is written at all."""
        if not self.idle:
            super().copy_assets()

    def post_process_images(self, doctree: nodes.Node) -> None:
        """Keep pictures under their own paths.

        Sphinx gives two pictures of one name different names in the order in which it meets them:
        another order in each incremental or parallel build.
        """
        super().post_process_images(doctree)
        self.images.update({source: published_name(source) for source in self.images})
        self.pictures.describe(doctree)

    def copy_image_files(self) -> None:
        """Put the pictures of the pages that were written beside them, made anew."""
        for source in self.images:
            self.pictures.publish(source, self._images_dir)

    def finish(self) -> None:
        """Write the pages made from records, remove what is gone, and close the ledger."""
        if self.idle:
            return
        super().finish()
        self.finish_tasks.add_task(self._write_files)
        self.finish_tasks.add_task(self._remove_what_is_gone)
        self.finish_tasks.add_task(self._close_ledger)

    def _write_files(self) -> None:
        for file in self.files_due:
            path = Path(self.outdir, file.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.make().encode())

    def _remove_what_is_gone(self) -> None:
        for path in self.ledger.files.keys() - self.files:
            _remove(self.outdir / path, self.outdir)
        for page in set(self.ledger.pages) - set(self.shown):
            _remove(self.get_output_path(page), self.outdir)
        for picture in set(self.ledger.images) - set(self.env.images):
            for name in names_of(picture):
                _remove(self._images_dir / name, self.outdir)
        _remove(self.outdir / ".buildinfo.bak", self.outdir)

    def _close_ledger(self) -> None:
        self.ledger.pages = self.shown
        self.ledger.images = sorted(self.env.images)
        self.ledger.assets = self.assets
        self.ledger.files = {path: file.shown for path, file in self.files.items()}
        self.ledger.save()


def _remove(path: Path, root: Path) -> None:
    """Remove a file, and the folders that it leaves empty."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root or not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()


def find_stale_documents(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Have those documents written again that show something new of others."""
    domain = periodical_domain(env)
    domain.report_registry()
    return app.builder.stale_documents() if isinstance(app.builder, SiteBuilder) else []


class TouchedFile:
    """A file that a handler of the theme writes at the end of every build, as it was before."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.content = b""
        self.times = (0, 0)

    def note(self, app: Sphinx, exception: Exception | None) -> None:
        """Note content and time before the handler runs."""
        path = app.outdir / self.name
        self.content = b""
        if path.is_file():
            stat = path.stat()
            self.content, self.times = path.read_bytes(), (stat.st_atime_ns, stat.st_mtime_ns)

    def put_back(self, app: Sphinx, exception: Exception | None) -> None:
        """Put the time back where the content is the same."""
        path = app.outdir / self.name
        if self.content and path.read_bytes() == self.content:
            os.utime(path, ns=self.times)


def setup_builder(app: Sphinx) -> None:
    """Take the place of Sphinx's builder for HTML."""
    app.add_builder(SiteBuilder, override=True)
    app.connect("env-updated", find_stale_documents)
    touched = TouchedFile("_static/pygments.css")
    app.connect("build-finished", touched.note, priority=100)
    app.connect("build-finished", touched.put_back, priority=900)
