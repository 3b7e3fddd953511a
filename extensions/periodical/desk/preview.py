"""``periodical preview``: the site on this machine, drafts included, as it is written.

One warm process. A page that is edited is read and written at once, and browsers that show it are
told; what else shows it follows when nobody has typed for a moment. PDFs are made on demand.
"""

import contextlib
import copy
import logging
import os
import queue
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils
from watchfiles import Change, watch

from ..domain import periodical_domain
from ..ledger.memory import fewer_collections
from ..ledger.outputs import DOCUMENTS, FILE_DUE
from ..model.page import PAGE_SUFFIX
from .build import BUILD_FOLDER, load_opengraph, make_writable_folder
from .preview_server import PreviewServer

WATCHED = ("issues", "_data", "_templates", "_static")
AT_THE_ROOT = ("*.md", "conf.py")
QUIET = (1.5, 10.0)
"""How many seconds at least and at most nobody has to type before the rest is brought up to date.

Between them it is as long as that took the last time: an edit meanwhile would have to wait.
"""

SETTINGS = {"nitpicky": True, "periodical_drafts": True, "periodical_documents": DOCUMENTS}

Changes = set[tuple[Change, str]]


class Preview:
    """A site that is kept as its sources are."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / BUILD_FOLDER / "preview"
        self.site = self.folder / "site"
        self._app: Sphinx | None = None
        self._as_loaded: tuple[Any, ...] = ()
        self._rest_at: float | None = 0.0
        self._quiet = QUIET[0]
        self._asked: queue.SimpleQueue[tuple[str, Future[None]]] = queue.SimpleQueue()
        self._changed: queue.SimpleQueue[Changes | Exception] = queue.SimpleQueue()
        self._is_building = False

    def ask_for_document(self, path: str) -> None:
        """Have a PDF or an EPUB made, by its path in the site, and wait for it."""
        made: Future[None] = Future()
        self._asked.put((path, made))
        made.result(timeout=120)

    def keep(self, tell: Callable[[], None]) -> None:
        """Keep the site as its sources are, until the process ends; tell of each change of it."""
        self._tell = tell
        threading.Thread(target=self._watch, daemon=True).start()
        with patch_docutils(self.root), docutils_namespace(), fewer_collections():
            while True:
                changes = self._next_changes()
                with _told():
                    self._follow(changes)

    def _next_changes(self) -> Changes:
        """Return what changes next; nothing from time to time, so that other work gets its turn."""
        try:
            found = self._changed.get(timeout=0.1)
        except queue.Empty:
            return set()
        if isinstance(found, Exception):
            raise found
        return found

    def _follow(self, changes: Changes) -> None:
        if any(Path(path).name == "conf.py" for _, path in changes):
            raise RestartError
        if changes:
            pages = self._edited_pages(changes)
            if pages is None:
                self._app, self._rest_at = None, 0.0
            else:
                self._show(pages)
        elif self._rest_at is not None and time.monotonic() >= self._rest_at:
            self._rest_at = None
            self._update()
            self._tell()
        while self._app is not None and not self._asked.empty():
            path, made = self._asked.get()
            with _told():
                builder = self._app.create_builder(Path(path).suffix[1:])
                builder.init()
                builder.make_one(path)  # type: ignore[attr-defined]
            made.set_result(None)

    def _give_way(self, *_: object) -> None:
        """End a build between two files, if someone waits: the next goes on where it was."""
        if self._is_building and not (self._changed.empty() and self._asked.empty()):
            raise _GivesWay

    def _watch(self) -> None:
        """Note what changes, also while the site is built."""
        folders = [self.root / name for name in WATCHED if (self.root / name).is_dir()]
        times = self._times()
        try:
            # From time to time without a change, to look at the root, too.
            for found in watch(
                *folders, debounce=200, step=20, rust_timeout=100, yield_on_timeout=True
            ):
                # An editor puts a new file in the place of the old: the files beside the folders
                # would be lost sight of.
                now = self._times()
                at_root = {(Change.modified, path) for path in now if now[path] != times.get(path)}
                times = now
                if found | at_root:
                    self._changed.put(found | at_root)
        except Exception as error:  # to be raised where it is seen
            self._changed.put(error)

    def _times(self) -> dict[str, int]:
        files = (path for pattern in AT_THE_ROOT for path in self.root.glob(pattern))
        return {str(path): path.stat().st_mtime_ns for path in files}

    def _edited_pages(self, changes: Changes) -> list[str] | None:
        """Return the pages that were edited, if nothing else changed and all are known."""
        known = self._app.env.found_docs if self._app else set()
        pages = []
        for _, path in changes:
            name = Path(path).relative_to(self.root).as_posix()
            page = name.removesuffix(PAGE_SUFFIX)
            # An editor may delete and write anew: what counts is that the page is there.
            if page == name or page not in known or not Path(path).is_file():
                return None
            pages.append(page)
        return sorted(set(pages))

    def _show(self, pages: list[str]) -> None:
        """Read some pages, and write them and the front page, if one of them stands there."""
        app = self._app
        assert app is not None  # noqa: S101 - its pages are known
        self._app = None  # whatever ends the reading halfway, another is to begin anew
        for page in pages:
            app.events.emit("env-purge-doc", app.env, page)
            app.env.clear_doc(page)
            app.builder.read_doc(page)
        latest = periodical_domain(app.env).concordance.latest
        if latest is not None and latest.docname in pages:
            pages = [*pages, app.config.root_doc]
        app.builder.write_now(pages)  # type: ignore[attr-defined]
        self._app, self._rest_at = app, time.monotonic() + self._quiet
        self._tell()

    def _update(self) -> None:
        """Bring the whole site up to date."""
        app, began = self._app, time.monotonic()
        if app is None:
            app = Sphinx(
                self.root, self.root, self.site, self.folder / "doctrees", "html",
                confoverrides=dict(SETTINGS),
                status=None, warning=sys.stderr, parallel=os.cpu_count() or 1,
            )  # fmt: skip
            for event in ("doctree-resolved", FILE_DUE):
                app.connect(event, self._give_way)
        else:
            self._begin_again(app)
        self._as_loaded = copy.deepcopy(_left_marks_on(app))
        self._app, self._is_building = app, True
        try:
            app.build()
        except _GivesWay:
            self._rest_at = time.monotonic() + self._quiet
            return
        except BaseException:
            self._app = None  # what it knows may be half of it
            raise
        finally:
            self._is_building = False
        app.parallel = 1  # for one page, other processes are no help
        self._quiet = min(max(QUIET[0], time.monotonic() - began), QUIET[1])

    def _begin_again(self, app: Sphinx) -> None:
        """Have Sphinx build once more as if it were the first time, with what it has read."""
        for marked, loaded in zip(_left_marks_on(app), self._as_loaded, strict=True):
            marked.clear()
            marked.update(loaded) if isinstance(marked, dict) else marked.extend(loaded)
        # A builder knows what it once looked up.
        app.builder = app.create_builder("html")
        app.builder.init()
        periodical_domain(app.env).forget("released", "on_disk")


class _GivesWay(BaseException):
    """A build was ended for the sake of an edit: to Sphinx, none that failed."""


class RestartError(Exception):
    """What only a new process can take up has changed."""


def _left_marks_on(app: Sphinx) -> tuple[Any, ...]:
    """Return what the theme changes while pages are written: its options, and lists of files."""
    return app.config.html_theme_options, app.registry.css_files, app.registry.js_files


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Tell of whatever a page or a template leads Sphinx to, and go on."""
    try:
        yield
    except (KeyboardInterrupt, RestartError):
        raise
    except Exception as error:
        words = str(error) or type(error).__name__
        print(f"The site could not be brought up to date: {words}", file=sys.stderr)


def preview(root: Path, *, port: int, open_browser: bool) -> int:
    """Serve the site, and show an edit as it is saved; the port 0 finds a free one."""
    make_writable_folder(root / BUILD_FOLDER)
    load_opengraph()
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    kept = Preview(root)
    with PreviewServer(kept.site, port, kept.ask_for_document) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"The preview is at {server.address} (to end it: Ctrl and C).", flush=True)
        if open_browser:
            webbrowser.open(server.address)
        try:
            kept.keep(server.tell)
        except KeyboardInterrupt:
            print()
        except RestartError:
            at = str(server.server_port)
            again = ["-m", "periodical.cli", "--root", str(root), "preview", "--port", at]
            os.execv(sys.executable, [sys.executable, *again])  # noqa: S606 - the same program
    return 0
