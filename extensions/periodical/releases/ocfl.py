"""The store as a repository of files that no program is needed to read, for libraries that keep it.

The publication is one object, each release a version of it; what several releases have is there
once. The same releases give the same bytes.

Format: Oxford Common File Layout 1.1, with the storage layout of its extension 0003.
"""

import hashlib
import re
from collections import defaultdict
from itertools import chain
from pathlib import Path
from typing import Any

from ..ledger.ledger import write_whole
from ..model.text import as_json
from . import ReleasesError
from .copies import unfinished
from .manifest import Manifest
from .store import Store

_LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"
_OF_ROOT = {
    "0=ocfl_1.1": b"ocfl_1.1\n",
    "ocfl_layout.json": as_json({
        "extension": _LAYOUT, "description": "By the SHA-256 of identifiers, and their names.",
    }),
    f"extensions/{_LAYOUT}/config.json": as_json({
        "extensionName": _LAYOUT, "digestAlgorithm": "sha256", "tupleSize": 3, "numberOfTuples": 3,
    }),
}  # fmt: skip
"""What says how the root is laid out."""


def export(store: Store, target: Path) -> int:
    """Write all releases into a folder; return their number.

    It is an error if the folder exists, if there is no release, or if one is not whole.
    """
    releases = store.releases()
    if not releases:
        raise ReleasesError(f"There are no releases in {store.folder}.")
    identifier = releases[-1].address
    with unfinished(target) as root:
        for path, content in _OF_ROOT.items():
            write_whole(root / path, content)
        _write_object(store, releases, identifier, root / _place(identifier))
    return len(releases)


def _place(identifier: str) -> Path:
    """Return where an object is: by a digest of its identifier, and in a folder of its name."""
    digest = hashlib.sha256(identifier.encode()).hexdigest()
    signs = re.compile(rb"[^A-Za-z0-9_-]")
    name = signs.sub(lambda sign: b"%%%02x" % ord(sign[0]), identifier.encode()).decode()
    name = name if len(name) <= 100 else f"{name[:100]}-{digest}"
    return Path(digest[:3], digest[3:6], digest[6:9], name)


def _write_object(store: Store, releases: list[Manifest], identifier: str, home: Path) -> None:
    """Write the object: each version with its files that are new, and an inventory (3.5)."""
    write_whole(home / "0=ocfl_object_1.1", b"ocfl_object_1.1\n")
    contents: dict[str, list[str]] = {}
    versions: dict[str, Any] = {}
    for number, release in enumerate(releases, start=1):
        head = f"v{number}"
        state: dict[str, list[str]] = defaultdict(list)
        proofs = release.beside(store.signature(release))
        for path, content in chain(store.files(release), proofs.items()):
            digest = hashlib.sha512(content).hexdigest()
            if digest not in contents:
                contents[digest] = [f"{head}/content/{path}"]
                write_whole(home / contents[digest][0], content)
            state[digest].append(path)
        versions[head] = {
            "created": release.date,
            "message": release.tag,
            "user": {"name": release.publication, "address": release.address},
            "state": {digest: sorted(paths) for digest, paths in sorted(state.items())},
        }
        inventory = as_json({
            "id": identifier, "type": "https://ocfl.io/1.1/spec/#inventory",
            "digestAlgorithm": "sha512", "head": head, "contentDirectory": "content",
            "manifest": dict(sorted(contents.items())), "versions": versions,
        })  # fmt: skip
        for place in (home / head, home):
            write_whole(place / "inventory.json", inventory)
            sum_of_it = f"{hashlib.sha512(inventory).hexdigest()} inventory.json\n"
            write_whole(place / "inventory.json.sha512", sum_of_it.encode())
