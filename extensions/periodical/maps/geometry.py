"""Where points of the Earth, and the outlines of its countries, stand on a small map.

The projection is Lambert's azimuthal equal-area one, oblique, on a sphere: J. P. Snyder, *Map
Projections — A Working Manual*, USGS Professional Paper 1395 (1987), chapter 24. It has every place
of the Earth but one, the antipode of its centre, and areas compare truly.

The last bits of a sine differ from one machine to another. So points are rounded before anything is
decided by them, and again when they are written: the same bytes everywhere.
"""

import json
import math
from collections.abc import Sequence
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..model.publication import fold_heading

Numbers = NDArray[np.float64]
"""Rows of numbers. Positions are longitude and latitude in degrees, as in GeoJSON; vectors x, y, z
on the unit sphere, towards 0° N 0° E, 90° E and the North Pole; points x to the right and y
downwards, in the units of the drawing."""

Shapes = NDArray[Any]
"""Geometries of shapely."""

WIDTH, HEIGHT = 340.0, 224.0  # in units of the drawing: about a pixel each on a small phone
EARTH_RADIUS = 6371.0  # kilometres
RIM = 2 * math.sin(math.radians(89))  # of the map, in radii of the Earth: 2° before the antipode
LONGEST_EDGE = 6.0  # degrees: longer ones get points between, because they bend on a map
BEND = 0.5  # how far an edge may bend without, in units of the drawing
SMALLEST = 1.5  # how far a shape has to reach to be drawn, in units of the drawing
UNSEEN = 2.5  # how much of a shape may be left out at a point, in square units of the drawing


def to_vectors(positions: Numbers | Sequence[tuple[float, float]]) -> Numbers:
    """Return where positions lie on the unit sphere."""
    east, north = np.radians(positions).T
    level = np.cos(north)
    return np.column_stack([level * np.cos(east), level * np.sin(east), np.sin(north)])


def to_position(vector: Numbers) -> tuple[float, float]:
    """Return longitude and latitude of a point of the unit sphere."""
    x, y, z = vector.tolist()
    return math.degrees(math.atan2(y, x)), math.degrees(math.asin(max(-1.0, min(1.0, z))))


def _dots(some: Numbers, others: Numbers) -> Numbers:
    # Not `@`, which adds up in another order on another processor.
    products: Numbers = some * others
    return products[..., 0] + products[..., 1] + products[..., 2]


class Frame:
    """A rectangle of a map, from (0, 0) to (WIDTH, HEIGHT), with some vector in its middle, north
    up there, and so many units of the drawing to a radius of the Earth.
    """

    def __init__(self, centre: Numbers, scale: float = 1.0) -> None:
        self.centre, self.scale = centre, scale
        x, y, z = self.centre.tolist()
        level = math.hypot(x, y)
        # At a pole, any direction is as good: that of longitude 0 is up or down.
        ex, ey = (-y / level, x / level) if level > 1e-9 else (0.0, 1.0)
        self._east = np.array([ex, ey, 0.0])
        self._north = np.array([-z * ey, z * ex, x * ey - y * ex])

    def project(self, vectors: Numbers) -> Numbers:
        """Project points, y northwards, in radii of the Earth (Snyder, 22-4, 22-5 and 24-2).

        What lies beyond the rim is put on it, the antipode itself in the east.
        """
        east, north = _dots(vectors, self._east), _dots(vectors, self._north)
        divisors = 1.0 + _dots(vectors, self.centre)
        lengths = np.maximum(np.sqrt(east * east + north * north), 1e-9)
        east = np.where((lengths < 2e-9) & (divisors < 1), lengths, east)
        scales = np.minimum(np.sqrt(2.0 / np.maximum(divisors, 1e-30)), RIM / lengths)
        return np.column_stack([east * scales, north * scales])

    def unproject(self, x: float, y: float) -> Numbers:
        """Return the vector of what is projected there (Snyder, 20-14 and 24-16)."""
        distance = math.hypot(x, y)
        away = 2 * math.asin(min(distance, RIM) / 2)
        aside = (x * self._east + y * self._north) * (math.sin(away) / max(distance, 1e-12))
        return np.asarray(math.cos(away) * self.centre + aside)

    def place(self, vectors: Numbers) -> Numbers:
        """Return the points at which vectors are drawn."""
        east, north = self.project(vectors).T * self.scale
        return np.round(np.column_stack([WIDTH / 2 + east, HEIGHT / 2 - north]), 6)


