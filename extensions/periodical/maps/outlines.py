"""Outlines of countries: read from GeoJSON once, and made ready once for all maps of like scale."""

import json
import math
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from .projection import HEIGHT, WIDTH, Frame, Numbers, angles, to_position, to_vectors

LONGEST_EDGE = 3.0  # degrees: longer ones get points between, because they bend on a map
_DETAILS = (0.004, 0.008, 0.016, 0.03, 0.06, 0.12, 0.25, 0.5, 1.0)
"""In square degrees at the equator: points that add less to a shape are left out, in steps."""

_UNSEEN = 2.5  # how much of it may be left out at a point, in square units of the drawing
_HOLE = 2.0  # degrees: how far around the antipode of its middle a map shows nothing

Shapes = NDArray[Any]
"""Geometries; off a map they are in degrees, and straight there (RFC 7946, section 3.1.1)."""


class Layer:
    """Polygons or lines of one kind, with all worked out that does not depend on a map."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes: Shapes = shapely.segmentize(shapes, LONGEST_EDGE)
        positions, self._owners = shapely.get_coordinates(self.shapes, return_index=True)
        self._vectors = to_vectors(positions)
        # A circle on the sphere around each shape.
        count = len(self.shapes)
        sums = np.column_stack([np.bincount(self._owners, each, count) for each in self._vectors.T])
        self._centres = sums / np.maximum(np.hypot.reduce(sums, axis=1), 1e-9)[:, None]
        self.radii = np.zeros(count)
        away = angles(self._vectors, self._centres[self._owners])
        np.maximum.at(self.radii, self._owners, away)

    def drawn(self, frame: Frame, least: Numbers | float) -> tuple[NDArray[np.intp], Shapes]:
        """Return the shapes in a frame whose radius is over the least, each with its index."""
        seen = angles(self._centres, frame.centre) <= self.radii + frame.reach + 0.01
        seen &= self.radii * frame.scale > least
        layer = self._without_antipode(frame, seen)
        points = frame.place(layer._vectors[seen[layer._owners]])
        placed = shapely.set_coordinates(layer.shapes[seen], points)
        if layer is not self:
            # What surrounded the antipode had its outline within the hole: even and odd decide.
            placed = shapely.make_valid(placed)
        clipped = shapely.clip_by_rect(placed, 0, 0, WIDTH, HEIGHT)
        kept = ~shapely.is_empty(clipped)
        return np.flatnonzero(seen)[kept], clipped[kept]

    def _without_antipode(self, frame: Frame, seen: NDArray[np.bool_]) -> "Layer":
        """Cut out what is opposite to a frame: it would be drawn inside out, or straight across."""
        longitude, latitude = to_position(-frame.centre)
        wide = min(180.0, _HOLE / max(math.cos(math.radians(abs(latitude) + _HOLE)), 1e-9))
        middles = longitude + np.array([-360.0, 0.0, 360.0])
        south, north = max(-90.0, latitude - _HOLE), min(90.0, latitude + _HOLE)
        hole = shapely.union_all(shapely.box(middles - wide, south, middles + wide, north))
        behind = seen & shapely.intersects(self.shapes, hole)
        if not behind.any():
            return self
        shapes = self.shapes.copy()
        shapes[behind] = shapely.difference(shapes[behind], shapely.segmentize(hole, 0.1))
        return Layer(shapes)


class Detail:
    """The Earth in as much detail as maps of some scale can show, from countries as `Outlines`."""

    def __init__(self, countries: Shapes) -> None:
        pieces, self.owners = shapely.get_parts(countries, return_index=True)
        self.pieces = Layer(pieces)
        """The pieces of land of all countries; `owners` says whose each is."""
        land = shapely.coverage_union_all(pieces)
        self.land = Layer(shapely.get_parts(land))
        # At the antimeridian and at a pole, only the file cuts.
        cuts = shapely.boundary(shapely.box(-180, -90, 180, 90))
        coasts = shapely.difference(shapely.boundary(land), cuts)
        borders = shapely.difference(
            shapely.union_all(shapely.boundary(pieces)), shapely.union_all([coasts, cuts])
        )
        self.coasts, self.borders = (
            Layer(shapely.get_parts(shapely.line_merge(lines))) for lines in (coasts, borders)
        )


class Outlines:
    """All countries, by their short English names; neighbours share the points of their border."""

    def __init__(self, names: list[str], shapes: Shapes, lakes: Shapes) -> None:
        self.names, self.folded = names, [fold(name) for name in names]
        self.lakes = Layer(shapely.get_parts(lakes))
        self._flat: Shapes = shapely.transform(shapes, _to_equal_area)
        self._made: dict[float, Detail] = {}

    def at(self, units: float) -> Detail:
        """Return the Earth as it is drawn at so many units to a degree."""
        least = max((each for each in _DETAILS if each * units * units <= _UNSEEN), default=0.0)
        if least not in self._made:
            self._made[least] = Detail(self.simplified(least))
        return self._made[least]

    def simplified(self, least: float) -> Shapes:
        """Return the shapes without points that add less than some square degrees to them: on both
        sides of a border the same (Visvalingam and Whyatt, 1993).
        """
        flat = shapely.coverage_simplify(self._flat, math.sqrt(least)) if least else self._flat
        return np.asarray(shapely.transform(flat, _to_degrees))

    @cached_property
    def whole(self) -> dict[str, Numbers]:
        """The vectors around the largest piece of each country, by its folded name."""
        pieces, owners = shapely.get_parts(self.simplified(1.0), return_index=True)
        return {self.folded[owners[index]]: to_vectors(shapely.get_coordinates(pieces[index]))
                for index in np.argsort(shapely.area(pieces), kind="stable")}  # fmt: skip


@cache
def read_outlines(path: Path) -> Outlines:
    """Read a GeoJSON FeatureCollection (RFC 7946) of polygons.

    Each has a property with its name: `name` that of a country, `lake` that of a lake.
    """
    text = path.read_text("utf-8")
    about = [feature["properties"] for feature in json.loads(text)["features"]]
    shapes = shapely.get_parts(shapely.from_geojson(text))
    is_lake = np.array(["lake" in each for each in about])
    names = [each["name"] for each in about if "lake" not in each]
    return Outlines(names, shapes[~is_lake], shapes[is_lake])


def fold(name: str) -> str:
    """Return a name without what may differ from one writing of it to the next."""
    return " ".join(name.split()).casefold()


def _to_equal_area(positions: Numbers) -> Numbers:
    """Lay positions on a cylinder, where what is as large on Earth is as large at any latitude."""
    longitudes, latitudes = positions.T
    return np.column_stack([longitudes, np.degrees(np.sin(np.radians(latitudes)))])


def _to_degrees(flat: Numbers) -> Numbers:
    longitudes, heights = flat.T
    latitudes = np.degrees(np.arcsin(np.clip(np.radians(heights), -1.0, 1.0)))
    return np.round(np.column_stack([longitudes, latitudes]), 2)  # as in the file
