"""The commands of permanence: `release`, `publish`, `verify`, and those that make copies."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ..model.messages import TroubleError
from ..model.publication import BUILD_FOLDER
from ..model.text import slug
from ..releases.copies import archive_of, export, make_offline_edition, unfinished
from ..releases.manifest import MANIFEST, SIGNERS, Manifest, signature_of, verify
from ..releases.release import rebuild, release
from ..releases.store import Store, take_over
from .build import build


def release_tags(
    root: Path, *, python: Path | None, key: Path | None, tag: str | None, old_folder: Path | None
) -> None:
    """Build and keep the release of a tag; of all that have none by default."""
    signature_of(b"", key)  # if it cannot sign, that is told before a build
    store = Store(root)
    if old_folder:
        store.require()
        for taken in take_over(store, old_folder):
            print(f"{taken} is taken over, every byte of it.")
        return
    store.require_history()
    tags = [tag] if tag else store.release_tags()
    if not tags:
        raise TroubleError("tags-none")
    _tell_changed(store, "; a release has what its tag has.")
    for each in tags:
        if release(store, each, python, key):
            print(f"{each} is released: the branch `releases` keeps it, and `publish` shows it.")
        else:
            print(f"{each} was released before: nothing to do.")


def publish_all(root: Path, *, jobs: str, quiet: bool, key: Path | None) -> int:
    """Build the site, and lay it out with all releases."""
    from ..releases.publish import publish

    signature_of(b"", key)  # if it cannot sign, that is told before a build
    store = Store(root)
    store.require_history()
    released = store.commits
    if missing := [tag for tag in store.release_tags() if tag not in released]:
        raise TroubleError("releases-lacking", store=root, tags=", ".join(missing))
    _tell_changed(store, ", so the manifest of the current site names no commit.")
    if build(root, jobs=jobs, quiet=quiet):
        return 1
    public = root / BUILD_FOLDER / "public"
    new = publish(store, root / BUILD_FOLDER / "site", public, key)
    count = len(released)
    what = f"the current site and {count} release{'' if count == 1 else 's'}"
    print(f"{'Published' if new else 'Nothing new'}: {what}, in {public}")
    return 0


def _tell_changed(store: Store, consequence: str) -> None:
    if changed := store.changed():
        more = len(changed) - 1
        files = f"{changed[0]} {f'and {more} more have' if more else 'has'}"
        print(f"{files} changed since the last commit{consequence}", file=sys.stderr)


def verify_copy(root: Path, *, python: Path | None, folder: Path | None, tag: str | None) -> int:
    """Say whether a copy is as it was published, or a release as its tag is built today."""
    if tag and not folder:
        verdict = rebuild(Store(root), tag, python)
    elif folder and not tag:
        verdict = verify(folder, root / SIGNERS)
    else:
        raise TroubleError("verify-what")
    if verdict.differences:
        print(*verdict.differences, sep="\n")
        count = len(verdict.differences)
        said = "1 file is" if count == 1 else f"{count} files are"
        print(f"{said} not as {'in the release' if tag else 'published'}.", file=sys.stderr)
        return 1
    manifest, files = verdict.manifest, verdict.files
    if tag:
        print(f"{tag}, built again: every byte of its {files} files is the same.")
        return 0
    draft = ", a draft that no commit has," if manifest.draft else ""
    what = manifest.tag or f"the site of {manifest.publication}{draft}"
    origin = f" Signed by {verdict.signer}." if verdict.signer else ""
    print(f"{files} files: {what} is whole.{origin} Its manifest, as sha256sum says it:")
    print(f"{manifest.digest}  {MANIFEST}")
    return 0


def pack(
    root: Path, *, copy: str, tag: str | None = None, part: str = "", key: Path | None = None
) -> None:
    """Make a copy of a release, the latest by default, or of all in the layout of OCFL."""
    from ..releases.bag import make_bag

    store, folder = Store(root), root / BUILD_FOLDER
    manifest = store.manifest(tag)
    if not manifest.address:
        raise TroubleError("copy-without-address", tag=manifest.tag)
    publication = slug(manifest.publication)
    name = f"{publication}-{manifest.tag}"
    copies: dict[str, tuple[str, Callable[[Store, Manifest, Path], None]]] = {
        "bag": (f"bags/{name}-{part}".removesuffix("-"), partial(make_bag, part=part)),
        "ocfl": (f"ocfl/{publication}", export),
        "wacz": (f"offline/{name}.wacz", archive_of),
        "zip": (f"offline/{name}.zip", partial(make_offline_edition, key=key)),
    }
    place, make = copies[copy]
    with unfinished(folder / place) as made:
        make(store, manifest, made)
    print(f"It is in {folder / place}")
