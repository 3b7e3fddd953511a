"""The ledger: how each file of an output folder was made, and whether it is still so.

A maker (a builder, or what writes plain files) says of each of its files by what it is decided: a
fingerprint of all that the file shows. The ledger tells which files are due, and is kept beside the
doctrees, so that an incremental build gives what a clean one gives.

A build can be killed at any moment. What is about to be written is marked as stale before; a file
that is written here comes under its name complete or not at all; and a file counts as made only
with its size, time and SHA-256.
"""

import contextlib
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

from ..model.files import fingerprint, keep, read_kept, sha256_of, write_whole
from ..model.messages import on_one_line


class MadeFile(NamedTuple):
    """How a file was made.

    Args:
        fingerprint: What decided it; empty if it is stale.
        size, time, sha256: The file as it was made: bytes, nanoseconds, digest of its content.
        reason: Why it could not be made, if so.
    """

    fingerprint: str
    size: int
    time: int
    sha256: str
    reason: str = ""


Made: TypeAlias = bytes | Iterable[bytes] | None
"""What a file holds, whole or part by part; or nothing, if it has been written."""


class UnmadeError(Exception):
    """Why a file cannot be made."""


_STALE = MadeFile("", -1, -1, "")


class Ledger:
    """What one maker made in one folder; a missing or unreadable `file` of it makes all stale."""

    def __init__(self, file: Path, folder: Path) -> None:
        self.file, self.folder, self._saved = file, folder, time.monotonic()
        self.made: dict[str, MadeFile] = {}
        """The files that were made, or begun, by path."""
        with contextlib.suppress(TypeError, AttributeError):
            self.made = {path: MadeFile(*each) for path, each in read_kept(file)[1].items()}

    def is_intact(self, path: str) -> bool:
        """Tell whether a file is there as it was made.

        Its size and time tell, mostly; only a file with another time is read. So a build with
        nothing to do reads none, and a copied folder is known by its content.
        """
        made = self.made.get(path, _STALE)
        try:
            stat = (self.folder / path).stat()
        except OSError:
            return False
        if stat.st_size != made.size or stat.st_mtime_ns == made.time:
            return stat.st_size == made.size
        if sha256_of(self.folder / path) != made.sha256:
            return False
        self.made[path] = made._replace(time=stat.st_mtime_ns)
        return True

    def due(self, wanted: Mapping[str, str]) -> list[str]:
        """Return which of all files, with their fingerprints, have to be made, in that order."""
        alike = {path for path in wanted if self.made.get(path, _STALE).fingerprint == wanted[path]}
        return [path for path in wanted if path not in alike or not self.is_intact(path)]

    def mark(self, paths: Iterable[str]) -> None:
        """Note, on disk, that files are about to be written."""
        for path in paths:
            self.made[path] = self.made.get(path, _STALE)._replace(fingerprint="")
        self.save()

    def enter(self, path: str, mark: str, made: Made | UnmadeError = None) -> None:
        """Write a file, or note how it was written, or why it cannot be made.

        One that has this content is left alone, and one that is not there is due.
        """
        file = self.folder / path
        if isinstance(made, UnmadeError):
            # An older one would be believed.
            self.remove(path)
            self.made[path] = _STALE._replace(reason=on_one_line(str(made)))
            return
        if made is not None:
            write_whole(file, made)
        self.made.pop(path, None)
        if file.is_file():
            stat = file.stat()
            self.made[path] = MadeFile(mark, stat.st_size, stat.st_mtime_ns, sha256_of(file))

    def remove(self, path: str) -> None:
        """Remove a file, and the folders that it leaves empty."""
        self.made.pop(path, None)
        (self.folder / path).unlink(missing_ok=True)
        for folder in (self.folder / path).parents:
            if folder == self.folder or not folder.is_dir() or any(folder.iterdir()):
                return
            folder.rmdir()

    def save(self, *, every: float = 0) -> None:
        """Write the ledger, unless it is on disk as it is, or was so many seconds ago."""
        if time.monotonic() >= self._saved + every:
            keep(self.file, "", dict(sorted(self.made.items())))
            self._saved = time.monotonic()


def ledgers_of(doctrees: Path, out: Path) -> Path:
    """Return the folder of the ledgers of what is made in an output folder.

    Its name is the way from one to the other: both may have been copied, or built elsewhere.
    """
    way = os.path.relpath(out.resolve(), doctrees.resolve())
    return doctrees / "ledger" / fingerprint(way)[:12]
