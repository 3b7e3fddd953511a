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
from pathlib import Path, PurePosixPath
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
        Digest by path in the site of each style sheet or other file that is copied as it is.
    files
        Digest by path in the site of what each file beside a page was made from.
    """

    path: Path
    pages: dict[str, str] = field(default_factory=dict)
    images: list[str] = field(default_factory=list)
    assets: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Ledger:
        """Read a ledger; a missing or unreadable one makes every page stale."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                path,
                dict(kept["pages"]),
                list(kept["images"]),
                dict(kept["assets"]),
                dict(kept["files"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return cls(path)

    def save(self) -> None:
        """Write the ledger, unless it is on disk as it is."""
        kept = {
            "pages": self.pages,
            "images": self.images,
            "assets": self.assets,
            "files": self.files,
        }
        text = json.dumps(kept, indent=0, sort_keys=True)
        if not self.path.is_file() or self.path.read_text(encoding="utf-8") != text:
            self.path.write_text(text, encoding="utf-8")


def digests_of_files(path: Path, name: str) -> dict[str, str]:
    """Return a digest of the content of a file, or of each file of a folder.

    Contents count, not times: a fresh checkout has new times and nothing new to show.

    Parameters
    ----------
    path
        The file or folder. Hidden files are left out, as they are never copied.
    name
        What the paths in the result begin with.
    """
    if path.is_file():
        return {name: hashlib.sha256(path.read_bytes()).hexdigest()}
    files = (file for file in path.rglob("*") if file.is_file())
    relative = {file.relative_to(path): file for file in files}
    return {
        (PurePosixPath(name) / each).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for each, file in sorted(relative.items())
        if not any(part.startswith(".") for part in each.parts)
    }
