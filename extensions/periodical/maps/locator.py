"""What a map of some places shows, and where: the frame, land and water, names and legend."""

import math
import textwrap
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from jinja2 import Environment, FileSystemLoader, Template

from ..model.publication import fold_heading
from ..model.registry import Place
from ..model.text import listed, without_forbidden
from . import LocatorMap, geometry
from .geometry import HEIGHT, WIDTH, Frame, Outlines
from .labels import DOT, ROOM, Label, Point, place_in_area, place_names, squares, text_width

MOST_DRAWN = 12
"""How many places a map has at most; further ones are named in its description."""

LEAST_KILOMETRES, LEAST_OF_SEVERAL = 1700.0, 800.0
"""How much is across a map of one place (a city with the countries around it) and of several."""

_INSET, _INSET_OF_COUNTRY = (44.0, 32.0), (16.0, 14.0)
_LEGEND_SIZE, _LEGEND_LINE, _NUMBER_SIZE = 11.5, 16.0, 10.0
_DISC = 7.5  # the radius of a disc with a number on it
_HERE = Path(__file__).parent
_PAPER = (_HERE / "paper.css").read_text("utf-8")


@dataclass
class Drawing:
    """What `map.svg` draws, in that order, each with its look; and how high it all is.

    Args:
        land: What is to be seen of each country: its largest piece, the largest first.
        free: Where names of countries may stand.
    """

    paths: list[tuple[str, str]]
    land: dict[str, shapely.Polygon]
    free: shapely.Geometry
    circles: list[tuple[str, float, float, float]] = field(default_factory=list)
    labels: list[tuple[str, Label]] = field(default_factory=list)
    height: float = HEIGHT

    def name_land(self, but: Container[str] = ()) -> None:
        """Name countries in capitals where there is room, the largest first."""
        for name, area in self.land.items():
            label = fold_heading(name) not in but and place_in_area(area, name.upper(), self.free)
            if label:
                self.free -= label.box
                self.labels.append(("map-country", label))


def draw(places: tuple[Place, ...], file: Path, prefix: str) -> LocatorMap:
    """Draw a map, as `KeptMaps` has it; the file is read once a process."""
    countries, lakes = geometry.read_outlines(file)
    drawn, further = places[:MOST_DRAWN], places[MOST_DRAWN:]
    description = f"The map shows {_listed(drawn)}."
    if further:
        description += f" Not drawn, for want of room: {_listed(further)}."
    vectors = geometry.to_vectors([each.coordinates[::-1] for each in drawn if each.coordinates])
    inset, least = _INSET, LEAST_KILOMETRES if len(drawn) == 1 else LEAST_OF_SEVERAL
    around, whole = vectors, countries.largest.get(fold_heading(drawn[0].name))
    if len(drawn) == 1 and whole is not None:
        around, inset = np.concatenate([vectors, whole]), _INSET_OF_COUNTRY
    frame = geometry.fit(around, inset=inset, least=least)
    points: list[Point] = [(x, y) for x, y in frame.place(vectors).tolist()]
    home = {fold_heading(each.country or each.name) for each in drawn}
    drawing = _land(frame, countries, lakes, home)
    # A country is no dot.
    dotted = [fold_heading(each.name) not in countries.largest for each in drawn]
    named = zip(points, (each.name for each in drawn), dotted, strict=True)
    labels = place_names(list(named))
    if labels is None:
        _draw_numbers(drawing, drawn, points)
    else:
        dots = [point for point, dot in zip(points, dotted, strict=True) if dot]
        drawing.free -= shapely.union_all([each.box for each in labels])
        drawing.free -= squares(dots, DOT + 2)
        drawing.name_land(but={fold_heading(each.name) for each in drawn})
        drawing.circles += [("map-dot", x, y, DOT) for x, y in dots]
        drawing.labels += [("map-name", label) for label in labels]
    shown = vars(drawing) | {"prefix": prefix, "description": description}
    inline, alone = (_template().render(shown, style=style) for style in ("", _PAPER))
    return LocatorMap(inline, alone, description)


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(_HERE), autoescape=True)
    environment.filters["plain"] = without_forbidden
    environment.filters["tenths"] = lambda value: _tenths(round(value * 10))
    environment.globals.update(width=WIDTH, bottom=HEIGHT)
    return environment.get_template("map.svg")


