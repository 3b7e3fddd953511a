"""What a map of some places shows, and where: the frame, land and water, names and legend."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely

from ..model.text import listed, without_forbidden
from . import LocatorMap, Marker
from .drawing import DISC, DOT, Drawing
from .labels import Box, Label, Point, place_in_area, place_names, text_width
from .outlines import Outlines, fold, graticule, read_outlines
from .projection import HEIGHT, RIM, WIDTH, Frame, Numbers, fit, to_vectors

MOST_DRAWN = 12
"""How many places a map has at most; further ones are named in its description."""

LEAST_KILOMETRES = 1700.0
"""How much of the Earth is across a map of one place: a city with the countries around it."""

LEAST_OF_SEVERAL = 800.0
"""How much is across a map of several places at least, in kilometres."""

_INSET, _INSET_OF_COUNTRY = (44.0, 32.0), (16.0, 14.0)
_NAME_SIZE, _COUNTRY_SIZE, _COUNTRY_SPACING = 12.0, 8.0, 0.7
_LEGEND_SIZE, _LEGEND_LINE = 11.5, 16.0
_MARGIN = 4.0
_ROOM = Box(_MARGIN, _MARGIN, WIDTH - _MARGIN, HEIGHT - _MARGIN)

_SMALLEST_LAND, _SMALLEST_NAMED = 0.7, 12.0
"""Pieces of land of a smaller radius are not drawn, or have no name."""

_Land = tuple[str, shapely.Polygon]
"""A country, and what is to be seen of it."""


# Some, because a page and its PDF, or the front page, often have the same map.
@lru_cache(maxsize=64)
def draw(places: Sequence[Marker], file: Path, prefix: str) -> LocatorMap:
    """Draw a map: see `locator_map`."""
    outlines = read_outlines(file)
    drawn = places[:MOST_DRAWN]
    vectors = to_vectors([(each.longitude, each.latitude) for each in drawn])
    frame = _frame(drawn, vectors, outlines)
    points: list[Point] = [(x, y) for x, y in frame.place(vectors).tolist()]
    dotted = [fold(each.name) not in outlines.whole for each in drawn]
    description = _describe(drawn, places[MOST_DRAWN:])
    drawing = Drawing(prefix, description)
    land = _draw_land(drawing, frame, outlines, {fold(each.country or each.name) for each in drawn})
    named = zip(points, (each.name for each in drawn), dotted, strict=True)
    labels = place_names(list(named), room=_ROOM, size=_NAME_SIZE, dot=DOT)
    if labels is None:
        height = _draw_numbers(drawing, drawn, points, land)
    else:
        height = HEIGHT
        dots = [point for point, dot in zip(points, dotted, strict=True) if dot]
        taken = [each.box for each in labels] + [Box.around(point, DOT + 2) for point in dots]
        said = {fold(each.name) for each in drawn}
        _name_land(drawing, [each for each in land if fold(each[0]) not in said], taken)
        if not land:
            _name_degrees(drawing, frame, taken)
        for point in dots:
            drawing.circle("map-dot", point, DOT)
        for label in labels:
            drawing.label("map-name", label, _NAME_SIZE)
    drawing.edge()
    return LocatorMap(*drawing.finished(height), description, height)


def _frame(drawn: Sequence[Marker], vectors: Numbers, outlines: Outlines) -> Frame:
    if len(drawn) > 1:
        return fit(vectors, inset=_INSET, least=LEAST_OF_SEVERAL)
    whole = outlines.whole.get(fold(drawn[0].name))
    if whole is None:
        return fit(vectors, inset=_INSET, least=LEAST_KILOMETRES)
    around = np.concatenate([vectors, whole])
    return fit(around, inset=_INSET_OF_COUNTRY, least=LEAST_KILOMETRES)


def _describe(drawn: Sequence[Marker], further: Sequence[Marker]) -> str:
    text = f"The map shows {_listed(drawn)}."
    return f"{text} Not drawn, for want of room: {_listed(further)}." if further else text


def _listed(markers: Sequence[Marker]) -> str:
    words = []
    for each in markers:
        name, country = " ".join(each.name.split()), " ".join((each.country or "").split())
        words.append(f"{name} ({country})" if country and country != name else name)
    return without_forbidden(listed(words))


def _draw_land(drawing: Drawing, frame: Frame, outlines: Outlines, home: set[str]) -> list[_Land]:
    """Draw water and land; return the largest piece of each country, the largest first."""
    detail = outlines.at(math.radians(frame.scale))
    owners = [index for index, name in enumerate(outlines.folded) if name in home]
    is_home = np.isin(detail.owners, owners)
    least = np.where(is_home, _SMALLEST_LAND, _SMALLEST_NAMED)
    indices, pieces = detail.pieces.drawn(frame, least)
    water = shapely.Point(WIDTH / 2, HEIGHT / 2).buffer(RIM * frame.scale, quad_segs=24)
    drawing.shapes("map-water", shapely.clip_by_rect(water, 0, 0, WIDTH, HEIGHT))
    drawing.shapes("map-graticule", [line for _, _, line in graticule(frame)])
    drawing.shapes("map-land", detail.land.drawn(frame, _SMALLEST_LAND)[1])
    drawing.shapes("map-home", pieces[is_home[indices]])
    drawing.shapes("map-borders", detail.borders.drawn(frame, _SMALLEST_LAND)[1])
    drawing.shapes("map-coasts", detail.coasts.drawn(frame, _SMALLEST_LAND)[1])
    parts, piece = shapely.get_parts(pieces, return_index=True)
    largest: dict[str, shapely.Polygon] = {}
    for index in np.argsort(-shapely.area(parts), kind="stable"):
        largest.setdefault(outlines.names[detail.owners[indices[piece[index]]]], parts[index])
    return list(largest.items())


def _name_land(drawing: Drawing, land: Sequence[_Land], taken: list[Box]) -> None:
    """Name countries in capitals where there is room."""
    for name, shape in land:
        label = place_in_area(
            shape, name.upper(), room=_ROOM, taken=taken,
            size=_COUNTRY_SIZE, spacing=_COUNTRY_SPACING,
        )  # fmt: skip
        if label is not None:
            taken.append(label.box)
            drawing.label("map-country", label, _COUNTRY_SIZE, letter_spacing=_COUNTRY_SPACING)


def _name_degrees(drawing: Drawing, frame: Frame, taken: list[Box]) -> None:
    """Say at the left and lower edge which parallels and meridians there are."""
    for text, is_parallel, line in graticule(frame):
        x, y = shapely.get_coordinates(line)[0].tolist()
        if (x if is_parallel else HEIGHT - y) > 0.1:
            continue
        x, y = (_MARGIN + 1, y - 5) if is_parallel else (x + 3, HEIGHT - _MARGIN - 5)
        width = text_width(text, _COUNTRY_SIZE)
        label = Label.at(text, x, y, "start", _COUNTRY_SIZE, width)
        if label.box.is_free(_ROOM, taken):
            taken.append(label.box)
            drawing.label("map-degrees", label, _COUNTRY_SIZE)


def _draw_numbers(
    drawing: Drawing, drawn: Sequence[Marker], points: Sequence[Point], land: Sequence[_Land]
) -> float:
    """Draw numbers on the map and, under it, the names that belong to them; return its height."""
    groups: dict[int, list[str]] = {}
    for index, (each, point) in enumerate(zip(drawn, points, strict=True)):
        # Whose discs would touch share one, at the place of the first.
        near = (first for first in groups if math.dist(points[first], point) < 2 * DISC + 2)
        groups.setdefault(next(near, index), []).append(" ".join(each.name.split()))
    _name_land(drawing, land, [Box.around(points[first], DISC + 1) for first in groups])
    for number, first in enumerate(groups, 1):
        drawing.disc(points[first], number)
    texts = [", ".join(names) for names in groups.values()]
    indent = 2 * DISC + 6
    widest = max(text_width(text, _LEGEND_SIZE) for text in texts)
    columns = 1 if widest > WIDTH / 2 - indent - 4 else 2
    rows, lowest = math.ceil(len(texts) / columns), HEIGHT
    for column in range(columns):
        x, y = column * WIDTH / 2, HEIGHT + 8 + DISC
        for number in range(column * rows, min((column + 1) * rows, len(texts))):
            drawing.disc((x + DISC + 0.5, y), number + 1)
            for line in _wrapped(texts[number], WIDTH / columns - indent - 4):
                drawing.text("map-legend", line, x + indent, y + 4, "start", _LEGEND_SIZE)
                y += _LEGEND_LINE
            y += 1.5
        lowest = max(lowest, y - DISC)
    return lowest


def _wrapped(text: str, width: float) -> list[str]:
    """Break a text into lines; one that needs more than three is cut."""
    widths = (text_width(word, _LEGEND_SIZE) / len(word) for word in text.split())
    letters = max(1, int(width / max(widths, default=1)))
    return textwrap.wrap(text, letters, max_lines=3, placeholder="…") or [""]
