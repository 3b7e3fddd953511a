"""Pictures: what is converted, and what is refused."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from periodical.model.messages import Complaint
from periodical.pictures.conversion import PictureStore, for_paper
from PIL import Image, ImageChops, ImageCms, ImageFilter

from ..conftest import Publication
from .conftest import picture_bytes
from .profiles import class_changed, inks_of_nowhere, red_and_blue_swapped, srgb
from .reading import Document


def convert(raw: bytes) -> tuple[bytes, str, tuple[int, int]]:
    """Return a picture for paper, the ending of its form, and its size."""
    made = for_paper(raw)
    return made.content, made.suffix, made.size


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


def test_a_plain_jpeg_keeps_its_fineness() -> None:
    raw = picture_bytes("JPEG")
    made, before = _opened(convert(raw)[0]), _opened(raw)
    assert made.quantization == before.quantization  # type: ignore[attr-defined]
    assert _is_the_same_to_the_eye(made, before)


def _is_the_same_to_the_eye(one: Image.Image, other: Image.Image) -> bool:
    """Tell whether no pixel differs by more than coding again rounds."""
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return one.size == other.size and max(high for _, high in difference.getextrema()) <= 4


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


def _jpeg(mode: str, colour: object, **how: object) -> bytes:
    raw = io.BytesIO()
    Image.new(mode, (24, 16), colour).save(raw, "JPEG", quality=95, **how)  # type: ignore[arg-type]
    return raw.getvalue()


def _colour(raw: bytes) -> tuple[int, ...]:
    """Return the colour of a plain picture, with what its profile makes of it."""
    image = _opened(raw)
    if profile := image.info.get("icc_profile"):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
        image = ImageCms.profileToProfile(image, source, target, outputMode="RGB") or image
    return image.convert("RGB").getpixel((10, 10))  # type: ignore[return-value]


def _near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 8 for a, b in zip(one, other, strict=True))


def test_a_profile_that_fits_is_kept() -> None:
    raw = _jpeg("RGB", (230, 20, 20), icc_profile=red_and_blue_swapped())
    content = convert(raw)[0]
    assert _opened(content).info["icc_profile"] == red_and_blue_swapped()
    assert _near(_colour(content), (20, 20, 230))


WRONG_PROFILES = {
    "of another class": ("RGB", class_changed(srgb(), b"abst")),
    "of a link": ("RGB", class_changed(srgb(), b"link")),
    "of names": ("RGB", class_changed(srgb(), b"nmcl")),
    "for inks": ("RGB", inks_of_nowhere()),
    "of Lab": ("RGB", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()),
    "for colours, of a grey picture": ("L", srgb()),
    "cut": ("RGB", srgb()[:200]),
    "no profile": ("RGB", b"no profile at all" * 20),
    "a version that no PDF knows": ("RGB", srgb()[:8] + b"\x05\x00" + srgb()[10:]),
}


@pytest.mark.parametrize("name", WRONG_PROFILES)
def test_a_profile_that_does_not_fit_is_left_out(name: str) -> None:
    mode, profile = WRONG_PROFILES[name]
    colour = (230, 20, 20) if mode == "RGB" else 90
    content = convert(_jpeg(mode, colour, icc_profile=profile))[0]
    assert "icc_profile" not in _opened(content).info
    assert _is_the_same_to_the_eye(_opened(content), _opened(_jpeg(mode, colour)))


def test_inks_become_colours_through_their_profile() -> None:
    profile = inks_of_nowhere()
    raw = _jpeg("CMYK", (255, 0, 0, 0), icc_profile=profile)
    content = convert(raw)[0]
    assert _near(_colour(content), (255, 0, 0))
    assert "icc_profile" not in _opened(content).info
    # Of a profile that is not one for inks nothing can be learnt.
    red, green, blue = _colour(convert(_jpeg("CMYK", (255, 0, 0, 0), icc_profile=srgb()))[0])
    assert red < 60
    assert min(green, blue) > 120


def test_a_profile_counts_where_the_form_changes() -> None:
    for mode, colour in (("RGB", (230, 20, 20)), ("RGBA", (230, 20, 20, 255))):
        raw = io.BytesIO()
        Image.new(mode, (24, 16), colour).save(raw, "PNG", icc_profile=red_and_blue_swapped())
        content = convert(raw.getvalue())[0]
        assert "icc_profile" not in _opened(content).info
        assert _near(_colour(content), (20, 20, 230))


def _full_of_notes() -> bytes:
    """Return a JPEG of two scans with all that cameras and programs write into one."""
    exif = Image.Exif()
    exif[0x010F] = "SECRET camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 18.0, 0.0), 29: "SECRET place"})
    raw = io.BytesIO()
    image = Image.effect_noise((64, 48), 80).convert("RGB").filter(ImageFilter.SMOOTH)
    image.save(raw, "JPEG", exif=exif, progressive=True, comment=b"SECRET comment",
               xmp=b"<x:xmpmeta>SECRET</x:xmpmeta>", icc_profile=srgb())  # fmt: skip
    whole = raw.getvalue()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0eSECRET by-line"
    end = (len(iptc) + 2).to_bytes(2, "big") + iptc
    other = b"\xff\xe2\x00\x0eMPF\0SECRET \0"
    return whole[:20] + b"\xff\xed" + end + other + whole[20:] + b"SECRET, behind the picture"


def test_notes_of_camera_and_place_are_left_out() -> None:
    raw = _full_of_notes()
    assert raw.count(b"SECRET") >= 6
    content, suffix, _ = convert(raw)
    assert suffix == ".jpg"
    assert b"SECRET" not in content
    assert b"Exif" not in content
    assert len(_opened(content).getexif()) == 0
    assert _opened(content).info["icc_profile"] == srgb()
    assert _is_the_same_to_the_eye(_opened(content), _opened(raw))


def test_a_preview_in_the_head_is_left_out() -> None:
    raw = _jpeg("RGB", "red")
    preview = b"SECRET" * 2
    head = b"\xff\xe0" + (16 + len(preview)).to_bytes(2, "big") + raw[6:18] + b"\x02\x02" + preview
    taken = head.join((raw[:2], raw[20:]))
    assert _opened(taken).size == (24, 16)
    assert b"SECRET" not in convert(taken)[0]


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_turn_is_made(turn: int) -> None:
    upright = Image.new("RGB", (48, 32), "white")
    upright.paste("red", (0, 0, 16, 16))
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    taken = upright.transpose(Image.Transpose(undo[turn])) if turn > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = turn
    raw = io.BytesIO()
    taken.save(raw, "JPEG", exif=exif, quality=95)
    content, _, size = convert(raw.getvalue())
    assert size == (48, 32)
    made = _opened(content).convert("RGB")
    assert _near(made.getpixel((6, 6)), (254, 0, 0))  # type: ignore[arg-type]
    assert _near(made.getpixel((40, 26)), (255, 255, 255))  # type: ignore[arg-type]
    assert b"Exif" not in content


def test_broken_notes_of_a_camera_do_no_harm() -> None:
    raw = _jpeg("RGB", "red", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xffbroken")
    content = convert(raw)[0]
    assert b"broken" not in content
    assert _is_the_same_to_the_eye(_opened(content), _opened(_jpeg("RGB", "red")))


def test_profiles_and_notes_pass_the_standards(publication: Publication) -> None:
    pictures = {
        "swapped.jpg": _jpeg("RGB", "red", icc_profile=red_and_blue_swapped()),
        "inks.jpg": _jpeg("CMYK", (255, 0, 0, 0), icc_profile=inks_of_nowhere()),
        "notes.jpg": _full_of_notes(),
        **{
            f"wrong-{number}.jpg": _jpeg(mode, "white", icc_profile=profile)
            for number, (mode, profile) in enumerate(WRONG_PROFILES.values())
        },
    }
    for name, raw in pictures.items():
        publication.write(f"issues/2031/{name}", raw)
    shown = "\n\n".join(f"![A field]({name})" for name in pictures)
    page = publication.issue(f"## In the Region\n\nA sentence.\n\n{shown}\n")
    built = publication.build("pdf")
    assert built.warnings == []
    document = Document(built.out / f"{page}.pdf")
    assert document.problems() == []
    spaces = []
    for pdf_page in document.pdf.pages:
        for image in pdf_page.get_images().values():
            space = image.get("/ColorSpace")
            if isinstance(space, pikepdf.Array) and space[0] == "/ICCBased":
                header = space[1].read_bytes()[12:20]
                spaces.append((int(space[1].N), header))
    # A profile of as many channels as the picture, of a class that the standard has.
    assert all(
        profile_class in (b"scnr", b"mntr", b"prtr", b"spac")
        and {1: b"GRAY", 3: b"RGB "}[channels] == colours
        for channels, header in spaces
        for profile_class, colours in [(header[:4], header[4:])]
    )
    assert not any(b"SECRET" in bytes(each.read_raw_bytes()) for each in _streams(document))


def _streams(document: Document) -> Iterator[pikepdf.Stream]:
    for each in document.pdf.objects:
        if isinstance(each, pikepdf.Stream):
            yield each


def test_a_large_picture_is_made_smaller() -> None:
    raw = picture_bytes("PNG", size=(4800, 100))
    assert convert(raw)[2] == (2400, 50)


@pytest.mark.parametrize(
    "raw",
    [b"", b"no picture", picture_bytes("PNG")[:200], b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
)
def test_what_is_no_picture(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(raw)
    with pytest.raises(Complaint, match="broken"):
        PictureStore(tmp_path / "made", "paper").made(tmp_path / "broken.png")
    assert not list((tmp_path / "made").glob("*"))


def test_a_missing_picture(tmp_path: Path) -> None:
    with pytest.raises(Complaint, match=r"There is no picture “none\.png”"):
        PictureStore(tmp_path, "paper").made(tmp_path / "none.png")


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
    place = f"{page}.md:{_line_of(publication, page)}"
    assert f"{place}: WARNING: “field.png” is broken, or not a picture." in built.warnings[0]
    assert not (built.out / f"{page}.pdf").exists()


def test_transparent_pictures_pass_the_standards(publication: Publication) -> None:
    publication.write("issues/2031/field.png", picture_bytes("PNG", "RGBA"))
    page = publication.issue("## In the Region\n\nA sentence.\n\n![A field](field.png)\n")
    assert Document(publication.build("pdf").out / f"{page}.pdf").problems() == []


def test_an_upright_picture_stands_beside_the_title(publication: Publication) -> None:
    publication.write("issues/2031/high.png", picture_bytes("PNG", size=(800, 1200)))
    page = publication.issue(
        f"## In the Region\n\n### A Story\n\n{'Fictional words. ' * 400}\n",
        extra="lead_image: {file: high.png, alt: A tower, credit: Nobody}\n",
    )
    document = Document(publication.build("pdf").out / f"{page}.pdf")
    assert document.problems() == []
    kinds = [tag.kind for tag in document.tags.walk() if tag.kind in ("H1", "H2", "Figure")]
    assert kinds == ["H1", "Figure", "H2", "H2"]
    # Its head takes less than half of the page.
    story = {left for left, height in document.starts_of_lines(0) if 74 < height < 420}
    assert len([1 for left, height in document.starts_of_lines(0) if 74 < height < 420]) > 15
    assert min(story) < 140
