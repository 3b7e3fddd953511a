"""Pictures for the PDF: converted where it cannot hold them as they are, and named by content.

Reading has refused what is broken, too large or of another type than its name says; a picture that
changed since is refused here.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

CONVERSION = "1"
"""The version of what `convert` does; part of every cached file's name."""

MOST_PIXELS_WIDE = 2400
"""A picture is at most 170 mm wide, which is 360 dots per inch at this width: print quality."""


class ImageError(ValueError):
    """A picture that cannot be printed; the message says why, and what to do."""


@dataclass(frozen=True)
class Picture:
    """A picture that the compiler can read.

    Parameters
    ----------
    name
        The file's name in the folder of pictures.
    width, height
        Its size in pixels.
    """

    name: str
    width: int
    height: int


def prepare(path: Path, folder: Path) -> Picture:
    """Put a picture in the folder from which the compiler reads.

    Parameters
    ----------
    path
        The file of the contributor.
    folder
        Where the picture goes, under a name made of its content.

    Raises
    ------
    ImageError
        If there is no such file, or it is no picture.
    """
    try:
        raw = path.read_bytes()
    except OSError:
        raise ImageError(
            f"There is no picture “{path.name}”. Add the file beside the page."
        ) from None
    digest = hashlib.sha256(CONVERSION.encode() + raw).hexdigest()
    for suffix in (".jpg", ".png"):
        made = folder / f"{digest}{suffix}"
        if made.is_file():
            with Image.open(made) as image:
                return Picture(made.name, *image.size)
    try:
        content, suffix, size = convert(raw)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ImageError(
            f"The picture “{path.name}” is broken. Save it again from its original."
        ) from None
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"{digest}{suffix}"
    unfinished = made.with_name(f"{made.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(made)
    return Picture(made.name, *size)


def convert(raw: bytes) -> tuple[bytes, str, tuple[int, int]]:
    """Return a picture as RGB or grey JPEG or PNG, upright, with its suffix and size.

    A JPEG that can stay as it is keeps its bytes. CMYK, which PDF/A allows only with a profile of
    the press, becomes RGB; of several frames the first is printed; the turn that a camera noted is
    made; everything that is not picture (place, camera, name) is left out where bytes change.
    """
    with Image.open(io.BytesIO(raw)) as opened:
        opened.load()
        form, mode = opened.format, opened.mode
        turned = opened.getexif().get(0x0112, 1) != 1
        if (
            form == "JPEG"
            and mode in ("RGB", "L")
            and not turned
            and opened.width <= MOST_PIXELS_WIDE
        ):
            return raw, ".jpg", opened.size
        image: Image.Image = ImageOps.exif_transpose(opened) if turned else opened.copy()
    photograph = form in ("JPEG", "MPO")
    transparent = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    # Transparency is laid on white: paper has nothing behind it.
    if transparent:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    image = image.convert("L" if image.mode in ("1", "L", "I", "I;16", "F") else "RGB")
    if image.width > MOST_PIXELS_WIDE:
        height = max(1, round(image.height * MOST_PIXELS_WIDE / image.width))
        image = image.resize((MOST_PIXELS_WIDE, height), Image.Resampling.LANCZOS)
    # A new image has none of the metadata that the encoders would write out again.
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    made = io.BytesIO()
    if photograph:
        clean.save(made, "JPEG", quality=90, subsampling=0)
        return made.getvalue(), ".jpg", clean.size
    clean.save(made, "PNG", optimize=False)
    return made.getvalue(), ".png", clean.size
