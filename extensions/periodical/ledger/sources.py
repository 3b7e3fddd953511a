"""Pages are known by their content: one whose file is only newer is not read again.

Sphinx compares times, and a fresh clone has new ones. With the folder `_build` of an earlier build,
copied or kept by a service, only what changed is read and written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Set
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..domain import periodical_domain


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


def setup_sources(app: Sphinx) -> None:
    """Register the handlers; other handlers say what else has to be read again."""
    app.connect("env-get-outdated", spare_what_is_only_newer, priority=100)
    app.connect("env-updated", note_sources)
