"""Converted pictures, kept from build to build by the content that they were made from."""

import hashlib
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import PIL

from .conversion import CONVERSION, Made, for_paper, for_screen

MADE = "made"
"""The attribute of an image that holds the `Picture` made of it."""

Conversion = Callable[[bytes], tuple[Made, dict[int, Made]]]
"""What makes a picture, and lighter ones beside it, each by the width up to which it serves."""


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
        """Return a contributor's picture as a PDF can hold it."""
        return self._made(path, "paper", lambda raw: (for_paper(raw), {}))

    def for_screen(self, path: Path) -> Picture:
        """Return a contributor's picture for the web, and its lighter files; see `for_paper`."""
        return self._made(path, "screen", for_screen)

    def _made(self, path: Path, use: str, convert: Conversion) -> Picture:
        if (known := self._known.get((use, path))) is not None:
            return known
        try:
            raw = path.read_bytes()
        except OSError:
            raise ImageError(
                f"There is no picture “{path.name}”. Add the file beside the page."
            ) from None
        version = f"{CONVERSION} {PIL.__version__} {use}\0"
        noted = self.folder / f"{hashlib.sha256(version.encode() + raw).hexdigest()}.json"
        if not noted.is_file():
            self._convert(path.name, raw, noted, convert)
        name, width, height, beside = json.loads(noted.read_bytes())
        picture = self._known[use, path] = Picture(name, width, height, tuple(map(tuple, beside)))
        return picture

    def _convert(self, name: str, raw: bytes, noted: Path, convert: Conversion) -> None:
        """Convert a picture; the note of it is written last, so what has one is whole."""
        try:
            with warnings.catch_warnings():
                # Of what is odd in a camera's notes: they are left out.
                warnings.simplefilter("ignore")
                base, beside = convert(raw)
        except Exception:  # Pillow's readers raise whatever a broken file leads them to
            raise ImageError(
                f"The picture “{name}” is broken. Save it again from its original."
            ) from None
        file = f"{noted.stem}{base.suffix}"
        files = {file: base.content}
        lighter = []
        for upto, made in beside.items():
            lighter.append((f"{noted.stem}-{upto}{made.suffix}", upto, made.size[0]))
            files[lighter[-1][0]] = made.content
        files[noted.name] = json.dumps((file, *base.size, lighter)).encode()
        self.folder.mkdir(parents=True, exist_ok=True)
        for each, content in files.items():
            unfinished = self.folder / f"{each}.part"
            unfinished.write_bytes(content)
            unfinished.replace(self.folder / each)
