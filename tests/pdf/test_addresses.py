"""The addresses of links, printed at the foot of the page."""

from __future__ import annotations

from ..conftest import Publication
from .reading import Document


def test_an_address_is_noted_once(publication: Publication) -> None:
    page = publication.issue(
        "## In the Region\n\n### Fiction\n\n[One](https://example.org/a) and "
        "[another](https://example.org/b), and [the first](https://example.org/a) again.\n"
    )
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    document = Document(built.out / f"{page}.pdf")
    assert document.problems() == []
    assert [note.split("/")[-1] for note in document.notes] == ["a", "b"]
    assert "and the first1 again." in document.text.replace("\u200e", "")
