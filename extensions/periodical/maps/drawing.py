"""The drawing of a map: an SVG document, to a tenth of a unit."""

from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import shapely

from ..model.text import without_forbidden
from .labels import Label, Point
from .outlines import Shapes
from .projection import HEIGHT, WIDTH

DISC = 7.5  # the radius of a disc with a number on it
_NUMBER_SIZE = 10.0
_PAPER = Path(__file__).with_name("paper.css").read_text("utf-8")


class Drawing:
    """An SVG document as it grows, in the order in which things lie upon one another."""

    def __init__(self, prefix: str, description: str) -> None:
        texts = {f"{prefix}_title": "Locator map", f"{prefix}_description": description}
        about = {"xmlns": "http://www.w3.org/2000/svg", "class": "locator-map", "role": "img",
                 "aria-labelledby": " ".join(texts), "direction": "ltr"}  # fmt: skip
        self._root = ElementTree.Element("svg", about)
        for tag, (identifier, text) in zip(("title", "desc"), texts.items(), strict=True):
            ElementTree.SubElement(self._root, tag, {"id": identifier}).text = text

    def _add(self, tag: str, look: str, text: str = "", **attributes: float | str) -> None:
        written = {
            name.replace("_", "-"): value if isinstance(value, str) else _tenths(round(value * 10))
            for name, value in attributes.items()
        }
        added = ElementTree.SubElement(self._root, tag, {"class": look, **written})
        added.text = without_forbidden(text) or None

    def shapes(self, look: str, shapes: Shapes | shapely.Geometry) -> None:
        """Add polygons or lines."""
        # Twice, because what is clipped may be a collection of what has parts itself.
        parts = shapely.get_parts(shapely.get_parts(shapes))
        areas = shapely.orient_polygons(parts[shapely.get_dimensions(parts) == 2])
        lines = parts[shapely.get_dimensions(parts) == 1]
        data = _written(shapely.get_parts(shapely.boundary(areas)), "Z") + _written(lines, "")
        if data:
            self._add("path", look, d=data)

    def circle(self, look: str, centre: Point, radius: float) -> None:
        """Add a circle."""
        self._add("circle", look, cx=centre[0], cy=centre[1], r=radius)

    def disc(self, centre: Point, number: int) -> None:
        """Add a number on a disc."""
        self.circle("map-disc", centre, DISC)
        self.text("map-number", Label.at(str(number), *centre, "middle", _NUMBER_SIZE))

    def text(self, look: str, label: Label) -> None:
        """Add a line of text."""
        spacing = {"letter_spacing": label.spacing} if label.spacing else {}
        self._add("text", look, label.text, x=label.x, y=label.y, text_anchor=label.anchor,
                  font_size=label.size, **spacing)  # fmt: skip

    def finished(self, height: float) -> tuple[str, str]:
        """Return the element for HTML, and the file for the PDF: with colours and a size."""
        self._add("rect", "map-edge", x=0.3, y=0.3, width=WIDTH - 0.6, height=HEIGHT - 0.6)
        size = _tenths(round(WIDTH * 10)), _tenths(round(height * 10))
        self._root.set("viewBox", " ".join(["0 0", *size]))
        inline = ElementTree.tostring(self._root, "unicode")
        self._root.attrib.update(zip(("width", "height"), size, strict=True))
        style = ElementTree.Element("style")
        style.text = _PAPER
        self._root.insert(2, style)
        return inline, ElementTree.tostring(self._root, "unicode")


def _written(lines: Shapes, end: str) -> str:
    """Return the data of a path (SVG 2, section 9.3).

    Each point is told from the one before, both rounded: that is short, and adds up exactly. Points
    too near to the one before to be told apart are left out.
    """
    lines = shapely.remove_repeated_points(lines, 0.5)
    points, owners = shapely.get_coordinates(lines, return_index=True)
    tenths = np.rint(points * 10).astype(int)
    first = np.diff(owners, prepend=-1) > 0
    steps = np.where(first[:, None], tenths, np.diff(tenths, axis=0, prepend=0))
    told = first | steps.any(axis=1)
    first, steps = first[told], steps[told]
    alone = first & np.append(first[1:], True)
    pairs = zip(first[~alone].tolist(), steps[~alone].tolist(), strict=True)
    parts = [f"{end}M{_tenths(x)} {_tenths(y)}l" if start else f" {_tenths(x)} {_tenths(y)}"
             for start, (x, y) in pairs]  # fmt: skip
    return ("".join(parts) + end).removeprefix(end).replace("l ", "l").replace(" -", "-")


@lru_cache(maxsize=8192)
def _tenths(value: int) -> str:
    return "-" * (value < 0) + (f"{abs(value) / 10:g}".removeprefix("0") or "0")
