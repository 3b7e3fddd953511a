"""What it costs to bring an old archive in: `periodical import` of editions saved as web pages."""

from __future__ import annotations

import datetime
from pathlib import Path

from ..fiction import REPOSITORY
from .processes import PERIODICAL, Run, run

EDITIONS = 500
_DATES = "January 7, 2031", "2031-01-07"
_SENTENCE = "The next boat goes in March."
_MORE = "More words of fiction, so that an edition is as long as one that was published, or longer."


def measure_import(root: Path) -> Run:
    """Import editions of some 1,000 words, a week apart, each with its notes, links and picture.

    Args:
        root: A publication, which has the drafts then.
    """
    page = (REPOSITORY / "tests/importing/ice.html").read_text("utf-8")
    page = page.replace(_SENTENCE, "</p><p>".join([_SENTENCE, *[f"{_MORE} {_MORE}"] * 25]))
    sources = root / "old"
    sources.mkdir()
    for week in range(EDITIONS):
        date = datetime.date(2014, 1, 7) + datetime.timedelta(weeks=week)
        text = page
        for old in _DATES:
            text = text.replace(old, date.isoformat())
        (sources / f"{date}.html").write_text(text, "utf-8")
    measured = run(*PERIODICAL, "--root", root, "import", sources)
    drafts = len(list((root / "_imported").glob("*.json")))
    if drafts != EDITIONS:
        raise RuntimeError(f"{drafts} drafts were made of {EDITIONS} editions.")
    return measured
