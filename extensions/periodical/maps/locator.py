"""What a map of some places shows, and where: the frame, land and water, names and legend."""

import math
import textwrap
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import shapely

from ..model.text import listed, without_forbidden
from . import LocatorMap, Marker
from .geometry import (
    HEIGHT,
    RIM,
    WIDTH,
    Frame,
    Outlines,
    Shapes,
    fit,
    fold,
    read_outlines,
    seen,
    to_vectors,
)  # fmt: skip
from .labels import Box, Label, Point, place_in_area, place_names, text_width

MOST_DRAWN = 12
"""How many places a map has at most; further ones are named in its description."""

LEAST_KILOMETRES, LEAST_OF_SEVERAL = 1700.0, 800.0
"""How much is across a map of one place (a city with the countries around it) and of several."""

_INSET, _INSET_OF_COUNTRY = (44.0, 32.0), (16.0, 14.0)
_NAME_SIZE, _COUNTRY_SIZE, _COUNTRY_SPACING = 12.0, 8.0, 0.7
_LEGEND_SIZE, _LEGEND_LINE, _NUMBER_SIZE = 11.5, 16.0, 10.0
_DOT, _DISC = 3.4, 7.5  # the radius of what marks a place, and of a disc with a number on it
_ROOM = Box(4.0, 4.0, WIDTH - 4.0, HEIGHT - 4.0)
_PAPER = Path(__file__).with_name("paper.css").read_text("utf-8")


def draw(places: tuple[Marker, ...], file: Path, prefix: str) -> LocatorMap:
    """Draw a map: see `locator_map`."""
    countries, lakes = read_outlines(file)
    drawn, further = places[:MOST_DRAWN], places[MOST_DRAWN:]
    frame = _frame(drawn, countries)
    vectors = to_vectors([(each.longitude, each.latitude) for each in drawn])
    points: list[Point] = [(x, y) for x, y in frame.place(vectors).tolist()]
    # A country is no dot.
    dotted = [fold(each.name) not in countries.largest for each in drawn]
    description = f"The map shows {_listed(drawn)}."
    if further:
        description += f" Not drawn, for want of room: {_listed(further)}."
    drawing = Drawing(prefix, description)
    land, taken = _draw_land(drawing, frame, countries, lakes, drawn)
    named = zip(points, (each.name for each in drawn), dotted, strict=True)
    labels = place_names(list(named), room=_ROOM, size=_NAME_SIZE, dot=_DOT)
    if labels is None:
        height = _draw_numbers(drawing, land, taken, drawn, points)
    else:
        height = HEIGHT
        dots = [point for point, dot in zip(points, dotted, strict=True) if dot]
        taken += [*(each.box for each in labels), *(Box.around(dot, _DOT + 2) for dot in dots)]
        said = {fold(each.name) for each in drawn}
        _name_land(drawing, {name: land[name] for name in land if fold(name) not in said}, taken)
        for point in dots:
            drawing.circle("map-dot", point, _DOT)
        for label in labels:
            drawing.text("map-name", label)
    return LocatorMap(*drawing.finished(height), description)


def _frame(drawn: Sequence[Marker], countries: Outlines) -> Frame:
    vectors = to_vectors([(each.longitude, each.latitude) for each in drawn])
    if len(drawn) > 1:
        return fit(vectors, inset=_INSET, least=LEAST_OF_SEVERAL)
    if (whole := countries.largest.get(fold(drawn[0].name))) is None:
        return fit(vectors, inset=_INSET, least=LEAST_KILOMETRES)
    around = np.concatenate([vectors, whole])
    return fit(around, inset=_INSET_OF_COUNTRY, least=LEAST_KILOMETRES)


def _listed(markers: Sequence[Marker]) -> str:
    words = []
    for each in markers:
        name, country = " ".join(each.name.split()), " ".join((each.country or "").split())
        words.append(f"{name} ({country})" if country and country != name else name)
    return without_forbidden(listed(words))


