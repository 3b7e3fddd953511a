"""The faces of the PDF, and which letters they have.

All come from packages, so that every machine sets the same pages; what the system or the compiler
brings along is left out, since its letters could not be looked up here. The text is
in Source Serif 4, the quiet parts in Source Sans 3, code in Source Code Pro, all three with every
Latin and Cyrillic letter of Central Asia; Amiri has the Arabic script.
"""

from __future__ import annotations

import hashlib
import importlib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from ..markup.printing import Face

_SERIF = "fontpkg_source_serif_4"
_SANS = "fontpkg_source_sans_3"
_CODE = "fontpkg_source_code_pro"
_ARABIC = "fontpkg_amiri"


_STACKS = {
    Face.TEXT: (_SERIF, _ARABIC, _SANS, _CODE),
    Face.SANS: (_SANS, _ARABIC, _SERIF, _CODE),
    Face.CODE: (_CODE, _SANS, _SERIF, _ARABIC),
}
"""The stacks of `_templates/press.typ`."""

# Its italic lacks Cyrillic, and code is never set in italics.
_UNUSED = frozenset({"SourceCodePro-Italic[wght].ttf"})


@cache
def font_files(package: str) -> tuple[Path, ...]:
    """Return the files of a font package, in the order of their names."""
    folder = Path(importlib.import_module(package).__file__ or "").parent / "files"
    return tuple(path for path in sorted(folder.glob("*.ttf")) if path.name not in _UNUSED)


def all_fonts() -> tuple[Path, ...]:
    """Return every file that the compiler may use."""
    return tuple(
        path for package in (_SERIF, _SANS, _CODE, _ARABIC) for path in font_files(package)
    )


@cache
def fonts_digest() -> str:
    """Return a digest of all fonts: others make other pages."""
    digest = hashlib.sha256()
    for path in all_fonts():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def load_fonts() -> typst.Fonts:
    """Return the fonts for the compiler; slow enough to be done once for many documents."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=sorted({str(path.parent) for path in all_fonts()}),
    )


@cache
def _letters(package: str) -> frozenset[int]:
    """Return the characters that every style of a family has: the template chooses the style."""
    sets = []
    for path in font_files(package):
        with TTFont(path, lazy=True) as font:
            sets.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*sets)


@cache
def letters(face: Face) -> frozenset[int]:
    """Return the characters that a stack of faces has."""
    return frozenset().union(*(_letters(package) for package in _STACKS[face]))


def missing_letters(text: str, face: Face) -> Iterator[str]:
    """Yield the characters of a text that a stack of faces lacks, each once.

    A letter that is written as a base and a mark counts as had if the faces have it composed.
    """
    known = letters(face)
    for character in dict.fromkeys(unicodedata.normalize("NFC", text)):
        if ord(character) not in known and not _needs_no_glyph(character):
            yield character


def _needs_no_glyph(character: str) -> bool:
    # Spaces are set by their width, and marks of format (joiners, say) print nothing: Unicode 16,
    # 5.21 "Ignoring Characters in Processing".
    return (
        unicodedata.category(character) in ("Zs", "Cf", "Cc")
        or 0xFE00 <= ord(character) <= 0xFE0F
        or ord(character) == 0x034F
    )
