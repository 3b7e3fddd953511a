"""The index of a volume: who and what its issues name, and on which pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..conftest import Publication, make_publication
from .reading import Document

STORIES = "## In the Region\n\n### First\n\n{first}\n\n### Second\n\n{second}\n"


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory) -> Path:
    publication: Publication = make_publication(tmp_path_factory.mktemp("volume"))
    publication.write("_data/people.yaml", "- id: ann\n  name: Ann Example\n")
    publication.write("_data/places.yaml", "- id: testville\n  name: Testville\n")
    publication.write("_data/organizations.yaml", "- id: club\n  name: Unnamed Club\n")
    publication.issue(
        STORIES.format(first="Of Ann Example.", second="Of Testville and Ann Example."),
        name="one",
    )
    publication.issue(
        STORIES.format(first="As in {story}`2031-01-07#second`.", second="Ann Example."),
        date="2031-01-14",
        name="two",
    )
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    return built.out / "issues/2031.pdf"


def test_the_index_has_everyone_who_is_named_with_the_pages(volume: Path) -> None:
    text = Document(volume).text
    index = text[text.rindex("Index") :].replace("\n", "")
    assert index == "IndexPeopleAnn Example, 3, 4PlacesTestville, 3"
