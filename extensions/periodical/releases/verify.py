"""Whether a copy is whole and is what its manifest says: nothing missing, changed or extra."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import ReleasesError
from .addresses import FOLDER
from .manifest import MANIFEST, SUMS, Manifest, ManifestError, record_file
from .release import differing


class VerifyError(ReleasesError):
    """A folder that cannot be verified."""


@dataclass(frozen=True)
class Verdict:
    """What was found.

    Parameters
    ----------
    manifest
        The manifest of the copy.
    files
        How many files were read.
    differences
        What is missing, changed or extra, a line a file; nothing where the copy is whole.
    """

    manifest: Manifest
    files: int
    differences: tuple[str, ...]


def verify(folder: Path) -> Verdict:
    """Compare a copy of a release, or of a whole site with its releases, with its manifest.

    Raises
    ------
    VerifyError
        If there is no manifest to compare it with.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
        manifest = Manifest.from_json(content, where=path)
    except FileNotFoundError:
        raise VerifyError(
            f"{folder} has no {MANIFEST}: name the folder of a release or of a published site."
        ) from None
    except ManifestError as error:
        raise VerifyError(str(error)) from error
    found = {name: record_file(folder / name) for name in _files_of(folder, manifest)}
    count = len(found)
    sums = found.pop(SUMS, None)
    found.pop(MANIFEST)
    differences = list(differing(manifest.files, found))
    if sums is None:
        differences.append(f"missing: {SUMS}")
    elif (folder / SUMS).read_bytes() != manifest.sums():
        # Each lists the digests of all files, and this one that of the manifest too.
        differences.append(f"changed: {SUMS}, or {MANIFEST}: they do not agree")
    for tag, digest in sorted(manifest.releases.items()):
        below = f"{FOLDER}/{tag}"
        if not (folder / below / MANIFEST).is_file():
            differences.append(f"missing: {below}/{MANIFEST}")
        elif hashlib.sha256((folder / below / MANIFEST).read_bytes()).hexdigest() != digest:
            differences.append(f"changed: {below}/{MANIFEST}")
        else:
            verdict = verify(folder / below)
            count += verdict.files
            for each in verdict.differences:
                kind, _, name = each.partition(": ")
                differences.append(f"{kind}: {below}/{name}")
    return Verdict(manifest, count, tuple(differences))


def _files_of(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield all files of a copy, hidden ones too, but those of its releases."""
    releases = tuple(f"{FOLDER}/{tag}/" for tag in manifest.releases)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (path.is_file() or path.is_symlink()) and not name.startswith(releases or ("/",)):
            yield name
