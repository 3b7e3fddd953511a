"""The faces: every letter of Central Asia, as a picture and not only as a number."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont
from periodical.faces import FAMILIES, compiler, lay_out_faces, static_faces
from periodical.markup.languages import is_turned
from periodical.model.text import missing_letters
from PIL import Image, ImageChops

from ..conftest import REPOSITORY, Publication
from .reading import Document

LETTERS = (
    "әғқңөұүһіҳҷӣӯўӘҒҚҢӨҰҮҺҲҶӢӮЎʻʼşçğıİñýžäöü₸₽€–—…“”‘’№«»"
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
)
NEIGHBOURS = (
    "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰᲐ"
    "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆևԱՖ՞։"
    "习近平新疆维吾尔自治区上海合作组织，。《》"
    "אבגדהוזחטיכךלמםנןסעפףצץקרשת"
    "ᠮᠣᠩᠭᠣᠯ"
    "₼₾℃☀⚠😀👍🔥"
)
UYGHUR = "ئابپتجچخدرزژسشغفقكگڭلمنھوۇۆۈۋېىي"
PERSIAN = "کگپچژیءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي۰۱۲۳۴۵۶۷۸۹،؛؟"


def test_every_letter_is_there() -> None:
    assert list(missing_letters(LETTERS + PERSIAN + UYGHUR + NEIGHBOURS)) == []


def test_what_is_missing_is_found() -> None:
    assert list(missing_letters("aꦏb𓀀ꦏ")) == ["ꦏ", "𓀀"]
    # A letter and its mark count as the letter; joiners and spaces print nothing.
    assert list(missing_letters("и\u0306 \u200c\u202f\u00ad")) == []


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faces")


def test_faces_are_cut_once_and_always_alike(faces: Path, tmp_path: Path) -> None:
    first, again = lay_out_faces(faces), lay_out_faces(tmp_path)
    files = sorted(path.name for path in first.iterdir())
    made = {face.file: face for face in static_faces()}
    assert files == sorted(made)
    for name in files:
        assert (first / name).read_bytes() == (again / name).read_bytes()
        with TTFont(first / name, lazy=True) as font:
            assert "fvar" not in font
            if made[name].axes is not None:
                assert font["name"].getDebugName(6) == name.removesuffix(".ttf")
    # One that was half written, or others of an older package, are not used.
    (first / files[0]).unlink()
    old = first.with_name("faces-of-before")
    old.mkdir()
    assert lay_out_faces(faces) == first
    assert (first / files[0]).read_bytes() == (again / files[0]).read_bytes()
    assert not old.exists()


def _pictures(folder: Path, stack: str, style: str, letters: str) -> dict[str, Image.Image]:
    """Return each letter as the compiler draws it, on a page of its own."""
    source = f"""
        #import "/press.typ": {stack}
        #set page(width: 30pt, height: 30pt, margin: 5pt)
        #set text(font: {stack}, fallback: false, size: 16pt, {style})
        #for letter in {" + ".join(f'("{letter}",)' for letter in letters)} {{ page(letter) }}
    """.encode()
    typesetter = compiler(REPOSITORY / "_templates", folder)
    pages, warnings = typesetter.compile_with_warnings(source, format="png", ppi=100)
    assert warnings == []
    assert isinstance(pages, list)
    shown = [Image.open(io.BytesIO(page)).convert("L") for page in pages]
    return dict(zip(letters, shown, strict=True))


@pytest.mark.parametrize(
    ("stack", "style"),
    [
        ("serif", "weight: 400"),
        ("serif", "weight: 600"),
        ("serif", 'style: "italic"'),
        ("serif-headline", "weight: 600"),
        ("sans", "weight: 400"),
        ("sans", "weight: 600"),
        ("mono", "weight: 400"),
        ("arabic", "weight: 400"),
    ],
)
def test_every_letter_is_drawn(faces: Path, stack: str, style: str) -> None:
    """Looked at: neither empty, nor the box that stands for a letter that is not there."""
    letters = LETTERS + PERSIAN + UYGHUR + NEIGHBOURS
    pictures = _pictures(faces, stack, style, letters + "ꦏ𓀀")
    box, other_box = pictures.pop("ꦏ"), pictures.pop("𓀀")
    assert _same(box, other_box)
    for letter, picture in pictures.items():
        assert picture.getextrema()[0] < 128, f"{letter} is empty"
        assert not _same(picture, box), f"{letter} is a box"
    # Letters that look alike are told apart all the same.
    for pair in ("қк", "ғг", "ұү", "ҳх", "ӣи", "ўу", "ıi", "گک", "پب"):
        if all(letter in pictures for letter in pair):
            assert not _same(pictures[pair[0]], pictures[pair[1]]), pair


def _same(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox() is None


def test_the_stacks_are_those_of_the_template() -> None:
    """Letters are looked up in the faces that set them; what a template names, the compiler has."""
    have = {family.name for family in FAMILIES}
    source = """
        #import "/press.typ": serif, serif-headline, serif-cover, serif-year, sans, mono
        #metadata((serif, serif-headline, serif-cover, serif-year, sans, mono)) <stacks>
    """
    (found,) = json.loads(
        typst.query(source.encode(), "<stacks>", field="value", root=REPOSITORY / "_templates")
    )
    assert set().union(*found) == have
    base = have - {"Source Serif 4 Headline", "Source Serif 4 Cover", "Source Serif 4 Year"}
    assert all(len(set(stack)) == len(base) for stack in found)
    # The site asks a reader's system for the same, where it has not the face itself.
    css = Path(REPOSITORY, "_static/newspaper.css").read_text("utf-8")
    (serif,) = re.findall(r"--serif: ([^;]*);", css)
    asked = {each.strip().strip('"') for each in serif.split(",")}
    assert base - {"Source Sans 3", "Source Code Pro"} <= asked


def test_scripts_of_the_neighbours(publication: Publication) -> None:
    words = (
        "Xi Jinping (习近平)", "საქართველო", "Հայաստան", "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ", "שלום", "20 ₾, 30 ₼, 12 ℃",
        "ئۇيغۇرچە", "👨‍👩‍👧 🇰🇿 ❤️",
    )  # fmt: skip
    page = publication.issue(
        f"## In the Region\n\n### Of {words[0]}\n\n"
        + "\n\n".join(f"Fiction of {each}, **{each}**, *{each}* and `{each}`." for each in words)
    )
    assert publication.check() == []
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    document = Document(built.out / f"{page}.pdf")
    assert document.problems() == []
    for each in words:
        # What runs from right to left is found as it is shown.
        assert max(document.text.count(each), document.text.count(each[::-1])) >= 4, each
    # Only the letters that are used: all the faces would be 20 MB.
    assert len(document.bytes) < 250_000


@pytest.mark.parametrize(
    ("text", "right_to_left", "turned"),
    [
        ("English", False, False),
        ("فارسی", False, True),
        ("RFE/RL گزارش داد که بازارها باز است", False, True),
        ("The word نوروز in English", False, False),
        ("The word نوروز in English", True, True),
        ("1234 — …", True, False),
    ],
)
def test_directions(text: str, right_to_left: bool, turned: bool) -> None:
    assert is_turned(text, right_to_left) is turned
