"""Where a picture was taken, if its file says so: for a word to its sender, not for anyone else."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

from PIL import ExifTags, Image

from .content import FORMATS

# Adobe, “XMP Specification Part 2”, 3.4: the same coordinates again.
_IN_XMP = re.compile(rb"\bGPS(Latitude|Longitude|Dest|Position|Area)", re.IGNORECASE)


def has_place(path: Path) -> bool:
    """Tell whether a picture's file holds coordinates; of one that is broken, no."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=FORMATS) as image:
                place = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
                notes = (image.info.get(name) for name in ("xmp", "XML:com.adobe.xmp"))
                written = [each.encode() if isinstance(each, str) else each for each in notes]
    except Exception:  # Pillow's readers raise whatever broken notes lead them to
        return False
    # The version of the notes (0) and the time of the satellites (7, 29) are no place.
    return bool(place.keys() - {0, 7, 29}) or any(_IN_XMP.search(each or b"") for each in written)
