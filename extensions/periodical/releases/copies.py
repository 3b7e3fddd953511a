"""Copies of releases: how each comes to be, and two of them.

The offline edition is a zip that opens from a disk. What a release says of other versions lies
outside it: there such a link leads to the web, and nothing else is changed.

A repository of files that no program is needed to read is for libraries that keep the store: the
publication is one object, each release a version of it; what several releases have is there once.
Format: Oxford Common File Layout 1.1, with the storage layout of its extension 0004.

The same releases give the same bytes on every machine.
"""

import contextlib
import datetime
import hashlib
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from ..ledger.ledger import write_whole
from ..model.text import as_json
from . import ReleasesError, scratch
from .addresses import edition_of
from .manifest import Manifest, record
from .store import Store

_LINK = re.compile(r'(\shref=")((?:\.\./)+[^"]*)(")')
_READABLE = 0o100644 << 16

_LAYOUT = "0004-hashed-n-tuple-storage-layout"
_OF_ROOT = {
    "0=ocfl_1.1": b"ocfl_1.1\n",
    "ocfl_layout.json": as_json({
        "extension": _LAYOUT, "description": "By the SHA-256 of identifiers.",
    }),
    f"extensions/{_LAYOUT}/config.json": as_json({
        "extensionName": _LAYOUT, "digestAlgorithm": "sha256", "tupleSize": 3, "numberOfTuples": 3,
    }),
}  # fmt: skip
"""What says how the root is laid out."""


@contextlib.contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """Have a place for a copy, which gets its name when it is complete.

    It is an error if there is a folder of that name: what was made once is not mixed with others.
    """
    if target.is_dir():
        raise ReleasesError(f"{target} exists. Move it, or delete it.")
    with scratch(target.parent / ".unfinished") as folder:
        yield folder / target.name
        (folder / target.name).replace(target)


def write_zip(target: Path, files: Iterable[tuple[str, bytes]], moment: str) -> None:
    """Write files into a zip; each has a moment, ISO 8601.

    They are stored, not deflated: compression differs from one version of zlib to the next, and
    the PDFs, which are most of it, would hardly shrink.
    """
    when = datetime.datetime.fromisoformat(moment).timetuple()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files:
            entry = zipfile.ZipInfo(path, when[:6])
            entry.external_attr = _READABLE
            entry.create_system = 3  # Unix, wherever it is made
            archive.writestr(entry, content)


def make_offline_edition(store: Store, tag: str, target: Path, key: Path | None = None) -> None:
    """Make the zip of a release, in which a folder has the name of the zip; a key signs it."""
    manifest = store.manifest(tag)

    def files() -> Iterator[tuple[str, bytes]]:
        records = {}
        for path, kept in store.files(manifest):
            is_page = path.endswith(".html")
            content = _lead_outside(kept.decode(), path, manifest).encode() if is_page else kept
            records[path] = record(content)
            yield path, content
        changed = manifest.but(files=records).signed(key)
        yield from changed.beside().items()

    with unfinished(target) as made:
        named = ((f"{target.stem}/{path}", content) for path, content in files())
        write_zip(made, named, manifest.moment)


def _lead_outside(html: str, path: str, manifest: Manifest) -> str:
    """Return a page whose links out of the release lead to the web."""
    home = edition_of(manifest.tag, "")
    folder = posixpath.dirname(edition_of(manifest.tag, path))

    def lead(link: re.Match[str]) -> str:
        where = posixpath.normpath(posixpath.join(folder, link[2]))
        if where.startswith((home, "..")):
            return link[0]
        return f"{link[1]}{manifest.address}{where}{link[3]}"

    return _LINK.sub(lead, html)


def export(store: Store, target: Path) -> int:
    """Write all releases into a folder; return their number.

    It is an error if the folder exists, if there is no release, or if one is not whole.
    """
    releases = store.releases()
    if not releases:
        raise ReleasesError(f"There are no releases in {store.folder}.")
    identifier = releases[-1].address
    digest = hashlib.sha256(identifier.encode()).hexdigest()
    with unfinished(target) as root:
        for path, content in _OF_ROOT.items():
            write_whole(root / path, content)
        home = root / digest[:3] / digest[3:6] / digest[6:9] / digest
        _write_object(store, releases, identifier, home)
    return len(releases)


def _write_object(store: Store, releases: list[Manifest], identifier: str, home: Path) -> None:
    """Write the object: each version with its files that are new, and an inventory (3.5)."""
    write_whole(home / "0=ocfl_object_1.1", b"ocfl_object_1.1\n")
    contents: dict[str, list[str]] = {}
    versions: dict[str, Any] = {}
    for number, release in enumerate(releases, start=1):
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
