"""Where a point of the Earth stands on a small map: projection, frame and clipping.

The projection is Lambert's azimuthal equal-area one in its oblique aspect, on a sphere: J. P.
Snyder, *Map Projections — A Working Manual*, USGS Professional Paper 1395 (1987), chapter 24. It
has every place of the Earth but one, the antipode of its centre, and areas compare truly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .outlines import Edge, Polygon, Ring, Vector, to_position, to_vector, unit

Point = tuple[float, float]
"""x to the right and y downwards, in the units of the drawing."""

EARTH_RADIUS = 6371.0
"""In kilometres, of the sphere."""

RIM = 2 * math.sin(math.radians(89))
"""How far from the centre the map goes, in radii of the Earth: to 2° before the antipode.

What lies beyond, on its way all around the antipode, is drawn on the rim.
"""

_DIVISOR_AT_RIM = 1 + math.cos(math.radians(178))
_RIM_STEP = math.radians(10)


class Projection:
    """Lambert's azimuthal equal-area projection of the unit sphere, north up at the centre.

    Parameters
    ----------
    centre
        The point that the map has in its middle.
    """

    def __init__(self, centre: Vector) -> None:
        x, y, z = centre
        self.centre = centre
        level = math.hypot(x, y)
        # At a pole, any direction is as good: that of longitude 0 is up or down.
        self.east: Vector = (-y / level, x / level, 0.0) if level > 1e-9 else (0.0, 1.0, 0.0)
        ex, ey, _ = self.east
        self.north: Vector = (-z * ey, z * ex, x * ey - y * ex)

    def forward(self, point: Vector) -> Point:
        """Project a point of the sphere; y is northwards here (Snyder, 22-4, 22-5 and 24-2)."""
        px, py, pz = point
        (cx, cy, cz), (ex, ey, _), (nx, ny, nz) = self.centre, self.east, self.north
        x = px * ex + py * ey
        y = px * nx + py * ny + pz * nz
        divisor = 1.0 + px * cx + py * cy + pz * cz
        if divisor > _DIVISOR_AT_RIM:
            scale = math.sqrt(2.0 / divisor)
            return x * scale, y * scale
        distance = math.hypot(x, y)
        return (x / distance * RIM, y / distance * RIM) if distance > 1e-9 else (RIM, 0.0)

    def inverse(self, x: float, y: float) -> Vector:
        """Return the point of the sphere that is at a place of the map (Snyder, 20-14, 24-16)."""
        distance = min(math.hypot(x, y), RIM)
        if distance < 1e-12:
            return self.centre
        away = 2 * math.asin(distance / 2)
        forth, side = math.cos(away), math.sin(away) / math.hypot(x, y)
        cx, cy, cz = (
            forth * c + side * (x * e + y * n)
            for c, e, n in zip(self.centre, self.east, self.north, strict=True)
        )
        return unit((cx, cy, cz)) or self.centre


@dataclass(frozen=True)
class Frame:
    """A rectangle of the map, from (0, 0) to (width, height).

    Parameters
    ----------
    projection
        Centred on the middle of the frame.
    width, height
        In units of the drawing.
    scale
        Units of the drawing to a radius of the Earth.
    """

    projection: Projection
    width: float
    height: float
    scale: float

    @property
    def reach(self) -> float:
        """How far its corners are from its middle, on the sphere, in radians."""
        diagonal = math.hypot(self.width, self.height) / 2 / self.scale
        return 2 * math.asin(diagonal / 2) if diagonal < RIM else math.pi

    def place(self, point: Vector) -> Point:
        """Return where a point of the sphere stands in the drawing."""
        x, y = self.projection.forward(point)
        return self.width / 2 + x * self.scale, self.height / 2 - y * self.scale

    def rim(self) -> list[Point]:
        """Return the edge of the map of the whole Earth, closed."""
        radius = RIM * self.scale
        turns = [2 * math.pi * step / 90 for step in range(91)]
        return [
            (self.width / 2 + radius * math.cos(t), self.height / 2 - radius * math.sin(t))
            for t in turns
        ]

    def trace(self, ring: Ring) -> tuple[list[Point], list[Edge]]:
        """Return a ring in the drawing: its points, and what leads from one to the next."""
        middle_x, middle_y, scale = self.width / 2, self.height / 2, self.scale
        forward = self.projection.forward
        places = [
            (middle_x + x * scale, middle_y - y * scale) for x, y in map(forward, ring.points)
        ]
        if self.reach < math.pi / 2:
            # Nothing of the rim is to be seen, so its arcs need not be exact.
            return places, list(ring.edges)
        limit = (RIM * scale) ** 2 * 0.999999
        points, edges = [places[0]], []
        for place, edge in zip(places[1:], ring.edges, strict=True):
            x1, y1 = points[-1][0] - middle_x, points[-1][1] - middle_y
            x2, y2 = place[0] - middle_x, place[1] - middle_y
            if x1 * x1 + y1 * y1 >= limit and x2 * x2 + y2 * y2 >= limit:
                start, turn = math.atan2(y1, x1), math.atan2(x1 * y2 - x2 * y1, x1 * x2 + y1 * y2)
                for step in range(1, math.ceil(abs(turn) / _RIM_STEP)):
                    here = start + math.copysign(step * _RIM_STEP, turn)
                    points.append(
                        (middle_x + RIM * scale * math.cos(here),
                         middle_y + RIM * scale * math.sin(here))
                    )  # fmt: skip
                    edges.append(Edge.UNSEEN)
                edge = Edge.UNSEEN
            points.append(place)
            edges.append(edge)
        return points, edges

    def surrounds(self, polygon: Polygon) -> bool:
        """Tell whether a piece of land holds the antipode, and so lies all along the rim."""
        x, y, z = self.projection.centre
        longitude, latitude = to_position((-x, -y, -z))
        # A hair off the lines at which the file cuts.
        return polygon.holds(
            max(-179.999, min(179.999, longitude)), max(-89.999, min(89.999, latitude))
        )


def fit(
    points: Sequence[Vector],
    *,
    width: float,
    height: float,
    inset: tuple[float, float],
    least: float,
) -> Frame:
    """Return the frame that has some points in its middle.

    Parameters
    ----------
    points
        What has to be in it; at least one.
    width, height
        Of the frame, in units of the drawing.
    inset
        How far from the left and right edge, and from the upper and lower one, the points stay.
    least
        The width in kilometres that a frame has at least, however near the points are.
    """
    room_x, room_y = width / 2 - inset[0], height / 2 - inset[1]
    mean = unit((sum(x for x, _, _ in points), sum(y for _, y, _ in points),
                 sum(z for _, _, z in points)))  # fmt: skip
    projection, needed = None, math.inf
    centre = mean or points[0]
    # The middle of the points' extent depends on the projection, and that on the middle.
    for _ in range(4):
        tried = Projection(centre)
        places = [tried.forward(point) for point in points]
        left, right = min(x for x, _ in places), max(x for x, _ in places)
        lower, upper = min(y for _, y in places), max(y for _, y in places)
        extent = max(-left / room_x, right / room_x, -lower / room_y, upper / room_y)
        if projection is None or extent < needed - 1e-9:
            projection, needed = tried, extent
        centre = tried.inverse((left + right) / 2, (lower + upper) / 2)
    most = width * EARTH_RADIUS / least
    scale = min(most, 1 / needed) if needed > 0 else most
    return Frame(projection or Projection(centre), width, height, scale)


def clip_polygon(points: Sequence[Point], width: float, height: float) -> list[Point]:
    """Return the part of a polygon that lies in a frame (Sutherland and Hodgman, 1974)."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if min(xs) >= 0 and max(xs) <= width and min(ys) >= 0 and max(ys) <= height:
        return list(points)
    found = list(points)
    for axis, limit, sign in ((0, 0.0, 1), (0, width, -1), (1, 0.0, 1), (1, height, -1)):
        if not found:
            break
        kept: list[Point] = []
        before = found[-1]
        inside_before = (before[axis] - limit) * sign >= 0
        for here in found:
            inside = (here[axis] - limit) * sign >= 0
            if inside != inside_before:
                share = (limit - before[axis]) / (here[axis] - before[axis])
                across = before[1 - axis] + (here[1 - axis] - before[1 - axis]) * share
                kept.append((limit, across) if axis == 0 else (across, limit))
            if inside:
                kept.append(here)
            before, inside_before = here, inside
        found = kept
    return found


