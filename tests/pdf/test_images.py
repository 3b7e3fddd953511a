"""Pictures: what is converted, and what is refused."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from periodical.pdf.images import ImageError, convert, prepare
from PIL import Image

from ..conftest import Publication
from .conftest import picture_bytes
from .reading import Document


def _opened(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw))


@pytest.mark.parametrize(
    ("form", "mode", "suffix", "result"),
    [
        ("JPEG", "RGB", ".jpg", "RGB"),
        ("JPEG", "L", ".jpg", "L"),
        ("JPEG", "CMYK", ".jpg", "RGB"),
        ("PNG", "RGB", ".png", "RGB"),
        ("PNG", "RGBA", ".png", "RGB"),
        ("PNG", "P", ".png", "RGB"),
        ("PNG", "1", ".png", "L"),
        ("PNG", "I;16", ".png", "L"),
        ("GIF", "P", ".png", "RGB"),
        ("WEBP", "RGB", ".png", "RGB"),
        ("WEBP", "RGBA", ".png", "RGB"),
    ],
)
def test_forms(form: str, mode: str, suffix: str, result: str) -> None:
    image = Image.linear_gradient("L").resize((60, 40))
    image = image.convert("I;16") if mode == "I;16" else image.convert("RGB").convert(mode)
    raw = io.BytesIO()
    image.save(raw, form)
    content, made, size = convert(raw.getvalue())
    assert (made, size) == (suffix, (60, 40))
    assert _opened(content).mode == result
    # The same bytes each time.
    assert convert(raw.getvalue())[0] == content


def test_a_plain_jpeg_keeps_its_bytes() -> None:
    raw = picture_bytes("JPEG")
    assert convert(raw)[0] == raw


def test_a_turned_photograph_is_upright() -> None:
    image = Image.new("RGB", (40, 20), "white")
    exif = Image.Exif()
    exif[0x0112] = 6
    raw = io.BytesIO()
    image.save(raw, "JPEG", exif=exif)
    content, _, size = convert(raw.getvalue())
    assert size == (20, 40)
    assert not _opened(content).getexif()


def test_the_colours_of_the_press_become_those_of_a_screen() -> None:
    image = Image.new("CMYK", (20, 20), (0, 255, 255, 0))
    raw = io.BytesIO()
    image.save(raw, "JPEG")
    red, green, blue = _opened(convert(raw.getvalue())[0]).getpixel((10, 10))  # type: ignore[misc]
    assert red > 200
    assert green < 60
    assert blue < 60


def test_a_large_picture_is_made_smaller() -> None:
    raw = picture_bytes("PNG", size=(4800, 100))
    assert convert(raw)[2] == (2400, 50)


@pytest.mark.parametrize(
    "raw",
    [b"", b"no picture", picture_bytes("PNG")[:200], b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
)
def test_what_is_no_picture(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(raw)
    with pytest.raises(ImageError, match="broken"):
        prepare(tmp_path / "broken.png", tmp_path / "made")
    assert not list((tmp_path / "made").glob("*"))


def test_a_missing_picture(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"There is no picture “none\.png”"):
        prepare(tmp_path / "none.png", tmp_path)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("broken.png", picture_bytes("PNG")[:120]),
        ("broken.jpg", picture_bytes("JPEG")[:300]),
        ("wrong.png", picture_bytes("JPEG")),
        ("none.png", None),
        # 50 megapixels, in a few kilobytes.
        ("huge.png", picture_bytes("PNG", "1", (10_000, 5_000))),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/x.png"/></svg>'),
    ],
)
def test_a_broken_picture_is_an_error_with_a_place(
    publication: Publication, name: str, raw: bytes | None
) -> None:
    if raw is not None:
        publication.write(f"issues/2031/{name}", raw)
    page = publication.issue(f"## In the Region\n\nA sentence.\n\n![A field]({name})\n")
    built = publication.build("pdf")
    line = _line_of(publication, page)
    assert any(f"{page}.md:{line}" in warning and name in warning for warning in built.warnings)


def _line_of(publication: Publication, page: str) -> int:
    lines = (publication.root / f"{page}.md").read_text("utf-8").split("\n")
    return next(number for number, line in enumerate(lines, start=1) if line.startswith("!["))


def test_a_picture_that_broke_after_reading_stops_its_pdf(publication: Publication) -> None:
    publication.write("issues/2031/field.png", picture_bytes("PNG"))
    page = publication.issue("## In the Region\n\nA sentence.\n\n![A field](field.png)\n")
    publication.build("html")
    times = (publication.root / "issues/2031/field.png").stat()
    publication.write("issues/2031/field.png", picture_bytes("PNG")[:200])
    os.utime(publication.root / "issues/2031/field.png", ns=(times.st_atime_ns, times.st_mtime_ns))
    built = publication.build("pdf")
    assert built.app.statuscode == 1
    assert (
        f"{page}.md:{_line_of(publication, page)}: WARNING: The picture “field.png” is broken."
        in built.warnings[0]
    )
    assert not (built.out / f"{page}.pdf").exists()


def test_transparent_pictures_pass_the_standards(publication: Publication) -> None:
    publication.write("issues/2031/field.png", picture_bytes("PNG", "RGBA"))
    page = publication.issue("## In the Region\n\nA sentence.\n\n![A field](field.png)\n")
    assert Document(publication.build("pdf").out / f"{page}.pdf").problems() == []
