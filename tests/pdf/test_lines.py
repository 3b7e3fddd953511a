"""What a line must not part, and a page; and how far apart words may stand."""

from __future__ import annotations

import random
from itertools import pairwise
from statistics import median

import pytest

from ..conftest import Publication, make_publication
from .reading import Document


def test_joined_initials_stay_together(publication: Publication) -> None:
    lines = [f"{'o' * (8 + each)} {'fiction ' * 7} RFE/RL, as told." for each in range(20)]
    page = publication.issue("## In the Region\n\n### Fiction\n\n" + "\n\n".join(lines) + "\n")
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    document = Document(built.out / f"{page}.pdf")
    assert document.problems() == []
    told = [tag for tag in document.tags.find("P") if "as told" in tag.text()]
    assert len(told) == 20
    # Copied and searched as it was written.
    assert all("RFE/RL, as told." in tag.text() for tag in told)
    ends = {line.rstrip()[-4:] for tag in told for line in tag.lines()[:-1]}
    assert "RFE/" not in ends


WORDS = (
    "a", "story", "of", "fiction", "about", "rivers,", "markets", "and", "roads", "that",
    "nobody", "has", "ever", "measured",
)  # fmt: skip


@pytest.fixture(scope="module")
def long_issue(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """Many stories of many lengths, with datelines, notes, lists and callouts."""
    publication = make_publication(tmp_path_factory.mktemp("long"))
    chance = random.Random(5)

    def words(least: int, most: int) -> str:
        told = [chance.choice(WORDS) for _ in range(chance.randrange(least, most))]
        return " ".join([*told, f"[{told[0]}](https://example.org/{chance.random()})", *told[::-1]])

    body = "## In the Region\n"
    for number in range(36):
        body += f"\n### Story {number} {' '.join(WORDS[: number % 12])}\n"
        body += "\n:::{story}\n:places: moscow\n:::\n" if number % 3 else ""
        kinds = ("{}", "> {}", "- {}", ":::{{why-its-important}}\n{}\n:::")
        body += f"\n{kinds[number % 4].format(words(12, 40))}\n\n{words(9, 50)}\n"
    page = publication.issue(body)
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    return Document(built.out / f"{page}.pdf")


def test_no_headline_or_dateline_is_alone_at_a_foot(long_issue: Document) -> None:
    blocks = [tag for tag in long_issue.tags.walk() if tag.pages]
    heads = [
        (head, after)
        for head, after in pairwise(blocks)
        if head.kind in ("H1", "H2", "H3") or head.text() == "Moscow"
    ]
    assert len(heads) > 36 + 20
    assert len(long_issue.pdf.pages) > 12
    assert [head.text() for head, after in heads if head.pages[-1] != after.pages[0]] == []


def test_no_line_has_holes(long_issue: Document) -> None:
    lines = [line for line in long_issue.spaces(10.4) if len(line) > 3]
    usual = median(space for line in lines for space in line)
    assert len(lines) > 250
    assert max(median(line) for line in lines) <= 1.9 * usual


def test_wrapped_code_has_a_sign(publication: Publication) -> None:
    long = "answer = compute(" + ", ".join(f"argument_{number}" for number in range(12)) + ")"
    page = publication.issue(f"## In the Region\n\n```\nshort = 1\n{long}\nshort = 2\n```\n")
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    document = Document(built.out / f"{page}.pdf")
    assert document.problems() == []
    (code,) = [tag for tag in document.tags.find("Code") if "compute" in tag.text()]
    # The sign is seen, and is none of the text.
    assert code.text().replace(" ", "") == f"short = 1{long}short = 2".replace(" ", "")
    assert len(code.lines()) == 6
    fonts = document.pdf.pages[0].Resources.Font.values()
    assert any(b"2192" in font.ToUnicode.read_bytes() for font in fonts), "no arrow"
