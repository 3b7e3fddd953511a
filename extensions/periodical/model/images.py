"""Pictures of contributors: in their place, of a known type, whole, and of a size for the web."""

from __future__ import annotations

import re
import warnings
from pathlib import Path, PurePosixPath

from PIL import (
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from .issue import IMAGE_TYPES
from .publication import ISSUES_FOLDER

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
_LONGEST_NAME = 200  # bytes: file systems hold 255 a name
_JPEG_END = b"\xff\xd9"


def image_complaint(name: str, *, page: str, root: Path) -> tuple[str, str] | None:
    """Return what is wrong with a picture, and a way out; `None` if nothing is.

    Parameters
    ----------
    name
        The picture as the page names it.
    page
        The page, as a path from the root.
    root
        The folder with `conf.py`.
    """
    if "://" in name or name.startswith(("//", "data:")):
        return (
            f"The picture “{name[:60]}” is elsewhere on the web.",
            "Put the file beside the page: what is elsewhere can change, or follow readers.",
        )
    relative = PurePosixPath(name)
    if relative.is_absolute() or "\\" in name or ":" in name:
        return f"“{name}” is not a file beside the page.", "Write its name alone, as in photo.jpg."
    if complaint := file_name_complaint(name):
        return complaint
    if ".." in relative.parts:
        return f"“{name}” is outside {ISSUES_FOLDER}/.", "Put the picture beside the page."
    return picture_complaint((root / page).parent / relative, name, root=root)


def file_name_complaint(name: str) -> tuple[str, str] | None:
    """Return what is wrong with the characters of a file's name, and a way out."""
    # What is left out means something else to a shell, a browser, TeX, or another file system.
    if re.fullmatch(r"[\w .,()+@=/-]{1,120}", name) is None or len(name.encode()) > _LONGEST_NAME:
        return (
            f"“{name}” cannot be the name of a picture.",
            "Use letters, digits and hyphens, and 120 characters at the most.",
        )
    return None


def picture_complaint(path: Path, name: str, *, root: Path) -> tuple[str, str] | None:
    """Return what is wrong with a file as a picture, and a way out; `None` if nothing is."""
    if not path.resolve().is_relative_to((root / ISSUES_FOLDER).resolve()):
        return f"“{name}” is outside {ISSUES_FOLDER}/.", "Put the picture beside the page."
    form = IMAGE_TYPES.get(path.suffix.lower())
    if form is None:
        kinds = ", ".join(sorted(IMAGE_TYPES))
        return f"“{name}” is not a picture that a page can show.", f"Save it as one of {kinds}."
    if not path.is_file():
        return f"There is no picture “{name}” beside the page.", "Add the file, or mend its name."
    if path.is_symlink():
        return f"“{name}” is a link to another file.", "Put the picture itself beside the page."
    return _content_complaint(path, name, form)


def _content_complaint(path: Path, name: str, form: str) -> tuple[str, str] | None:
    if path.stat().st_size > MOST_BYTES:
        return (
            f"“{name}” has {path.stat().st_size / 1e6:.0f} MB.",
            f"Save it smaller: {MOST_BYTES / 1e6:.0f} MB at the most.",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            # No other format's reader is tried on a file that anyone can send.
            with Image.open(path, formats=FORMATS) as image:
                width, height = image.size
                found = image.format
                image.verify()
    except Exception:  # Pillow's readers raise whatever a broken file leads them to
        return f"“{name}” is broken, or not a picture.", "Save it again from its original."
    if found != form and not (found == "MPO" and form == "JPEG"):
        return f"“{name}” is a {found} picture by its content.", f"Save it as {form}, or rename it."
    if width * height > MOST_PIXELS:
        return (
            f"“{name}” has {width} by {height} pixels.",
            f"Save it smaller: {MOST_PIXELS / 1e6:.0f} megapixels at the most.",
        )
    # Pillow does not look for the end of a JPEG unless it decodes all of it.
    if form == "JPEG" and _JPEG_END not in path.read_bytes()[-4096:]:
        return f"“{name}” ends too early.", "Copy it again from its original."
    return None
