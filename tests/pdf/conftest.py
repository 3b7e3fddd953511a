"""Issues with everything in them, and what the PDF builder makes of them."""

from __future__ import annotations

import functools
import io
import shutil
from pathlib import Path

import pytest
from PIL import Image

from ..conftest import REPOSITORY, Built, Publication, make_publication

EVERYTHING = Path(__file__).with_name("everything.md")
EVERYTHING_PAGE = "issues/2031/2031-01-14-a-page-of-everything"
PLAIN_PAGE = "issues/2031/2031-01-07-a-fictional-title"
REAL_PAGE = "issues/2024/2024-04-09-central-asians-targeted-in-russia"


@functools.cache
def picture_bytes(form: str, mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> bytes:
    """Return a small picture of a form."""
    made = io.BytesIO()
    image = Image.linear_gradient("L").resize(size).convert("RGB").convert(mode)
    image.save(made, form)
    return made.getvalue()


def add_everything(publication: Publication) -> None:
    """Write the issue that holds every construct, its pictures, and the one it refers to."""
    publication.issue("## In the Region\n\n### A Fictional Story\n\nIts only sentence.\n")
    publication.write(f"{EVERYTHING_PAGE}.md", EVERYTHING.read_bytes())
    folder = f"{EVERYTHING_PAGE.rsplit('/', 1)[0]}"
    publication.write(f"{folder}/lake.jpg", picture_bytes("JPEG", size=(900, 500)))
    publication.write(f"{folder}/inks.jpg", picture_bytes("JPEG", "CMYK"))
    publication.write(f"{folder}/small.png", picture_bytes("PNG", "RGBA"))
    publication.write(f"{folder}/frames.gif", picture_bytes("GIF", "P"))
    publication.write(f"{folder}/modern.webp", picture_bytes("WEBP"))


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The PDFs of the repository's own issues and of the issue with everything."""
    root = tmp_path_factory.mktemp("printed")
    publication = make_publication(root)
    shutil.copytree(REPOSITORY / "issues", root / "issues")
    add_everything(publication)
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    assert built.app.statuscode == 0
    return built