def clip_segment(
    start: Point, end: Point, width: float, height: float
) -> tuple[Point, Point] | None:
    """Return the part of a straight line that lies in a frame (Liang and Barsky, 1984)."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    first, last = 0.0, 1.0
    for change, room in ((-dx, x), (dx, width - x), (-dy, y), (dy, height - y)):
        if change == 0:
            if room < 0:
                return None
        elif change < 0:
            first = max(first, room / change)
        else:
            last = min(last, room / change)
    if first > last:
        return None
    return (
        start if first == 0 else (x + first * dx, y + first * dy),
        end if last == 1 else (x + last * dx, y + last * dy),
    )


@dataclass(frozen=True)
class GridLine:
    """A parallel or a meridian.

    Parameters
    ----------
    points
        From west to east, or from south to north.
    degrees
        Which it is, such as ``45° S`` or ``125° W``.
    is_parallel
        Whether it is a parallel.
    """

    points: list[Point]
    degrees: str
    is_parallel: bool


def graticule(frame: Frame) -> list[GridLine]:
    """Return parallels and meridians of a frame: four to eight across, at round degrees."""
    reach = math.degrees(frame.reach)
    step = _round_step(reach)
    longitude, latitude = to_position(frame.projection.centre)
    south, north = max(-90.0, latitude - reach), min(90.0, latitude + reach)
    if max(abs(south), abs(north)) > 89:
        # Around a pole meridians are dense.
        west, east, turn = -180.0, 180.0, 30
    else:
        spread = math.sin(math.radians(reach)) / math.cos(math.radians(latitude))
        away = math.degrees(math.asin(min(1.0, spread)))
        west, east, turn = longitude - away, longitude + away, _round_step(away)
    low, high = max(south, step - 90.0), min(north, 90.0 - step)
    lines = []
    for parallel in _multiples(low, high, step):
        points = [to_vector(west + (east - west) * n / 48, parallel) for n in range(49)]
        lines.append(GridLine(list(map(frame.place, points)), _degrees(parallel, "NS"), True))
    for meridian in _multiples(west, east - 1e-9, turn):
        points = [to_vector(meridian, low + (high - low) * n / 32) for n in range(33)]
        around = (meridian + 180) % 360 - 180
        lines.append(GridLine(list(map(frame.place, points)), _degrees(around, "EW"), False))
    return lines


def _round_step(reach: float) -> int:
    return next((each for each in (1, 2, 5, 10, 15) if each * 4 >= reach), 30)


def _multiples(low: float, high: float, step: int) -> range:
    return range(math.ceil(low / step) * step, math.floor(high / step) * step + 1, step)


def _degrees(value: int, sides: str) -> str:
    return f"{abs(value)}° {sides[value < 0]}" if value % 180 else f"{abs(value)}°"
