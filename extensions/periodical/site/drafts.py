"""Drafts: pages that `check` reads, `preview` shows, and the site leaves out."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from ..model.archive import Archive

logger = logging.getLogger(__name__)

_DRAFT = re.compile(rb"(?m)^status:\s*[\"']?draft[\"']?\s*(?:#.*)?\r?$")
_HEAD = 4096


def is_draft(path: Path) -> bool:
    """Tell whether a page says that it is a draft.

    Only the beginning of the file is read: this is asked of every page at every build. A front
    matter that is longer, or wrong, is read in full with the page, and reported there.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    end = head.find(b"\n---", 3)
    return bool(_DRAFT.search(head[: end if end > 0 else None]))


def leave_out_drafts(app: Sphinx) -> None:
    """Keep drafts out of a build that does not ask for them, and say which."""
    if app.config.periodical_drafts:
        return
    root = Path(app.srcdir)
    drafts = [page for page in Archive(root).pages.values() if is_draft(root / page)]
    if drafts:
        logger.info("drafts left out: %s", ", ".join(sorted(drafts)))
    # At this point the environment has compared its configuration: a draft more or less is not a
    # reason to read the whole archive again.
    app.config.exclude_patterns = [*app.config.exclude_patterns, *drafts]


def setup_drafts(app: Sphinx) -> None:
    """Look for drafts before pages are looked for."""
    app.connect("builder-inited", leave_out_drafts)
