"""Where names stand on a map, so that none lies on another, on a place, or over the edge."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
import shapely

from .geometry import HEIGHT, WIDTH

NAME_SIZE, COUNTRY_SIZE, COUNTRY_SPACING = 12.0, 8.0, 0.7
DOT = 3.4  # the radius of what marks a place

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]

_WIDTHS = {
    **dict.fromkeys("ijlIJ.,:;'’‘ʻʼ!|()[] ", 0.35),
    **dict.fromkeys('frt-/–"“”', 0.46),
    **dict.fromkeys("mwMW@%—…ЖШЩЮжшщюфыЫФ", 0.98),
}

_BESIDE: list[tuple[float, float, Anchor]] = [
    (1, 0, "start"), (-1, 0, "end"), (0, -1, "middle"), (0, 1, "middle"),
    (0.7, -0.8, "start"), (0.7, 0.8, "start"), (-0.7, -0.8, "end"), (-0.7, 0.8, "end"),
]  # fmt: skip
"""Where a name stands, the best first: how far aside and down, and which of its ends is there."""

_UPON = ((0, 0), (0, 0.5), (0, -0.5), (0, 1), (0, -1), (-2, 0), (2, 0), (2, 1), (0, 2))


ROOM = shapely.box(4.0, 4.0, WIDTH - 4.0, HEIGHT - 4.0)
"""Where names stand: in what is left of it, each takes its box."""


def squares(points: Sequence[Point], radius: float) -> shapely.Geometry:
    """Return the squares around circles, as one shape."""
    x, y = np.reshape(points, (-1, 2)).T
    return shapely.union_all(shapely.box(x - radius, y - radius, x + radius, y + radius))


class Label(NamedTuple):
    """A line of text: which end of it is at a point of its base line, its letters, its room."""

    text: str
    x: float
    y: float
    anchor: Anchor
    size: float
    spacing: float
    box: shapely.Polygon

    @classmethod
    def at(
        cls, text: str, x: float, middle: float, anchor: Anchor, size: float, spacing: float = 0.0
    ) -> "Label":
        """Return a label whose letters have their middle at some height."""
        width = text_width(text, size, spacing)
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
        # Capitals reach some 0.72 of the size over the base line, descenders 0.25 under it.
        box = shapely.box(left, middle - 0.56 * size, left + width, middle + 0.56 * size)
        return cls(text, x, middle + 0.35 * size, anchor, size, spacing, box)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, spacing: float = 0.0) -> float:
    """Return how wide a text is at most, in whatever usual sans-serif face a reader has."""
    width = 0.0
    for letter in text:
        if unicodedata.category(letter) not in ("Mn", "Me", "Cf"):
            usual = 0.61 if letter.islower() or letter.isdigit() else 0.75
            if unicodedata.east_asian_width(letter) in ("W", "F"):
                usual = 1.05
            width += spacing + _WIDTHS.get(letter, usual) * size
    return width


def place_names(places: Sequence[tuple[Point, str, bool]]) -> list[Label] | None:
    """Find a place on the map for every name, or say that there is none.

    For each: where it is, its name, and whether it has a dot; without one it is a country, named in
    capitals. Countries choose first, then those with the fewest places free, each the best.
    """
    free = ROOM - squares([point for point, _, dotted in places if dotted], DOT + 1)
    choices = [[label for label in _near(*place) if free.covers(label.box)] for place in places]
    found: dict[int, Label] = {}
    for index in sorted(range(len(places)), key=lambda n: (places[n][2], len(choices[n]), n)):
        label = next((each for each in choices[index] if free.covers(each.box)), None)
        if label is None:
            return None
        found[index] = label
        free -= label.box
    return [found[index] for index in range(len(places))]


def _near(point: Point, name: str, dotted: bool) -> list[Label]:
    x, y = point
    if not dotted:
        at = ((x + dx * NAME_SIZE, y + dy * NAME_SIZE) for dx, dy in _UPON)
        return [Label.at(name.upper(), *each, "middle", 0.8 * NAME_SIZE, 1.0) for each in at]
    away, down = DOT + 3.5, DOT + 0.72 * NAME_SIZE
    return [Label.at(name, x + dx * away, y + dy * down, anchor, NAME_SIZE)
            for dx, dy, anchor in _BESIDE]  # fmt: skip


def place_in_area(area: shapely.Polygon, text: str, free: shapely.Geometry) -> Label | None:
    """Find a place for a name within a shape and what is free, near the shape's middle, or none."""
    size = COUNTRY_SIZE
    wide, high = text_width(text, size, COUNTRY_SPACING) + 6, 1.12 * size
    left, top, right, bottom = area.bounds
    if right - left < wide or area.area < wide * high:
        return None
    rows = slice(top + high / 2, bottom - high / 2, size)
    y, x = np.mgrid[rows, left + wide / 2 : right - wide / 2 : size].reshape(2, -1)
    for shape, half in ((area, wide / 2), (free, wide / 2 - 3)):
        shapely.prepare(shape)
        fits = shapely.contains(shape, shapely.box(x - half, y - high / 2, x + half, y + high / 2))
        x, y = x[fits], y[fits]
    if not x.size:
        return None
    aside = np.hypot(x - area.centroid.x, y - area.centroid.y)
    # Rounded, because what is as near must be so on every machine.
    nearest = np.argmin(aside.round(3))
    return Label.at(text, x[nearest], y[nearest], "middle", size, COUNTRY_SPACING)
