"""Copies of releases: how each comes to be, and the offline edition, a zip that opens from a disk.

What a release says of other versions lies outside it; in the zip such a link leads to the web.
Nothing else is changed, and the same release gives the same zip on every machine.
"""

import contextlib
import datetime
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import ReleasesError, scratch
from .addresses import edition_of
from .manifest import Manifest, record, sign
from .store import Store

_LINK = re.compile(r'(\shref=")((?:\.\./)+[^"]*)(")')
_READABLE = 0o100644 << 16


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
        changed = manifest.but(files=records)
        yield from changed.beside(sign(changed, key)).items()

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
