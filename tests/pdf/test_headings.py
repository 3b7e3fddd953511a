"""The headings of an issue of fiction, read out of its PDF as they were typed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ..conftest import Built, Publication
from ..fiction import write_archive
from .reading import Document

MADE = (
    "Contents",
    "Places in this issue",
    "Colophon",
    "Index",
    "People",
    "Organizations",
    "Places",
)
"""The headings that are no issue's own."""


@pytest.fixture(scope="module")
def fiction(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The PDFs of an archive of fiction."""
    root = tmp_path_factory.mktemp("fiction")
    write_archive(root, 2)
    built = Publication(root).build("pdf", out="_build/pdf")
    assert built.warnings == []
    return built


def _typed(built: Built) -> dict[str, list[tuple[int, str]]]:
    """Return the headings of each page as they stand in its source, with their levels."""
    root = Path(built.app.srcdir)
    found = {}
    for path in sorted(root.glob("issues/*/*.md")):
        headings = re.findall(r"(?m)^(#+) (.+)$", path.read_text("utf-8"))
        page = path.relative_to(root).with_suffix("").as_posix()
        found[page] = [(len(signs), words.replace("'", "’")) for signs, words in headings]
    return found


def _pdfs(built: Built) -> list[tuple[Path, list[tuple[int, str]]]]:
    """Return each PDF with the headings that it must have; those of a volume are of its issues."""
    typed = _typed(built)
    years: dict[str, list[tuple[int, str]]] = {}
    for page, headings in typed.items():
        years.setdefault(page.rsplit("/", 1)[0], []).extend(headings)
    return [(built.out / f"{name}.pdf", headings) for name, headings in (typed | years).items()]


def test_headings_have_their_words_and_levels(fiction: Built) -> None:
    for path, headings in _pdfs(fiction):
        assert len(headings) >= 10
        tags = [tag for tag in Document(path).tags.walk() if re.fullmatch("H[1-6]", tag.kind)]
        read = [(int(tag.kind[1]), tag.text()) for tag in tags]
        assert [each for each in read if each[1] not in MADE] == headings


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
def test_headings_are_whole_words_by_their_places_alone(fiction: Built) -> None:
    """Software without a sense for tags goes by where letters stand: none stands too far off."""
    for path, headings in _pdfs(fiction):
        made = subprocess.run(
            ["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True
        )
        text = " ".join(made.stdout.decode().split())
        assert [words for _, words in headings if words not in text] == []
