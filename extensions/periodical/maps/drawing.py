"""The drawing of a map: an SVG document, to a tenth of a unit."""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree

import numpy as np
import shapely

from ..model.text import without_forbidden
from .labels import Anchor, Label, Point
from .outlines import Shapes
from .projection import HEIGHT, WIDTH

DOT, DISC = 3.4, 7.5
"""The radius of what marks a place, alone and with a number on it."""

_TITLE = "Locator map"
_NUMBER_SIZE = 10.0
_NEAR = 0.5
"""Points nearer than this to the one before are left out."""

# Pictures have a variable face as it is by default; of Source Sans 3 that is too light to read.
_PAPER_FACES = "'Source Serif 4', 'Amiri'"
_PAPER: dict[str, dict[str, str]] = {
    "locator-map": {"font-family": _PAPER_FACES},
    "map-water": {"fill": "#e4eeee"},
    "map-graticule": {"fill": "none", "stroke": "#d3e1e1", "stroke-width": "0.5"},
    "map-land": {"fill": "#f5f1e8", "stroke": "#f5f1e8", "stroke-width": "0.8"},
    "map-home": {"fill": "#fffefb", "stroke": "#fffefb", "stroke-width": "0.8"},
    "map-borders": {"fill": "none", "stroke": "#bdb5a4", "stroke-width": "0.6"},
    "map-coasts": {"fill": "none", "stroke": "#8fb3b6", "stroke-width": "0.6"},
    "map-edge": {"fill": "none", "stroke": "#b9b4a8", "stroke-width": "0.6"},
    "map-country": {"fill": "#55555c"},
    "map-degrees": {"fill": "#55555c"},
    "map-name": {"fill": "#1b1b1f", "stroke": "#fffefb", "stroke-width": "2.4",
                 "stroke-linejoin": "round", "paint-order": "stroke"},
    "map-legend": {"fill": "#1b1b1f"},
    "map-dot": {"fill": "#0b6e7a", "stroke": "#fffefb", "stroke-width": "1.2"},
    "map-disc": {"fill": "#0b6e7a", "stroke": "#fffefb", "stroke-width": "1"},
    "map-number": {"fill": "#ffffff"},
}  # fmt: skip
"""How each class looks in the PDF; in the site, `newspaper.css` says so."""


class Drawing:
    """An SVG document as it grows, in the order in which things lie upon one another."""

    def __init__(self, prefix: str, description: str) -> None:
        ids = f"{prefix}_title", f"{prefix}_description"
        about = {"xmlns": "http://www.w3.org/2000/svg", "class": "locator-map", "role": "img",
                 "aria-labelledby": " ".join(ids), "direction": "ltr"}  # fmt: skip
        self._root = ElementTree.Element("svg", about)
        for tag, identifier, text in (("title", ids[0], _TITLE), ("desc", ids[1], description)):
            ElementTree.SubElement(self._root, tag, {"id": identifier}).text = text

    def _add(self, tag: str, look: str, **attributes: float | str) -> ElementTree.Element:
        written = {
            name.replace("_", "-"): value if isinstance(value, str) else _number(value)
            for name, value in attributes.items()
        }
        return ElementTree.SubElement(self._root, tag, {"class": look, **written})

    def shapes(self, look: str, shapes: Shapes | list[shapely.Geometry]) -> None:
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
        x, y = centre
        self.text("map-number", str(number), x, y + 0.35 * _NUMBER_SIZE, "middle", _NUMBER_SIZE)

    def edge(self) -> None:
        """Add the line around the frame."""
        self._add("rect", "map-edge", x=0.3, y=0.3, width=WIDTH - 0.6, height=HEIGHT - 0.6)

    def text(
        self, look: str, text: str, x: float, y: float, anchor: Anchor, size: float,
        **further: float,
    ) -> None:  # fmt: skip
        """Add a line of text; `anchor` says which end of it is at x."""
        element = self._add("text", look, x=x, y=y, text_anchor=anchor, font_size=size, **further)
        element.text = without_forbidden(text)

    def label(self, look: str, label: Label, size: float, **further: float) -> None:
        """Add a label."""
        self.text(look, label.text, label.x, label.y, label.anchor, size, **further)

    def finished(self, height: float) -> tuple[str, str]:
        """Return the element for HTML, and the file for the PDF: with colours, without classes."""
        self._root.set("viewBox", f"0 0 {_number(WIDTH)} {_number(height)}")
        inline = ElementTree.tostring(self._root, "unicode")
        self._root.set("width", _number(WIDTH))
        self._root.set("height", _number(height))
        for element in self._root.iter():
            element.attrib.update(_PAPER.get(element.attrib.pop("class", ""), {}))
        return inline, ElementTree.tostring(self._root, "unicode")


def _written(lines: Shapes, end: str) -> str:
    """Return the data of a path (SVG 2, section 9.3).

    Each point is told from the one before, both rounded: that is short, and adds up exactly.
    """
    points, owners = shapely.get_coordinates(
        shapely.remove_repeated_points(lines, _NEAR), return_index=True
    )
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
    whole, tenth = divmod(abs(value), 10)
    text = f"{whole or ''}.{tenth}" if tenth else str(whole)
    return f"-{text}" if value < 0 else text


def _number(value: float) -> str:
    return _tenths(round(value * 10))
