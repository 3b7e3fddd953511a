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
from .manifest import Manifest, scratch
from .store import Store

_DIGEST = "sha512"
_LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"


def export(store: Store, target: Path) -> int:
    """Write all releases into a folder, which appears when it is complete; return their number.

    It is an error if the folder exists, if there is no release, or if one is not whole.
    """
    if target.exists():
        raise ReleasesError(f"{target} exists. Move it, or delete it.")
    releases = store.releases()
    if not releases:
        raise ReleasesError(f"There are no releases in {store.folder}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with scratch(target.parent / ".unfinished") as folder:
        root = folder / target.name
        identifier = releases[-1].address
        write_whole(root / "0=ocfl_1.1", b"ocfl_1.1\n")
        write_whole(root / "ocfl_layout.json", as_json({
            "extension": _LAYOUT, "description": "By the SHA-256 of identifiers, and their names.",
        }))  # fmt: skip
        write_whole(root / "extensions" / _LAYOUT / "config.json", as_json({
            "extensionName": _LAYOUT, "digestAlgorithm": "sha256", "tupleSize": 3,
            "numberOfTuples": 3,
        }))  # fmt: skip
        _write_object(store, releases, identifier, root / _place(identifier))
        root.replace(target)
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
        for path, content in chain(store.files(release), release.beside(store.signature(release))):
            digest = hashlib.sha512(content).hexdigest()
            if digest not in contents:
                contents[digest] = [f"{head}/content/{path}"]
                write_whole(home / contents[digest][0], content)
            state[digest].append(path)
        versions[head] = {
            "created": release.date,
            "message": str(release.tag),
            "user": {"name": release.publication, "address": release.address},
            "state": {digest: sorted(paths) for digest, paths in sorted(state.items())},
        }
        inventory = as_json({
            "id": identifier, "type": "https://ocfl.io/1.1/spec/#inventory",
            "digestAlgorithm": _DIGEST, "head": head, "contentDirectory": "content",
            "manifest": dict(sorted(contents.items())), "versions": versions,
        })  # fmt: skip
        for place in (home / head, home):
            write_whole(place / "inventory.json", inventory)
            sum_of_it = f"{hashlib.sha512(inventory).hexdigest()} inventory.json\n"
            write_whole(place / f"inventory.json.{_DIGEST}", sum_of_it.encode())
