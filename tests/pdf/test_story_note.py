"""The line under a story's heading: when, where, and what the story belongs to."""

from __future__ import annotations

from ..conftest import Publication
from .reading import Document


def test_the_line_is_no_part_of_the_story(publication: Publication) -> None:
    page = publication.issue(
        "## In the Region\n\n### Fiction\n\n:::{story}\n:date: 2031-01-05\n:places: almaty\n"
        ":thread: crocus-city-hall\n:::\n\nThe story begins here.\n"
    )
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    document = Document(built.out / f"{page}.pdf")
    assert document.problems() == []
    paragraphs = [tag.text().strip() for tag in document.tags.find("P")]
    at = paragraphs.index("The story begins here.")
    assert paragraphs[at - 1].startswith("5 January 2031 · Almaty · Thread: The attack on Crocus")
