"""What is wrong with a contributor's picture: its place, its type, its content, its size."""

from __future__ import annotations

import unicodedata
import warnings
from functools import lru_cache
from pathlib import Path, PurePosixPath

from PIL import (
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from ..model.file_names import file_name_complaint
from ..model.issue import IMAGE_TYPES
from ..model.publication import ISSUES_FOLDER

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
    folder = (root / page).parent
    return picture_complaint(folder / find_picture(folder, name), name, root=root)


def find_picture(folder: Path, name: str) -> str:
    """Return the name that a picture has on disk, however its letters are put together.

    A keyboard gives *й* as one sign, and some disks as two: both are the same to a reader. Capital
    letters are not, whatever the disk says: on the next one they are another file.

    Parameters
    ----------
    folder
        The folder from which the name counts.
    name
        The name as a page has it, with slashes; it is returned as it is if there is no such file.
    """
    found = []
    for part in PurePosixPath(name).parts:
        composed = unicodedata.normalize("NFC", part)
        same = (each for each in _names(folder) if unicodedata.normalize("NFC", each) == composed)
        on_disk = part if part == ".." else next(same, None)
        if on_disk is None:
            return name
        found.append(on_disk)
        folder /= on_disk
    return "/".join(found)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


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
    stat = path.stat()
    wrong = _content_complaint(path, form, stat.st_size, stat.st_mtime_ns)
    return (f"“{name}” {wrong[0]}", wrong[1]) if wrong else None


@lru_cache(maxsize=1024)
def _content_complaint(path: Path, form: str, size: int, _: int) -> tuple[str, str] | None:
    """Look into a file: once as long as size and time stay, however often pages name it."""
    if size > MOST_BYTES:
        return (
            f"has {size / 1e6:.0f} MB.",
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
        return "is broken, or not a picture.", "Save it again from its original."
    if found != form and not (found == "MPO" and form == "JPEG"):
        return f"is a {found} picture by its content.", f"Save it as {form}, or rename it."
    if width * height > MOST_PIXELS:
        return (
            f"has {width} by {height} pixels.",
            f"Save it smaller: {MOST_PIXELS / 1e6:.0f} megapixels at the most.",
        )
    # Pillow does not look for the end of a JPEG unless it decodes all of it.
    if form == "JPEG" and _JPEG_END not in path.read_bytes()[-4096:]:
        return "ends too early.", "Copy it again from its original."
    return None
