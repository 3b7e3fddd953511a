"""What a map of some places shows, and where: the frame, land and water, names and legend."""

import math
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely

from ..model.text import listed, without_forbidden
from . import LocatorMap, Marker
from .drawing import DISC, Drawing
from .labels import Box, Label, Point, place_in_area, place_names, text_width
from .outlines import Outlines, fold, read_outlines
from .projection import HEIGHT, RIM, WIDTH, Frame, Numbers, fit, to_vectors

MOST_DRAWN = 12
"""How many places a map has at most; further ones are named in its description."""

LEAST_KILOMETRES, LEAST_OF_SEVERAL = 1700.0, 800.0
"""How much is across a map of one place (a city with the countries around it) and of several."""

_INSET, _INSET_OF_COUNTRY = (44.0, 32.0), (16.0, 14.0)
_NAME_SIZE, _COUNTRY_SIZE, _COUNTRY_SPACING = 12.0, 8.0, 0.7
_LEGEND_SIZE, _LEGEND_LINE = 11.5, 16.0
_DOT = 3.4  # the radius of what marks a place
_MARGIN = 4.0
_ROOM = Box(_MARGIN, _MARGIN, WIDTH - _MARGIN, HEIGHT - _MARGIN)

_SMALLEST_LAND, _SMALLEST_NAMED = 0.7, 12.0  # in radius, or it is not drawn, or has no name

Land = dict[str, shapely.Polygon]
"""What is to be seen of each country, the largest first."""


@lru_cache(maxsize=64)  # the front page, an issue and its PDF have the same map
def draw(places: tuple[Marker, ...], file: Path, prefix: str) -> LocatorMap:
    """Draw a map: see `locator_map`."""
    outlines = read_outlines(file)
    drawn = places[:MOST_DRAWN]
    vectors = to_vectors([(each.longitude, each.latitude) for each in drawn])
    frame = _frame(drawn, vectors, outlines)
    points: list[Point] = [(x, y) for x, y in frame.place(vectors).tolist()]
    dotted = [fold(each.name) not in outlines.whole for each in drawn]
    drawing = Drawing(prefix, description := _describe(drawn, places[MOST_DRAWN:]))
    home = {fold(each.country or each.name) for each in drawn}
    land, taken = _draw_land(drawing, frame, outlines, home)
    named = zip(points, (each.name for each in drawn), dotted, strict=True)
    labels = place_names(list(named), room=_ROOM, size=_NAME_SIZE, dot=_DOT)
    if labels is None:
        height = _draw_numbers(drawing, land, taken, drawn, points)
    else:
        height = HEIGHT
        dots = [point for point, dot in zip(points, dotted, strict=True) if dot]
        taken += [*(each.box for each in labels), *(Box.around(dot, _DOT + 2) for dot in dots)]
        _name_land(drawing, land, taken, said={fold(each.name) for each in drawn})
        for point in dots:
            drawing.circle("map-dot", point, _DOT)
        for label in labels:
            drawing.text("map-name", label)
    return LocatorMap(*drawing.finished(height), description)


def _frame(drawn: Sequence[Marker], vectors: Numbers, outlines: Outlines) -> Frame:
    if len(drawn) > 1:
        return fit(vectors, inset=_INSET, least=LEAST_OF_SEVERAL)
    if (whole := outlines.whole.get(fold(drawn[0].name))) is not None:
        vectors = np.concatenate([vectors, whole])
    inset = _INSET if whole is None else _INSET_OF_COUNTRY
    return fit(vectors, inset=inset, least=LEAST_KILOMETRES)


def _describe(drawn: Sequence[Marker], further: Sequence[Marker]) -> str:
    text = f"The map shows {_listed(drawn)}."
    return f"{text} Not drawn, for want of room: {_listed(further)}." if further else text


def _listed(markers: Sequence[Marker]) -> str:
    words = []
    for each in markers:
        name, country = " ".join(each.name.split()), " ".join((each.country or "").split())
        words.append(f"{name} ({country})" if country and country != name else name)
    return without_forbidden(listed(words))


