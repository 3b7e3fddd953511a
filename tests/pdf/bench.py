"""How long the PDFs take: ``python -m tests.pdf.bench [ISSUES]``.

Measured are the PDFs of issues like the repository's own, the volume of a year of 52, a build in
which nothing changed, and, where it is installed, WeasyPrint on the same pages of the site.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from periodical.pdf.metadata import Metadata
from periodical.pdf.press import Press

from ..conftest import REPOSITORY, Publication, make_publication

YEAR = 52
FIRST_DAY = datetime.date(2031, 1, 7)


def measure(count: int = 100, *, weasyprint_pages: int = 5) -> dict[str, float]:
    """Return what was measured, by what it is; times in milliseconds.

    Parameters
    ----------
    count
        How many issues.
    weasyprint_pages
        How many of them WeasyPrint prints.
    """
    compiled: list[tuple[bool, float]] = []
    whole = Press.compile

    def timed(press: Press, source: bytes, metadata: Metadata) -> bytes:
        start = time.perf_counter()
        made = whole(press, source, metadata)
        compiled.append((b"issue-of-volume" in source, time.perf_counter() - start))
        return made

    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        publication = make_publication(Path(folder))
        pages = write_issues(publication, count)
        Press.compile = timed  # type: ignore[method-assign]
        try:
            cold = _timed(lambda: publication.build("pdf", out="_build/pdf"))
        finally:
            Press.compile = whole  # type: ignore[method-assign]
        warm = _timed(lambda: publication.build("pdf", out="_build/pdf"))
        issues = [seconds for volume, seconds in compiled if not volume]
        volumes = [seconds for volume, seconds in compiled if volume]
        found = {
            f"{count} issues and their volumes, from nothing": cold * 1000,
            "of that, Typst, for each issue": sum(issues) / len(issues) * 1000,
            f"of that, Typst, for a volume of {YEAR} issues": max(volumes) * 1000,
            "all of it for each issue": cold / count * 1000,
            "nothing changed, for all": warm * 1000,
        }
        weasyprint = _weasyprint(publication, pages[:weasyprint_pages])
    if weasyprint:
        found["WeasyPrint, for each issue"] = weasyprint * 1000
        found["WeasyPrint, as many times as long"] = weasyprint / (sum(issues) / len(issues))
    return found


def write_issues(publication: Publication, count: int) -> list[str]:
    """Write issues like the repository's own, a week apart, and return their pages."""
    source = next((REPOSITORY / "issues/2024").glob("*.md")).read_text("utf-8")
    head, body = source.split("\n# ", 1)
    pages = []
    for number in range(count):
        day = FIRST_DAY + datetime.timedelta(weeks=number)
        page = f"issues/{day.year}/{day}-fictional-{number}"
        text = head.replace("date: 2024-04-09", f"date: {day}", 1) + "\n# " + body
        # Each a little different: what the compiler remembers of one must not set the next.
        publication.write(f"{page}.md", _numbered(text, number))
        pages.append(page)
    return pages


def _numbered(text: str, number: int) -> str:
    """Return a text whose paragraphs all say which issue they are of."""
    lines = text.split("\n")
    body = lines.index("## In the Region")
    for at in range(body, len(lines) - 1):
        if lines[at] and lines[at + 1] == "" and lines[at][0].isalpha():
            lines[at] += f" This is number {number}."
    return "\n".join(lines)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _weasyprint(publication: Publication, pages: list[str]) -> float | None:
    """Return how long WeasyPrint takes for each page of the site, if it is installed."""
    try:
        import weasyprint  # type: ignore[import-not-found, unused-ignore]
    except (ImportError, OSError):
        return None
    for name in ("weasyprint", "weasyprint.progress", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    site = publication.build("html", out="_build/site").out
    files = [site / f"{page}.html" for page in pages]
    weasyprint.HTML(files[0]).write_pdf()  # what it loads once is not counted
    return _timed(lambda: [weasyprint.HTML(file).write_pdf() for file in files]) / len(files)


if __name__ == "__main__":
    for what, value in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100).items():
        print(f"{value:10.1f}  {what}")
