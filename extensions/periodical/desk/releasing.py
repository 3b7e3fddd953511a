"""The commands of permanence: `release`, `publish`, `verify`, and those that make copies."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from ..model.git import GitError, Repository
from ..model.publication import read_publication
from ..model.text import slug
from ..releases import ReleasesError
from ..releases.offline import offline_edition
from ..releases.release import Workshop, release, require_tags
from ..releases.signature import SIGNERS
from ..releases.store import Store, take_over
from ..releases.verify import rebuild, verify
from .build import BUILD_FOLDER, build


def add_commands(
    add: Callable[..., argparse.ArgumentParser], building: argparse.ArgumentParser
) -> None:
    """Add the commands to those of `periodical`; `building` has the options of a build."""
    store = argparse.ArgumentParser(add_help=False)
    store.add_argument(
        "--store", type=Path, metavar="REPOSITORY",
        help="whose branch `releases` keeps the releases; this one by default",
    )  # fmt: skip
    python = argparse.ArgumentParser(add_help=False)
    python.add_argument(
        "--python", type=Path, metavar="FILE",
        help="an interpreter that has what the tag's lock file pins, in place of a new environment",
    )  # fmt: skip
    key = argparse.ArgumentParser(add_help=False)
    key.add_argument(
        "--key", type=Path, metavar="FILE", default=os.environ.get("PERIODICAL_SIGNING_KEY"),
        help="an SSH key that signs the manifest; PERIODICAL_SIGNING_KEY by default",
    )  # fmt: skip
    command = add(_release, "build a git tag once, and keep it for good", store, python, key)
    command.add_argument(
        "tag", nargs="?", metavar="TAG", help="such as v2024.1; all that are missing by default"
    )
    command.add_argument(
        "--take-over", type=Path, metavar="FOLDER",
        help="keep the releases of a folder in which each file is named by its SHA-256",
    )  # fmt: skip
    add(_publish, "lay out the site and all releases in _build/public", store, building, key)
    command = add(_verify, "say whether a copy is whole and genuine", store, python)
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="the copy")
    what.add_argument("--rebuild", metavar="TAG", help="build a release again, and compare")
    command = add(_bag, "make a BagIt bag of an issue, a year or everything", store)
    command.add_argument(
        "part", nargs="?", default="", metavar="WHAT",
        help="the id of an issue, or a year; everything by default",
    )  # fmt: skip
    command.add_argument("--release", metavar="TAG", help="the latest release by default")
    command = add(_wacz, "make a web archive of a release, for tools that replay the web", store)
    command.add_argument("tag", nargs="?", metavar="TAG", help="the latest release by default")
    command = add(_ocfl, "write all releases in the Oxford Common File Layout", store)
    command.add_argument("folder", type=Path, metavar="FOLDER", help="which does not exist yet")
    command = add(_offline, "make a zip of a release that opens from a disk", store, key)
    command.add_argument("tag", nargs="?", metavar="TAG", help="the latest release by default")


def _store(root: Path, options: argparse.Namespace) -> Store:
    return Store((options.store or root).absolute())


def _workshop(root: Path, options: argparse.Namespace) -> Workshop:
    # Not resolved: the interpreter of an environment is a link, and knows by it where it is.
    python = options.python.absolute() if options.python else None
    return Workshop(root, root / BUILD_FOLDER, python)


def _latest(store: Store) -> str:
    if releases := store.releases():
        return str(releases[-1].tag)
    raise ReleasesError(f"There are no releases in {store.folder}. Make one: periodical release.")


def _release(root: Path, options: argparse.Namespace) -> int:
    store, workshop = _store(root, options), _workshop(root, options)
    repository = workshop.repository
    repository.require()
    if options.take_over:
        for tag in take_over(store, options.take_over):
            print(f"{tag} is taken over, every byte of it.")
        return 0
    tags = [options.tag] if options.tag else repository.release_tags()
    if not tags:
        raise GitError(
            "There are no release tags here. Make one with git tag v2024.1, or fetch them with "
            "git fetch --tags."
        )
    _tell_changed(repository, "; a release has what its tag has.")
    for tag in tags:
        if release(workshop, store, tag, options.key):
            print(f"{tag} is released: the branch `releases` keeps it, and `publish` shows it.")
        else:
            print(f"{tag} was released before: nothing to do.")
    return 0


def _publish(root: Path, options: argparse.Namespace) -> int:
    from ..releases.publish import CurrentSite, publish

    store, repository = _store(root, options), Repository(root)
    require_tags(store, repository)
    released = store.commits
    if missing := [tag for tag in repository.release_tags() if tag not in released]:
        raise ReleasesError(
            f"The store {store.folder} has no {', '.join(missing)}: what was published would be "
            "taken down. Fetch it with git fetch origin releases:releases, or make what it lacks: "
            "periodical release."
        )
    _tell_changed(repository, ", so the manifest of the current site names no commit.")
    if build(root, jobs=options.jobs, quiet=options.quiet, store=store.folder):
        return 1
    public = root / BUILD_FOLDER / "public"
    new = publish(CurrentSite.of(root, root / BUILD_FOLDER / "site"), store, public, options.key)
    count = len(released)
    what = f"the current site and {count} release{'' if count == 1 else 's'}"
    print(f"{'Published' if new else 'Nothing new'}: {what}, in {public}")
    return 0


def _tell_changed(repository: Repository, consequence: str) -> None:
    if changed := repository.changed():
        more = len(changed) - 1
        files = f"{changed[0]} {f'and {more} more have' if more else 'has'}"
        print(f"{files} changed since the last commit{consequence}", file=sys.stderr)


def _verify(root: Path, options: argparse.Namespace) -> int:
    tag = options.rebuild
    if tag:
        verdict = rebuild(_workshop(root, options), _store(root, options), tag)
    else:
        verdict = verify(options.folder, root / SIGNERS)
    for tool in verdict.tools:
        print(f"another version: {tool}", file=sys.stderr)
    print("".join(f"{each}\n" for each in verdict.differences), end="")
    if verdict.differences:
        said = "differ from the release" if tag else "are not as published"
        print(f"{len(verdict.differences)} files {said}.", file=sys.stderr)
        return 1
    manifest, files = verdict.manifest, verdict.files
    draft = ", a draft that no commit has," if manifest.draft else ""
    what = manifest.tag or f"the site of {manifest.publication}{draft}"
    origin = f" Signed by {verdict.signer}." if verdict.signer else ""
    print(
        f"{tag}, built again: every byte of its {files} files is the same."
        if tag
        else f"{files} files: {what} is whole. SHA-256 of its manifest: {manifest.digest}.{origin}"
    )
    return 0


def _bag(root: Path, options: argparse.Namespace) -> int:
    from ..releases.bag import make_bag

    store = _store(root, options)
    tag = options.release or _latest(store)
    name = "-".join(filter(None, [_name(root), tag, options.part]))
    target = root / BUILD_FOLDER / "bags" / name
    make_bag(store, Repository(root), tag, options.part, target)
    print(f"The bag is {target}")
    return 0


def _offline(root: Path, options: argparse.Namespace) -> int:
    store = _store(root, options)
    tag = options.tag or _latest(store)
    folder = root / BUILD_FOLDER / "offline"
    made = offline_edition(store, tag, folder, f"{_name(root)}-{tag}", options.key)
    print(f"The offline edition is {made}")
    return 0


def _wacz(root: Path, options: argparse.Namespace) -> int:
    from ..releases.wacz import archive_of

    store = _store(root, options)
    tag = options.tag or _latest(store)
    made = archive_of(store, tag, root / BUILD_FOLDER / "offline", f"{_name(root)}-{tag}")
    print(f"The web archive is {made}")
    return 0


def _ocfl(root: Path, options: argparse.Namespace) -> int:
    from ..releases.ocfl import export

    count = export(_store(root, options), options.folder.absolute())
    print(f"{count} releases, every byte of them, are in {options.folder}")
    return 0


def _name(root: Path) -> str:
    return slug(read_publication(root).name)
