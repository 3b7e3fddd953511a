"""Fictional issues, as many as one likes: what the bench measures, tests build, and a demo shows.

Everything in them is invented, and says so: the countries of the Invented Lands, their years (from
2101), the speakers. The same number gives the same issue, byte for byte, on every machine and
however many issues there are.

``python -m tests.fiction FOLDER --count 100`` lays out a whole publication.
"""

from __future__ import annotations

from .archive import REPOSITORY, draw, sections_of, write_archive, write_plain_archive
from .issues import FictionalIssue, fictional_issue, in_brief, issue_name
from .pages import COVER, as_page, as_plain_page

__all__ = [
    "COVER",
    "REPOSITORY",
    "FictionalIssue",
    "as_page",
    "as_plain_page",
    "draw",
    "fictional_issue",
    "in_brief",
    "issue_name",
    "sections_of",
    "write_archive",
    "write_plain_archive",
]
