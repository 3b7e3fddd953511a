"""The faces of a book, each with the letters alone that the book has."""

import string
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import uharfbuzz

from ..faces import StaticFace, lay_out_faces, static_faces

_SERIF, _SANS = "Source Serif 4", "Source Sans 3"
_NEVER_SET = {(_SERIF, "italic", 600), (_SANS, "italic", 400), (_SANS, "italic", 600)}


class BookFace(NamedTuple):
    """A face as the style sheet names it, and its file in the book."""

    family: str
    style: str
    weight: int
    file: str
    content: bytes = b""


def faces_of(text: str, folder: Path) -> Iterator[BookFace]:
    """Yield the faces for a text; whole ones are in the folder, or are put there.

    What the two families of the style sheet have not is looked for in the others, in their order.
    """
    # Capitals for what is set in them; the rest for what a reading app adds.
    said = set(text)
    said.update("".join(said).upper(), string.printable)
    letters = {ord(each) for each in said if each >= " "}
    missing = set(letters)
    for family, faces in _families():
        is_own = family in (_SERIF, _SANS)
        if not is_own and not missing:
            return
        known = _opened(faces[0], folder)[1]
        wanted = letters if is_own else missing & known
        missing -= known
        for face in faces if wanted else ():
            yield face._replace(content=_subset(_opened(face, folder)[0], wanted))


@cache
def _families() -> list[tuple[str, list[BookFace]]]:
    """Return the families, those of the style sheet first; others stand upright only."""
    found = [each for each in map(_described, static_faces()) if each]
    found.sort(key=lambda face: (face.family != _SANS, face.family != _SERIF))
    return [(family, list(faces)) for family, faces in groupby(found, lambda each: each.family)]


def _described(face: StaticFace) -> BookFace | None:
    weight = int(face.axes["wght"]) if face.axes else 600 if "Bold" in face.name else 400
    style = "italic" if face.style == "Italic" else "normal"
    is_own = face.family in (_SERIF, _SANS)
    is_other = style == "normal" and not face.family.startswith("Source S")
    if (is_own and (face.family, style, weight) not in _NEVER_SET) or is_other:
        return BookFace(face.family, style, weight, f"{face.name}{face.source.suffix}")
    return None


@cache
def _opened(face: BookFace, folder: Path) -> tuple[uharfbuzz.Face, frozenset[int]]:
    """Return a whole face, and its letters."""
    whole = uharfbuzz.Face((lay_out_faces(folder) / face.file).read_bytes())
    return uharfbuzz.subset_preprocess(whole), frozenset(whole.unicodes)


def _subset(face: uharfbuzz.Face, letters: set[int]) -> bytes:
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(letters)
    return bytes(uharfbuzz.subset(face, wanted).blob.data)
