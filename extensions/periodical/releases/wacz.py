"""A web archive of pages as they are on the site, made of files and without a browser.

For libraries whose tools replay the web: the records of a crawl, an index of them, and the words of
the pages, in which the replay searches. The same files give the same bytes on every machine: no
record has a number by chance or a moment of now, and libdeflate compresses.

Formats: WARC 1.1 (ISO 28500:2017), CDXJ, and Web Archive Collection Zipped (WACZ) 1.1.1.
"""

import io
import json
import posixpath
import re
import tomllib
import uuid
from collections import defaultdict
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
from .copies import unfinished, write_zip
from .manifest import record
from .store import Store

_WARC, _CDX, _PAGES = "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"

_LOADED = re.compile(r'(?:href|src)="([^"?#:]*_static/[^"?#]+)\?([^"#]+)"')
"""What pages load with a checksum in its address."""
_MARK = re.compile(r'"mark":"(\w+)"')
"""With which the search asks for the pieces of its index; `_static/search.js`."""


class Resource(NamedTuple):
    """What stood at an address at a moment (ISO 8601, UTC)."""

    url: str
    media_type: str
    content: bytes
    moment: str


def archive_of(store: Store, tag: str, target: Path) -> None:
    """Make the web archive of a release."""
    manifest = store.manifest(tag)
    home = f"{manifest.address}{edition_of(tag, '')}"
    types = tomllib.loads(Path(__file__).with_name("media-types.toml").read_text("utf-8"))
    asked: dict[str, set[str]] = defaultdict(set)

    def resource(path: str, address: str, content: bytes) -> Resource:
        kind = types.get(PurePosixPath(path).suffix, "application/octet-stream")
        return Resource(f"{home}{address}", kind, content, manifest.moment)

    def resources() -> Iterator[Resource]:
        for path, content in store.files(manifest):
            yield resource(path, quote(path), content)
            if path == "index.html":
                yield resource(path, "", content)
            for file, query in _LOADED.findall(content.decode()) if path.endswith(".html") else ():
                asked[posixpath.normpath(posixpath.join(posixpath.dirname(path), file))].add(query)
            if path == "search/index.js" and (mark := _MARK.search(content.decode())):
                for piece in manifest.files:
                    asked[piece] |= {mark[1]} if piece.startswith("search/") else set()
        # A replay has no file under an address with a query that was not asked for with it.
        for path, content in store.files(manifest, asked.keys() & manifest.files.keys()):
            for query in sorted(asked[path]):
                yield resource(path, f"{quote(path)}?{query}", content)

    write_wacz(target, resources(), title=f"{manifest.publication}, {tag}", main=home)


def write_wacz(target: Path, resources: Iterable[Resource], *, title: str, main: str) -> None:
    """Write a web archive, which opens at its `main` address, and has a moment of its pages."""
    index, pages, moments = [], [{"format": "json-pages-1.0", "id": "pages", "title": title}], []
    warc = io.BytesIO()
    for each in resources:
        index.append(_indexed(each, warc))
        moments.append(each.moment)
        if each.media_type.startswith("text/html"):
            pages.append(_page(each))
    moment = max(moments)
    lines = "".join(f"{json.dumps(page, ensure_ascii=False)}\n" for page in pages)
    listed = "".join(sorted(index))
    files = {_WARC: warc.getvalue(), _CDX: listed.encode(), _PAGES: lines.encode()}
    package = as_json({
        "profile": "data-package", "wacz_version": "1.1.1", "title": title, "created": moment,
        "software": f"sphinx-periodical {__version__}", "mainPageUrl": main,
        "mainPageDate": moment, "resources": [
            {"name": PurePosixPath(path).name, "path": path, "bytes": len(content),
             "hash": f"sha256:{record(content).sha256}"}
            for path, content in files.items()
        ],
    })  # fmt: skip
    digest = as_json({"path": "datapackage.json", "hash": f"sha256:{record(package).sha256}"})
    files |= {"datapackage.json": package, "datapackage-digest.json": digest}
    with unfinished(target) as unnamed:
        write_zip(unnamed, files.items(), moment)


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
