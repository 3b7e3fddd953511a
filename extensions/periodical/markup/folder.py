"""The folder of contributors' pages, looked at before Sphinx looks for pages in it.

Sphinx follows links, and takes whatever it finds. What `check` refuses for its name, its place, its
type or its bytes is reported here in the same words, and is not read: a link, say, could lead to
any file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx

from ..model.archive import Archive
from ..model.problem import Problem
from .characters import not_utf_8
from .parser import report


def leave_out(app: Sphinx, files: Iterable[str]) -> None:
    """Keep some files, by their paths from the root, out of a build.

    To be called when the builder is made: the environment has compared its configuration by then,
    and a file more or less is no reason to read the whole archive again.
    """
    # A file can be called “*.md”: that pattern would leave out its neighbours.
    patterns = [re.sub(r"([\[*?])", r"[\1]", file) for file in files]
    app.config.exclude_patterns = [*app.config.exclude_patterns, *patterns]


def folder_problems(archive: Archive) -> list[Problem]:
    """Return what cannot be in the folder, in order: wrong files, and pages that are no text."""
    pages = ((archive.root / file, file) for file in archive.page_files)
    no_text = (not_utf_8(path.read_bytes(), file) for path, file in pages)
    return sorted({*archive.problems(), *filter(None, no_text)})


def look_at_folder(app: Sphinx) -> None:
    """Report what cannot be in the folder, and leave it out.

    So are pages that are no text: Sphinx would end over one.
    """
    problems = folder_problems(Archive(Path(app.srcdir)))
    for problem in problems:
        report(problem)
    leave_out(app, {problem.file for problem in problems})


def setup_folder(app: Sphinx) -> None:
    """Look before the environment does."""
    app.connect("builder-inited", look_at_folder)
