"""The server of the preview: for browsers on this machine, and for none that another site sends.

It answers only to its own names (a page elsewhere could give this machine another: “DNS rebinding”)
and, where a browser says which page asks, only to its own pages.
"""

import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from ..ledger.outputs import DOCUMENTS

EVENTS = "/_preview/changes"
# A page that is shown asks to be told when it is written again (WHATWG HTML, “Server-sent events”).
# A file, since pages allow no script within them.
WATCHER = "/_preview/watcher.js"
SCRIPT = f"""
new EventSource("{EVENTS}?page=" + encodeURIComponent(location.pathname)).onmessage =
  () => location.reload();
""".encode()
_NOT_YET = b"""<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Not yet</title>
<p>There is no such page, or not yet: if the site is still being built, it comes by itself.</p>"""
_HEARTBEAT = 15.0


class PreviewServer(ThreadingHTTPServer):
    """Serves a folder, and tells browsers when the page that they show has changed.

    `make_document` makes a PDF or an EPUB, by its path in the folder, and returns when it is there.
    """

    daemon_threads = True

    def __init__(self, folder: Path, port: int, make_document: Callable[[str], None]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.folder = folder
        self.make_document = make_document
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.hosts = {f"{name}:{self.server_port}" for name in ("127.0.0.1", "localhost")}
        self.changed = threading.Condition()

    def tell(self) -> None:
        """Have browsers look whether what they show has changed."""
        with self.changed:
            self.changed.notify_all()

    def file_of(self, address: str) -> Path | None:
        """Return the file at an address; `None` if it would be outside the folder."""
        path = unquote(urlsplit(address).path)
        file = (self.folder / path.lstrip("/")).resolve()
        if path.endswith("/"):
            file /= "index.html"
        return file if file.is_relative_to(self.folder.resolve()) else None


class _Handler(SimpleHTTPRequestHandler):
    server: PreviewServer

    def do_GET(self) -> None:
        """Answer a browser."""
        file = self.server.file_of(self.path)
        if not self._is_from_here() or file is None:
            self.send_error(HTTPStatus.FORBIDDEN, "The preview is for this machine alone")
        elif urlsplit(self.path).path == EVENTS:
            self._send_changes()
        elif urlsplit(self.path).path == WATCHER:
            self._send(SCRIPT, "text/javascript; charset=utf-8")
        elif file.suffix[1:] in DOCUMENTS:
            self._send_document(file)
        elif file.suffix == ".html":
            content = file.read_bytes() if file.is_file() else _NOT_YET
            status = HTTPStatus.OK if file.is_file() else HTTPStatus.NOT_FOUND
            watched = content + f'<script src="{WATCHER}"></script>\n'.encode()
            self._send(watched, "text/html; charset=utf-8", status)
        elif file.is_file():
            self._send(file.read_bytes(), self.guess_type(str(file)))
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    do_HEAD = do_GET  # noqa: N815 - the library's name

    def _is_from_here(self) -> bool:
        origin = self.headers.get("Origin")
        host = self.headers.get("Host", "")
        return host in self.server.hosts and origin in (None, f"http://{host}")

    def _send(self, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def end_headers(self) -> None:
        """End the head of an answer: nothing is kept, and no other site can embed it."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def _send_document(self, file: Path) -> None:
        self.server.make_document(file.relative_to(self.server.folder.resolve()).as_posix())
        if file.is_file():
            self._send(file.read_bytes(), self.guess_type(str(file)))
        else:
            self.send_error(HTTPStatus.NOT_FOUND, "It cannot be made: the terminal says why")

    def _send_changes(self) -> None:
        """Say each time that the page has changed which the browser shows, until it goes away."""
        (page,) = parse_qs(urlsplit(self.path).query).get("page", ["/"])[:1]
        shown = self._state_of(page)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            while True:
                with self.server.changed:
                    self.server.changed.wait(timeout=_HEARTBEAT)
                now = self._state_of(page)
                self.wfile.write(b": still here\n\n" if now == shown else b"data: changed\n\n")
                self.wfile.flush()
                shown = now
        except OSError:
            self.close_connection = True

    def _state_of(self, page: str) -> list[bytes]:
        """Return what is another when a page, or how pages look, has changed."""
        file = self.server.file_of(page)
        looks = (self.server.folder / "_static").glob("*.[cj]s*")
        files = [*([file] if file else []), *sorted(looks)]
        return [path.read_bytes() for path in files if path.is_file()]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep quiet: the terminal is for what is wrong with pages."""
