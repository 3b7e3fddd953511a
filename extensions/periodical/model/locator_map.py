"""Small maps that show where places are, drawn from outlines of countries as SVG.

The site has them inline, in the colours of its style sheet; the PDF as pictures, in its own colours
and faces. Both have the same lines and letters in the same places, and a description in words.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from xml.etree import ElementTree

from .map_labels import Box, Label, place_in_area, place_names, text_width
from .outlines import Country, Edge, Outlines, Vector, angle, to_vector
from .projection import (
    Frame,
    Point,
    clip_polygon,
    clip_segment,
    fit,
    graticule,
)

WIDTH, HEIGHT = 340.0, 224.0
"""Of the frame, in units of the drawing: about a pixel each on a small phone."""

MOST_DRAWN = 12
"""How many places a map has at most; further ones are named in its description."""

LEAST_KILOMETRES = 1700.0
"""How much of the Earth is across a map of one place: a city with the countries around it."""

LEAST_OF_SEVERAL = 800.0
"""How much is across a map of several places at least, in kilometres."""

TITLE = "Locator map"

_INSET = (44.0, 32.0)
_INSET_OF_COUNTRY = (16.0, 14.0)
_NAME_SIZE, _COUNTRY_SIZE, _COUNTRY_SPACING = 12.0, 8.0, 0.7
_NUMBER_SIZE, _LEGEND_SIZE, _LEGEND_LINE = 10.0, 11.5, 16.0
_DOT, _DISC = 3.4, 7.5
_MARGIN = 4.0
_SMALLEST_LAND = 0.7

_INVALID_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

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


@dataclass(frozen=True)
class Marker:
    """A place to show.

    Parameters
    ----------
    name
        As it is printed.
    latitude, longitude
        In degrees (WGS 84).
    country
        The name of the country in which it is, if it is in one.

    Raises
    ------
    ValueError
        If that is nowhere on Earth.
    """

    name: str
    latitude: float
    longitude: float
    country: str | None = None

    def __post_init__(self) -> None:
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):
            raise ValueError(f"{self.latitude}, {self.longitude} is not a place on Earth.")


@dataclass(frozen=True)
class LocatorMap:
    """A drawn map.

    Parameters
    ----------
    svg
        An element to stand within HTML: it has classes, and no colours of its own.
    standalone
        A file of its own, with the colours and faces of the PDF.
    description
        What the map shows, as a sentence or two in plain text.
    width, height
        In units of the drawing.
    """

    svg: str
    standalone: str
    description: str
    width: float
    height: float


def locator_map(markers: Iterable[Marker], outlines: Outlines, *, prefix: str) -> LocatorMap | None:
    """Draw a map of some places.

    A single country is shown as a whole; any other places with the land around them. Names stand
    beside the places; where these are too near for that, numbers do, and a legend has the names.

    Parameters
    ----------
    markers
        The places, the most important first.
    outlines
        The countries.
    prefix
        What the ids in the drawing begin with: unlike that of any other map of the page.

    Returns
    -------
    LocatorMap
        `None` where there is no place to show.
    """
    places = list(dict.fromkeys(markers))
    if not places:
        return None
    drawn = places[:MOST_DRAWN]
    countries = {_fold(each.name): each for each in outlines.at(1)}
    itself = [countries.get(_fold(each.name)) for each in drawn]
    frame = _frame(drawn, itself)
    points = [frame.place(to_vector(each.longitude, each.latitude)) for each in drawn]
    room = Box(_MARGIN, _MARGIN, WIDTH - _MARGIN, HEIGHT - _MARGIN)
    names = place_names(
        [
            (point, each.name, country is None)
            for point, each, country in zip(points, drawn, itself, strict=True)
        ],
        room=room,
        size=_NAME_SIZE,
        dot=_DOT,
    )
    description = _describe(drawn, places[MOST_DRAWN:])
    drawing = _Drawing(prefix, description)
    home = {_fold(each.country or each.name) for each in drawn}
    land = _draw_land(drawing, frame, outlines, home)
    taken: list[Box]
    if names is not None:
        dots = [point for point, country in zip(points, itself, strict=True) if country is None]
        taken = [label.box for label in names] + [_around(point, _DOT + 2) for point in dots]
    else:
        groups = _groups(points)
        taken = [_around(points[group[0]], _DISC + 1) for group in groups]
    said = {_fold(each.name) for each in drawn} if names is not None else set()
    _name_countries(drawing, [each for each in land if _fold(each[0]) not in said], room, taken)
    if not land:
        _name_degrees(drawing, frame, room, taken)
    height = HEIGHT
    if names is not None:
        for point in dots:
            drawing.circle("map-dot", point, _DOT)
        for label in names:
            drawing.name(label)
        drawing.edge()
    else:
        for number, group in enumerate(groups, 1):
            drawing.disc(points[group[0]], number)
        drawing.edge()
        height = _draw_legend(drawing, [[drawn[index] for index in group] for group in groups])
    return LocatorMap(
        drawing.inline(height), drawing.standalone(height), description, WIDTH, height
    )


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()


def _frame(drawn: Sequence[Marker], itself: Sequence[Country | None]) -> Frame:
    points: Sequence[Vector] = [to_vector(each.longitude, each.latitude) for each in drawn]
    inset = _INSET
    if len(drawn) == 1 and itself[0] is not None:
        points, inset = (*points, *itself[0].polygons[0].rings[0].points), _INSET_OF_COUNTRY
    least = LEAST_KILOMETRES if len(drawn) == 1 else LEAST_OF_SEVERAL
    return fit(points, width=WIDTH, height=HEIGHT, inset=inset, least=least)


def _around(point: Point, radius: float) -> Box:
    return Box(point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius)


def _groups(points: Sequence[Point]) -> list[list[int]]:
    """Put points together whose discs would touch; each group has the place of its first."""
    groups: list[list[int]] = []
    for index, point in enumerate(points):
        for group in groups:
            if math.dist(points[group[0]], point) < 2 * _DISC + 2:
                group.append(index)
                break
        else:
            groups.append([index])
    return groups


def _describe(drawn: Sequence[Marker], further: Sequence[Marker]) -> str:
    text = f"The map shows {_listed(drawn)}."
    return f"{text} Not drawn, for want of room: {_listed(further)}." if further else text


def _listed(markers: Sequence[Marker]) -> str:
    words = []
    for each in markers:
        name, country = " ".join(each.name.split()), " ".join((each.country or "").split())
        words.append(f"{name} ({country})" if country and country != name else name)
    words = [_INVALID_XML.sub("\ufffd", each) for each in words]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _draw_land(
    drawing: _Drawing, frame: Frame, outlines: Outlines, home: set[str]
) -> list[tuple[str, list[Point]]]:
    """Draw water and land; return for each country its largest piece in the frame."""
    land, at_home = _Path(), _Path()
    lines = {Edge.BORDER: _Path(), Edge.COAST: _Path()}
    largest: list[tuple[str, list[Point]]] = []
    centre, reach = frame.projection.centre, frame.reach
    for country in outlines.at(math.radians(frame.scale)):
        pieces: list[tuple[float, list[Point]]] = []
        is_home = _fold(country.name) in home
        for polygon in country.polygons:
            if polygon.radius * frame.scale < _SMALLEST_LAND:
                continue
            if angle(polygon.centre, centre) > polygon.radius + reach:
                continue
            rings = [frame.trace(ring) for ring in polygon.rings]
            surrounds = reach > math.pi / 2 and frame.surrounds(polygon)
            if surrounds:
                rings.append((frame.rim(), []))
            for points, edges in rings:
                if _is_beside(points, frame):
                    continue
                shape = _thin(clip_polygon(points, frame.width, frame.height))
                if len(shape) > 2:
                    (at_home if is_home else land).polygon(shape)
                    if points is rings[0][0] and not surrounds:
                        pieces.append((_area(shape), shape))
                _trace_lines(lines, frame, points, edges)
        if pieces:
            largest.append((country.name, max(pieces, key=lambda each: each[0])[1]))
    water, grid = _Path(), _Path()
    water.polygon(clip_polygon(frame.rim(), frame.width, frame.height))
    for line in graticule(frame):
        _trace_lines({Edge.COAST: grid}, frame, line.points, [Edge.COAST] * len(line.points))
    drawing.path("map-water", water)
    drawing.path("map-graticule", grid)
    drawing.path("map-land", land)
    drawing.path("map-home", at_home)
    drawing.path("map-borders", lines[Edge.BORDER])
    drawing.path("map-coasts", lines[Edge.COAST])
    return largest


def _is_beside(points: Sequence[Point], frame: Frame) -> bool:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs) > frame.width or max(xs) < 0 or min(ys) > frame.height or max(ys) < 0


def _trace_lines(
    lines: dict[Edge, _Path], frame: Frame, points: Sequence[Point], edges: Sequence[Edge]
) -> None:
    width, height = frame.width, frame.height
    run: list[Point] = []
    before = Edge.UNSEEN
    for start, end, edge in zip(points, points[1:], edges, strict=False):
        if run and (edge is not before or start is not run[-1]):
            lines[before].line(_thin(run))
            run = []
        if edge not in lines:
            continue
        before = edge
        if (
            0 <= start[0] <= width
            and 0 <= start[1] <= height
            and (0 <= end[0] <= width and 0 <= end[1] <= height)
        ):
            part: tuple[Point, Point] | None = (start, end)
        else:
            part = clip_segment(start, end, width, height)
        if part is not None:
            run = run or [part[0]]
            run.append(part[1])
    if run:
        lines[before].line(_thin(run))


def _thin(points: Sequence[Point]) -> list[Point]:
    """Leave out points too near to the one before to be told apart; the last one stays."""
    kept = list(points[:1])
    for point in points[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= 0.5:
            kept.append(point)
    if len(points) > 1 and kept[-1] != points[-1]:
        kept.append(points[-1])
    return kept


def _area(shape: Sequence[Point]) -> float:
    pairs = zip(shape, (*shape[1:], shape[0]), strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _name_countries(
    drawing: _Drawing,
    land: Sequence[tuple[str, list[Point]]],
    room: Box,
    taken: list[Box],
) -> None:
    """Name countries in capitals where there is room, the largest first."""
    for name, shape in sorted(land, key=lambda each: -_area(each[1])):
        label = place_in_area(
            shape, name.upper(), room=room, taken=taken,
            size=_COUNTRY_SIZE, spacing=_COUNTRY_SPACING,
        )  # fmt: skip
        if label is not None:
            taken.append(label.box)
            drawing.country(label)


def _name_degrees(drawing: _Drawing, frame: Frame, room: Box, taken: Sequence[Box]) -> None:
    """Say at the edge which parallels and meridians there are, where there is only water."""
    for line in graticule(frame):
        parts = (clip_segment(*each, WIDTH, HEIGHT) for each in pairwise(line.points))
        start = next((part[0] for part in parts if part is not None), None)
        if start is None:
            continue
        if line.is_parallel and start[0] < 0.1:
            x, y = _MARGIN + 1, start[1] - 2.5
        elif not line.is_parallel and start[1] > HEIGHT - 0.1:
            x, y = start[0] + 3, HEIGHT - _MARGIN - 2
        else:
            continue
        width = text_width(line.degrees, _COUNTRY_SIZE)
        box = Box(x, y - 0.8 * _COUNTRY_SIZE, x + width, y + 0.2 * _COUNTRY_SIZE)
        if box.within(room) and not any(box.overlaps(each) for each in taken):
            taken = [*taken, box]
            drawing.text("map-degrees", line.degrees, x, y, "start", _COUNTRY_SIZE)


def _draw_legend(drawing: _Drawing, groups: Sequence[Sequence[Marker]]) -> float:
    """Draw the names that belong to the numbers, under the map; return how far down it goes."""
    texts = [", ".join(" ".join(each.name.split()) for each in group) for group in groups]
    indent, half = 2 * _DISC + 6, WIDTH / 2
    columns = 1 if max(text_width(text, _LEGEND_SIZE) for text in texts) > half - indent - 4 else 2
    wide = WIDTH / columns - indent - 4
    rows = math.ceil(len(texts) / columns)
    lowest = HEIGHT
    for column in range(columns):
        y = HEIGHT + 8 + _DISC
        for row, text in enumerate(texts[column * rows : (column + 1) * rows]):
            x = column * half
            drawing.disc((x + _DISC + 0.5, y), column * rows + row + 1)
            for line in _wrapped(text, wide):
                drawing.text("map-legend", line, x + indent, y + 4, "start", _LEGEND_SIZE)
                y += _LEGEND_LINE
            y += 1.5
        lowest = max(lowest, y - _DISC)
    return lowest


def _wrapped(text: str, width: float) -> list[str]:
    """Break a text into lines; one that needs more than three is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, _LEGEND_SIZE) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    cut = [_cut(line, width) for line in lines[:3]]
    if len(lines) > 3:
        cut[-1] = _cut(f"{cut[-1]}…", width)
    return cut or [""]


