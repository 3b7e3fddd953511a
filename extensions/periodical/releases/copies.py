"""Copies of releases: how each comes to be, and three of them; each is the same on every machine.

- The offline edition, a zip that opens from a disk. What a release says of other versions lies
  outside it: there such a link leads to the web, and nothing else is changed.
- A repository of files that no program is needed to read: the publication is one object, each
  release a version of it; what several releases have is there once. Format: Oxford Common File
  Layout 1.1.
- A web archive of pages as they are on the site, made of files and without a browser, for libraries
  whose tools replay the web: the records of a crawl, an index of them, and the words of the pages,
  in which the replay searches. No record has a number by chance or a moment of now, and libdeflate
  compresses. Formats: WARC 1.1 (ISO 28500:2017), CDXJ, Web Archive Collection Zipped (WACZ) 1.1.1.
"""

import contextlib
import hashlib
import io
import json
import posixpath
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple
from urllib.parse import quote, urlsplit

import deflate
from lxml import html
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import BufferWARCWriter

from .. import __version__
from ..documents.zipped import write_zip
from ..model.files import table_beside, write_whole
from ..model.messages import TroubleError
from ..model.text import as_json
from . import scratch
from .manifest import Manifest, record
from .store import Store

_LINK = re.compile(r'(\shref=")((?:\.\./)+[^"]*)(")')

_WARC, _CDX, _PAGES = "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"

_LAYOUT = {
    "extension": "0003-hash-and-id-n-tuple-storage-layout",
    "description": "An object's folder is called by its id, below three of the SHA-256 of that.",
}

_SEARCH = "search/index.js"
_LOADED = re.compile(r'(?:href|src)="([^"?#:]*_static/[^"?#]+)\?([^"#]+)"')
"""What pages load with a checksum in its address."""
_MARK = re.compile(r'"mark":"(\w+)"')
"""With which the search asks for the pieces of its index (`_static/search.js`)."""


@contextlib.contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """Have a place for a copy, which gets its name when it is complete.

    It is an error if there is a folder of that name: what was made once is not mixed with others.
    """
    if target.is_dir():
        raise TroubleError("copy-exists", target=target)
    with scratch(target.parent / ".unfinished") as folder:
        yield folder / target.name
        (folder / target.name).replace(target)


def make_offline_edition(store: Store, manifest: Manifest, target: Path, key: Path | None) -> None:
    """Make the zip of a release, in which a folder has the name of the zip; a key signs it."""
    records = {}

    def files() -> Iterator[tuple[str, bytes]]:
        for path, kept in store.files(manifest):
            is_page = path.endswith(".html")
            content = _lead_outside(kept.decode(), path, manifest).encode() if is_page else kept
            records[path] = record(content)
            yield f"{target.stem}/{path}", content
        for name, content in manifest.but(files=records).signed(key).beside().items():
            yield f"{target.stem}/{name}", content

    with target.open("wb") as file:
        write_zip(file, files(), manifest.date)


def _lead_outside(text: str, path: str, manifest: Manifest) -> str:
    """Return a page whose links out of the release lead to the web."""
    folder = posixpath.dirname(f"{manifest.below}{path}")

    def lead(link: re.Match[str]) -> str:
        where = posixpath.normpath(posixpath.join(folder, link[2]))
        if where.startswith(manifest.below):
            return link[0]
        return f"{link[1]}{manifest.address}{where}{link[3]}"

    return _LINK.sub(lead, text)


