"""Small maps that show where places are, drawn as SVG from outlines of countries.

That of the site and that of the PDF have the same lines and letters in the same places.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

OUTLINES_FILE = "outlines.geojson"  # in `_data/`: the countries


@dataclass(frozen=True)
class Marker:
    """A place to show: its name, where it is (WGS 84, in degrees), and the name of its country."""

    name: str
    latitude: float
    longitude: float
    country: str | None = None

    def __post_init__(self) -> None:
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):
            raise ValueError(f"{self.latitude}, {self.longitude} is not a place on Earth.")


@dataclass(frozen=True)
class LocatorMap:
    """A drawn map."""

    svg: str
    """An element to stand within HTML: it has classes, and no colours of its own."""
    standalone: str
    """A file of its own, with the colours and faces of the PDF."""
    description: str
    """What the map shows, as a sentence or two in plain text."""
    height: float
    """In units of the drawing."""


def locator_map(markers: Iterable[Marker], outlines: Path, *, prefix: str) -> LocatorMap | None:
    """Draw a map of some places, or return `None` where there is no place to show.

    A single country is shown as a whole; any other places with the land around them. Names stand
    beside the places; where these are too near for that, numbers do, and a legend has the names.

    The most important places come first. The file of the outlines is read once a process. The ids
    in the drawing begin with the prefix, which is unlike that of any other map of the page.
    """
    # Imported here: a build that has no map to draw need not wait for NumPy and shapely.
    from .locator import draw

    places = tuple(dict.fromkeys(markers))
    return draw(places, outlines, prefix) if places else None
