"""Files as this package writes and knows them: whole or not at all, by digests of their content.

What is costly to make is kept as JSON, under a mark: a fingerprint of all that decides it.
"""

import filecmp
import hashlib
import json
import os
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def fingerprint(*parts: object) -> str:
    """Return a digest of plain data: text, numbers, tuples, lists, dicts and frozen dataclasses."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def write_whole(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file, unless it has this content, so that what is killed leaves no half of it.

    Of parts, which one after the other make a large file, no more than one is in memory.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Another process may be making the same.
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    with unfinished.open("wb") as file:
        file.writelines([content] if isinstance(content, bytes) else content)
    if path.is_file() and filecmp.cmp(unfinished, path, shallow=False):
        unfinished.unlink()
    else:
        unfinished.replace(path)


def table_beside(module: str, name: str) -> Any:
    """Return what a table says that lies beside a module (its ``__file__``), in TOML or JSON."""
    path = Path(module).parent / name
    read = tomllib.loads if path.suffix == ".toml" else json.loads
    return read(path.read_text("utf-8"))


def sha256_of(path: Path) -> str:
    """Return the digest of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kept(file: Path, mark: str, make: Callable[[], Any]) -> Any:
    """Return what a file keeps as JSON, made anew where it was kept under another mark, or lost.

    `None` is not kept.
    """
    found, made = read_kept(file)
    if found != mark and (made := make()) is not None:
        keep(file, mark, made)
    return made


def read_kept(file: Path) -> tuple[str, Any]:
    """Return the mark under which a file keeps something, and that; no mark where it does not."""
    try:
        found = json.loads(file.read_bytes())
        return str(found["mark"]), found["kept"]
    except (OSError, ValueError, KeyError, TypeError):
        return "", None


def keep(file: Path, mark: str, made: Any) -> None:
    """Keep something as JSON."""
    write_whole(file, json.dumps({"mark": mark, "kept": made}, ensure_ascii=False).encode())
