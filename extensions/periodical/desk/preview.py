"""``periodical preview``: the site on this machine, drafts included, as it is written.

One warm process. A page that is edited is read and written at once, and browsers that show it are
told; what else shows it follows when nobody has typed for a moment. PDFs are made on demand.
"""

import contextlib
import logging
import multiprocessing
import os
import queue
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sphinx.application import Sphinx
from sphinx.locale import translators
from sphinx.util.build_phase import BuildPhase
from sphinx.util.console import color_terminal, nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils
from watchfiles import Change, DefaultFilter, watch

from ..domain import periodical_domain
from ..ledger.outputs import DOCUMENTS
from ..ledger.processes import FILE_DUE
from ..model.files import write_whole
from ..model.page import PAGE_SUFFIX, Page
from ..model.publication import BUILD_FOLDER
from .build import DOCTREES, UNDER_WAY, load_opengraph, make_writable_folder

WATCHED = ("issues", "_data", "_templates", "_static")
_PATTERNS = (*DefaultFilter.ignore_entity_patterns, "^#")
_BUT_OF_EDITORS = DefaultFilter(ignore_dirs=(), ignore_entity_patterns=_PATTERNS)
"""Leaves out what editors keep beside a page while it is open."""
QUIET = 1.5
"""How many seconds nobody has to type before the rest is brought up to date."""

EVENTS = "/_preview/changes"
# Pages allow no script within them.
WATCHER = "_preview/watcher.js"
_WATCHER, _NOT_YET = (Path(__file__).with_name(name) for name in ("watcher.js", "not-yet.html"))
_INTERRUPTION = getattr(signal, "SIGUSR1", None)
"""The signal that ends the rest for an edit; without it, on Windows, that is between two files."""
_GLANCE = 0.1
"""How many seconds lie between two looks at what a browser shows."""


