"""What a change of code, templates, settings or files makes stale: the one place that says so.

- Code with which pages are read (all but the outputs' rooms) is a setting of Sphinx's kind ``env``:
  when it changes, all pages are read again, and so made again.
- Code of an output's room, and templates, are in the fingerprint of what the room makes.
- A page that was read again is made again: when it was read is in its fingerprint.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.util._serialise import stable_hash

from .. import ROOMS
from .ledger import fingerprint

PACKAGE = Path(__file__).resolve().parents[1]
DISTRIBUTION = "sphinx-periodical"

DESK = frozenset({"desk", "cli.py"})
"""What no output depends on."""


@functools.cache
def code_of(room: str = "") -> str:
    """Return a digest of the code on which a room's outputs depend.

    That is its own, and the code with which pages are read; without a room, only the latter. A room
    that is not known here counts as read with, which costs time and is never wrong.
    """
    others = {*ROOMS, *DESK} - {room}
    code = [
        (name, content)
        for name, content in _code().items()
        if PurePosixPath(name).parts[0] not in others
    ]
    return fingerprint(code, _libraries())


@functools.cache
def _code() -> dict[str, str]:
    return {name: each for name, each in files_in(PACKAGE).items() if "__pycache__" not in name}


@functools.cache
def _libraries() -> list[str]:
    """Return the versions of the libraries that this package asks for."""
    try:
        needs = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return []  # used from its folder alone
    names = [re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in needs if "extra ==" not in need]
    return [f"{name} {importlib.metadata.version(name)}" for name in names]


def files_in(path: Path, name: str = "") -> dict[str, str]:
    """Return a digest of what is in a file, or in each of a folder; the paths begin with `name`.

    Contents count, not times: a fresh checkout has new times and nothing new to show. Hidden files
    are left out, as they are never copied.
    """
    if path.is_file():
        return {name or path.name: _sha256(path)}
    if not path.is_dir():
        return {}
    relative = {file.relative_to(path): file for file in path.rglob("*") if file.is_file()}
    return {
        (PurePosixPath(name) / each).as_posix(): _sha256(file)
        for each, file in sorted(relative.items())
        if not any(part.startswith(".") for part in each.parts)
    }


def templates(builder: Builder, ending: str) -> dict[str, str]:
    """Return digests of the publication's templates of a kind, such as ``.html``."""
    folders: Iterable[str] = builder.config.templates_path
    return {
        name: content
        for folder in folders
        for name, content in files_in(Path(builder.confdir, folder), folder).items()
        if name.endswith(ending)
    }


def settings(config: Config) -> str:
    """Return a digest of all settings on which pages can depend, whatever their names."""
    return str(stable_hash({each.name: each.value for each in config.filter({"html", "env"})}))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def setup_inputs(app: Sphinx) -> None:
    """Have pages read again when the code changes with which they were read."""
    app.add_config_value("periodical_code", code_of(), "env", types=frozenset({str}))
