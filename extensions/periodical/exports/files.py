"""Writing a file piece by piece, and only when that changes it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from .rows import Row

KEPT_IN_MEMORY = 8 * 1024 * 1024
"""How many bytes of a file are held in memory before they go to a temporary one."""

NO_ROWS = "[]\n"
"""A JSON file without rows."""

_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Written:
    """What is on disk: its size in bytes, and its SHA-256 in hexadecimal digits."""

    size: int
    sha256: str


def write(path: Path, pieces: Iterable[str]) -> Written:
    """Make a file of these pieces; one that has the same bytes is left alone.

    Parameters
    ----------
    path
        The file. Its folder is made if need be.
    pieces
        Its text, which is written as UTF-8 without touching line ends.
    """
    digest = hashlib.sha256()
    with SpooledTemporaryFile(max_size=KEPT_IN_MEMORY) as made:
        for piece in pieces:
            content = piece.encode()
            digest.update(content)
            made.write(content)
        size = made.tell()
        if not _holds(path, made, size):
            path.parent.mkdir(parents=True, exist_ok=True)
            made.seek(0)
            with path.open("wb") as file:
                shutil.copyfileobj(made, file)
    return Written(size, digest.hexdigest())


def _holds(path: Path, made: IO[bytes], size: int) -> bool:
    """Tell whether a file has just these bytes."""
    if not path.is_file() or path.stat().st_size != size:
        return False
    made.seek(0)
    with path.open("rb") as file:
        while piece := made.read(_PIECE):
            if piece != file.read(_PIECE):
                return False
    return True


def document(content: Any) -> Iterator[str]:
    """Yield a JSON document that people read too."""
    yield json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def json_rows(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a JSON array (RFC 8259) with a row on each line."""
    opening = "["
    for row in rows:
        yield f"{opening}\n{json.dumps(row.model_dump(mode='json'), ensure_ascii=False)}"
        opening = ","
    yield NO_ROWS if opening == "[" else "\n]\n"


def csv_rows(kind: type[Row], rows: Iterable[Row]) -> Iterator[str]:
    """Yield a CSV file (RFC 4180) with a header; what is not known is an empty cell."""
    line = io.StringIO()
    writer = csv.DictWriter(line, list(kind.model_fields))
    writer.writeheader()
    for row in rows:
        writer.writerow(row.model_dump(mode="json"))
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()  # the header, where there are no rows
