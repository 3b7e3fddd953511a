"""What a line must not part."""

from __future__ import annotations

from ..conftest import Publication
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
