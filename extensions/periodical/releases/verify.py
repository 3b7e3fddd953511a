"""Whether a copy, or a release built again, is what a manifest says: nothing missing or else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import ReleasesError
from .addresses import ADDRESSES, edition_of
from .manifest import MANIFEST, SIGNATURE, SUMS, FileRecord, Manifest, record_file, signer_of
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
        tools: Tools of which another version was used to build it again.
        signer: Who has signed the manifest; empty if nobody has, or nobody's keys were given.
    """

    manifest: Manifest
    files: int
    differences: tuple[str, ...]
    tools: tuple[str, ...] = ()
    signer: str = ""


def verify(folder: Path, signers: Path = Path(), *, is_root: bool = True) -> Verdict:
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
    manifest = Manifest.from_json(path.read_bytes(), where=path)
    found = {name: record_file(folder / name) for name in _files_of(folder, manifest)}
    count = len(found)
    sums = found.pop(SUMS, None)
    found.pop(MANIFEST)
    is_signed = found.pop(SIGNATURE, None) is not None
    differences = list(_differing(manifest.files, found))
    if sums is None:
        differences.append(f"missing: {SUMS}")
    elif (folder / SUMS).read_bytes() != manifest.sums():
        # Each lists the digests of all files, and this one that of the manifest too.
        differences.append(f"changed: {SUMS}, or {MANIFEST}: they do not agree")
    signer = ""
    is_asked = signers.is_file() and re.search(r"(?m)^[^#\s]", signers.read_text("utf-8"))
    if is_asked and (is_signed or is_root):
        signer = signer_of(manifest, folder / SIGNATURE, signers)
        if not signer:
            wrong = "changed" if is_signed else "missing"
            differences.append(f"{wrong}: {SIGNATURE}, by which a key in {signers} signs it")
    for tag, digest in sorted(manifest.releases.items()):
        below = edition_of(tag, "")
        path = folder / below / MANIFEST
        if not path.is_file():
            differences.append(f"missing: {below}{MANIFEST}")
        elif record_file(path).sha256 != digest:
            differences.append(f"changed: {below}{MANIFEST}")
        else:
            verdict = verify(folder / below, signers, is_root=False)
            count += verdict.files
            differences += [each.replace(": ", f": {below}", 1) for each in verdict.differences]
    return Verdict(manifest, count, tuple(differences), signer=signer)


def _files_of(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield all files of a copy, hidden ones too, but those of its releases."""
    releases = tuple(edition_of(tag, "") for tag in manifest.releases)
    notes = () if manifest.tag else _NOTES
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_file = path.is_file() or path.is_symlink()
        if is_file and name not in notes and not name.startswith(releases or ("/",)):
            yield name


def rebuild(workshop: Workshop, store: Store, tag: str) -> Verdict:
    """Build a release again, elsewhere, and compare it with the one that is kept.

    It is an error if the store does not have it, if it cannot be built, or if the tag is not the
    commit that was released.
    """
    kept, commit = store.manifest(tag), workshop.repository.commit_of(tag)
    require_unmoved(kept, commit)
    with workshop.built(tag, commit, with_history=kept.format > 1) as (manifest, _):
        now, then = manifest.tools, kept.tools
        others = sorted({name for name, _ in now.items() ^ then.items()})
        tools = (
            f"{each} {now.get(each, 'none')}, then {then.get(each, 'none')}" for each in others
        )
        differences = _differing(kept.files, manifest.files)
        return Verdict(kept, len(kept.files), tuple(differences), tuple(tools))


def _differing(kept: dict[str, FileRecord], found: dict[str, FileRecord]) -> Iterator[str]:
    """Yield a line for each file that is missing, changed or extra, in the order of paths."""
    for path in sorted({*kept, *found}):
        if path not in found:
            yield f"missing: {path}"
        elif path not in kept:
            yield f"extra: {path}"
        elif kept[path] != found[path]:
            yield f"changed: {path}"