def _draw_land(
    drawing: "Drawing", frame: Frame, countries: Outlines, lakes: Outlines, drawn: Sequence[Marker]
) -> tuple[dict[str, shapely.Polygon], list[Box]]:
    """Draw water and land; return the largest piece of each country, and the room of lakes."""
    names, shapes = countries.placed(frame)
    land = shapely.coverage_union_all(shapes)
    coasts = seen(shapely.boundary(land))
    borders = shapely.difference(shapely.union_all(seen(shapely.boundary(shapes))), coasts)
    home = {fold(each.country or each.name) for each in drawn}
    water = shapely.Point(WIDTH / 2, HEIGHT / 2).buffer(RIM * frame.scale, quad_segs=24)
    drawing.shapes("map-water", water)
    drawing.shapes("map-land", land)
    drawing.shapes("map-home", shapes[[fold(name) in home for name in names]])
    drawing.shapes("map-lakes", seas := lakes.placed(frame)[1])
    drawing.shapes("map-borders", shapely.line_merge(borders))
    drawing.shapes("map-coasts", shapely.line_merge(coasts))
    parts, owners = shapely.get_parts(seen(shapes), return_index=True)
    largest: dict[str, shapely.Polygon] = {}
    for part in np.argsort(-shapely.area(parts), kind="stable"):
        largest.setdefault(names[owners[part]], parts[part])
    wet = shapely.get_parts(seen(seas))
    return largest, [Box(*each) for each in shapely.bounds(wet).tolist()]


def _name_land(drawing: "Drawing", land: dict[str, shapely.Polygon], taken: list[Box]) -> None:
    """Name countries in capitals where there is room, the largest first."""
    for name, area in land.items():
        label = place_in_area(area, name.upper(), room=_ROOM, taken=taken,
                              size=_COUNTRY_SIZE, spacing=_COUNTRY_SPACING)  # fmt: skip
        if label is not None:
            taken.append(label.box)
            drawing.text("map-country", label)


def _draw_numbers(
    drawing: "Drawing",
    land: dict[str, shapely.Polygon],
    taken: list[Box],
    drawn: Sequence[Marker],
    points: Sequence[Point],
) -> float:
    """Draw numbers on the map and, under it, the names that belong to them; return its height."""
    groups: dict[Point, list[str]] = {}
    for each, point in zip(drawn, points, strict=True):
        # Whose discs would touch share one, at the place of the first.
        near = (first for first in groups if math.dist(first, point) < 2 * _DISC + 2)
        groups.setdefault(next(near, point), []).append(" ".join(each.name.split()))
    _name_land(drawing, land, [*taken, *(Box.around(point, _DISC + 1) for point in groups)])
    for number, point in enumerate(groups, 1):
        drawing.disc(point, number)
    texts = [", ".join(names) for names in groups.values()]
    indent = 2 * _DISC + 6
    widest = max(text_width(text, _LEGEND_SIZE) for text in texts)
    columns = 1 if widest > WIDTH / 2 - indent - 4 else 2
    rows = math.ceil(len(texts) / columns)
    bottoms = [HEIGHT + 8 + _DISC] * columns
    for number, text in enumerate(texts):
        column = number // rows
        x, y = column * WIDTH / 2, bottoms[column]
        drawing.disc((x + _DISC + 0.5, y), number + 1)
        for line in _wrapped(text, WIDTH / columns - indent - 4):
            drawing.text("map-legend", Label.at(line, x + indent, y, "start", _LEGEND_SIZE))
            y += _LEGEND_LINE
        bottoms[column] = y + 1.5
    return max(bottoms) - _DISC


def _wrapped(text: str, width: float) -> list[str]:
    """Break a text into lines; one that needs more than three is cut."""
    widest = max((text_width(word, _LEGEND_SIZE) / len(word) for word in text.split()), default=1)
    return textwrap.wrap(text, int(width / widest), max_lines=3, placeholder="…") or [""]


class Drawing:
    """An SVG document as it grows, in the order in which things lie upon one another.

    It is told to a tenth of a unit.
    """

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
        """Add what is seen of polygons, or lines."""
        # Twice, because what is cut may be a collection of what has parts itself.
        parts = shapely.get_parts(shapely.get_parts(seen(shapes)))
        areas = shapely.orient_polygons(parts[shapely.get_dimensions(parts) == 2])
        lines = parts[shapely.get_dimensions(parts) == 1]
        data = _path(shapely.get_parts(shapely.boundary(areas)), "Z") + _path(lines, "")
        if data:
            self._add("path", look, d=data)

    def circle(self, look: str, centre: Point, radius: float) -> None:
        """Add a circle."""
        self._add("circle", look, cx=centre[0], cy=centre[1], r=radius)

    def disc(self, centre: Point, number: int) -> None:
        """Add a number on a disc."""
        self.circle("map-disc", centre, _DISC)
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


def _path(lines: Shapes, end: str) -> str:
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


@cache
def _tenths(value: int) -> str:
    return "-" * (value < 0) + (f"{abs(value) / 10:g}".removeprefix("0") or "0")
