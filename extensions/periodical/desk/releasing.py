"""The commands of permanence: `release`, `publish`, `verify`, and those that make copies."""

import sys
from pathlib import Path

from ..model.git import Repository
from ..model.publication import read_publication
from ..model.text import slug
from ..releases import ReleasesError
from ..releases.copies import archive_of, export, make_offline_edition
from ..releases.manifest import SIGNERS, verify
from ..releases.release import Workshop, rebuild, release, require_tags
from ..releases.store import Store, take_over
from .build import BUILD_FOLDER, build


def release_tags(
    root: Path, *, store: Path | None, python: Path | None, key: Path | None, tag: str | None,
    old_folder: Path | None,
) -> int:  # fmt: skip
    """Build and keep the release of a tag; of all that have none by default."""
    releases, repository = Store(store or root), Repository(root)
    repository.require()
    if old_folder:
        for taken in take_over(releases, old_folder):
            print(f"{taken} is taken over, every byte of it.")
        return 0
    tags = [tag] if tag else repository.release_tags()
    if not tags:
        raise ReleasesError("tags-none")
    _tell_changed(repository, "; a release has what its tag has.")
    workshop = Workshop(root, root / BUILD_FOLDER, python)
    for each in tags:
        if release(workshop, releases, each, key):
            print(f"{each} is released: the branch `releases` keeps it, and `publish` shows it.")
        else:
            print(f"{each} was released before: nothing to do.")
    return 0


def publish_all(root: Path, *, store: Path | None, jobs: str, quiet: bool, key: Path | None) -> int:
    """Build the site, and lay it out with all releases."""
    from ..releases.publish import publish

    releases, repository = Store(store or root), Repository(root)
    require_tags(releases, repository)
    released = releases.commits
    if missing := [tag for tag in repository.release_tags() if tag not in released]:
        raise ReleasesError("releases-lacking", store=releases.root, tags=", ".join(missing))
    _tell_changed(repository, ", so the manifest of the current site names no commit.")
    if build(root, jobs=jobs, quiet=quiet, store=releases.root):
        return 1
    public = root / BUILD_FOLDER / "public"
    new = publish(root, root / BUILD_FOLDER / "site", releases, public, key)
    count = len(released)
    what = f"the current site and {count} release{'' if count == 1 else 's'}"
    print(f"{'Published' if new else 'Nothing new'}: {what}, in {public}")
    return 0


def _tell_changed(repository: Repository, consequence: str) -> None:
    if changed := repository.changed():
        more = len(changed) - 1
        files = f"{changed[0]} {f'and {more} more have' if more else 'has'}"
        print(f"{files} changed since the last commit{consequence}", file=sys.stderr)


def verify_copy(
    root: Path, *, store: Path | None, python: Path | None, folder: Path | None, tag: str | None
) -> int:
    """Say whether a copy is as it was published, or a release as its tag is built today."""
    if tag and not folder:
        workshop = Workshop(root, root / BUILD_FOLDER, python)
        verdict = rebuild(workshop, Store(store or root), tag)
    elif folder and not tag:
        verdict = verify(folder, root / SIGNERS)
    else:
        raise ReleasesError("verify-what")
    print("".join(f"{each}\n" for each in verdict.differences), end="")
    if verdict.differences:
        said = "differ from the release" if tag else "are not as published"
        print(f"{len(verdict.differences)} files {said}.", file=sys.stderr)
        return 1
    manifest, files = verdict.manifest, verdict.files
    if tag:
        print(f"{tag}, built again: every byte of its {files} files is the same.")
        return 0
    draft = ", a draft that no commit has," if manifest.draft else ""
    what = manifest.tag or f"the site of {manifest.publication}{draft}"
    origin = f" Signed by {verdict.signer}." if verdict.signer else ""
    print(f"{files} files: {what} is whole. SHA-256 of its manifest: {manifest.digest}.{origin}")
    return 0


def pack(
    root: Path, *, copy: str, store: Path | None, tag: str | None, part: str = "",
    key: Path | None = None,
) -> int:  # fmt: skip
    """Make a copy of a release, the latest by default: a bag, a web archive, or a zip to open."""
    releases, folder = Store(store or root), root / BUILD_FOLDER
    tag = tag or next((each.tag for each in reversed(releases.releases())), "")
    if not tag:
        raise ReleasesError("releases-none", store=releases.root)
    name = f"{slug(read_publication(root).name)}-{tag}"
    match copy:
        case "bag":
            from ..releases.bag import make_bag

            target = folder / "bags" / f"{name}-{part}".removesuffix("-")
            make_bag(releases, tag, target, repository=Repository(root), part=part)
        case "wacz":
            target = folder / "offline" / f"{name}.wacz"
            archive_of(releases, tag, target)
        case _:
            target = folder / "offline" / f"{name}.zip"
            make_offline_edition(releases, tag, target, key)
    print(f"It is in {target}")
    return 0


def write_ocfl(root: Path, *, store: Path | None, folder: Path) -> int:
    """Write all releases into a new folder, in the Oxford Common File Layout."""
    count = export(Store(store or root), folder.absolute())
    print(f"{count} releases, every byte of them, are in {folder}")
    return 0
