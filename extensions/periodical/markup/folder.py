"""The folder of contributors' pages, looked at before Sphinx looks for pages in it.

Sphinx follows links, and takes whatever it finds. What `check` refuses for its name, its place, its
type or its bytes is reported here in the same words, and is not read: a link, say, could lead to
any file. Drafts, and issues of a day to come, which `check` reads and `preview` shows, are left out
of the site here.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from ..model.archive import IssueFiles
from ..model.page import Page
from ..model.problem import Problem
from .parser import report
from .targets import DOMAIN

logger = logging.getLogger(__name__)


def left_out(app: Sphinx) -> tuple[list[Problem], list[str]]:
    """Return what cannot be in the folder, and drafts and issues of days to come, in order.

    A page that is no text is among the problems: Sphinx would end over one.
    """
    archive = IssueFiles(Path(app.srcdir))
    problems, held_back = set(archive.problems()), []
    day = "" if app.config.periodical_drafts else app.env.get_domain(DOMAIN).publication.day  # type: ignore[attr-defined]
    for file in archive.page_files:
        page = Page.read(archive.root, file)
        if page.unreadable:
            problems.add(page.unreadable)
        elif day and page.is_held_back(day):
            held_back.append(file)
    return sorted(problems), held_back


def look_at_folder(app: Sphinx) -> None:
    """Report what cannot be in the folder, and leave it and what is held back out."""
    problems, held_back = left_out(app)
    for problem in problems:
        report(problem)
    if held_back:
        logger.info("drafts, and issues of days to come, left out: %s", ", ".join(held_back))
    files = sorted({*held_back, *(problem.file for problem in problems)})
    # A file can be called “*.md”: that pattern would leave out its neighbours.
    patterns = [re.sub(r"([\[*?])", r"[\1]", file) for file in files]
    app.config.exclude_patterns = [*app.config.exclude_patterns, *patterns]
