"""A page with something refused on it has no PDF, and its year has no volume."""

from __future__ import annotations

import pytest

from ..conftest import Built, Publication
from .conftest import picture_bytes

OUT = "_build/pdf"
STORY = "## In the Region\n\n### A story\n\nA sentence.\n"
OTHER_YEAR = {"issues/2030/2030-01-07-good.pdf", "issues/2030.pdf"}


def _pdfs(built: Built) -> set[str]:
    return {path.relative_to(built.out).as_posix() for path in built.out.rglob("*.pdf")}


def _lay_out(publication: Publication) -> str:
    publication.issue(STORY, date="2030-01-07", name="good")
    publication.issue(STORY, date="2031-01-07", name="good")
    return publication.issue(STORY, date="2031-01-14", name="bad")


def _spoil(publication: Publication, page: str, more: str) -> None:
    path = publication.root / f"{page}.md"
    path.write_text(path.read_text("utf-8") + more, "utf-8")


def _failures(built: Built) -> list[str]:
    """Return what the end of a build names, a line a PDF."""
    heading = next(n for n, line in enumerate(built.warnings) if "could not be made" in line)
    return built.warnings[heading + 1 :]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("\n![](field.png)\n", "image: "),
        ("\n![A field](huge.png)\n", "image: “huge.png” has 10000 by 5000 pixels."),
        ("\n![A field](cut.jpg)\n", "image: “cut.jpg”"),
        ("\n![A drawing](drawing.svg)\n", "image: “drawing.svg” is not a picture"),
        ("\nWords ~~struck through~~.\n", "syntax: "),
        ("\n:::{why-its-important}\nWords <b>in HTML</b>.\n:::\n", "html: "),
    ],
)
def test_refused(publication: Publication, more: str, reason: str) -> None:
    folder = "issues/2031"
    publication.write(f"{folder}/field.png", picture_bytes("PNG"))
    publication.write(f"{folder}/huge.png", picture_bytes("PNG", "1", (10_000, 5_000)))
    publication.write(f"{folder}/cut.jpg", picture_bytes("JPEG")[:-300])
    page = _lay_out(publication)
    built = publication.build("pdf", out=OUT)
    assert built.app.statuscode == 0
    assert _pdfs(built) >= {f"{page}.pdf", "issues/2031.pdf"}

    _spoil(publication, page, more)
    built = publication.build("pdf", out=OUT)
    assert built.app.statuscode == 1
    assert _pdfs(built) == {*OTHER_YEAR, "issues/2031/2031-01-07-good.pdf"}
    of_page, of_volume = _failures(built)
    assert of_page.startswith(f"{page}.pdf: {page}.md:")
    assert reason in of_page
    assert of_volume == f"issues/2031.pdf: It is not made without {page}.md."


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_later_build_knows_too(publication: Publication, jobs: int) -> None:
    """Nothing is read again, so nothing is said again; of the PDF it is."""
    page = _lay_out(publication)
    # Sphinx shares out five pages and more.
    for day in range(10, 20):
        publication.issue(STORY, date=f"2029-01-{day}", name="good")
    _spoil(publication, page, "\nWords ~~struck through~~.\n")
    site = publication.build("html", out="_build/site", jobs=jobs)
    assert site.app.statuscode == 0
    for _ in range(2):
        built = publication.build("pdf", out=OUT)
        assert built.app.statuscode == 1
        assert not _pdfs(built) & {f"{page}.pdf", "issues/2031.pdf"}
        assert [line for line in built.warnings if "WARNING" in line] == []
        assert "Text struck through" in _failures(built)[0]
    path = publication.root / f"{page}.md"
    path.write_text(path.read_text("utf-8").replace("~~", ""), "utf-8")
    built = publication.build("pdf", out=OUT)
    assert (built.warnings, built.app.statuscode) == ([], 0)
    assert _pdfs(built) >= {f"{page}.pdf", "issues/2031.pdf"}


def test_an_unreadable_page_is_missed_in_its_year(publication: Publication) -> None:
    page = _lay_out(publication)
    publication.build("pdf", out=OUT)
    path = publication.root / f"{page}.md"
    whole = path.read_bytes()
    for spoilt, reason in (
        (whole.replace(b"date: 2031-01-14\n", b""), "missing-key: "),
        (b"Words without front matter.\n", "front-matter: "),
        (b"---\ntitle: [\n---\n", "front-matter: "),
        (whole + b"\xff\xfe", "encoding: "),
        (whole + b"Words. " * 100_000, "too long to be read"),
    ):
        path.write_bytes(spoilt)
        built = publication.build("pdf", out=OUT)
        assert built.app.statuscode == 1
        assert _pdfs(built) == {*OTHER_YEAR, "issues/2031/2031-01-07-good.pdf"}
        of_page, of_volume = _failures(built)
        assert of_page.startswith(f"{page}.pdf: {page}.md:")
        assert reason in of_page
        assert of_volume == f"issues/2031.pdf: It is not made without {page}.md."
    path.write_bytes(whole)
    assert publication.build("pdf", out=OUT).app.statuscode == 0


def test_a_draft_that_is_left_out_is_not_broken(publication: Publication) -> None:
    page = _lay_out(publication)
    _spoil(publication, page, "\nWords ~~struck through~~.\n")
    path = publication.root / f"{page}.md"
    path.write_text(path.read_text("utf-8").replace("authors:", "status: draft\nauthors:"), "utf-8")
    built = publication.build("pdf", out=OUT)
    assert (built.warnings, built.app.statuscode) == ([], 0)
    assert _pdfs(built) == {*OTHER_YEAR, "issues/2031/2031-01-07-good.pdf", "issues/2031.pdf"}
    publication.overrides["periodical_drafts"] = True
    built = publication.build("pdf", out=OUT)
    assert built.app.statuscode == 1
    assert _pdfs(built) == {*OTHER_YEAR, "issues/2031/2031-01-07-good.pdf"}
