"""What is higher than a page runs on: a block that cannot break would be cut off at the foot."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ..conftest import make_publication
from .conftest import picture_bytes
from .reading import Document

LOWEST = 24
"""Nothing stands lower than the number of the page, in points."""

WIDE = "| " + 200 * "fictional words "
TALL = {
    "table": "| Year | Number |\n| - | - |\n"
    + "".join(f"| {2000 + row} | {row} |\n" for row in range(120)),
    "code": "```text\n" + "".join(f"line {row} {'x' * 300}\n" for row in range(20)) + "```\n",
    "guests": ":::{guests}\n"
    + "".join(f"- Guest {each}, {'a fictional role ' * 120}\n" for each in range(6))
    + ":::\n",
    "row": "| Place | Words | More | Others |\n| - | - | - | - |\n" + f"| Here {3 * WIDE} |\n",
    "caption": ":::{picture} field.png\n:alt: A field\n:credit: A fictional hand\n\n"
    + "fictional words " * 1500
    + "\n:::\n",
    "credit": ":::{picture} field.png\n:alt: A field\n:credit: "
    + "fictional words " * 60
    + "\n\n"
    + "fictional words " * 1450
    + "\n:::\n",
    "card": ":::{related-articles}\n- *A Title* — " + "fictional words " * 600 + "\n:::\n",
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDF of an issue with each of these, and of one with a word."""
    publication = make_publication(tmp_path_factory.mktemp("tall"))
    publication.write("issues/2031/field.png", picture_bytes("PNG"))
    publication.overrides["periodical_current_volume"] = False
    names = {
        name: publication.issue(
            f"## In the Region\n\n### Fiction\n\n{body}\n\nThe last words.\n",
            date=f"2031-01-{day:02}",
        )
        for day, (name, body) in enumerate({"none": "Words.", **TALL}.items(), 1)
    }
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    return {name: built.out / f"{page}.pdf" for name, page in names.items()}


@pytest.fixture(scope="module")
def length_of_none(pages: dict[str, Path]) -> int:
    return length(pages["none"])


def length(path: Path) -> int:
    """Return how many pages a PDF has, which has nothing at its foot."""
    document = Document(path)
    assert document.problems() == []
    assert document.lowest > LOWEST
    return len(document.pdf.pages)


@pytest.mark.parametrize("name", TALL)
def test_what_is_higher_than_a_page_runs_on(
    pages: dict[str, Path], length_of_none: int, name: str
) -> None:
    assert length(pages[name]) >= length_of_none + 2


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
def test_a_table_that_goes_on_says_so(pages: dict[str, Path]) -> None:
    document = Document(pages["table"])
    assert document.problems() == []
    on_pages = [
        words for words in words_of_pages(pages["table"]) if re.search("^2[01]\\d\\d$", words, re.M)
    ]
    assert len(on_pages) > 2
    told = ["Continued on the next page" in words for words in on_pages]
    assert told == [True] * (len(told) - 1) + [False]
    # No part of the table: nobody hears it read aloud.
    assert "Continued" not in document.tags.text()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
def test_no_colophon_is_alone_on_a_last_page(tmp_path: Path) -> None:
    publication = make_publication(tmp_path)
    pages = [
        publication.issue(
            "## In the Region\n\n### Fiction\n\n" + "Fictional words.\n\n" * lines,
            date=f"2031-01-{lines:02}", extra="topics: [media]\n",
        )
        for lines in range(14, 28)
    ]  # fmt: skip
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    lasts = [words_of_pages(built.out / f"{page}.pdf")[-1] for page in pages]
    assert all("Topics: Media" in last for last in lasts)
    # On some of them it would have been, had the topics not come along.
    assert any("Fictional words." not in last for last in lasts)


def words_of_pages(path: Path) -> list[str]:
    text = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True, text=True)
    return text.stdout.split("\f")[:-1]


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
