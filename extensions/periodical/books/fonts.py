"""The faces of a book, each with the letters alone that the book has."""

import string
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

import uharfbuzz

from ..faces import StaticFace, static_faces

_OWN = ("Source Sans 3", "Source Serif 4")
"""The families of the style sheet."""

_NEVER_SET = {("Source Serif 4", 600), ("Source Sans 3", 400), ("Source Sans 3", 600)}
"""Of which the style sheet sets no italics."""


def faces_of(text: str, whole: Path) -> Iterator[tuple[StaticFace, bytes]]:
    """Yield the faces for a text, and their files, cut from the whole ones in a folder.

    What the two families of the style sheet have not is looked for in the others, in their order.
    """
    # Capitals for what is set in them; the rest for what a reading app adds.
    said = set(text)
    said.update("".join(said).upper(), string.printable)
    letters = {ord(each) for each in said if each >= " "}
    missing = set(letters)
    for family, faces in _families():
        if family not in _OWN and not missing:
            return
        known = _opened(whole / faces[0].file)[1]
        wanted = letters if family in _OWN else missing & known
        missing -= known
        for face in faces if wanted else ():
            yield face, _subset(whole / face.file, frozenset(wanted))


@cache
def _families() -> list[tuple[str, list[StaticFace]]]:
    """Return the families, those of the style sheet first; others stand upright only."""
    found = [face for face in static_faces() if _is_set(face)]
    found.sort(key=lambda face: _OWN.index(face.family) if face.family in _OWN else len(_OWN))
    return [(family, list(faces)) for family, faces in groupby(found, lambda each: each.family)]


def _is_set(face: StaticFace) -> bool:
    if face.family in _OWN:
        return not face.is_italic or (face.family, face.weight) not in _NEVER_SET
    return not face.is_italic and not face.family.startswith("Source S")


@cache
def _opened(file: Path) -> tuple[uharfbuzz.Face, frozenset[int]]:
    """Return a whole face, and its letters."""
    whole = uharfbuzz.Face(file.read_bytes())
    return uharfbuzz.subset_preprocess(whole), frozenset(whole.unicodes)


@lru_cache(maxsize=32)
def _subset(file: Path, letters: frozenset[int]) -> bytes:
    """Return a face with some letters; those of one book are often those of the next."""
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(letters)
    return bytes(uharfbuzz.subset(_opened(file)[0], wanted).blob.data)
