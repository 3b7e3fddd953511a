"""What it costs to publish a large archive with many releases when nothing is new.

The releases are made of a real site; in each, every page of an issue is another, as it is in truth:
it says which release is to be cited. They are compared with what most hosts do: a copy of each.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from periodical.model.publication import read_publication
from periodical.releases import store as store_module
from periodical.releases.manifest import Manifest, record
from periodical.releases.publish import publish
from periodical.releases.store import Store

RELEASES = 50


@dataclass(frozen=True)
class Published:
    """Seconds by the clock, and bytes on the disk.

    Args:
        first, again, edited, released: To publish all releases from nothing; with nothing new; with
            an edit of the current site; with one more release.
        branch: What the store takes, packed as git packs a branch that is fetched.
        disk: What the published site takes.
        copying, copies: To copy every release whole, and what the copies take.
        files: How many files are published.
    """

    first: float
    again: float
    edited: float
    released: float
    branch: int
    disk: int
    copying: float
    copies: int
    files: int


def measure_publishing(root: Path, work: Path, releases: int = RELEASES) -> Published:
    """Measure with the built site of an archive.

    Args:
        root: The archive, built.
        work: A folder for the rest; on the same disk.
        releases: How many.
    """
    site, store, public = work / "site", Store(work / "store"), work / "public"
    subprocess.run(["git", "init", "--quiet", "--bare", str(store.root)], check=True)
    shutil.copytree(root / "_build" / "site", site)
    shutil.copy(root / "conf.py", store.root)
    publication = read_publication(root)
    about = Manifest(publication=publication.name, address=publication.base_url, tools={})
    built = about.of_site(site)
    files = dict(built.files)
    pages = sorted(path for path in files if path.startswith("issues/") and path.endswith(".html"))

    def add(number: int) -> None:
        for path in pages:
            with (site / path).open("a", encoding="utf-8") as page:
                page.write(f"<!-- Fiction of release {number}. -->\n")
        files.update({path: record((site / path).read_bytes()) for path in pages})
        manifest = built.but(
            tag=f"v{number}", commit=f"{number:040}", date=f"2101-01-01T00:00:{number:02}Z",
            files=dict(files),
        )  # fmt: skip
        # That each file reaches the disk is the time of a release, which is not measured here.
        with mock.patch.object(store_module, "_DURABLE", ()):
            store.add(manifest, site.joinpath)

    def published() -> float:
        about.of_site(site).write(site)  # as a build does
        return _seconds(lambda: publish(store, site, public))

    for number in range(releases):
        add(number)
    first, again = published(), published()
    with (site / pages[0]).open("a", encoding="utf-8") as page:
        page.write("<!-- An edit. -->\n")
    edited = published()
    add(releases)
    released = published()
    subprocess.run(["git", "-C", str(store.root), "gc", "-q", "--prune=now"], check=True)
    one = _seconds(lambda: shutil.copytree(site, work / "copy"))
    return Published(
        first=first,
        again=again,
        edited=edited,
        released=released,
        branch=_size(store.root / "objects"),
        disk=_size(public.resolve()),
        copying=one * (releases + 2),
        copies=_size(work / "copy") * (releases + 2),
        files=sum(1 for path in public.rglob("*") if path.is_file()),
    )


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _size(*folders: Path) -> int:
    """Return the room that folders take together; a file with two names takes it once."""
    blocks = {}
    for folder in folders:
        for path in folder.rglob("*"):
            stat = path.stat()
            blocks[stat.st_ino] = stat.st_blocks * 512
    return sum(blocks.values())
