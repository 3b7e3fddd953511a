"""The offline edition: a release as one zip that opens from a disk.

What a release says of other versions lies outside it; in the zip such a link leads to the web.
Nothing else is changed, and the same release gives the same zip on every machine.
"""

import datetime
import posixpath
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from .addresses import edition_of
from .manifest import SIGNATURE, Manifest, record
from .signature import sign
from .store import Store

_LINK = re.compile(r'(\shref=")((?:\.\./)+[^"]*)(")')
_READABLE = 0o100644 << 16


def offline_edition(
    store: Store, tag: str, folder: Path, name: str, key: Path | None = None
) -> Path:
    """Make the zip of a release, and return it; it appears in the folder when it is complete.

    The name is that of the zip, and of the folder in it; a key signs its manifest.
    """
    manifest = store.manifest(tag)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.zip"
    with store.laid_out(manifest, folder) as site:
        files = dict(manifest.files)
        for path in manifest.files:
            if path.endswith(".html"):
                html = _lead_outside((site / path).read_text("utf-8"), path, manifest).encode()
                (site / path).write_bytes(html)
                files[path] = record(html)
        changed = manifest.but(files=files)
        proofs = dict(changed.beside(sign(changed, key)))
        changed.write(site, proofs.get(SIGNATURE, b""))
        store_zip(target, {f"{name}/{path}": site / path for path in (*files, *proofs)},
                  manifest.date or "1980-01-01T00:00:00Z")  # fmt: skip
    return target


def store_zip(target: Path, files: Mapping[str, Path | bytes], moment: str) -> None:
    """Write files into a zip, which appears when it is complete; each has a moment, ISO 8601.

    They are stored, not deflated: compression differs from one version of zlib to the next, and
    the PDFs, which are most of it, would hardly shrink. What is a path is read only now.
    """
    unfinished = target.with_name(f"{target.name}.part")
    when = datetime.datetime.fromisoformat(moment).timetuple()
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, when[:6])
            entry.external_attr = _READABLE
            entry.create_system = 3  # Unix, wherever it is made
            archive.writestr(entry, content.read_bytes() if isinstance(content, Path) else content)
    unfinished.replace(target)


def _lead_outside(html: str, path: str, manifest: Manifest) -> str:
    """Return a page whose links out of the release lead to the web."""
    tag = manifest.tag or ""
    home, folder = edition_of(tag, ""), posixpath.dirname(edition_of(tag, path))

    def lead(link: re.Match[str]) -> str:
        where = posixpath.normpath(posixpath.join(folder, link[2]))
        if where.startswith((home, "..")):
            return link[0]
        return f"{link[1]}{manifest.address}{where}{link[3]}"

    return _LINK.sub(lead, html)
