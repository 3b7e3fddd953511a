"""What it costs to publish a large archive with many releases when nothing is new.

The releases are made of a real site; in each, every page of an issue is another, as it is in truth:
it says which release is to be cited. They are compared with what most hosts do: a copy of each.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from periodical.model.publication import read_publication
from periodical.releases.addresses import read_addresses
from periodical.releases.manifest import Manifest, describe, record_file
from periodical.releases.publish import CurrentSite, publish
from periodical.releases.store import Store

RELEASES = 50


@dataclass(frozen=True)
class Published:
    """Seconds by the clock, and bytes on the disk.

    Parameters
    ----------
    first, again, edited
        To publish all releases from nothing; with nothing new; with an edit of the current site.
    disk
        What store and published site take together.
    copying, copies
        To copy every release whole, and what the copies take.
    files
        How many files are published.
    """

    first: float
    again: float
    edited: float
    disk: int
    copying: float
    copies: int
    files: int


def measure_publishing(root: Path, work: Path, releases: int = RELEASES) -> Published:
    """Measure with the built site of an archive.

    Parameters
    ----------
    root
        The archive, built.
    work
        A folder for the rest; on the same disk.
    releases
        How many.
    """
    site, store, public = work / "site", Store(work / "store"), work / "public"
    shutil.copytree(root / "_build" / "site", site)
    addresses, files = read_addresses(site), describe(site, without=["addresses.json"])
    pages = sorted(path for path in files if path.startswith("issues/") and path.endswith(".html"))
    publication = read_publication(root)
    for number in range(releases):
        for path in pages:
            with (site / path).open("a", encoding="utf-8") as page:
                page.write(f"<!-- Fiction of release {number}. -->\n")
        files |= {path: record_file(site / path) for path in pages}
        manifest = Manifest(
            publication=publication.name, address=publication.base_url, tag=f"v{number}",
            commit=f"{number:040}", date=f"2101-01-01T00:00:{number:02}Z", tools={},
            addresses=addresses, files=dict(files),
        )  # fmt: skip
        # That each file reaches the disk is the time of a release, which is not measured here.
        with mock.patch("os.fsync"):
            store.add(manifest, site)
    current = CurrentSite(site, root / "_templates", publication, None, {})
    first = _seconds(lambda: publish(current, store, public))
    again = _seconds(lambda: publish(current, store, public))
    with (site / pages[0]).open("a", encoding="utf-8") as page:
        page.write("<!-- An edit. -->\n")
    edited = _seconds(lambda: publish(current, store, public))
    one = _seconds(lambda: shutil.copytree(site, work / "copy"))
    return Published(
        first=first,
        again=again,
        edited=edited,
        disk=_size(store.folder, public.resolve()),
        copying=one * (releases + 1),
        copies=_size(work / "copy") * (releases + 1),
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
