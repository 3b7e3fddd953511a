"""Which pages are as they should be: a ledger of what each page showed when it was last written.

Sphinx writes a page again when its source changes. A page of a periodical shows more than its
source: the titles of its neighbours, the years of the archive, names from the registry. The ledger
keeps a digest of that for each page, beside the doctrees, so that an incremental build gives what a
clean one gives, writes only what has changed, and removes what is gone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STALE = ""
"""The digest of a page that is being written: whatever comes next, it is to be written again."""


def digest(*shown: Any) -> str:
    """Return a digest of plain data: text, numbers, tuples, lists, dicts and frozen dataclasses."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()


@dataclass
class Ledger:
    """The digests of the pages of one site.

    Parameters
    ----------
    path
        Where the ledger is kept.
    pages
        Digest by name of page, as of the last complete build.
    images
        The pictures that the site had.
    assets
        A digest of the style sheets and other static files.
    """

    path: Path
    pages: dict[str, str] = field(default_factory=dict)
    images: list[str] = field(default_factory=list)
    assets: str = STALE

    @classmethod
    def load(cls, path: Path) -> Ledger:
        """Read a ledger; a missing or unreadable one makes every page stale."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, dict(kept["pages"]), list(kept["images"]), str(kept["assets"]))
        except (OSError, ValueError, KeyError, TypeError):
            return cls(path)

    def save(self) -> None:
        """Write the ledger, unless it is on disk as it is."""
        kept = {"pages": self.pages, "images": self.images, "assets": self.assets}
        text = json.dumps(kept, indent=0, sort_keys=True)
        if not self.path.is_file() or self.path.read_text(encoding="utf-8") != text:
            self.path.write_text(text, encoding="utf-8")


def digest_of_files(folders: list[Path]) -> str:
    """Return a digest of the names, sizes and times of all files in some folders."""
    stats = []
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            if path.is_file():
                stat = path.stat()
                stats.append((path.as_posix(), stat.st_size, stat.st_mtime_ns))
    return digest(stats)
