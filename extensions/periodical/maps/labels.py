"""Where names stand on a map, so that none lies on another, on a place, or over the edge."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
import shapely

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


class Box(NamedTuple):
    """A rectangle in the drawing; y is downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, point: Point, radius: float) -> "Box":
        """Return the square around a circle."""
        x, y = point
        return cls(x - radius, y - radius, x + radius, y + radius)

    def overlaps(self, other: "Box") -> bool:
        """Tell whether two rectangles have more than an edge in common."""
        beside = self.left >= other.right or other.left >= self.right
        return not beside and self.top < other.bottom and other.top < self.bottom

    def within(self, other: "Box") -> bool:
        """Tell whether all of this is in the other one."""
        inside = other.left <= self.left and self.right <= other.right
        return inside and other.top <= self.top and self.bottom <= other.bottom

    def is_free(self, room: "Box", taken: "Iterable[Box]") -> bool:
        """Tell whether all of this is in some room, and nothing that is taken in this."""
        return self.within(room) and not any(self.overlaps(each) for each in taken)


class Label(NamedTuple):
    """A line of text: which end of it is at a point of its base line, its letters, its room."""

    text: str
    x: float
    y: float
    anchor: Anchor
    size: float
    spacing: float
    box: Box

    @classmethod
    def at(
        cls, text: str, x: float, middle: float, anchor: Anchor, size: float, spacing: float = 0.0
    ) -> "Label":
        """Return a label whose letters have their middle at some height."""
        width = text_width(text, size, spacing)
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
        # Capitals reach some 0.72 of the size over the base line, descenders 0.25 under it.
        box = Box(left, middle - 0.56 * size, left + width, middle + 0.56 * size)
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


def place_names(
    places: Sequence[tuple[Point, str, bool]], *, room: Box, size: float, dot: float
) -> list[Label] | None:
    """Find a place in the room for every name, or say that there is none.

    For each: where it is, its name, and whether it has a dot; without one it is a country, named in
    capitals. Countries choose first, then those with the fewest places free, each the best.
    """
    dots = [Box.around(point, dot + 1) for point, _, dotted in places if dotted]
    near = (_near(point, name, size, dot if dotted else None) for point, name, dotted in places)
    choices = [[label for label in some if label.box.is_free(room, dots)] for some in near]
    found: dict[int, Label] = {}
    for index in sorted(range(len(places)), key=lambda n: (places[n][2], len(choices[n]), n)):
        taken = [label.box for label in found.values()]
        free = next((each for each in choices[index] if each.box.is_free(room, taken)), None)
        if free is None:
            return None
        found[index] = free
    return [found[index] for index in range(len(places))]


def _near(point: Point, name: str, size: float, dot: float | None) -> list[Label]:
    x, y = point
    if dot is None:
        return [Label.at(name.upper(), x + dx * size, y + dy * size, "middle", 0.8 * size, 1.0)
                for dx, dy in _UPON]  # fmt: skip
    away, down = dot + 3.5, dot + 0.72 * size
    return [Label.at(name, x + dx * away, y + dy * down, anchor, size)
            for dx, dy, anchor in _BESIDE]  # fmt: skip


def place_in_area(
    area: shapely.Polygon, text: str, *, room: Box, taken: Sequence[Box],
    size: float, spacing: float,
) -> Label | None:  # fmt: skip
    """Find a free place for a name within a shape and a room, near the shape's middle, or none."""
    wide, high = text_width(text, size, spacing) + 6, 1.12 * size
    left, top, right, bottom = area.bounds
    if right - left < wide or area.area < wide * high:
        return None
    x, y = (each.ravel() for each in np.meshgrid(
        np.arange(left + wide / 2, right - wide / 2, size),
        np.arange(top + high / 2, bottom - high / 2, size),
    ))  # fmt: skip
    middle = shapely.get_coordinates(shapely.centroid(area))[0]
    # Rounded, because what is as near must be so on every machine.
    order = np.argsort(np.round(np.hypot(x - middle[0], y - middle[1]), 3), kind="stable")
    x, y = x[order], y[order]
    boxes = shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    shapely.prepare(area)
    for at in np.flatnonzero(shapely.contains(area, boxes)):
        label = Label.at(text, float(x[at]), float(y[at]), "middle", size, spacing)
        if label.box.is_free(room, taken):
            return label
    return None
