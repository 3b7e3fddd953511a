"""Drafts: pages that `check` reads, `preview` shows, and the site leaves out."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from ..model.archive import Archive
from ..model.front_matter import read_front_matter
from ..model.issue import Status
from .folder import leave_out

logger = logging.getLogger(__name__)


def is_draft(path: Path) -> bool:
    """Tell whether a page says that it is a draft.

    This is asked of every page at every build: only where the word stands is the page read.
    """
    raw = path.read_bytes()
    if b"draft" not in raw:
        return False
    text = raw.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    data = read_front_matter(text, file="").source.data
    return isinstance(data, dict) and data.get("status") == Status.DRAFT


def drafts_left_out(app: Sphinx) -> list[str]:
    """Return the paths, from the root, of the drafts that a build does not ask for."""
    if app.config.periodical_drafts:
        return []
    root = Path(app.srcdir)
    return [page for page in Archive(root).page_files if is_draft(root / page)]


def leave_out_drafts(app: Sphinx) -> None:
    """Keep drafts out of a build that does not ask for them, and say which."""
    drafts = drafts_left_out(app)
    if drafts:
        logger.info("drafts left out: %s", ", ".join(sorted(drafts)))
    leave_out(app, drafts)


def setup_drafts(app: Sphinx) -> None:
    """Look for drafts before pages are looked for."""
    app.connect("builder-inited", leave_out_drafts)