def _listed(places: Sequence[Place]) -> str:
    words = []
    for each in places:
        name, country = " ".join(each.name.split()), " ".join((each.country or "").split())
        words.append(f"{name} ({country})" if country and country != name else name)
    return without_forbidden(listed(words))


def _land(frame: Frame, countries: Outlines, lakes: Outlines, home: set[str]) -> Drawing:
    """Return a drawing of water and land."""
    shown, water = countries.placed(frame), [*lakes.placed(frame).values()]
    shapes = np.array([*shown.values()], object)
    try:
        land = shapely.coverage_union_all(shapes)
    except shapely.GEOSException:  # edges of neighbours cross
        land = shapely.union_all(shapes)
    # The edge of the map is no coast.
    around = shapely.boundary(land)
    borders = shapely.difference(shapely.union_all(shapely.boundary(shapes)), around)
    coasts = shapely.clip_by_rect(around, 0.01, 0.01, WIDTH - 0.01, HEIGHT - 0.01)
    earth = shapely.Point(WIDTH / 2, HEIGHT / 2).buffer(geometry.RIM * frame.scale, quad_segs=24)
    paths = [
        ("map-water", _areas(shapely.clip_by_rect(earth, 0, 0, WIDTH, HEIGHT))),
        ("map-land", _areas(land)),
        ("map-home", _areas([shown[name] for name in shown if fold_heading(name) in home])),
        ("map-lakes", _areas(water)),
        ("map-borders", _path(shapely.line_merge(borders))),
        ("map-coasts", _path(shapely.line_merge(coasts))),
    ]
    parts, owners = shapely.get_parts(shapes, return_index=True)
    largest: dict[str, shapely.Polygon] = {}
    for part in np.argsort(-shapely.area(parts), kind="stable"):
        largest.setdefault([*shown][owners[part]], parts[part])
    full = shapely.box(*shapely.bounds(shapely.get_parts(water)).T)
    return Drawing(paths, largest, ROOM - shapely.union_all(full))


def _draw_numbers(drawing: Drawing, drawn: Sequence[Place], points: Sequence[Point]) -> None:
    """Draw numbers on the map and, under it, the names that belong to them."""
    groups: dict[Point, list[str]] = {}
    for each, point in zip(drawn, points, strict=True):
        # Whose discs would touch share one, at the place of the first.
        near = (first for first in groups if math.dist(first, point) < 2 * _DISC + 2)
        groups.setdefault(next(near, point), []).append(" ".join(each.name.split()))
    drawing.free -= squares([*groups], _DISC + 1)
    drawing.name_land()
    texts, indent = [", ".join(names) for names in groups.values()], 2 * _DISC + 6
    widest = max(text_width(text, _LEGEND_SIZE) for text in texts)
    columns = 1 if widest > WIDTH / 2 - indent - 4 else 2
    rows = math.ceil(len(texts) / columns)
    bottoms = [HEIGHT + 8 + _DISC] * columns
    for number, (point, text) in enumerate(zip(groups, texts, strict=True)):
        column = number // rows
        x, y = column * WIDTH / 2, bottoms[column]
        for at in (point, (x + _DISC + 0.5, y)):
            drawing.circles.append(("map-disc", *at, _DISC))
            label = Label.at(str(number + 1), *at, "middle", _NUMBER_SIZE)
            drawing.labels.append(("map-number", label))
        widths = [text_width(word, _LEGEND_SIZE) / len(word) for word in text.split()]
        most = int((WIDTH / columns - indent - 4) / max(widths, default=1))
        for line in textwrap.wrap(text, most, max_lines=3, placeholder="…") or [""]:
            label = Label.at(line, x + indent, y, "start", _LEGEND_SIZE)
            drawing.labels.append(("map-legend", label))
            y += _LEGEND_LINE
        bottoms[column] = y + 1.5
    drawing.height = max(bottoms) - _DISC


def _areas(shapes: Any) -> str:
    """Return the data of a path around polygons."""
    return _path(shapely.boundary(shapely.orient_polygons(shapely.get_parts(shapes))), "Z")


def _path(lines: Any, end: str = "") -> str:
    """Return the data of a path (SVG 2, section 9.3).

    Each point is told from the one before, both rounded: that is short, and adds up exactly. Points
    too near to the one before to be told apart are left out.
    """
    lines = shapely.remove_repeated_points(shapely.get_parts(lines), 0.5)
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
