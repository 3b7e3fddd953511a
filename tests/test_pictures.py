"""Pictures: nothing but the picture is published, in sizes that a page can show, once a content."""

from __future__ import annotations

import io
import json
import unicodedata
from pathlib import Path

import pytest
from periodical.cli import main
from periodical.model.page import IssueFiles
from periodical.pictures import conversion
from periodical.pictures.conversion import for_paper, for_screen
from PIL import Image, ImageFilter, PngImagePlugin

from .conftest import Built, Publication, make_publication

SECRET = b"SECRET"


def coded(form: str, *, size: tuple[int, int] = (640, 480), mode: str = "RGB", turn: int = 1,
          place: bool = True) -> bytes:  # fmt: skip
    """Return a picture with all that cameras and programs write into one, and more behind it."""
    exif = Image.Exif()
    exif[0x010F] = "SECRET camera"
    exif[0x0112] = turn
    exif.get_ifd(0x8769)[0xA431] = "SECRET serial number"
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 18.0, 0.0), 3: "E", 4: (69.0, 16.0, 0.0)})
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "SECRET name")
    how = {"PNG": {"pnginfo": words}, "GIF": {"comment": SECRET}}.get(
        form, {"comment": SECRET, "xmp": b"<x:xmpmeta>SECRET</x:xmpmeta>"}
    )
    noise = Image.effect_noise(size, 60).filter(ImageFilter.GaussianBlur(3)).convert(mode)
    raw = io.BytesIO()
    noise.save(raw, form, exif=exif, **how)  # type: ignore[arg-type]
    return raw.getvalue() + b"SECRET, behind the picture"


