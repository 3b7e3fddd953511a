"""`make lighthouse`: what Lighthouse says of each kind of page, on a phone.

It needs Node, npm and Chromium. The site is served as a host serves it: compressed.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from periodical.desk.difference import BROWSERS

VERSION = "13.5.0"
PAGES = {
    "front page": "index.html",
    "issue": "issues/*/*-*.html",
    "archive": "issues/index.html",
    "year": "issues/[0-9]*.html",
    "person": "people/bruce-pannier.html",
    "place": "places/kyrgyzstan.html",
    "thread": "threads/[!i]*.html",
    "collection": "why-its-important/index.html",
    "corrections": "corrections/index.html",
    "search": "search.html",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
COMPRESSED = (".html", ".css", ".js", ".svg", ".json")


class Host(http.server.SimpleHTTPRequestHandler):
    """A host: it compresses texts, and says that what has a checksum in its address stays."""

    def do_GET(self) -> None:
        """Send a file."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Cache-Control", "max-age=31536000")
        if path.suffix in COMPRESSED:
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def install(folder: Path) -> Path:
    """Install Lighthouse, once, and return its command."""
    command = folder / "node_modules/.bin/lighthouse"
    if not command.exists():
        folder.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
        subprocess.run([*npm, f"lighthouse@{VERSION}"], check=True)
    return command


def scores(command: Path, address: str, out: Path) -> dict[str, int]:
    """Return the scores of a page, and keep the report."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)))
    subprocess.run(
        [
            command, address, "--quiet", "--output=json", "--output=html", f"--output-path={out}",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ],
        env=os.environ | {"CHROME_PATH": chromium}, check=True,
    )  # fmt: skip
    report = json.loads(out.with_name(f"{out.name}.report.json").read_text("utf-8"))
    return {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES}


def main(site: Path) -> int:
    """Measure a page of each kind; print a table, and return 1 if a score is below 100."""
    folder = Path("_build/lighthouse")
    command = install(folder)
    host = functools.partial(Host, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    worst = 100
    print(f"{'':12} {'  '.join(CATEGORIES)}")
    for kind, pattern in PAGES.items():
        page = next(iter(sorted(site.glob(pattern))), None)
        if page is None:
            print(f"{kind:12} there is none")
            continue
        address = f"http://127.0.0.1:{server.server_port}/{page.relative_to(site).as_posix()}"
        found = scores(command, address, folder / kind.replace(" ", "-"))
        row = (f"{found[name]:{len(name)}}" for name in CATEGORIES)
        print(f"{kind:12} {'  '.join(row)}", flush=True)
        worst = min(worst, *found.values())
    server.shutdown()
    return int(worst < 100)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if sys.argv[1:] else "_build/site").resolve()))
