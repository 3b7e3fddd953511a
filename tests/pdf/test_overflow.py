"""What is higher than a page runs on: a block that cannot break would be cut off at the foot."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from ..conftest import make_publication
from .reading import Document

TALL = {
    "table": "| Year | Number |\n| - | - |\n"
    + "".join(f"| {2000 + row} | {row} |\n" for row in range(120)),
    "code": "```text\n" + "".join(f"line {row} {'x' * 300}\n" for row in range(20)) + "```\n",
    "guests": ":::{guests}\n"
    + "".join(f"- Guest {each}, {'a fictional role ' * 120}\n" for each in range(6))
    + ":::\n",
    "picture": ":::{picture} field.png\n:alt: A blue field\n:credit: "
    + "a fictional credit " * 500
    + "\n\n"
    + "Words below the picture. " * 400
    + "\n:::\n",
    "card": ":::{related-articles}\n- *A Title* — " + "fictional words " * 600 + "\n:::\n",
}


def pages(folder: Path, body: str) -> int:
    folder.mkdir()
    publication = make_publication(folder)
    (folder / "issues/2031").mkdir(parents=True)
    Image.new("RGB", (640, 400), "#0b6e7a").save(folder / "issues/2031/field.png")
    page = publication.issue(f"## In the Region\n\n### Fiction\n\n{body}\n\nThe last words.\n")
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    with pikepdf.open(built.out / f"{page}.pdf") as pdf:
        return len(pdf.pages)


@pytest.mark.parametrize("name", TALL)
def test_what_is_higher_than_a_page_runs_on(tmp_path: Path, name: str) -> None:
    assert pages(tmp_path / "tall", TALL[name]) >= pages(tmp_path / "none", "Words.") + 2


def test_a_colophon_with_very_many_authors_runs_on(tmp_path: Path) -> None:
    publication = make_publication(tmp_path)
    page = publication.issue("Words.\n")
    path = tmp_path / f"{page}.md"
    authors = ", ".join(f"Author {number} of a Fiction" for number in range(700))
    path.write_text(path.read_text("utf-8").replace("A. Fictional Author", authors), "utf-8")
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    text = Document(built.out / f"{page}.pdf").text
    assert "pdfdetach" in text
    assert text.count("Author 699 of a Fiction") >= 2