def fit(vectors: Numbers, *, inset: tuple[float, float], least: float) -> Frame:
    """Return the frame around some vectors: with them so far inside (from left and right, and from
    top and bottom), and so many kilometres across at least.
    """
    room = np.array([WIDTH / 2 - inset[0], HEIGHT / 2 - inset[1]])
    mean = vectors.mean(axis=0)
    length = math.hypot(*mean)
    centre = mean / length if length > 1e-9 else vectors[0]
    found = []
    # The middle of the points' extent depends on the projection, and that on the middle.
    for _ in range(4):
        flat = Frame(centre).project(vectors)
        low, high = flat.min(axis=0), flat.max(axis=0)
        found.append((round(float(np.maximum(-low / room, high / room).max()), 9), centre))
        centre = Frame(centre).unproject(*((low + high) / 2).tolist())
    extent, centre = min(found, key=lambda each: each[0])
    return Frame(centre, 1 / max(extent, least / WIDTH / EARTH_RADIUS))


class Outlines:
    """Countries or lakes, by name: polygons in degrees, and straight there (RFC 7946, 3.1.1).

    Neighbours share the points of their border.
    """

    def __init__(self, names: Sequence[str], shapes: Shapes) -> None:
        self.names = names
        self._pieces, self._owners = shapely.get_parts(shapes, return_index=True)
        self._simple = cache(self._simplified)

    @cached_property
    def largest(self) -> dict[str, Numbers]:
        """The vectors around the largest piece of each country, by its folded name."""
        return {fold_heading(self.names[self._owners[piece]]):
                to_vectors(shapely.get_coordinates(self._pieces[piece]))
                for piece in np.argsort(shapely.area(self._pieces), kind="stable")}  # fmt: skip

    def _simplified(self, octave: float) -> tuple[Shapes, Numbers, NDArray[np.intp]]:
        """Return the pieces as they are seen at a scale, a power of two: in degrees, with the
        vectors of their points, and of which piece each is.

        What would not be seen is left out on both sides of a border the same. That is found where
        areas are those of the sphere: in Lambert's cylindrical projection (Snyder, 10-1, 10-2).
        """
        points = np.radians(shapely.get_coordinates(self._pieces))
        points[:, 1] = np.sin(points[:, 1])
        flat = shapely.set_coordinates(self._pieces.copy(), points.round(9))
        simple = shapely.coverage_simplify(flat, math.sqrt(UNSEEN) / 2**octave)
        points = shapely.get_coordinates(simple)
        points[:, 1] = np.arcsin(points[:, 1])
        simple = shapely.set_coordinates(simple, np.degrees(points).round(6))
        # What is straight in degrees is an arc on a map: its height is its length squared, by 8.
        edge = min(LONGEST_EDGE, math.degrees(math.sqrt(8 * BEND / 2**octave)))
        pieces = shapely.segmentize(simple, edge)
        positions, owners = shapely.get_coordinates(pieces, return_index=True)
        return pieces, to_vectors(positions), owners

    def placed(self, frame: Frame) -> dict[str, shapely.Geometry]:
        """Return what a frame shows of each, by name; neighbours have the same points there."""
        # Maps of about one scale, 9 % up or down, share what is simplified.
        pieces, vectors, piece_of = self._simple(round(math.log2(frame.scale) * 4) / 4)
        placed = shapely.set_coordinates(pieces.copy(), frame.place(vectors))
        left, top, right, bottom = shapely.bounds(placed).T
        seen = (right > 0) & (left < WIDTH) & (bottom > 0) & (top < HEIGHT)
        seen &= np.hypot(right - left, bottom - top) > SMALLEST
        # What is around the antipode would be drawn inside out.
        behind = _dots(vectors, -frame.centre) > math.cos(math.radians(LONGEST_EDGE / 2 + 1))
        seen[piece_of[behind]] = False
        seen &= ~shapely.contains_xy(pieces, *to_position(-frame.centre))
        drawn, owners = placed[seen], self._owners[seen]
        # Edges that are straight in degrees bend, and may cross then.
        bad = ~shapely.is_valid(drawn)
        drawn[bad] = shapely.make_valid(drawn[bad], method="structure", keep_collapsed=False)
        clipped = shapely.clip_by_rect(drawn, 0, 0, WIDTH, HEIGHT)
        drawn = shapely.transform(clipped, partial(np.round, decimals=6))
        # The file cuts countries at the antimeridian and at a pole, where a map joins them.
        whole = ((each, shapely.union_all(drawn[owners == each])) for each in np.unique(owners))
        return {self.names[each]: shape for each, shape in whole if not shape.is_empty}


@cache
def read_outlines(path: Path) -> tuple[Outlines, Outlines]:
    """Read countries and lakes from a GeoJSON FeatureCollection (RFC 7946) of polygons.

    Each has a property with its name: `name` that of a country, `lake` that of a lake.
    """
    text = path.read_text("utf-8")
    about = [feature["properties"] for feature in json.loads(text)["features"]]
    shapes = shapely.get_parts(shapely.from_geojson(text))

    def read(kind: str) -> Outlines:
        these = [kind in each for each in about]
        return Outlines([each[kind] for each in about if kind in each], shapes[these])

    return read("name"), read("lake")