def export(store: Store, latest: Manifest, target: Path) -> None:
    """Write all releases into a folder; it is an error if one is not whole.

    They are one object: each version with its files that are new, and an inventory (3.5).
    """
    identifier = latest.address
    digest = hashlib.sha256(identifier.encode()).hexdigest()
    name = re.sub(rb"[^\w-]", lambda sign: b"%%%02x" % ord(sign[0]), identifier.encode()).decode()
    name = name if len(name) <= 100 else f"{name[:100]}-{digest}"
    contents: dict[str, list[str]] = {}
    versions: dict[str, Any] = {}
    home = target / digest[:3] / digest[3:6] / digest[6:9] / name
    write_whole(target / "0=ocfl_1.1", b"ocfl_1.1\n")
    write_whole(target / "ocfl_layout.json", as_json(_LAYOUT))
    write_whole(home / "0=ocfl_object_1.1", b"ocfl_object_1.1\n")
    for number, release in enumerate(store.releases(), start=1):
        head = f"v{number}"
        state: dict[str, list[str]] = defaultdict(list)
        for path, content in chain(store.files(release), release.beside().items()):
            digest = hashlib.sha512(content).hexdigest()
            if digest not in contents:
                contents[digest] = [f"{head}/content/{path}"]
                write_whole(home / contents[digest][0], content)
            state[digest].append(path)
        versions[head] = {
            "created": release.date,
            "message": release.tag,
            "user": {"name": release.publication, "address": release.address},
            "state": {digest: sorted(paths) for digest, paths in sorted(state.items())},
        }
        inventory = as_json({
            "id": identifier, "type": "https://ocfl.io/1.1/spec/#inventory",
            "digestAlgorithm": "sha512", "head": head, "contentDirectory": "content",
            "manifest": dict(sorted(contents.items())), "versions": versions,
        })  # fmt: skip
        for place in (home / head, home):
            write_whole(place / "inventory.json", inventory)
            sum_of_it = f"{hashlib.sha512(inventory).hexdigest()} inventory.json\n"
            write_whole(place / "inventory.json.sha512", sum_of_it.encode())


class Resource(NamedTuple):
    """What stood at an address at a moment (ISO 8601, UTC)."""

    url: str
    media_type: str
    content: bytes
    moment: str


def archive_of(store: Store, manifest: Manifest, target: Path) -> None:
    """Make the web archive of a release."""
    home = f"{manifest.address}{manifest.below}"
    types = table_beside(__file__, "media-types.toml")
    # A replay has no file under an address with a query that was not asked for with it.
    queries: dict[str, set[str]] = defaultdict(set)
    asking = [path for path in manifest.files if path.endswith(".html") or path == _SEARCH]
    for path, content in store.files(manifest, asking):
        text = content.decode()
        for file, query in _LOADED.findall(text) if path != _SEARCH else ():
            queries[posixpath.normpath(posixpath.join(posixpath.dirname(path), file))].add(query)
        if path == _SEARCH and (mark := _MARK.search(text)):
            for piece in manifest.files:
                queries[piece] |= {mark[1]} if piece.startswith("search/") else set()

    def resources() -> Iterator[Resource]:
        for path, content in store.files(manifest):
            kind = types.get(PurePosixPath(path).suffix, "application/octet-stream")
            addresses = [quote(path), *(f"{quote(path)}?{each}" for each in sorted(queries[path]))]
            for address in [*addresses, ""] if path == "index.html" else addresses:
                yield Resource(f"{home}{address}", kind, content, manifest.date)

    write_wacz(target, resources(), title=f"{manifest.publication}, {manifest.tag}", main=home)


def write_wacz(target: Path, resources: Iterable[Resource], *, title: str, main: str) -> None:
    """Write a web archive, which opens at its `main` address, and has a moment of its pages."""
    index, pages, moment = [], [{"format": "json-pages-1.0", "id": "pages", "title": title}], ""
    warc = io.BytesIO()
    for each in resources:
        index.append(_indexed(each, warc))
        moment = max(moment, each.moment)
        if each.media_type.startswith("text/html"):
            tree = html.fromstring(each.content)
            words = " ".join(main.text_content() for main in tree.iter("main"))
            named = {"url": each.url, "ts": each.moment, "text": " ".join(words.split())}
            pages.append(named | {"title": tree.findtext(".//title") or each.url})
    lines = "".join(f"{json.dumps(page, ensure_ascii=False)}\n" for page in pages)
    files = {_WARC: warc.getvalue(), _CDX: "".join(sorted(index)).encode(), _PAGES: lines.encode()}
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
    with target.open("wb") as file:
        write_zip(file, files.items(), moment, deflated=False)


def _indexed(each: Resource, file: IO[bytes]) -> str:
    """Write a record, and return its line in the index."""
    digest = f"sha256:{record(each.content).sha256}"
    writer = BufferWARCWriter(gzip=False, warc_version="WARC/1.1")
    lines = [("Content-Type", each.media_type), ("Content-Length", str(len(each.content)))]
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
    # An index sorts addresses by the host from its end (SURT).
    parts = urlsplit(each.url)
    host = ",".join(reversed((parts.hostname or "").split(".")))
    key = f"{host}){parts.path}?{parts.query}".removesuffix("?").lower()
    moment = "".join(filter(str.isdigit, each.moment))
    return f"{key} {moment} {json.dumps(about, ensure_ascii=False)}\n"
