"""What a change of code, templates, settings or files makes stale: the one place that says so.

- Code with which pages are read (all but the outputs' rooms) is a setting of Sphinx's kind ``env``:
  when it changes, all pages are read again, and so made again.
- Code of an output's room, and templates, are in the fingerprint of what the room makes.
- A page that was read again is made again: when it was read is in its fingerprint.
- A page whose file is only newer is not read again. Sphinx compares times, and in a fresh clone all
  are new; with the folder `_build` of an earlier build, only what changed is read and written.
"""

import contextlib
import functools
import hashlib
import importlib.metadata
import re
from collections.abc import Iterable, Set
from pathlib import Path, PurePosixPath

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util._serialise import stable_hash

from .. import ROOMS
from ..domain import periodical_domain
from .ledger import fingerprint

PACKAGE = Path(__file__).resolve().parents[1]
DISTRIBUTION = "sphinx-periodical"

DESK = frozenset({"desk", "importing", "cli.py"})
"""What no output depends on."""


@functools.cache
def code_of(room: str = "") -> str:
    """Return a digest of the code on which a room's outputs depend.

    That is its own, and the code with which pages are read; without a room, only the latter. A room
    that is not known here counts as read with, which costs time and is never wrong.
    """
    others = {*ROOMS, *DESK} - {room}
    code, libraries = _code_and_libraries()
    return fingerprint([each for each in code if each[0].split("/")[0] not in others], libraries)


@functools.cache
def _code_and_libraries() -> tuple[list[tuple[str, str]], list[str]]:
    """Return digests of all code, and the versions of the libraries for which the package asks."""
    needs = []
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):  # used from its folder alone
        needs = importlib.metadata.requires(DISTRIBUTION) or []
    names = [re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in needs if "extra ==" not in need]
    libraries = [f"{name} {importlib.metadata.version(name)}" for name in names]
    return [*files_in(PACKAGE).items()], libraries


def files_in(path: Path, name: str = "") -> dict[str, str]:
    """Return a digest of what is in a file, or in each of a folder; the paths begin with `name`.

    Contents count, not times: a fresh checkout has new times and nothing new to show. Hidden files
    are left out, as they are never copied, and so is what Python makes of code.
    """
    if path.is_file():
        return {name or path.name: _sha256(path)}
    if not path.is_dir():
        return {}
    relative = {file.relative_to(path): file for file in path.rglob("*") if file.is_file()}
    return {
        (PurePosixPath(name) / each).as_posix(): _sha256(file)
        for each, file in sorted(relative.items())
        if not any(part.startswith((".", "__pycache__")) for part in each.parts)
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


@functools.lru_cache(maxsize=4)
def settings(config: Config) -> str:
    """Return a digest of all settings on which pages can depend, whatever their names.

    As they are when it is first asked for: the theme changes some while pages are written.
    """
    return str(stable_hash({each.name: each.value for each in config.filter({"html", "env"})}))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def note_sources(app: Sphinx, env: BuildEnvironment) -> None:
    """Note what the pages were made of that have been read.

    A file that was written since then may not be what was read; its page will be read again.
    """
    kept = periodical_domain(env).sources
    for docname, time in env.all_docs.items():
        if kept.get(docname, ("", 0))[1] != time:
            files = _files_of(docname, env)
            if all(file.stat().st_mtime_ns < time * 1_000 for file in files if file.is_file()):
                kept[docname] = _digest(files), time


def spare_what_is_only_newer(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: set[str], removed: Set[str]
) -> Iterable[str]:
    """Take those pages out of the changed ones that have the content with which they were read."""
    kept = periodical_domain(env).sources
    for docname in changed - env.reread_always:
        is_kept = Path(env.doctreedir, f"{docname}.doctree").is_file()
        mark = _digest(_files_of(docname, env))
        if is_kept and kept.get(docname) == (mark, env.all_docs[docname]):
            changed.remove(docname)
    return ()


def _files_of(docname: str, env: BuildEnvironment) -> list[Path]:
    return [Path(env.doc2path(docname)), *sorted(map(Path, env.dependencies.get(docname, ())))]


def _digest(files: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for file in files:
        content = file.read_bytes() if file.is_file() else b""
        found.update(f"{file} {len(content)}\n".encode() + content)
    return found.hexdigest()
