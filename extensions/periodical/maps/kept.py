"""Maps that were drawn are kept: a page and its PDF show the same, and so does the next build."""

import dataclasses
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from . import LocatorMap, Marker, locator_map


@dataclasses.dataclass(frozen=True)
class KeptMaps:
    """Maps in a folder, each under a digest of all that decides it; `code` is one of what draws."""

    folder: Path
    outlines: Path
    code: str

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        land = hashlib.sha256(self.outlines.read_bytes()).hexdigest()
        object.__setattr__(self, "code", f"{self.code} {land}")

    def of(self, markers: Sequence[Marker], *, prefix: str) -> LocatorMap | None:
        """Return a map of some places; see `locator_map`."""
        decided_by = repr((self.code, tuple(markers), prefix))
        file = self.folder / f"{hashlib.sha256(decided_by.encode()).hexdigest()}.json"
        try:
            return LocatorMap(**json.loads(file.read_bytes()))
        except (OSError, ValueError, TypeError):
            drawn = locator_map(markers, self.outlines, prefix=prefix)
        if drawn is not None:
            # Several processes may draw the same.
            unfinished = file.with_suffix(f".{os.getpid()}")
            unfinished.write_text(json.dumps(dataclasses.asdict(drawn)), encoding="utf-8")
            unfinished.replace(file)
        return drawn