class Preview:
    """A site that is kept as its sources are."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.site = root / BUILD_FOLDER / "preview" / "site"
        self._app: Sphinx | None = None
        self._namespace = contextlib.ExitStack()
        self._rest_at: float | None = None
        self._is_building = False
        self._waiting: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._ended: BaseException | None = None

    def has_made(self, file: Path) -> bool:
        """Have a PDF or an EPUB of the site made; return whether it is one."""
        made: Future[None] = Future()
        self._ask(partial(self._make, file.relative_to(self.site).as_posix(), made))
        made.result()
        return file.is_file()

    def _ask(self, work: Callable[[], object]) -> None:
        """Have something done next, for which the rest is interrupted."""
        self._waiting.put(work)
        if _INTERRUPTION:
            os.kill(os.getpid(), _INTERRUPTION)

    def end(self, *_: object) -> None:
        """End it, and its processes: at once, unless other code takes what is raised as its own."""
        self._ended = KeyboardInterrupt()
        raise self._ended

    def keep(self, serve: Callable[[], object]) -> None:
        """Keep the site as its sources are, and have it served, until the process ends."""
        if _INTERRUPTION:
            signal.signal(_INTERRUPTION, self._give_way)
        for work in (self._load, serve):
            self._waiting.put(work)
        folders = [self.root / name for name in WATCHED if (self.root / name).is_dir()]
        for paths, ends in (([self.root], (PAGE_SUFFIX, "conf.py")), (folders, "")):
            threading.Thread(target=self._watch, args=(paths, ends), daemon=True).start()
        with patch_docutils(self.root), self._namespace:
            while self._ended is None:
                try:
                    work = self._waiting.get(timeout=0.1)
                except queue.Empty:
                    if self._rest_at is None or time.monotonic() < self._rest_at:
                        continue
                    work = self._update
                # Whatever a page or a template leads Sphinx to is told, and more can be written.
                try:
                    work()
                except _GivesWay:
                    self._rest_at = time.monotonic() + QUIET
                except Exception as error:
                    words = str(error).strip() or type(error).__name__
                    print(f"The site could not be brought up to date: {words}", file=sys.stderr)
        raise self._ended

    def _watch(self, paths: list[Path], ends: tuple[str, ...] | str) -> None:
        """Note what changes, also while the site is built; of the root, its pages and `conf.py`."""
        try:
            for found in watch(
                *paths, debounce=200, step=20, recursive=not ends,
                watch_filter=lambda *each: _BUT_OF_EDITORS(*each) and each[1].endswith(ends),
            ):  # fmt: skip
                self._ask(partial(self._show, found))
        except Exception as error:  # to be raised where it is seen
            self._ended = error

    def _make(self, path: str, made: Future[None]) -> None:
        try:
            app = self._app or self._update()
            builder = app.create_builder(Path(path).suffix[1:])
            builder.init()
            builder.make_all({path})  # type: ignore[attr-defined]
        finally:
            made.set_result(None)

    def _give_way(self, by: object, *_: object) -> None:
        """End a build, if someone waits: between two files, or anywhere once all has been read."""
        is_read = self._app and self._app.builder.phase >= BuildPhase.RESOLVING
        is_here = multiprocessing.parent_process() is None and (is_read or by != _INTERRUPTION)
        if is_here and self._is_building and not self._waiting.empty():
            raise _GivesWay

    def _show(self, changes: set[tuple[Change, str]]) -> None:
        """Read pages that were edited, and write them and the front page, if one stands there.

        If anything else changed, all begins anew.
        """
        # Whatever ends this halfway, all is to begin anew.
        app, self._app, self._rest_at = self._app, None, 0.0
        # What came and is gone again, editors needed to save a page.
        came = {path for change, path in changes if change == Change.added}
        there = {Path(path) for _, path in changes if path not in came or Path(path).exists()}
        files = (path.relative_to(self.root).as_posix() for path in sorted(there))
        pages = [file.removesuffix(PAGE_SUFFIX) for file in files]
        # An editor may delete and write anew: what counts is that the page is there.
        if app is None or not all(self._is_readable(page, app) for page in pages):
            return
        for page in pages:
            app.events.emit("env-purge-doc", app.env, page)
            app.env.clear_doc(page)
            app.builder.read_doc(page)
        latest = periodical_domain(app.env).concordance.latest
        if latest is not None and latest.docname in pages:
            pages = [*pages, app.config.root_doc]
        app.builder.write_now(pages)  # type: ignore[attr-defined]
        self._app, self._rest_at = app, time.monotonic() + QUIET

    def _is_readable(self, page: str, app: Sphinx) -> bool:
        is_there = page in app.env.found_docs and app.env.doc2path(page).is_file()
        return is_there and Page.read(self.root, page).unreadable is None

    def _load(self) -> Sphinx:
        """Load what is known; after a mistake in `conf.py`, say, it is tried again at a change."""
        self._app, self._rest_at = None, None
        self._namespace.close()  # or Sphinx would find all that it registers registered
        self._namespace.enter_context(docutils_namespace())
        translators.clear()  # or it would go on in the language of before
        shown = {"periodical_drafts": True, "periodical_documents": DOCUMENTS}
        app = Sphinx(
            self.root, self.root, self.site, self.site.with_name("doctrees"), "html",
            confoverrides={"nitpicky": True} | shown,
            status=None, warning=sys.stderr, parallel=os.cpu_count() or 1,
        )  # fmt: skip
        for event in ("doctree-resolved", FILE_DUE):
            app.connect(event, self._give_way)
        self._app, self._rest_at = app, 0.0
        return app

    def _update(self) -> Sphinx:
        """Bring the whole site up to date; an edit meanwhile ends that for a moment."""
        app, self._rest_at = self._app or self._load(), None
        # A builder knows what it once looked up.
        app.builder = app.create_builder("html")
        app.builder.init()
        periodical_domain(app.env).forget("released")
        self._is_building = True
        try:
            app.build()
        except Exception:
            self._app = None  # what it knows may be half of it
            raise
        finally:
            self._is_building = False
        app.parallel = 1  # for one page, other processes are no help
        return app


class _GivesWay(BaseException):
    """A build was ended for the sake of an edit: to Sphinx, none that failed."""


class _Handler(SimpleHTTPRequestHandler):
    """Serves a preview to browsers on this machine, and to none that another site sends."""

    def __init__(self, preview: Preview, *args: Any) -> None:
        self._preview = preview
        super().__init__(*args, directory=str(preview.site))

    def parse_request(self) -> bool:
        """Refuse what is not asked by the preview's own names, or by a page elsewhere.

        A page elsewhere could give this machine a name of its own (“DNS rebinding”).
        """
        if not super().parse_request():
            return False
        port = self.connection.getsockname()[1]
        host, origin = self.headers.get("Host", ""), self.headers.get("Origin")
        is_own = host in (f"127.0.0.1:{port}", f"localhost:{port}")
        if is_own and origin in (None, f"http://{host}"):
            return True
        self.send_error(HTTPStatus.FORBIDDEN, "The preview is for this machine alone")
        return False

    def end_headers(self) -> None:
        """End the head of an answer: nothing is kept, and no other site can embed it."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def do_GET(self) -> None:
        """Answer with a file: a page comes with the watcher, and a document is made first."""
        address, file = urlsplit(self.path), self._file_of(self.path)
        if address.path == EVENTS:
            self._send_changes(parse_qs(address.query).get("page", ["/"])[0])
        elif file.suffix == ".html":
            is_there = file.is_file()
            page = (file if is_there else _NOT_YET).read_bytes()
            self.send_response(HTTPStatus.OK if is_there else HTTPStatus.NOT_FOUND)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page + f'<script src="/{WATCHER}"></script>\n'.encode())
        elif file.suffix[1:] not in DOCUMENTS or self._preview.has_made(file):
            super().do_GET()
        else:
            self.send_error(HTTPStatus.NOT_FOUND, "It cannot be made: the terminal says why")

    def _file_of(self, address: str) -> Path:
        path = self.translate_path(address)
        return Path(path, "index.html") if path.endswith("/") else Path(path)

    def _send_changes(self, page: str) -> None:
        """Say each time that the page has changed which the browser shows, until it goes away."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        shown = self._state_of(page)
        with contextlib.suppress(OSError):
            while True:
                time.sleep(_GLANCE)
                before, shown = shown, self._state_of(page)
                self.wfile.write(b": still here\n\n" if before == shown else b"data: changed\n\n")

    def _state_of(self, page: str) -> list[int]:
        """Return what is another when a page, or how pages look, was written again."""
        looks = sorted(Path(self.directory, "_static").glob("*.[cj]s*"))
        files = filter(Path.is_file, (self._file_of(page), *looks))
        return [each.stat().st_mtime_ns for each in files]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep quiet: the terminal is for what is wrong with pages."""


