"""What is in a contributor's picture: whole, of its type, and of a size for the web.

And where it was taken, if its file says so: for a word to its sender, not for anyone else.
"""

import re
import warnings
from functools import lru_cache
from pathlib import Path

from PIL import ExifTags, GifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from ..model.messages import Complaint

MOST_PIXELS = 40_000_000
MOST_BYTES = 15_000_000
# Pillow finds a format's reader only once it has been imported.
FORMATS = [
    reader.format
    for reader in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
        GifImagePlugin.GifImageFile,
    )
]
_JPEG_END = b"\xff\xd9"


def wrong_content(path: Path, form: str) -> Complaint | None:
    """Return what is wrong with the content of a picture that should have some format."""
    stat = path.stat()
    return _wrong_content(path, form, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=1024)
def _wrong_content(path: Path, form: str, size: int, _: int) -> Complaint | None:
    """Look into a file: once as long as size and time stay, however often pages name it."""
    if size > MOST_BYTES:
        values = {"size": f"{size / 1e6:.0f}", "most": f"{MOST_BYTES / 1e6:.0f}"}
        return Complaint("picture-too-big", **values)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            # No other format's reader is tried on a file that anyone can send.
            with Image.open(path, formats=FORMATS) as image:
                width, height = image.size
                found = image.format
                image.verify()
    except Exception:  # Pillow's readers raise whatever a broken file leads them to
        return Complaint("picture-broken")
    if found != form and not (found == "MPO" and form == "JPEG"):
        return Complaint("picture-other-type", found=found, form=form)
    if width * height > MOST_PIXELS:
        most = f"{MOST_PIXELS / 1e6:.0f}"
        return Complaint("picture-too-large", width=width, height=height, most=most)
    # Pillow does not look for the end of a JPEG unless it decodes all of it.
    if form == "JPEG" and _JPEG_END not in path.read_bytes()[-4096:]:
        return Complaint("picture-cut-off")
    return None


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
