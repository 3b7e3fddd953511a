"""What is higher than a page runs on: a block that cannot break would be cut off at the foot."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..conftest import make_publication
from .conftest import picture_bytes
from .reading import Document

LOWEST = 24
"""Nothing stands lower than the number of the page, in points."""

TALL = {
    "table": "| Year | Number |\n| - | - |\n"
    + "".join(f"| {2000 + row} | {row} |\n" for row in range(120)),
    "code": "```text\n" + "".join(f"line {row} {'x' * 300}\n" for row in range(20)) + "```\n",
    "guests": ":::{guests}\n"
    + "".join(f"- Guest {each}, {'a fictional role ' * 120}\n" for each in range(6))
    + ":::\n",
    "row": f"| Place | Words |\n| - | - |\n| Here | {'fictional words ' * 1500} |\n",
    "caption": ":::{picture} field.png\n:alt: A field\n:credit: A fictional hand\n\n"
    + "fictional words " * 1500
    + "\n:::\n",
    "credit": ":::{picture} field.png\n:alt: A field\n:credit: "
    + "fictional words " * 1500
    + "\n:::\n",
    "card": ":::{related-articles}\n- *A Title* — " + "fictional words " * 600 + "\n:::\n",
}


def pages(folder: Path, body: str) -> int:
    folder.mkdir()
    publication = make_publication(folder)
    publication.write("issues/2031/field.png", picture_bytes("PNG"))
    page = publication.issue(f"## In the Region\n\n### Fiction\n\n{body}\n\nThe last words.\n")
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    document = Document(built.out / f"{page}.pdf")
    assert document.problems() == []
    assert document.lowest > LOWEST
    return len(document.pdf.pages)


@pytest.mark.parametrize("name", TALL)
def test_what_is_higher_than_a_page_runs_on(tmp_path: Path, name: str) -> None:
    assert pages(tmp_path / "tall", TALL[name]) >= pages(tmp_path / "none", "Words.") + 2


def test_a_colophon_higher_than_a_page_runs_on(tmp_path: Path) -> None:
    publication = make_publication(tmp_path)
    page = publication.issue("## In the Region\n\n### Fiction\n\nWords.\n")
    authors = ", ".join(f"{'Fictional ' * 5}Author {each}" for each in range(200))
    path = tmp_path / f"{page}.md"
    path.write_text(path.read_text("utf-8").replace("A. Fictional Author", authors), "utf-8")
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    document = Document(built.out / f"{page}.pdf")
    assert document.problems() == []
    assert document.lowest > LOWEST
    # Byline and colophon name all of them.
    assert len(document.pdf.pages) >= 4