def _take_over(source: str, target: str) -> None:
    """Have a file elsewhere as well: by a second name, if it is none that is written into."""
    is_written_into = source.endswith((".pickle", ".inv", ".typ"))
    try:
        (shutil.copy2 if is_written_into else os.link)(source, target)
    except OSError:  # not every disk can have two names for a file
        shutil.copy2(source, target)


def _begin_with_what_is_built(root: Path, folder: Path) -> None:
    """Take over what `periodical build` has made, so that nothing of it is made again."""
    built = root / DOCTREES
    if folder.exists() or (built / UNDER_WAY).exists() or not built.exists():
        return
    half = folder.with_name(f"{folder.name}-unfinished")
    shutil.rmtree(half, ignore_errors=True)
    documents = shutil.ignore_patterns(*(f"*.{name}" for name in DOCUMENTS))
    for each in (built, built.with_name("site")):
        shutil.copytree(each, half / each.name, ignore=documents, copy_function=_take_over)
    half.rename(folder)


def preview(root: Path, *, port: int) -> None:
    """Serve the site, and show an edit as it is saved; the port 0 finds a free one."""
    make_writable_folder(root / BUILD_FOLDER)
    _begin_with_what_is_built(root, root / BUILD_FOLDER / "preview")
    load_opengraph()
    if not (color_terminal() and sys.stderr.isatty()):  # Sphinx has colours in CI, whatever listens
        nocolor()
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    kept = Preview(root)
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, kept.end)
    write_whole(kept.site / WATCHER, _WATCHER.read_bytes())
    with ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, kept)) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        print(f"The preview is at {address} (to end it: Ctrl and C).", flush=True)
        # A browser that comes before waits.
        with contextlib.suppress(KeyboardInterrupt):
            kept.keep(threading.Thread(target=server.serve_forever, daemon=True).start)
        print()
