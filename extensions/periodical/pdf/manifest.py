"""What was made from what: so that an unchanged document is not made again.

Judged by content, never by time: a fresh checkout, or a copied folder, has new times.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

UNFINISHED = ".part"
"""How the name of a file ends that is being written."""


@dataclass(frozen=True)
class Entry:
    """How a document was made.

    Parameters
    ----------
    inputs
        A digest of all that decides its source; equal inputs need not be translated again.
    source
        A digest of its source and of the files it uses; an equal source is not compiled again.
    output
        A digest of the PDF.
    """

    inputs: str
    source: str
    output: str


class Manifest:
    """The entries by the output's path, kept as JSON.

    Parameters
    ----------
    path
        The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: dict[str, Entry] = {}
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            self.entries = {name: Entry(**values) for name, values in stored.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            # Without a manifest, or with one of another version, everything is made again.
            self.entries = {}

    def get(self, name: str, file: Path) -> Entry | None:
        """Return how a document was made, if the file is still what was made."""
        entry = self.entries.get(name)
        if entry is None or not file.is_file() or digest(file.read_bytes()) != entry.output:
            return None
        return entry

    def save(self) -> None:
        """Write the file, at once or not at all."""
        stored = {name: asdict(entry) for name, entry in sorted(self.entries.items())}
        text = json.dumps(stored, indent=1, sort_keys=True)
        write_whole(self.path, text.encode())


def digest(*parts: bytes | str) -> str:
    """Return the SHA-256 of parts, as hexadecimal digits; where a part ends makes a difference."""
    made = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        made.update(len(raw).to_bytes(8, "big") + raw)
    return made.hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that an interrupted build leaves the old one or the new one, no half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}{UNFINISHED}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
