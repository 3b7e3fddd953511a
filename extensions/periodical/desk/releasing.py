"""The commands of permanence: `release`, `publish`, `verify`, `bag` and `offline`."""

from __future__ import annotations

import argparse
import platform
import sys
from pathlib import Path
from typing import Any

from ..model.publication import read_publication
from ..model.text import slug
from ..releases import ReleasesError
from .build import BUILD_FOLDER, RELEASES_FOLDER, build

COMMANDS = ("release", "publish", "verify", "bag", "offline")


def add_commands(commands: Any) -> None:
    """Add the commands to those of `periodical`."""
    store = argparse.ArgumentParser(add_help=False)
    store.add_argument(
        "--store", type=Path, metavar="FOLDER",
        help=f"where releases are kept; {RELEASES_FOLDER} by default",
    )  # fmt: skip
    python = argparse.ArgumentParser(add_help=False)
    python.add_argument(
        "--python", type=Path, metavar="FILE",
        help="an interpreter that has what the tag's lock file pins, in place of a new environment",
    )  # fmt: skip

    command = commands.add_parser(
        "release", parents=[store, python], help="build a git tag once, and keep it for good"
    )
    command.add_argument(
        "tag", nargs="?", metavar="TAG", help="such as v2024.1; all that are missing by default"
    )
    command = commands.add_parser(
        "publish", parents=[store], help="lay out the site and all releases in _build/public"
    )
    command.add_argument("-j", "--jobs", default="auto", help="how many processes; or auto")
    command.add_argument("-q", "--quiet", action="store_true", default=None)
    command = commands.add_parser(
        "verify", parents=[store, python], help="say whether a copy is whole and genuine"
    )
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="the copy")
    what.add_argument("--rebuild", metavar="TAG", help="build a release again, and compare")
    command = commands.add_parser(
        "bag", parents=[store], help="make a BagIt bag of an issue, a year or everything"
    )
    command.add_argument(
        "part", nargs="?", default="", metavar="WHAT",
        help="the id of an issue, or a year; everything by default",
    )  # fmt: skip
    command.add_argument("--release", metavar="TAG", help="the latest release by default")
    command = commands.add_parser(
        "offline", parents=[store], help="make a zip of a release that opens from a disk"
    )
    command.add_argument("tag", nargs="?", metavar="TAG", help="the latest release by default")


def run(root: Path, options: argparse.Namespace) -> int:
    """Carry out one of the commands.

    Returns
    -------
    int
        0 if all is well, 1 if a copy is not what it should be, 2 if the command failed.
    """
    try:
        return {
            "release": _release,
            "publish": _publish,
            "verify": _verify,
            "bag": _bag,
            "offline": _offline,
        }[options.command](root, options)
    except ReleasesError as error:
        print(f"periodical: {error}", file=sys.stderr)
        return 2


def _store(root: Path, options: argparse.Namespace) -> Any:
    from ..releases.store import Store

    return Store((options.store or root / RELEASES_FOLDER).absolute())


def _workshop(root: Path, options: argparse.Namespace) -> Any:
    from ..releases.release import Workshop

    # Not resolved: the interpreter of an environment is a link, and knows by it where it is.
    python = options.python.absolute() if options.python else None
    return Workshop(root, root / BUILD_FOLDER / "environments", python)


def _latest(store: Any) -> str:
    from ..releases.store import StoreError

    releases = store.releases()
    if not releases:
        raise StoreError(f"There are no releases in {store.folder}. Make one: periodical release.")
    return str(releases[-1].tag)


def _release(root: Path, options: argparse.Namespace) -> int:
    from ..releases.git import GitError
    from ..releases.release import release

    store, workshop = _store(root, options), _workshop(root, options)
    repository = workshop.repository
    repository.require()
    tags = [options.tag] if options.tag else repository.release_tags()
    if not tags:
        raise GitError(
            "There are no release tags here. Make one with git tag v2024.1, or fetch them with "
            "git fetch --tags."
        )
    if changed := repository.changed():
        print(
            f"{_files(changed)} changed since the last commit; a release has what its tag has.",
            file=sys.stderr,
        )
    for tag in tags:
        if release(workshop, store, tag):
            print(f"{tag} is released: it is in {store.folder}, and `periodical publish` shows it.")
        else:
            print(f"{tag} was released before: nothing to do.")
    return 0


