"""A web archive of pages as they are on the site, made of files and without a browser.

For libraries whose tools replay the web: the records of a crawl, an index of them, and the words of
the pages, in which the replay searches. The same files give the same bytes on every machine: no
record has a number by chance or a moment of now, and libdeflate compresses.

Formats: WARC 1.1 (ISO 28500:2017), CDXJ, and Web Archive Collection Zipped (WACZ) 1.1.1.
"""

import io
import json
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple
from urllib.parse import quote, urlsplit

import deflate
from lxml import html
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import BufferWARCWriter

from .. import __version__
from ..model.text import as_json
from .addresses import edition_of
from .manifest import record, record_file
from .offline import store_zip
from .store import Store

_WARC, _CDX, _PAGES = "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"

_TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8", ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8", ".csv": "text/csv; charset=utf-8",
    ".bib": "application/x-bibtex", ".ris": "application/x-research-info-systems",
    ".json": "application/json", ".xml": "application/xml", ".svg": "image/svg+xml",
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
    ".webp": "image/webp", ".ico": "image/x-icon", ".woff2": "font/woff2",
    ".pdf": "application/pdf", ".epub": "application/epub+zip", ".ics": "text/calendar",
    ".atom": "application/atom+xml", ".rss": "application/rss+xml", ".opml": "text/x-opml",
    ".webmanifest": "application/manifest+json",
}  # fmt: skip
"""Of the files of a site; what a machine knows of them differs from one to the next."""


class Resource(NamedTuple):
    """What stood at an address at a moment (ISO 8601, UTC)."""

    url: str
    media_type: str
    content: bytes
    moment: str


def archive_of(store: Store, tag: str, folder: Path, name: str) -> Path:
    """Make the web archive of a release, and return it; it appears when it is complete."""
    manifest = store.manifest(tag)
    moment = manifest.date or "1980-01-01T00:00:00Z"
    home = f"{manifest.address}{edition_of(tag, '')}"
    target = folder / f"{name}.wacz"

    def resources() -> Iterator[Resource]:
        for path, content in store.files(manifest):
            kind = _TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")
            for address in (path, "") if path == "index.html" else (path,):
                yield Resource(f"{home}{quote(address)}", kind, content, moment)

    folder.mkdir(parents=True, exist_ok=True)
    write_wacz(target, resources(), title=f"{manifest.publication}, {tag}", main=home)
    return target


def write_wacz(target: Path, resources: Iterable[Resource], *, title: str, main: str) -> None:
    """Write a web archive, which opens at its `main` address, and has a moment of its pages."""
    index, pages, moments = [], [{"format": "json-pages-1.0", "id": "pages", "title": title}], []
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        warc = Path(scratch, "data.warc.gz")
        with warc.open("wb") as file:
            for each in resources:
                index.append(_indexed(each, file))
                moments.append(each.moment)
                if each.media_type.startswith("text/html"):
                    pages.append(_page(each))
        moment = max(moments, default="1980-01-01T00:00:00Z")
        lines = "".join(f"{json.dumps(page, ensure_ascii=False)}\n" for page in pages)
        made = {_CDX: "".join(sorted(index)).encode(), _PAGES: lines.encode()}
        found = {_WARC: record_file(warc)} | {path: record(made[path]) for path in made}
        listed = [
            {"name": Path(path).name, "path": path, "bytes": each.size,
             "hash": f"sha256:{each.sha256}"}
            for path, each in found.items()
        ]  # fmt: skip
        package = as_json({
            "profile": "data-package", "wacz_version": "1.1.1", "title": title, "created": moment,
            "software": f"sphinx-periodical {__version__}", "mainPageUrl": main,
            "mainPageDate": moment, "resources": listed,
        })  # fmt: skip
        digest = as_json({"path": "datapackage.json", "hash": f"sha256:{record(package).sha256}"})
        files: dict[str, Path | bytes] = {_WARC: warc, **made}
        files |= {"datapackage.json": package, "datapackage-digest.json": digest}
        store_zip(target, files, moment)


def _indexed(each: Resource, file: IO[bytes]) -> str:
    """Write a record, and return its line in the index."""
    digest = f"sha256:{record(each.content).sha256}"
    writer = BufferWARCWriter(gzip=False, warc_version="WARC/1.1")
    size = str(len(each.content))
    lines = [("Content-Type", each.media_type), ("Content-Length", size)]
    made = writer.create_warc_record(
        each.url, "response", payload=io.BytesIO(each.content),
        http_headers=StatusAndHeaders("200 OK", lines, protocol="HTTP/1.1"),
        warc_headers_dict={
            "WARC-Record-ID": f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{each.url} {digest}').urn}>",
            "WARC-Date": each.moment,
            "WARC-Payload-Digest": digest,
        },
    )  # fmt: skip
    writer.write_record(made)
    # A member of gzip for each record, so that a replay reads one without the others (annex D).
    member = bytes(deflate.gzip_compress(writer.get_contents(), 6))
    about = {
        "url": each.url, "mime": each.media_type.partition(";")[0], "status": "200",
        "digest": digest, "length": str(len(member)), "offset": str(file.tell()),
        "filename": PurePosixPath(_WARC).name,
    }  # fmt: skip
    file.write(member)
    moment = "".join(filter(str.isdigit, each.moment))
    return f"{_key(each.url)} {moment} {json.dumps(about, ensure_ascii=False)}\n"


def _page(each: Resource) -> dict[str, str]:
    """Return a page as it is listed and searched: its title, and its words."""
    tree = html.fromstring(each.content)
    words = [main.text_content() for main in tree.iter("main")]
    return {
        "url": each.url,
        "ts": each.moment,
        "title": tree.findtext(".//title") or each.url,
        "text": " ".join(" ".join(words).split()),
    }


def _key(url: str) -> str:
    """Return an address as an index sorts it: the host from its end (SURT)."""
    parts = urlsplit(url)
    host = ",".join(reversed((parts.hostname or "").split(".")))
    return f"{host}){parts.path}{f'?{parts.query}' if parts.query else ''}".lower()
