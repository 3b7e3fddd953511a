"""The faces of the PDF, and which letters they have.

What the system or the compiler brings along is left out, since its letters could not be looked up
here. The text is in Source Serif 4, the quiet parts in Source Sans 3, code in Source Code Pro, all
three with every Latin and Cyrillic letter of Central Asia; Amiri has the Arabic script.

The packages have variable faces. Typst would work out each letter's width and kerning for its
weight and size again and again; so static faces are cut from them once, for the weights and optical
sizes that the templates use.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import io
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import typst

from .ledger.ledger import write_whole

_SERIF = "fontpkg_source_serif_4"
_SANS = "fontpkg_source_sans_3"
_CODE = "fontpkg_source_code_pro"
_ARABIC = "fontpkg_amiri"
PACKAGES = (_SERIF, _SANS, _CODE, _ARABIC)
"""What each stack of faces in `_templates/press.typ` consists of, in one order or another."""

# Its italic lacks Cyrillic, and code is never set in italics.
_UNUSED = frozenset({"SourceCodePro-Italic[wght].ttf"})


@cache
def font_files(package: str) -> tuple[Path, ...]:
    """Return the files of a font package, in the order of their names."""
    folder = Path(importlib.import_module(package).__file__ or "").parent / "files"
    return tuple(path for path in sorted(folder.glob("*.ttf")) if path.name not in _UNUSED)


def all_fonts() -> tuple[Path, ...]:
    """Return every file that the compiler may use."""
    return tuple(path for package in PACKAGES for path in font_files(package))


@cache
def fonts_digest() -> str:
    """Return a digest of all fonts and of what cuts them: others make other pages."""
    tools = [f"{name} {importlib.metadata.version(name)}" for name in ("uharfbuzz", "fonttools")]
    digest = hashlib.sha256(" ".join(tools).encode())
    for path in all_fonts():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


_WEIGHTS = (400, 600)
_FAMILIES: dict[str, dict[str, dict[str, float]]] = {
    _SERIF: {
        "Source Serif 4": {"opsz": 11},
        "Source Serif 4 Headline": {"opsz": 24},
        "Source Serif 4 Cover": {"opsz": 40},
        "Source Serif 4 Year": {"opsz": 60},
    },
    _SANS: {"Source Sans 3": {}},
    _CODE: {"Source Code Pro": {}},
}
"""The families that the templates name, each with the optical size at which it is cut."""


class StaticFace(NamedTuple):
    """A face of one weight and optical size: how templates ask for it, and of what it is cut."""

    family: str
    source: Path
    axes: dict[str, float]

    @property
    def name(self) -> str:
        """The name of its file, and of the font within a PDF."""
        return f"{self.family.replace(' ', '')}-{self.style}{self.axes['wght']:g}"

    @property
    def style(self) -> str:
        """What it is called within its family."""
        return "Italic" if "Italic" in self.source.name else "Regular"

    def cut(self) -> bytes:
        """Return the font."""
        # Imported here: a build that has no PDF to make need not wait for them.
        import uharfbuzz
        from fontTools.ttLib import TTFont

        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(self.source)))
        wanted = uharfbuzz.SubsetInput()
        wanted.keep_everything()
        for axis, value in self.axes.items():
            wanted.pin_axis_location(face, axis, value)
        static = uharfbuzz.subset(face, wanted).blob.data
        font = TTFont(io.BytesIO(static), recalcTimestamp=False, recalcBBoxes=False)
        names = font["name"]
        for other in (16, 17, 25):
            names.removeNames(nameID=other)
        for number, text in ((1, self.family), (2, self.style), (4, self.name), (6, self.name)):
            names.setName(text, number, 3, 1, 0x409)
        made = io.BytesIO()
        font.save(made)
        return made.getvalue()


def static_faces() -> Iterator[StaticFace]:
    """Yield the faces that are cut from the variable ones."""
    for package, families in _FAMILIES.items():
        for source in font_files(package):
            for family, size in families.items():
                for weight in _WEIGHTS:
                    yield StaticFace(family, source, size | {"wght": weight})


def lay_out_faces(folder: Path) -> Path:
    """Cut the static faces, unless they are there, and return the folder that has them."""
    target = folder / f"faces-{fonts_digest()[:16]}"
    for old in folder.glob("faces-*"):
        if old != target:
            shutil.rmtree(old)
    for face in static_faces():
        file = target / f"{face.name}.ttf"
        if not file.is_file():
            write_whole(file, face.cut())
    return target


def load_fonts(folder: Path) -> typst.Fonts:
    """Return the fonts for the compiler; static faces are in the folder, or are put there."""
    folders = [lay_out_faces(folder), *(path.parent for path in font_files(_ARABIC))]
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=sorted({str(path) for path in folders}),
    )
