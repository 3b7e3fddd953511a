"""Small maps that show where places are, drawn as SVG from outlines of countries.

The site has them inline, in the colours of its style sheet; the PDF as pictures, in its own colours
and faces. Both have the same lines and letters in the same places, and a description in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

OUTLINES_FILE = "outlines.geojson"
"""The name of the file in `_data/` that has the countries."""


@dataclass(frozen=True)
class Marker:
    """A place to show.

    Parameters
    ----------
    name
        As it is printed.
    latitude, longitude
        In degrees (WGS 84); a `ValueError` if that is nowhere on Earth.
    country
        The name of the country in which it is, if it is in one.
    """

    name: str
    latitude: float
    longitude: float
    country: str | None = None

    def __post_init__(self) -> None:
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):
            raise ValueError(f"{self.latitude}, {self.longitude} is not a place on Earth.")


@dataclass(frozen=True)
class LocatorMap:
    """A drawn map.

    Parameters
    ----------
    svg
        An element to stand within HTML: it has classes, and no colours of its own.
    standalone
        A file of its own, with the colours and faces of the PDF.
    description
        What the map shows, as a sentence or two in plain text.
    height
        In units of the drawing.
    """

    svg: str
    standalone: str
    description: str
    height: float


def locator_map(markers: Iterable[Marker], outlines: Path, *, prefix: str) -> LocatorMap | None:
    """Draw a map of some places, or return `None` where there is no place to show.

    A single country is shown as a whole; any other places with the land around them. Names stand
    beside the places; where these are too near for that, numbers do, and a legend has the names.

    Parameters
    ----------
    markers
        The places, the most important first.
    outlines
        The file of the countries; a process reads it once.
    prefix
        What the ids in the drawing begin with: unlike that of any other map of the page.
    """
    # Imported here: a build that has no map to draw need not wait for NumPy and shapely.
    from .locator import draw

    places = tuple(dict.fromkeys(markers))
    return draw(places, outlines, prefix) if places else None
