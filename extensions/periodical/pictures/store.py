"""Converted pictures, kept from build to build by the content that they were made from."""

import hashlib
import json
import os
import warnings
from dataclasses import dataclass
from pathlib import Path

import PIL

from .conversion import CONVERSION, Made, for_paper, for_screen

MADE = "made"
"""The attribute of an image that holds the `Picture` made of it."""


class ImageError(ValueError):
    """A picture that cannot be shown; the message says why, and what to do."""


@dataclass(frozen=True)
class Picture:
    """A picture made anew; lighter ones `beside` it: name, up to which width it serves, its own."""

    name: str
    width: int
    height: int
    beside: tuple[tuple[str, int, int], ...] = ()


class PictureStore:
    """A folder of converted pictures, each made once from a content; it may be thrown away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[tuple[str, Path], Picture] = {}

    def for_paper(self, path: Path) -> Picture:
        """Return a contributor's picture as a PDF can hold it; an `ImageError` if it is broken."""
        return self._made(path, "paper")

    def for_screen(self, path: Path) -> Picture:
        """Return a contributor's picture for the web, and its lighter files; see `for_paper`."""
        return self._made(path, "screen")

    def _made(self, path: Path, use: str) -> Picture:
        if (known := self._known.get((use, path))) is not None:
            return known
        try:
            raw = path.read_bytes()
        except OSError:
            raise ImageError(
                f"There is no picture “{path.name}”. Add the file beside the page."
            ) from None
        version = f"{CONVERSION} {PIL.__version__} {use}\0"
        stem = hashlib.sha256(version.encode() + raw).hexdigest()
        noted = self.folder / f"{stem}.json"
        if not noted.is_file():
            try:
                made = _converted(raw, use)
            except Exception:  # Pillow's readers raise whatever a broken file leads them to
                raise ImageError(
                    f"The picture “{path.name}” is broken. Save it again from its original."
                ) from None
            self._keep(stem, *made)
        name, width, height, beside = json.loads(noted.read_bytes())
        picture = self._known[use, path] = Picture(name, width, height, tuple(map(tuple, beside)))
        return picture

    def _keep(self, stem: str, base: Made, lighter: dict[int, Made]) -> None:
        """Keep a picture; the note of it is written last, so what has one is whole."""
        beside = {f"{stem}-{upto}{made.suffix}": (upto, made) for upto, made in lighter.items()}
        files = {f"{stem}{base.suffix}": base.content}
        files |= {name: made.content for name, (_, made) in beside.items()}
        listed = [(name, upto, made.size[0]) for name, (upto, made) in beside.items()]
        files[f"{stem}.json"] = json.dumps((f"{stem}{base.suffix}", *base.size, listed)).encode()
        self.folder.mkdir(parents=True, exist_ok=True)
        for each, content in files.items():
            # Another process may be making the same.
            unfinished = self.folder / f"{each}.{os.getpid()}.part"
            unfinished.write_bytes(content)
            unfinished.replace(self.folder / each)


def _converted(raw: bytes, use: str) -> tuple[Made, dict[int, Made]]:
    with warnings.catch_warnings():
        # Of what is odd in a camera's notes: they are left out.
        warnings.simplefilter("ignore")
        return (for_paper(raw), {}) if use == "paper" else for_screen(raw)
