"""The folder of contributors' pages, looked at before Sphinx looks for pages in it.

Sphinx follows links, and takes whatever it finds. What `check` refuses for its name, its place, its
type or its bytes is reported here in the same words, and is not read: a link, say, could lead to
any file. Drafts, which `check` reads and `preview` shows, are left out of the site here.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from ..model.archive import IssueFiles
from ..model.page import Page
from ..model.problem import Problem
from .parser import report

logger = logging.getLogger(__name__)


def left_out(app: Sphinx) -> tuple[list[Problem], list[str]]:
    """Return what cannot be in the folder, in order, and the drafts that a build does not ask for.

    A page that is no text is among the problems: Sphinx would end over one.
    """
    archive = IssueFiles(Path(app.srcdir))
    problems, drafts = set(archive.problems()), []
    for file in archive.page_files:
        page = Page.read(archive.root, file)
        if page.unreadable:
            problems.add(page.unreadable)
        elif page.is_draft and not app.config.periodical_drafts:
            drafts.append(file)
    return sorted(problems), drafts


def look_at_folder(app: Sphinx) -> None:
    """Report what cannot be in the folder, and leave it and drafts out."""
    problems, drafts = left_out(app)
    for problem in problems:
        report(problem)
    if drafts:
        logger.info("drafts left out: %s", ", ".join(drafts))
    files = sorted({*drafts, *(problem.file for problem in problems)})
    # A file can be called “*.md”: that pattern would leave out its neighbours.
    patterns = [re.sub(r"([\[*?])", r"[\1]", file) for file in files]
    app.config.exclude_patterns = [*app.config.exclude_patterns, *patterns]
