"""Where a point of the Earth stands on a small map.

The projection is Lambert's azimuthal equal-area one in its oblique aspect, on a sphere: J. P.
Snyder, *Map Projections — A Working Manual*, USGS Professional Paper 1395 (1987), chapter 24. It
has every place of the Earth but one, the antipode of its centre, and areas compare truly.

The last bits of a sine differ from one machine to another. So points are rounded before anything is
decided by them, and again when they are written: the same bytes everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
"""Rows of numbers. Positions are longitude and latitude in degrees, as in GeoJSON; vectors x, y, z
on the unit sphere, towards 0° N 0° E, 90° E and the North Pole; points x to the right and y
downwards, in the units of the drawing."""

WIDTH, HEIGHT = 340.0, 224.0
"""Of the frame, in units of the drawing: about a pixel each on a small phone."""

EARTH_RADIUS = 6371.0
"""In kilometres, of the sphere."""

RIM = 2 * math.sin(math.radians(89))
"""How far from the centre the map goes, in radii of the Earth: to 2° before the antipode."""

_DIVISOR_AT_RIM = 1 + math.cos(math.radians(178))


def to_vectors(positions: Numbers | Sequence[tuple[float, float]]) -> Numbers:
    """Return where positions lie on the unit sphere."""
    east, north = np.radians(positions).T
    level = np.cos(north)
    return np.column_stack([level * np.cos(east), level * np.sin(east), np.sin(north)])


def to_position(vector: Numbers) -> tuple[float, float]:
    """Return longitude and latitude of a point of the unit sphere."""
    x, y, z = vector.tolist()
    return math.degrees(math.atan2(y, x)), math.degrees(math.asin(max(-1.0, min(1.0, z))))


def dots(some: Numbers, others: Numbers) -> Numbers:
    """Return the dot products of vectors."""
    # Not `@`, which adds up in another order on another processor.
    products: Numbers = some * others
    return products[..., 0] + products[..., 1] + products[..., 2]


def angles(some: Numbers, others: Numbers) -> Numbers:
    """Return the angles between vectors, in radians."""
    return np.asarray(np.arccos(np.clip(dots(some, others), -1.0, 1.0)))


class Frame:
    """A rectangle of a map, from (0, 0) to (WIDTH, HEIGHT), with north up in its middle.

    It has some vector in its middle, and so many units of the drawing to a radius of the Earth.
    """

    def __init__(self, centre: Numbers, scale: float = 1.0) -> None:
        self.centre, self.scale = centre, scale
        x, y, z = self.centre.tolist()
        level = math.hypot(x, y)
        # At a pole, any direction is as good: that of longitude 0 is up or down.
        ex, ey = (-y / level, x / level) if level > 1e-9 else (0.0, 1.0)
        self._east = np.array([ex, ey, 0.0])
        self._north = np.array([-z * ey, z * ex, x * ey - y * ex])
        diagonal = math.hypot(WIDTH, HEIGHT) / 2 / scale
        self.reach = 2 * math.asin(diagonal / 2) if diagonal < RIM else math.pi
        """How far its corners are from its middle, on the sphere, in radians."""

    def project(self, vectors: Numbers) -> Numbers:
        """Project points, y northwards, in radii of the Earth (Snyder, 22-4, 22-5 and 24-2).

        What lies beyond the rim is put on it.
        """
        flat = np.column_stack([dots(vectors, self._east), dots(vectors, self._north)])
        divisors = 1.0 + dots(vectors, self.centre)
        flat *= np.sqrt(2.0 / np.maximum(divisors, _DIVISOR_AT_RIM))[:, None]
        for index in np.flatnonzero(divisors < _DIVISOR_AT_RIM):
            distance = math.hypot(*flat[index])
            flat[index] = flat[index] / distance * RIM if distance > 1e-9 else (RIM, 0)
        return flat

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
    """Return the frame that has all of one or more vectors, around its middle.

    They stay so far inside (from left and right, and from top and bottom), and however near they
    are, it is as many kilometres wide as it has to be at least.
    """
    room = np.array([WIDTH / 2 - inset[0], HEIGHT / 2 - inset[1]])
    mean = vectors.mean(axis=0)
    length = math.hypot(*mean)
    centre = best = mean / length if length > 1e-9 else vectors[0]
    needed = math.inf
    # The middle of the points' extent depends on the projection, and that on the middle.
    for _ in range(4):
        frame = Frame(centre)
        flat = frame.project(vectors)
        low, high = flat.min(axis=0), flat.max(axis=0)
        extent = float(np.maximum(-low / room, high / room).max())
        if extent < needed - 1e-9:
            best, needed = frame.centre, extent
        centre = frame.unproject(*((low + high) / 2).tolist())
    most = WIDTH * EARTH_RADIUS / least
    return Frame(best, min(most, 1 / needed) if needed > 0 else most)
