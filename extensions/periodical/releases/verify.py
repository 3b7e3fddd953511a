"""Whether a copy, or a release built again, is what a manifest says: nothing missing or else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import ReleasesError
from .addresses import ADDRESSES, edition_of
from .manifest import MANIFEST, SIGNATURE, FileRecord, Manifest, record, signer_of
from .release import Workshop, require_unmoved
from .store import Store

_NOTES = (".buildinfo", ADDRESSES)
"""What a build leaves beside the current site for the next one."""


@dataclass(frozen=True)
class Verdict:
    """What was found.

    Args:
        files: How many files were read.
        differences: What is missing, changed or extra, a line a file.
        signer: Who has signed the manifest; empty if nobody has, or nobody's keys were given.
    """

    manifest: Manifest
    files: int
    differences: tuple[str, ...]
    signer: str = ""


def verify(folder: Path, signers: Path = Path()) -> Verdict:
    """Compare a copy of a release, or of a whole site with its releases, with its manifest.

    If there are signers, one of them has to have signed what is at the root; a manifest below it is
    vouched for by that at the root, but if it is signed, then by one of them. It is an error if
    there is no manifest, or none that can be read.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise ReleasesError(
            f"{folder} has no {MANIFEST}: name the folder of a release or of a published site."
        )
    root = Manifest.from_json(path.read_bytes(), where=path)
    manifests, bad = {"": root}, {}
    for tag, digest in sorted(root.releases.items()):
        below = edition_of(tag, "")
        path = folder / below / MANIFEST
        if path.is_file() and record(path.read_bytes()).sha256 == digest:
            manifests[below] = Manifest.from_json(path.read_bytes(), where=path)
        else:
            bad[below] = "changed" if path.is_file() else "missing"
    signatures = {
        below: path.read_bytes()
        for below in manifests
        if (path := folder / below / SIGNATURE).is_file()
    }
    is_asked = signers.is_file() and re.search(r"(?m)^[^#\s]", signers.read_text("utf-8"))
    signed = {
        below: signer_of(manifests[below], folder / below / SIGNATURE, signers)
        for below in ({"", *signatures} if is_asked else ())
    }
    expected = {
        f"{below}{path}": each
        for below, manifest in manifests.items()
        for path, each in manifest.whole(signatures.get(below, b"")).items()
    }
    found = {
        name: record((folder / name).read_bytes()) for name in _files_of(folder, root, tuple(bad))
    }
    differences = [f"{wrong}: {below}{MANIFEST}" for below, wrong in bad.items()]
    for below in sorted(below for below, signer in signed.items() if not signer):
        wrong = "changed" if below in signatures else "missing"
        said = f"{wrong}: {below}{SIGNATURE}, by which a key in {signers} signs it"
        differences.append(said)
    differences += _differing(expected, found)
    return Verdict(root, len(found), tuple(differences), signer=signed.get("", ""))


def _files_of(folder: Path, manifest: Manifest, but: tuple[str, ...]) -> Iterator[str]:
    """Yield all files of a copy, hidden ones too, but those below some folders."""
    notes = () if manifest.tag else _NOTES
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_file = path.is_file() or path.is_symlink()
        if is_file and name not in notes and not name.startswith(but):
            yield name


def rebuild(workshop: Workshop, store: Store, tag: str) -> Verdict:
    """Build a release again, elsewhere, and compare it with the one that is kept.

    It is an error if the store does not have it, if it cannot be built, or if the tag is not the
    commit that was released.
    """
    kept, commit = store.manifest(tag), workshop.repository.commit_of(tag)
    require_unmoved(kept, commit)
    with workshop.built(tag, commit, with_history=kept.format > 1) as (manifest, _):
        differences = _differing(kept.files, manifest.files)
        return Verdict(kept, len(kept.files), tuple(differences))


def _differing(kept: dict[str, FileRecord], found: dict[str, FileRecord]) -> Iterator[str]:
    """Yield a line for each file that is missing, changed or extra, in the order of paths."""
    for path in sorted({*kept, *found}):
        if path not in found:
            yield f"missing: {path}"
        elif path not in kept:
            yield f"extra: {path}"
        elif kept[path] != found[path]:
            yield f"changed: {path}"
