"""Names of files that every disk, shell and browser takes for the same."""

import re
import unicodedata

from .messages import Complaint

_LONGEST = 200
"""In bytes: file systems hold 255 a name."""
_ALLOWED = re.compile(r"[\w .,()+@=/-]{1,120}")
# A shell takes a leading hyphen for an option; Windows drops stops and spaces at an end.
_EDGES = re.compile(r"^[- ]|[ .](\.\w+)?$")
# Microsoft, “Naming Files, Paths, and Namespaces”: devices, with any ending or none.
_OF_WINDOWS = re.compile(r"(?i)(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])\s*(\..*)?")


def file_name_complaint(name: str) -> Complaint | None:
    """Return what is wrong with the characters of a picture's name or path, if anything is."""
    name = unicodedata.normalize("NFC", name)
    # What is left out means something else to a shell, a browser, TeX, or another file system.
    if _ALLOWED.fullmatch(name) is None or len(name.encode()) > _LONGEST:
        return Complaint("picture-name", name=name)
    for part in name.split("/"):
        if part.strip(".") and _EDGES.search(part):
            return Complaint("picture-name", name=name, case="edges")
        if _OF_WINDOWS.fullmatch(part):
            return Complaint("picture-name-of-windows", part=part)
    return None


def same_name(path: str) -> str:
    """Return a path in the form in which two are equal that some disk takes for one file."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