def _cut(line: str, width: float) -> str:
    while text_width(line, _LEGEND_SIZE) > width:
        line = f"{line.rstrip('…')[:-1]}…"
    return line


class _Path:
    """Data of a path (SVG 2, section 9.3), to a tenth of a unit.

    Each point is told from the one before, both rounded: that is short, and adds up exactly.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []

    def line(self, points: Sequence[Point], end: str = "") -> None:
        """Add a line."""
        tenths = [(round(x * 10), round(y * 10)) for x, y in points]
        (x, y), steps = tenths[0], []
        for there_x, there_y in tenths[1:]:
            if (there_x, there_y) != (x, y):
                steps.append(f"{_tenths(there_x - x)} {_tenths(there_y - y)}")
                x, y = there_x, there_y
        if steps:
            start = f"M{_tenths(tenths[0][0])} {_tenths(tenths[0][1])}"
            self.parts.append(f"{start}l{' '.join(steps)}{end}".replace(" -", "-"))

    def polygon(self, points: Sequence[Point]) -> None:
        """Add a closed line."""
        self.line(points, "Z")


@lru_cache(maxsize=8192)
def _tenths(value: int) -> str:
    whole, tenth = divmod(abs(value), 10)
    text = f"{whole or ''}.{tenth}" if tenth else str(whole)
    return f"-{text}" if value < 0 else text


def _number(value: float) -> str:
    return _tenths(round(value * 10))


class _Drawing:
    """An SVG document as it grows, in the order in which things lie upon one another."""

    def __init__(self, prefix: str, description: str) -> None:
        ids = f"{prefix}_title", f"{prefix}_description"
        self.root = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "class": "locator-map",
                "role": "img",
                "aria-labelledby": " ".join(ids),
                "direction": "ltr",
            },
        )
        for tag, identifier, text in (("title", ids[0], TITLE), ("desc", ids[1], description)):
            ElementTree.SubElement(self.root, tag, {"id": identifier}).text = text

    def _add(self, tag: str, look: str, **attributes: str) -> ElementTree.Element:
        named = {name.replace("_", "-"): value for name, value in attributes.items()}
        return ElementTree.SubElement(self.root, tag, {"class": look, **named})

    def path(self, look: str, path: _Path) -> None:
        if path.parts:
            self._add("path", look, d="".join(path.parts))

    def circle(self, look: str, centre: Point, radius: float) -> None:
        self._add("circle", look, cx=_number(centre[0]), cy=_number(centre[1]), r=_number(radius))

    def edge(self) -> None:
        self._add(
            "rect", "map-edge", x="0.3", y="0.3",
            width=_number(WIDTH - 0.6), height=_number(HEIGHT - 0.6),
        )  # fmt: skip

    def text(
        self,
        look: str,
        text: str,
        x: float,
        y: float,
        anchor: Literal["start", "middle", "end"],
        size: float,
    ) -> ElementTree.Element:
        element = self._add(
            "text", look, x=_number(x), y=_number(y), text_anchor=anchor, font_size=_number(size)
        )
        element.text = _INVALID_XML.sub("\ufffd", text)
        return element

    def name(self, label: Label) -> None:
        self.text("map-name", label.text, label.x, label.y, label.anchor, _NAME_SIZE)

    def country(self, label: Label) -> None:
        element = self.text(
            "map-country", label.text, label.x, label.y, label.anchor, _COUNTRY_SIZE
        )
        element.set("letter-spacing", _number(_COUNTRY_SPACING))

    def disc(self, centre: Point, number: int) -> None:
        self.circle("map-disc", centre, _DISC)
        x, y = centre
        self.text("map-number", str(number), x, y + 0.35 * _NUMBER_SIZE, "middle", _NUMBER_SIZE)

    def inline(self, height: float) -> str:
        """Return the element for HTML."""
        self.root.set("viewBox", f"0 0 {_number(WIDTH)} {_number(height)}")
        return ElementTree.tostring(self.root, "unicode")

    def standalone(self, height: float) -> str:
        """Return the file for the PDF: the same with colours instead of classes."""
        root = copy.deepcopy(self.root)
        root.set("viewBox", f"0 0 {_number(WIDTH)} {_number(height)}")
        root.set("width", _number(WIDTH))
        root.set("height", _number(height))
        for element in root.iter():
            element.attrib.update(_PAPER.get(element.attrib.pop("class", ""), {}))
        return ElementTree.tostring(root, "unicode", xml_declaration=False)
