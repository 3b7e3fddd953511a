"""What is wrong with a contributor's picture: its place, its type, its content, its size."""

import unicodedata
from pathlib import Path, PurePosixPath

from ..model.messages import Complaint
from ..model.publication import ISSUES_FOLDER
from ..model.values import IMAGE_TYPES, file_name_complaint


def image_complaint(name: str, *, page: str, root: Path) -> Complaint | None:
    """Return what is wrong with a picture, named as a page names it; `None` if nothing is."""
    if "://" in name or name.startswith(("//", "data:")):
        return Complaint("picture-elsewhere", name=name[:60])
    relative = PurePosixPath(name)
    if relative.is_absolute() or "\\" in name or ":" in name:
        return Complaint("picture-no-file", name=name)
    if wrong := file_name_complaint(name):
        return wrong
    if ".." in relative.parts:
        return Complaint("picture-outside", name=name)
    folder = (root / page).parent
    return picture_complaint(folder / find_picture(folder, name), name, root=root)


def find_picture(folder: Path, name: str) -> str:
    """Return the name that a picture has on disk, however its letters are put together.

    A keyboard gives *й* as one sign, and some disks as two: both are the same to a reader. Capital
    letters are not: on the next disk they are another file. A name of no file is returned as it is.
    """
    found = []
    for part in PurePosixPath(name).parts:
        composed = unicodedata.normalize("NFC", part)
        names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        same = (each for each in names if unicodedata.normalize("NFC", each) == composed)
        on_disk = part if part == ".." else next(same, None)
        if on_disk is None:
            return name
        found.append(on_disk)
        folder /= on_disk
    return "/".join(found)


def picture_complaint(path: Path, name: str, *, root: Path) -> Complaint | None:
    """Return what is wrong with a file as a picture; `None` if nothing is."""
    if not path.resolve().is_relative_to((root / ISSUES_FOLDER).resolve()):
        return Complaint("picture-outside", name=name)
    form = IMAGE_TYPES.get(path.suffix.lower())
    if form is None:
        return Complaint("picture-type", name=name, types=", ".join(sorted(IMAGE_TYPES)))
    if not path.is_file():
        return Complaint("picture-missing", name=name)
    if path.is_symlink():
        return Complaint("picture-link", name=name)
    # Imported here: Pillow's readers take longer than a page, and most have no picture.
    from .conversion import wrong_content

    stat = path.stat()
    wrong = wrong_content(path, form, stat.st_size, stat.st_mtime_ns)
    return wrong.with_values(name=name) if wrong else None
