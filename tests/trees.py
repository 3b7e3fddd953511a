"""Folders compared, file by file."""

from __future__ import annotations

from pathlib import Path


def tree_of(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file of a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def times_of(folder: Path) -> dict[str, int]:
    """Return when every file and folder was last written, by path."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in sorted(folder.rglob("*"))
    }


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the paths that are not the same, and how they differ: for a test to say so."""
    found = []
    for path in sorted({*one, *other}):
        if path not in other:
            found.append(f"{path}: only in the first")
        elif path not in one:
            found.append(f"{path}: only in the second")
        elif one[path] != other[path]:
            found.append(f"{path}: {_first_difference(one[path], other[path])}")
    return found


def _first_difference(one: bytes, other: bytes) -> str:
    length = min(len(one), len(other))
    at = next((n for n in range(length) if one[n] != other[n]), length)
    return f"{one[max(0, at - 60) : at + 60]!r} and {other[max(0, at - 60) : at + 60]!r}"