def _publish(root: Path, options: argparse.Namespace) -> int:
    from ..releases.manifest import LOCK, tools_here
    from ..releases.publish import CurrentSite, PublishError, publish
    from ..releases.release import Workshop

    store, repository = _store(root, options), Workshop(root, root).repository
    if missing := [tag for tag in repository.release_tags() if tag not in store]:
        raise PublishError(
            f"The store {store.folder} has no {', '.join(missing)}: what was published would be "
            "taken down. Restore the store, or make what it lacks: periodical release."
        )
    head = repository.head()
    changed = repository.changed() if head else []
    if changed:
        print(
            f"{_files(changed)} changed since the last commit, so the manifest of the current site "
            "names no commit.",
            file=sys.stderr,
        )
    if build(root, jobs=options.jobs, quiet=options.quiet, store=store.folder):
        return 1
    lock = root / LOCK
    tools = tools_here(
        lock.read_text(encoding="utf-8") if lock.is_file() else "", platform.python_version()
    )
    site = CurrentSite(
        folder=root / BUILD_FOLDER / "site",
        templates=root / "_templates",
        publication=read_publication(root),
        commit=None if changed else head,
        tools=tools,
    )
    public = root / BUILD_FOLDER / "public"
    new = publish(site, store, public)
    count = len(store.releases())
    what = f"the current site and {count} release{'' if count == 1 else 's'}"
    print(f"{'Published' if new else 'Nothing new'}: {what}, in {public}")
    return 0


def _files(paths: list[str]) -> str:
    more = len(paths) - 1
    return f"{paths[0]} {f'and {more} more ' if more else ''}{'have' if more else 'has'}"


def _verify(root: Path, options: argparse.Namespace) -> int:
    if options.rebuild:
        return _verify_rebuilt(root, options)
    from ..releases.verify import verify

    verdict = verify(options.folder)
    print("".join(f"{each}\n" for each in verdict.differences), end="")
    if verdict.differences:
        print(f"{len(verdict.differences)} files are not as published.", file=sys.stderr)
        return 1
    manifest = verdict.manifest
    what = manifest.tag or f"the site of {manifest.publication}"
    print(f"{verdict.files} files: {what} is whole. SHA-256 of its manifest: {manifest.digest}")
    return 0


def _verify_rebuilt(root: Path, options: argparse.Namespace) -> int:
    from ..releases.release import rebuild

    found = rebuild(_workshop(root, options), _store(root, options), options.rebuild)
    for tool in found.tools:
        print(f"another version: {tool}", file=sys.stderr)
    print("".join(f"{each}\n" for each in found.differences), end="")
    if found.differences:
        print(f"{len(found.differences)} files differ from the release.", file=sys.stderr)
        return 1
    print(f"{options.rebuild}, built again: every byte of its {found.files} files is the same.")
    return 0


def _bag(root: Path, options: argparse.Namespace) -> int:
    from ..releases.bag import Part, make_bag
    from ..releases.git import Repository

    store = _store(root, options)
    tag = options.release or _latest(store)
    name = "-".join(filter(None, [_name(root), tag, options.part]))
    target = root / BUILD_FOLDER / "bags" / name
    make_bag(store, Repository(root), tag, Part(options.part), target)
    print(f"The bag is {target}")
    return 0


def _offline(root: Path, options: argparse.Namespace) -> int:
    from ..releases.offline import offline_edition

    store = _store(root, options)
    tag = options.tag or _latest(store)
    made = offline_edition(store, tag, root / BUILD_FOLDER / "offline", f"{_name(root)}-{tag}")
    print(f"The offline edition is {made}")
    return 0


def _name(root: Path) -> str:
    return slug(read_publication(root).name)
