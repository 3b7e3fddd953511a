"""Outlines of countries: read from GeoJSON once, and made ready for maps.

A map needs of a point where it lies on the sphere, and of an edge whether it is a coast or a
border; both are worked out here, so that drawing a map has no trigonometry left to do.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from heapq import heappop, heappush
from itertools import pairwise
from pathlib import Path

OUTLINES_FILE = "outlines.geojson"
"""The name of the file in `_data/`."""

LONGEST_EDGE = 3.0
"""In degrees: longer edges get points between, because they bend on a map."""

_DETAILS = (0.004, 0.008, 0.016, 0.03, 0.06, 0.12, 0.25, 0.5, 1.0)
"""In square degrees: points of less weight are left out, in steps, from maps of less scale."""

_UNSEEN = 2.5
"""How much of a shape may be left out at a point, in square units of the drawing."""

Vector = tuple[float, float, float]
"""A point of the unit sphere: x towards 0° N 0° E, y towards 90° E, z towards the North Pole."""

Position = tuple[float, float]
"""Longitude and latitude in degrees, in the order of GeoJSON."""


class Edge(Enum):
    """What lies along an edge of a polygon."""

    UNSEEN = auto()
    """The antimeridian or a pole, where only the file cuts; or a border drawn already."""
    COAST = auto()
    BORDER = auto()


@dataclass(frozen=True)
class Ring:
    """A closed line.

    Parameters
    ----------
    points
        Its points, land on the left; the last is the first.
    edges
        What each is that leads from one point to the next: one fewer than points.
    positions
        The points as the file gives them.
    """

    points: tuple[Vector, ...]
    edges: tuple[Edge, ...]
    positions: tuple[Position, ...]


@dataclass(frozen=True)
class Polygon:
    """One piece of land of a country.

    Parameters
    ----------
    rings
        The line around it, then those of its holes.
    centre, radius
        A circle on the sphere around it all: its centre, and its radius in radians.
    """

    rings: tuple[Ring, ...]
    centre: Vector
    radius: float

    def holds(self, longitude: float, latitude: float) -> bool:
        """Tell whether a position, in degrees, is on this piece of land."""
        return sum(_winds(ring.positions, longitude, latitude) for ring in self.rings) % 2 == 1


@dataclass(frozen=True)
class Country:
    """A country.

    Parameters
    ----------
    name
        Its short English name.
    iso
        Its code in ISO 3166-1 alpha-2, if it has one.
    polygons
        Its pieces of land, the longest first.
    """

    name: str
    iso: str | None
    polygons: tuple[Polygon, ...]


Shape = list[list[Position]]
"""The rings of a polygon, as the file has them."""


class Outlines:
    """All countries, in the order of the file, in as much detail as a map can show.

    Parameters
    ----------
    features
        The name, the code and the polygons of each.
    """

    def __init__(self, features: Sequence[tuple[str, str | None, Sequence[Shape]]]) -> None:
        self._features = features
        self._weights = weights(ring for _, _, shapes in features for shape in shapes
                                for ring in shape)  # fmt: skip
        self._made: dict[float, tuple[Country, ...]] = {}

    @classmethod
    def read(cls, path: Path) -> Outlines:
        """Read a file of outlines, once a process.

        Parameters
        ----------
        path
            A GeoJSON FeatureCollection (RFC 7946) of polygons, each with the properties `name`
            and `iso`; neighbours have the points of their border in common.

        Raises
        ------
        OSError, ValueError
            If there is no such file, or it is not one of outlines.
        """
        return _read(path)

    def at(self, units: float) -> tuple[Country, ...]:
        """Return the countries with what can be seen of them.

        Parameters
        ----------
        units
            How many units of the drawing a degree has: no more points than that needs are given.
        """
        least = max((each for each in _DETAILS if each * units * units <= _UNSEEN), default=0.0)
        if least not in self._made:
            self._made[least] = self._countries(least)
        return self._made[least]

    def _countries(self, least: float) -> tuple[Country, ...]:
        features = [
            (name, iso, [[[each for each in ring if self._weights[each] >= least]
                          for ring in shape] for shape in shapes])
            for name, iso, shapes in self._features
        ]  # fmt: skip
        sides = Counter(
            frozenset(edge)
            for _, _, shapes in features
            for shape in shapes
            for ring in shape
            for edge in pairwise(ring)
        )
        drawn: set[frozenset[Position]] = set()
        return tuple(
            Country(
                name,
                iso,
                tuple(
                    sorted(
                        (_polygon(shape, sides, drawn) for shape in shapes),
                        key=lambda each: -each.radius,
                    )
                ),
            )
            for name, iso, shapes in features
        )


@lru_cache(maxsize=2)
def _read(path: Path) -> Outlines:
    found = []
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        geometry, properties = feature["geometry"], feature["properties"]
        coordinates = geometry["coordinates"]
        shapes = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
        found.append(
            (
                properties["name"],
                properties["iso"],
                [[[(x, y) for x, y in ring] for ring in shape] for shape in shapes],
            )
        )
    return Outlines(found)


def weights(rings: Iterable[Sequence[Position]]) -> dict[Position, float]:
    """Return how much each point adds to the shape of the lines, in square degrees.

    That is the area of the triangle with its neighbours, those left out before it being gone (M.
    Visvalingam and J. D. Whyatt, “Line generalisation by repeated elimination of points”, The
    Cartographic Journal 30, 1993). All lines are taken together, so a border loses the same points
    on both of its sides; where three lines meet, or only three points are left, none is lost.
    """
    near: dict[Position, set[Position]] = {}
    for ring in rings:
        for start, end in pairwise(ring):
            near.setdefault(start, set()).add(end)
            near.setdefault(end, set()).add(start)

    def area(point: Position) -> float:
        if len(near[point]) != 2 or abs(point[0]) == 180 or abs(point[1]) == 90:
            return math.inf
        (x1, y1), (x2, y2) = near[point]
        x, y = point
        flat = abs((x1 - x) * (y2 - y) - (x2 - x) * (y1 - y)) / 2
        return flat * math.cos(math.radians(y))

    known = {point: area(point) for point in near}
    waiting = sorted((each, point) for point, each in known.items())
    lost: set[Position] = set()
    while waiting:
        weight, point = heappop(waiting)
        if point in lost or weight != known[point] or weight == math.inf:
            continue
        one, other = near[point]
        if other in near[one]:
            known[point] = math.inf
            continue
        lost.add(point)
        for here, there in ((one, other), (other, one)):
            near[here].remove(point)
            near[here].add(there)
        for each in (one, other):
            known[each] = max(area(each), weight)
            heappush(waiting, (known[each], each))
    return known


def to_vector(longitude: float, latitude: float) -> Vector:
    """Return where a position, in degrees, lies on the unit sphere."""
    east, north = math.radians(longitude), math.radians(latitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def to_position(vector: Vector) -> Position:
    """Return longitude and latitude in degrees of a point of the unit sphere."""
    x, y, z = vector
    return math.degrees(math.atan2(y, x)), math.degrees(math.asin(max(-1.0, min(1.0, z))))


def unit(vector: Vector) -> Vector | None:
    """Return the vector of length 1 of the same direction; nothing if it has none."""
    length = math.hypot(*vector)
    return (vector[0] / length, vector[1] / length, vector[2] / length) if length > 1e-9 else None


def angle(one: Vector, other: Vector) -> float:
    """Return the angle between two points of the unit sphere, in radians."""
    return math.acos(max(-1.0, min(1.0, sum(a * b for a, b in zip(one, other, strict=True)))))


def _polygon(
    rings: Sequence[Sequence[Position]],
    sides: Counter[frozenset[Position]],
    drawn: set[frozenset[Position]],
) -> Polygon:
    made = tuple(_ring(ring, sides, drawn) for ring in rings)
    points = made[0].points
    middle = unit((sum(x for x, _, _ in points), sum(y for _, y, _ in points),
                   sum(z for _, _, z in points)))  # fmt: skip
    centre = middle or points[0]
    return Polygon(made, centre, max(angle(centre, point) for point in points))


def _ring(
    ring: Sequence[Position],
    sides: Counter[frozenset[Position]],
    drawn: set[frozenset[Position]],
) -> Ring:
    positions, edges = [ring[0]], []
    for start, end in pairwise(ring):
        side = frozenset((start, end))
        if _is_cut(start, end) or side in drawn:
            edge = Edge.UNSEEN
        elif sides[side] > 1:
            edge = Edge.BORDER
            drawn.add(side)
        else:
            edge = Edge.COAST
        # Straight in degrees, as RFC 7946 (section 3.1.1) has it.
        steps = math.ceil(max(abs(end[0] - start[0]), abs(end[1] - start[1])) / LONGEST_EDGE) or 1
        for step in range(1, steps + 1):
            share = step / steps
            positions.append(
                (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
            )
            edges.append(edge)
    return Ring(tuple(to_vector(*each) for each in positions), tuple(edges), tuple(positions))


def _is_cut(start: Position, end: Position) -> bool:
    return (abs(start[0]) == 180 and start[0] == end[0]) or (
        abs(start[1]) == 90 and start[1] == end[1]
    )


def _winds(ring: Sequence[Position], x: float, y: float) -> bool:
    """Tell whether a ray to the east crosses a ring an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside
