"""Where names stand on a map, so that none lies on another, on a place, or over the edge."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .projection import Point

Anchor = Literal["start", "middle", "end"]

_NARROW = frozenset("ijlIJ.,:;'’‘ʻʼ!|()[] ")
_MIDDLING = frozenset('frt-/–"“”')
_WIDE = frozenset("mwMW@%—…ЖШЩЮжшщюфыЫФ")


@dataclass(frozen=True)
class Box:
    """A rectangle in the drawing; y is downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Tell whether two rectangles have more than an edge in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        """Tell whether all of this is in the other one."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True)
class Label:
    """A line of text with its place.

    Parameters
    ----------
    text
        What it says.
    x, y
        The anchor, on the base line.
    anchor
        Which end of the text is there.
    box
        What it covers.
    """

    text: str
    x: float
    y: float
    anchor: Anchor
    box: Box


@lru_cache(maxsize=1024)
def text_width(text: str, size: float, spacing: float = 0.0) -> float:
    """Return how wide a text is at most in a usual sans-serif face, in the units of its size.

    The face is the reader's own, and so unknown here: a letter counts with its width in the wider
    ones among them.
    """
    width = 0.0
    for letter in text:
        if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
            continue
        width += spacing
        if letter in _NARROW:
            width += 0.35 * size
        elif letter in _MIDDLING:
            width += 0.46 * size
        elif letter in _WIDE:
            width += 0.98 * size
        elif unicodedata.east_asian_width(letter) in ("W", "F"):
            width += 1.05 * size
        elif letter.islower() or letter.isdigit():
            width += 0.61 * size
        else:
            width += 0.75 * size
    return width


def place_names(
    places: Sequence[tuple[Point, str, bool]], *, room: Box, size: float, dot: float
) -> list[Label] | None:
    """Find a place for every name beside its dot, or say that there is none.

    Those with the fewest places free choose first, each the best of eight that is still free.

    Parameters
    ----------
    places
        For each: where it is, its name, and whether it has a dot; a name without one stands on
        the place itself, or near it.
    room
        What the names stay in.
    size
        Of the letters.
    dot
        The radius of the dots.

    Returns
    -------
    list of Label
        In the order of the places; `None` if not all of them have room.
    """
    dots = [
        Box(x - dot - 1, y - dot - 1, x + dot + 1, y + dot + 1) if dotted else None
        for (x, y), _, dotted in places
    ]
    choices: list[list[Label]] = []
    for (point, name, dotted), own in zip(places, dots, strict=True):
        taken = [each for each in dots if each is not None and each != own]
        around = _around(point, name, size, dot) if dotted else _upon(point, name, size)
        choices.append([label for label in around if _is_free(label.box, room, taken)])
    found: dict[int, Label] = {}
    for index in sorted(range(len(places)), key=lambda each: (len(choices[each]), each)):
        taken = [label.box for label in found.values()]
        free = next((each for each in choices[index] if _is_free(each.box, room, taken)), None)
        if free is None:
            return None
        found[index] = free
    return [found[index] for index in range(len(places))]


def place_in_area(
    area: Sequence[Point],
    text: str,
    *,
    room: Box,
    taken: Iterable[Box],
    size: float,
    spacing: float,
) -> Label | None:
    """Find a place for a name within a shape, near its middle; nothing if it has no room.

    Parameters
    ----------
    area
        The shape, as a polygon.
    text
        The name.
    room, taken
        What the name stays in, and what is not free.
    size, spacing
        Of the letters.
    """
    width, height = text_width(text, size, spacing), size
    xs, ys = [x for x, _ in area], [y for _, y in area]
    if max(xs) - min(xs) < width or max(ys) - min(ys) < height:
        return None
    taken = list(taken)
    middle = _centroid(area)
    rows = int((max(ys) - min(ys)) / (height * 0.75)) + 1
    heights = sorted(
        (min(ys) + (n + 0.5) * height * 0.75 for n in range(rows)), key=lambda y: abs(y - middle[1])
    )
    for y in heights:
        upper, lower = (_spans(area, each) for each in (y - height / 2, y + height / 2))
        for left, right in _common(_common(upper, lower), _spans(area, y)):
            first, last = left + 3 + width / 2, right - 3 - width / 2
            if first > last:
                continue
            for x in (min(max(middle[0], first), last), (first + last) / 2, first, last):
                label = _label(text, x, y, "middle", size, width)
                if _is_free(label.box, room, taken):
                    return label
    return None


def _is_free(box: Box, room: Box, taken: Iterable[Box]) -> bool:
    return box.within(room) and not any(box.overlaps(each) for each in taken)


def _label(text: str, x: float, middle: float, anchor: Anchor, size: float, width: float) -> Label:
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
    # Capitals and ascenders reach some 0.72 of the size over the base line, descenders 0.25 under.
    box = Box(left, middle - 0.56 * size, left + width, middle + 0.56 * size)
    return Label(text, x, middle + 0.35 * size, anchor, box)


def _around(point: Point, name: str, size: float, dot: float) -> list[Label]:
    """Return eight places beside a dot, the best first."""
    (x, y), away, up, width = point, dot + 3.5, dot + 0.72 * size, text_width(name, size)
    place: Callable[[float, float, Anchor], Label] = lambda dx, dy, anchor: _label(  # noqa: E731
        name, x + dx, y + dy, anchor, size, width
    )
    return [
        place(away, 0, "start"),
        place(-away, 0, "end"),
        place(0, -up, "middle"),
        place(0, up, "middle"),
        place(away * 0.7, -up * 0.8, "start"),
        place(away * 0.7, up * 0.8, "start"),
        place(-away * 0.7, -up * 0.8, "end"),
        place(-away * 0.7, up * 0.8, "end"),
    ]


def _upon(point: Point, name: str, size: float) -> list[Label]:
    (x, y), width = point, text_width(name, size)
    shifts = ((0, 0), (0, -1), (0, 1), (0, -2), (0, 2), (-3, 0), (3, 0), (0, -3))
    return [_label(name, x + dx * size, y + dy * size, "middle", size, width) for dx, dy in shifts]


def _centroid(area: Sequence[Point]) -> Point:
    twice = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(area, (*area[1:], area[0]), strict=True):
        cross = x1 * y2 - x2 * y1
        twice, x, y = twice + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return (x / twice / 3, y / twice / 3) if abs(twice) > 1e-6 else area[0]


def _spans(area: Sequence[Point], y: float) -> list[tuple[float, float]]:
    """Return where a horizontal line runs inside a polygon."""
    crossings = []
    x1, y1 = area[-1]
    for x2, y2 in area:
        if (y1 > y) != (y2 > y):
            crossings.append(x1 + (y - y1) * (x2 - x1) / (y2 - y1))
        x1, y1 = x2, y2
    crossings.sort()
    return list(zip(crossings[::2], crossings[1::2], strict=True))


def _common(
    some: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    both = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return [(left, right) for left, right in both if left < right]
