"""The faces of paper and books, and which letters they have.

What the system or the compiler brings along is left out, since its letters could not be looked up
here. The text is in Source Serif 4, the quiet parts in Source Sans 3, code in Source Code Pro, all
three with every Latin and Cyrillic letter of Central Asia; Amiri has the Arabic script, Uyghur
included. Behind them stand faces for the scripts of the neighbours, and for signs of currencies.

Many packages have variable faces, of which Typst would work out each letter's width and kerning
again and again; so static ones are cut once, for the weights and optical sizes of the templates.
"""

import importlib
import importlib.metadata
import io
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import typst

from .model.files import fingerprint, sha256_of, table_beside, write_whole

_OWN, _ARABIC = "periodical.typefaces", "Amiri"


class Family(NamedTuple):
    """A family that templates name, as `faces.toml` says."""

    name: str
    package: str
    files: str
    axes: dict[str, float] | None = None
    weights: Sequence[int] = (400, 600)

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files, in the order of their names."""
        module = importlib.import_module(self.package)
        return tuple(sorted(Path(module.__path__[0]).glob(self.files)))


_TABLE = Path(__file__).with_name("faces.toml")
FAMILIES = tuple(Family(**each) for each in table_beside(__file__, _TABLE.name)["families"])


@cache
def fonts_digest() -> str:
    """Return a digest of all fonts and of what cuts them: others make other pages."""
    packages = {"uharfbuzz", "fonttools", *(family.package for family in FAMILIES)} - {_OWN}
    # A lock file holds each version of a package to a hash.
    versions = [f"{name} {importlib.metadata.version(name)}" for name in sorted(packages)]
    files = [path for family in FAMILIES if family.package == _OWN for path in family.sources]
    return fingerprint(versions, list(map(sha256_of, (Path(__file__), _TABLE, *files))))


class StaticFace(NamedTuple):
    """A face of one weight and optical size: how templates ask for it, and of what it is cut."""

    family: str
    source: Path
    weight: int
    axes: dict[str, float] | None = None

    @property
    def is_italic(self) -> bool:
        """Whether it is what *emphasis* is set in."""
        return "Italic" in self.source.name

    @property
    def name(self) -> str:
        """The name of the font within a PDF, if it is cut."""
        if self.axes is None:
            return self.source.stem
        style = "Italic" if self.is_italic else "Regular"
        return f"{self.family.replace(' ', '')}-{style}{self.weight}"

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}{self.source.suffix}"

    def cut(self) -> bytes:
        """Return the font."""
        # Imported here: a build that has no PDF to make need not wait for them.
        import uharfbuzz
        from fontTools.ttLib import TTFont

        content = self.source.read_bytes()
        if self.axes is not None:
            face = uharfbuzz.Face(content)
            wanted = uharfbuzz.SubsetInput()
            wanted.keep_everything()
            for axis, value in {**self.axes, "wght": self.weight}.items():
                wanted.pin_axis_location(face, axis, value)
            content = uharfbuzz.subset(face, wanted).blob.data
        elif self.family != _ARABIC:
            return content
        font = TTFont(io.BytesIO(content), recalcTimestamp=False, recalcBBoxes=False)
        if self.family == _ARABIC:
            _keep_non_joiner(font)
        else:
            names = font["name"]
            for other in (16, 17, 25):
                names.removeNames(nameID=other)
            style = "Italic" if self.is_italic else "Regular"
            for number, text in ((1, self.family), (2, style), (4, self.name), (6, self.name)):
                names.setName(text, number, 3, 1, 0x409)
        made = io.BytesIO()
        font.save(made)
        return made.getvalue()


def _keep_non_joiner(font: Any) -> None:
    """Give the zero-width non-joiner a glyph for itself, so that software reads it in its place.

    What is shaped has no glyph for it otherwise, and it is read with the letter behind it. HarfBuzz
    keeps what a font itself puts in its place (OpenType, GSUB, lookup type 1).
    """
    from fontTools.otlLib.builder import buildLookup, buildSingleSubstSubtable
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    kept, table = "nonjoiner.kept", font["GSUB"].table
    font.setGlyphOrder([*font.getGlyphOrder(), kept])
    font["glyf"][kept], font["hmtx"][kept] = Glyph(), (0, 0)
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "ccmp":
            record.Feature.LookupListIndex.append(len(table.LookupList.Lookup))
    one = buildSingleSubstSubtable({font.getBestCmap()[0x200C]: kept})
    table.LookupList.Lookup.append(buildLookup([one]))


def static_faces() -> Iterator[StaticFace]:
    """Yield the faces that the compiler may use."""
    for family in FAMILIES:
        for source in family.sources:
            own = (600,) if "Bold" in source.name else (400,)
            for weight in own if family.axes is None else family.weights:
                yield StaticFace(family.name, source, weight, family.axes)


def lay_out_faces(folder: Path) -> Path:
    """Lay out the static faces, unless they are there, and return the folder that has them."""
    target = folder / f"faces-{fonts_digest()[:16]}"
    for old in folder.glob("faces-*"):
        if old != target:
            shutil.rmtree(old)
    for face in static_faces():
        if not (target / face.file).is_file():
            write_whole(target / face.file, face.cut())
    return target


def compiler(root: Path, folder: Path) -> typst.Compiler:
    """Return a compiler that reads nothing outside a root, no font of the system, and no package.

    Static faces are in the folder, or are put there; each is opened only when a text needs it.
    """
    paths = [str(lay_out_faces(folder))]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)
    # Where no package is.
    none = folder / "packages"
    return typst.Compiler(
        root=root, font_paths=fonts, ignore_system_fonts=True,
        package_path=none, package_cache_path=none,
    )  # fmt: skip
