"""The store: a plain folder that keeps every release, and every file of them once.

- ``objects/ab/ab12…`` is a file, named by the SHA-256 of its content and not writable;
- ``releases/v2024.1.json`` is the manifest of a release, written last: a release without it does
  not exist, whatever objects are there.

What has a name is complete: it is written under ``incoming/``, brought to the disk, and then
linked to its name, which fails if the name is taken. So nothing that exists is ever altered, and a
kill at any moment leaves nothing but files under ``incoming/`` and objects that the next attempt
finds ready.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..model.history import version_order
from . import ReleasesError
from .addresses import Addresses
from .manifest import FileRecord, Manifest, ManifestError, record_file


class StoreError(ReleasesError):
    """A store that lacks something, or holds what it should not."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes from writing to a folder; the lock ends with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class Store:
    """A store.

    Parameters
    ----------
    folder
        Where it is; it need not exist.
    """

    folder: Path

    def object_path(self, digest: str) -> Path:
        """Return where a file with some content is."""
        return self.folder / "objects" / digest[:2] / digest

    def manifest_path(self, tag: str) -> Path:
        """Return where the manifest of a release is."""
        return self.folder / "releases" / f"{tag}.json"

    def releases(self) -> list[Manifest]:
        """Return the manifests of all releases, oldest commit first."""
        files = (self.folder / "releases").glob("[!.]*.json")
        # Of one date, v2024.9 comes before v2024.10.
        return sorted(
            (self.manifest(path.stem) for path in files),
            key=lambda each: (each.date or "", version_order(each.tag or "")),
        )

    def published(self) -> list[tuple[str, Addresses]]:
        """Return tag and addresses of all releases, oldest first."""
        return [(each.tag or "", each.addresses) for each in self.releases()]

    def manifest(self, tag: str) -> Manifest:
        """Return the manifest of a release.

        Raises
        ------
        StoreError
            If there is none, or none that can be read.
        """
        path = self.manifest_path(tag)
        try:
            manifest = Manifest.from_json(path.read_bytes(), where=path)
        except FileNotFoundError:
            raise StoreError(
                f"The store {self.folder} has no release {tag}. Make it: periodical release {tag}."
            ) from None
        except ManifestError as error:
            raise StoreError(f"{error} Restore the store: it was not copied as a whole.") from error
        if manifest.tag != tag:
            raise StoreError(f"{path} is the manifest of {manifest.tag}: files were mixed up.")
        return manifest

    def __contains__(self, tag: str) -> bool:
        return self.manifest_path(tag).is_file()

    def add(self, manifest: Manifest, folder: Path) -> None:
        """Keep a release.

        Parameters
        ----------
        manifest
            What it consists of.
        folder
            Where its files are.

        Raises
        ------
        StoreError
            If there is a release of that tag, or a file is not what the manifest says.
        """
        tag = manifest.tag or ""
        with locked(self.folder):
            incoming = self.folder / "incoming"
            shutil.rmtree(incoming, ignore_errors=True)  # what a killed process left
            incoming.mkdir()
            if tag in self:
                raise StoreError(
                    f"The store has the release {tag}, and what it has is not altered."
                )
            folders = set()
            for path, record in manifest.files.items():
                target = self.object_path(record.sha256)
                if target.is_file() and target.stat().st_size == record.size:
                    continue
                target.unlink(missing_ok=True)  # cut short by other hands: its name is not true
                self._put((folder / path).read_bytes(), target, record)
                folders.add(target.parent)
            for each in folders:
                sync_folder(each)
            # What was ready before is looked at as well: a release is kept whole or not at all.
            self.check(manifest)
            self._put(manifest.content, self.manifest_path(tag))
            sync_folder(self.manifest_path(tag).parent)
            shutil.rmtree(incoming)

    def _put(self, content: bytes, target: Path, record: FileRecord | None = None) -> None:
        """Write a file under its name, complete or not at all."""
        made = self.folder / "incoming" / target.name
        with made.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if record is not None and record_file(made) != record:
            raise StoreError(f"{target.name[:10]}… changed while it was read. Build again.")
        made.chmod(0o444)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(made, target)
        made.unlink()

    def missing(self, manifests: Iterable[Manifest]) -> list[str]:
        """Return the files of releases that the store lacks, or has in another length.

        This reads no content: it is fit to be asked at every publication.
        """
        sizes: dict[str, int | None] = {}
        found = []
        for manifest in manifests:
            for path, record in manifest.files.items():
                if record.sha256 not in sizes:
                    try:
                        size = self.object_path(record.sha256).stat().st_size
                    except FileNotFoundError:
                        size = None
                    sizes[record.sha256] = size
                if sizes[record.sha256] != record.size:
                    found.append(f"{manifest.tag}: {path}")
        return found

    def check(self, manifest: Manifest, sound: set[str] | None = None) -> None:
        """Make sure, byte by byte, that a release is as it was.

        Parameters
        ----------
        manifest
            What it consists of.
        sound
            Digests of the objects that need not be read again; those that were read are added.

        Raises
        ------
        StoreError
            If a file is missing or is not what its name says.
        """
        sound = set() if sound is None else sound
        bad = []
        for path, record in manifest.files.items():
            if record.sha256 in sound:
                continue
            target = self.object_path(record.sha256)
            if target.is_file() and record_file(target) == record:
                sound.add(record.sha256)
            else:
                bad.append(f"{manifest.tag}: {path}")
        refuse(self.folder, bad)


def refuse(folder: Path, bad: list[str]) -> None:
    """Raise what is to be said of a store with missing or damaged files, if there are any."""
    if bad:
        named = "\n".join(f"  {each}" for each in bad[:10])
        more = f"\n  and {len(bad) - 10} more" if len(bad) > 10 else ""
        raise StoreError(
            f"The store {folder} is not whole; of these, files are missing or damaged:\n"
            f"{named}{more}\nRestore it from where it is kept; nothing was published."
        )


def place(source: Path, target: Path) -> None:
    """Put a file in a new place, without taking room where the disk can have it twice."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        if not source.is_file():
            raise
        target.parent.mkdir(parents=True, exist_ok=True)
        place(source, target)
    except OSError:
        # Another disk, or more names than the file system gives one file.
        shutil.copyfile(source, target)
