"""What is higher than a page runs on: a block that cannot break would be cut off at the foot."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from ..conftest import make_publication

TALL = {
    "table": "| Year | Number |\n| - | - |\n"
    + "".join(f"| {2000 + row} | {row} |\n" for row in range(120)),
    "code": "```text\n" + "".join(f"line {row} {'x' * 300}\n" for row in range(20)) + "```\n",
    "guests": ":::{guests}\n"
    + "".join(f"- Guest {each}, {'a fictional role ' * 120}\n" for each in range(6))
    + ":::\n",
    "card": ":::{related-articles}\n- *A Title* — " + "fictional words " * 600 + "\n:::\n",
}


def pages(folder: Path, body: str) -> int:
    folder.mkdir()
    publication = make_publication(folder)
    page = publication.issue(f"## In the Region\n\n### Fiction\n\n{body}\n\nThe last words.\n")
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    with pikepdf.open(built.out / f"{page}.pdf") as pdf:
        return len(pdf.pages)


@pytest.mark.parametrize("name", TALL)
def test_what_is_higher_than_a_page_runs_on(tmp_path: Path, name: str) -> None:
    assert pages(tmp_path / "tall", TALL[name]) >= pages(tmp_path / "none", "Words.") + 2