PICTURES = {
    "taken.jpg": coded("JPEG"),
    "large.jpg": coded("JPEG", size=(2400, 1600)),
    "turned.jpg": coded("JPEG", size=(300, 200), turn=6),
    "drawn.png": coded("PNG", mode="RGBA", place=False),
    "mapped.png": coded("PNG", mode="P", place=False),
    "moving.gif": coded("GIF", mode="P", place=False),
    "light.webp": coded("WEBP", size=(1200, 600)),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with pictures of every kind, one of them at the head of the issue."""
    publication = make_publication(tmp_path_factory.mktemp("pictures"))
    for name, raw in PICTURES.items():
        publication.write(f"issues/2031/{name}", raw)
    shown = "\n\n".join(f"![A field, {name}]({name})" for name in PICTURES)
    lead = "lead_image: {file: large.jpg, alt: A road, credit: A fictional agency}\n"
    publication.issue(f"## In the Region\n\nA sentence.\n\n{shown}\n", extra=lead)
    built = publication.build()
    assert built.warnings == []
    return built


def pictures_of(site: Built) -> dict[str, Path]:
    folder = site.out / "_images"
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.*")}


def test_nothing_but_the_picture_is_published(site: Built) -> None:
    assert all(SECRET in raw for raw in PICTURES.values())
    made = pictures_of(site)
    assert {f"issues/2031/{name}" for name in PICTURES} <= made.keys()
    for name, path in made.items():
        raw = path.read_bytes()
        assert SECRET not in raw, name
        assert b"Exif" not in raw, name
        with Image.open(path) as image:
            image.load()
            assert not image.getexif(), name
            assert not {"comment", "xmp", "Author"} & image.info.keys(), name


def test_a_photograph_that_fits_keeps_its_pixels(site: Built) -> None:
    for name in ("taken.jpg", "drawn.png", "mapped.png", "moving.gif"):
        before = Image.open(io.BytesIO(PICTURES[name]))
        with Image.open(pictures_of(site)[f"issues/2031/{name}"]) as after:
            assert before.format == after.format
            assert before.convert("RGBA").tobytes() == after.convert("RGBA").tobytes(), name


def test_a_page_knows_the_sizes_of_its_pictures(site: Built) -> None:
    page = "issues/2031/2031-01-07-a-fictional-title"
    for where, count in ((page, len(PICTURES) + 1), ("index", 1)):
        images = site.html(where).select(".issue-head img, section img, .front-page .lead img")
        assert len(images) == count
        for image in images:
            path = (site.out / f"{where}.html").parent / str(image["src"])
            with Image.open(path) as opened:
                assert (int(str(image["width"])), int(str(image["height"]))) == opened.size
                assert opened.width <= 1600
    turned = site.html(page).select_one("img[src$='turned.jpg']")
    assert turned is not None
    assert (turned["width"], turned["height"]) == ("200", "300")
    # What is seen first is not put off.
    lazy = [image.get("loading") for image in site.html(page).select("img[alt^=A]")]
    assert lazy == [None, *["lazy"] * len(PICTURES)]


def test_a_browser_is_offered_lighter_files_of_each_width(site: Built) -> None:
    page = "issues/2031/2031-01-07-a-fictional-title"
    source = site.html(page).select_one(".lead-image picture > source[type='image/webp']")
    assert source is not None
    assert source["sizes"]
    offered = [each.split() for each in str(source["srcset"]).split(", ")]
    assert [width for _, width in offered] == ["480w", "960w", "1600w"]
    whole = site.out / "_images/issues/2031/large.jpg"
    for address, width in offered:
        path = (site.out / page).parent / address
        with Image.open(path) as image:
            assert (image.format, f"{image.width}w") == ("WEBP", width)
            assert image.width / image.height == pytest.approx(1.5, abs=0.01)
        assert path.stat().st_size < whole.stat().st_size
    addressed = {
        Path(site.out / page).parent.joinpath(each.split()[0]).resolve()
        for source in site.html(page).select("source")
        for each in str(source["srcset"]).split(", ")
    }
    # No file that no page offers.
    made = {path.resolve() for name, path in pictures_of(site).items() if name[0] != "i"}
    assert made == addressed


def test_transparency_is_kept_on_screens() -> None:
    image = Image.new("RGBA", (1700, 40), (200, 20, 20, 0))
    raw = io.BytesIO()
    image.save(raw, "PNG")
    base, beside = for_screen(raw.getvalue())
    for made in (base, *beside.values()):
        with Image.open(io.BytesIO(made.content)) as opened:
            assert opened.convert("RGBA").getpixel((9, 9))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("size", [(1, 20_000), (1080, 20_000), (20_000, 1)])
def test_a_very_long_picture_is_made_as_long_as_can_be(size: tuple[int, int]) -> None:
    """As one of a whole page on a phone: no side of a WebP has more than 16,383 pixels."""
    raw = io.BytesIO()
    Image.new("L", size).save(raw, "PNG")
    base, beside = for_screen(raw.getvalue())
    assert max(base.size) == (1600 if size[0] > size[1] else 20_000)
    assert for_paper(raw.getvalue()).content
    sides = [max(made.size) for made in beside.values()]
    assert sides and max(sides) <= 16_383


def test_a_picture_that_changes_leaves_nothing_behind(publication: Publication) -> None:
    publication.write("issues/2031/road.jpg", coded("JPEG", size=(1800, 900)))
    lead = "lead_image: {file: road.jpg, alt: A road, credit: A test}\n"
    page = publication.issue("## In the Region\n\nText ![A road](road.jpg).\n", extra=lead)
    large = publication.build()
    names = pictures_of(large).keys()
    assert names >= {"1600/issues/2031/road.jpg.webp", "480/issues/2031/road.jpg.webp"}
    publication.write("issues/2031/road.jpg", coded("JPEG", size=(200, 100)))
    small = publication.build()
    assert pictures_of(small).keys() <= {"issues/2031/road.jpg", "480/issues/2031/road.jpg.webp"}
    for where, count in ((page, 2), ("index", 1)):
        images = small.html(where).select("img[src$='road.jpg']")
        assert [image["width"] for image in images] == ["200"] * count
    publication.issue("## In the Region\n\nText.\n")
    assert not pictures_of(publication.build())


def test_a_content_is_converted_once(publication: Publication) -> None:
    for name in ("one.jpg", "two.jpg"):
        publication.write(f"issues/2031/{name}", PICTURES["taken.jpg"])
    publication.issue("## In the Region\n\n![A road](one.jpg)\n\n![A road](two.jpg)\n")
    publication.build()
    kept = publication.root / "_build/doctrees/pictures"
    times = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert len([name for name in times if name.endswith(".json")]) == 1
    publication.build(out="_build/other")
    assert {path.name: path.stat().st_mtime_ns for path in kept.iterdir()} == times


def test_a_picture_is_looked_into_once_however_often_it_is_named(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication.write("issues/2031/road.jpg", PICTURES["taken.jpg"])
    publication.issue("## In the Region\n\n" + "![A road](road.jpg)\n\n" * 50)
    opened = []
    original = conversion.Image.open
    monkeypatch.setattr(
        conversion.Image, "open", lambda *a, **k: (opened.append(a[0]), original(*a, **k))[1]
    )
    assert {problem.code for problem in publication.check()} == {"place"}
    # Once for what is wrong with it, once for the place in it.
    assert len(opened) == 2


def test_check_tells_of_a_place_and_does_not_fail(
    publication: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    publication.write("issues/2031/taken.jpg", PICTURES["taken.jpg"])
    publication.write("issues/2031/drawn.png", PICTURES["drawn.png"])
    where = b'<x:xmpmeta><rdf:Description exif:GPSLatitude="41,18N"/></x:xmpmeta>'
    raw = io.BytesIO()
    Image.new("RGB", (20, 20)).save(raw, "JPEG", xmp=where)
    publication.write("issues/2031/noted.jpg", raw.getvalue())
    publication.issue("## In the Region\n\nA road: ![A road](taken.jpg)\n")
    assert main(["--root", str(publication.root), "check"]) == 0
    out, err = capsys.readouterr()
    assert [line.split(": ")[:2] for line in out.splitlines()] == [
        ["issues/2031/noted.jpg:1:1", "place"],
        ["issues/2031/taken.jpg:1:1", "place"],
    ]
    assert "41" not in out  # the report is public too
    assert "all well" in err
    assert main(["--root", str(publication.root), "check", "--format", "github"]) == 0
    assert all(line.startswith("::notice ") for line in capsys.readouterr().out.splitlines())
    assert main(["--root", str(publication.root), "check", "--format", "sarif"]) == 0
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert [result["level"] for result in results] == ["note", "note"]
    assert publication.build().warnings == []


@pytest.mark.parametrize(("on_disk", "on_page"), [("NFD", "NFC"), ("NFC", "NFD")])
def test_a_name_is_found_however_its_letters_are_put_together(
    publication: Publication, on_disk: str, on_page: str
) -> None:
    name = "аэропорт-й.png"
    raw = PICTURES["drawn.png"]
    publication.write(f"issues/2031/{unicodedata.normalize(on_disk, name)}", raw)  # type: ignore[arg-type]
    named = unicodedata.normalize(on_page, name)  # type: ignore[arg-type]
    page = publication.issue(
        f"## In the Region\n\n![A field]({named})\n\n:::{{picture}} {named}\n:alt: A field\n"
        ":credit: Nobody\n:::\n",
        extra=f"lead_image: {{file: {named}, alt: A field, credit: Nobody}}\n",
    )
    assert publication.check() == []
    built = publication.build()
    assert built.warnings == []
    assert [path.name for path in (built.out / "_images/issues/2031").iterdir()] == [name]
    assert len(built.html(page).select("img[src$='%D0%B9.png']")) == 3
    picture = built.html(page).select_one("meta[property='og:image']")
    assert picture is not None
    assert str(picture["content"]).endswith("%D0%B9.png")
    pdf = publication.build("pdf")
    assert pdf.warnings == []
    assert (pdf.out / f"{page}.pdf").is_file()


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["OK.png", "ok.png"], "the same as"),
        (["Road/a.png", "road/b.png"], "the same as"),
        (["con.png"], "Windows"),
        (["nul .tar.png"], "Windows"),
        (["Com1.PNG"], "Windows"),
        (["-road.png"], "Begin it with"),
        ([" road.png"], "Begin it with"),
        (["road .png"], "Begin it with"),
        (["folder./road.png"], "Begin it with"),
    ],
)
def test_names_that_some_disk_cannot_hold_are_refused(
    publication: Publication, names: list[str], words: str
) -> None:
    for name in names:
        publication.write(f"issues/2031/{name}", PICTURES["drawn.png"])
    problems = list(IssueFiles(publication.root).problems())
    assert [problem.code for problem in problems] == ["file-name"]
    assert words in problems[0].text


@pytest.mark.parametrize("name", ["_DSC0123.JPG", "console.png", "a.b.png", "две дороги (1).png"])
def test_names_that_every_disk_can_hold(publication: Publication, name: str) -> None:
    publication.write(f"issues/2031/{name}", PICTURES["drawn.png"])
    assert list(IssueFiles(publication.root).problems()) == []