def _draw_land(
    drawing: Drawing, frame: Frame, outlines: Outlines, home: set[str]
) -> tuple[Land, list[Box]]:
    """Draw water and land; return the largest piece of each country, and the room of lakes."""
    detail = outlines.at(math.radians(frame.scale))
    owners = [index for index, name in enumerate(outlines.folded) if name in home]
    is_home = np.isin(detail.owners, owners)
    least = np.where(is_home, _SMALLEST_LAND, _SMALLEST_NAMED)
    indices, pieces = detail.pieces.drawn(frame, least)
    water = shapely.Point(WIDTH / 2, HEIGHT / 2).buffer(RIM * frame.scale, quad_segs=24)
    drawing.shapes("map-water", shapely.clip_by_rect(water, 0, 0, WIDTH, HEIGHT))
    drawing.shapes("map-land", detail.land.drawn(frame, _SMALLEST_LAND)[1])
    drawing.shapes("map-home", pieces[is_home[indices]])
    drawing.shapes("map-lakes", lakes := outlines.lakes.drawn(frame, _SMALLEST_LAND)[1])
    drawing.shapes("map-borders", detail.borders.drawn(frame, _SMALLEST_LAND)[1])
    drawing.shapes("map-coasts", detail.coasts.drawn(frame, _SMALLEST_LAND)[1])
    parts, piece = shapely.get_parts(pieces, return_index=True)
    largest: Land = {}
    for index in np.argsort(-shapely.area(parts), kind="stable"):
        largest.setdefault(outlines.names[detail.owners[indices[piece[index]]]], parts[index])
    return largest, [Box(*each) for each in shapely.bounds(lakes).tolist()]


def _name_land(drawing: Drawing, land: Land, taken: list[Box], *, said: set[str]) -> None:
    """Name countries in capitals where there is room, but those said already."""
    for name in land:
        label = place_in_area(land[name], name.upper(), room=_ROOM, taken=taken,
                              size=_COUNTRY_SIZE, spacing=_COUNTRY_SPACING)  # fmt: skip
        if label is not None and fold(name) not in said:
            taken.append(label.box)
            drawing.text("map-country", label)


def _draw_numbers(
    drawing: Drawing, land: Land, taken: list[Box], drawn: Sequence[Marker], points: Sequence[Point]
) -> float:
    """Draw numbers on the map and, under it, the names that belong to them; return its height."""
    groups: dict[int, list[str]] = {}
    for index, each in enumerate(drawn):
        # Whose discs would touch share one, at the place of the first.
        near = (first for first in groups if math.dist(points[first], points[index]) < 2 * DISC + 2)
        groups.setdefault(next(near, index), []).append(" ".join(each.name.split()))
    taken += [Box.around(points[first], DISC + 1) for first in groups]
    _name_land(drawing, land, taken, said=set())
    for number, first in enumerate(groups, 1):
        drawing.disc(points[first], number)
    texts = [", ".join(names) for names in groups.values()]
    indent = 2 * DISC + 6
    widest = max(text_width(text, _LEGEND_SIZE) for text in texts)
    columns = 1 if widest > WIDTH / 2 - indent - 4 else 2
    rows = math.ceil(len(texts) / columns)
    x, y, lowest = 0.0, HEIGHT + 8 + DISC, HEIGHT
    for number, text in enumerate(texts, 1):
        drawing.disc((x + DISC + 0.5, y), number)
        for line in _wrapped(text, WIDTH / columns - indent - 4):
            drawing.text("map-legend", Label.at(line, x + indent, y, "start", _LEGEND_SIZE))
            y += _LEGEND_LINE
        y += 1.5
        lowest = max(lowest, y - DISC)
        if number == rows:
            x, y = WIDTH / 2, HEIGHT + 8 + DISC
    return lowest


def _wrapped(text: str, width: float) -> list[str]:
    """Break a text into lines; one that needs more than three is cut."""
    widest = max((text_width(word, _LEGEND_SIZE) / len(word) for word in text.split()), default=1)
    return textwrap.wrap(text, int(width / widest), max_lines=3, placeholder="…") or [""]
