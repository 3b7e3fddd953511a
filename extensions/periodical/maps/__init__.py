"""Small maps that show where places are, drawn as SVG from outlines of countries.

That of the site and that of the PDF have the same lines and letters in the same places.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ..model.files import fingerprint, kept, sha256_of
from ..model.registry import Place

OUTLINES_FILE = "outlines.geojson"  # in `_data/`: the countries


class LocatorMap(NamedTuple):
    """A drawn map.

    Args:
        svg: An element to stand within HTML: it has classes, and no colours of its own.
        standalone: A file of its own, with the colours and faces of the PDF.
        description: What the map shows, as a sentence or two in plain text.
    """

    svg: str
    standalone: str
    description: str


class KeptMaps:
    """Maps in a folder, each under a digest of all that decides it; `code` is one of what draws.

    They are kept because a page and its PDF show the same, and so does the next build.
    """

    def __init__(self, folder: Path, outlines: Path, code: str) -> None:
        self._folder, self._outlines = folder, outlines
        self.decided_by = (code, sha256_of(outlines)) if outlines.is_file() else None
        """What decides every map, beside its places; nothing where there is none."""

    def of(self, places: Iterable[Place], *, prefix: str) -> LocatorMap | None:
        """Return a map of those whose coordinates are known (WGS 84), or none, as without outlines.

        A single country is shown as a whole; any other places with the land around them. Names
        stand beside the places; where these are too near, numbers do, and a legend has the names.

        The most important places come first. The ids in the drawing begin with the prefix, which is
        unlike that of any other map of the page.
        """
        known = tuple(dict.fromkeys(each for each in places if each.coordinates))
        if not known or self.decided_by is None:
            return None
        mark = fingerprint(self.decided_by, known, prefix)

        def make() -> LocatorMap:
            # Imported here: a build that has no map to draw need not wait for NumPy and shapely.
            from .locator import draw

            return draw(known, self._outlines, prefix)

        return LocatorMap(*kept(self._folder / f"{mark}.json", mark, make))
