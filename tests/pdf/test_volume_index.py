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
    assert index.replace("\xa0", " ") == "IndexPeopleAnn Example, 1:1; 2:1PlacesTestville, 1:1"


def test_its_columns_are_balanced(publication: Publication) -> None:
    """Three columns, of which none is more than an entry higher than another."""
    names = [f"Ann Example {'Ivanova ' * (number % 4)}{number:02}" for number in range(50)]
    people = [f"- id: ann-{number}\n  name: {name}\n" for number, name in enumerate(names)]
    publication.write("_data/people.yaml", "".join(people))
    told = "".join(f"Of {name}.\n\n" for name in names)
    publication.issue(f"## In the Region\n\n### Names\n\n{told}")
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    document = Document(built.out / "issues/2031.pdf")
    assert document.problems() == []
    begun = document.starts_of_lines(-1)
    left = min(x for x, _ in begun)
    lowest = [
        min(y for x, y in begun if abs(x - left - number * 119.7) < 1 and y > 74)
        for number in range(3)
    ]
    assert min(lowest) > 200
    assert max(lowest) - min(lowest) < 50
    text = document.text
    assert all(name in text[text.rindex("Index") :] for name in names)
