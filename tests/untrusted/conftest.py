"""One build with every attack on it, shared by all tests of this folder."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from .attacks import ATTACKS
from .laboratory import Laboratory

YEAR = 2031


def png() -> bytes:
    """Return a picture."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "#0b6e7a").save(stream, "PNG")
    return stream.getvalue()


def page_of(name: str) -> str:
    """Return the name of the page of an attack."""
    number = [attack.name for attack in ATTACKS].index(name)
    return f"issues/{YEAR}/{YEAR}-{number // 28 + 1:02}-{number % 28 + 1:02}-{name}"


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    """A site with a page for every attack, checked and built although there are errors."""
    lab = Laboratory(tmp_path_factory.mktemp("attacked"))
    folder = f"issues/{YEAR}"
    lab.write(f"{folder}/square.png", png())
    lab.write(f"{folder}/square.jpg", png())
    lab.write(f"{folder}/cut.png", png()[:40])
    lab.write(f"{folder}/page.png", "<!DOCTYPE html><script>alert(1)</script>")
    lab.write(f"{folder}/script.gif", "GIF89a/*\x00*/=1;alert(1)")
    lab.write(
        f"{folder}/drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    )
    lab.write(f"{folder}/evil.html", "<script>alert(1)</script>")
    lab.write("secret.png", png())
    (lab.root / folder / "link.png").symlink_to(lab.root / "secret.png")
    for attack in ATTACKS:
        page = page_of(attack.name)
        date = page.rsplit("/", 1)[1][:10]
        lab.issue(attack.body, date=date, name=attack.name, title=attack.title, extra=attack.extra)
    lab.build()
    yield lab
