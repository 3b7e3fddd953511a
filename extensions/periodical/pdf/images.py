"""Pictures for the PDF: converted where it cannot hold them as they are, and named by content.

Reading has refused what is broken, too large or of another type than its name says; a picture that
changed since is refused here.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image, ImageCms, ImageOps

from ..model.images import FORMATS
from .jpeg import picture_alone

CONVERSION = "2"
"""The version of what `convert` does; part of every cached file's name."""

MOST_PIXELS_WIDE = 2400
"""A picture is at most 170 mm wide, which is 360 dots per inch at this width: print quality."""

_COLOUR_SPACES = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}
_PROFILE_CLASSES = ("scnr", "mntr", "prtr", "spac")


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
        with warnings.catch_warnings():
            # Of what is odd in a camera's notes: they are left out.
            warnings.simplefilter("ignore")
            content, suffix, size = convert(raw)
    except Exception:  # Pillow's readers raise whatever a broken file leads them to
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

    A JPEG that can stay as it is keeps its pixels, and a colour profile that fits it. Any other
    becomes sRGB, through its profile if it has one: so does CMYK, which PDF/A allows only with a
    profile of the press. Of several frames the first is printed; the turn that a camera noted is
    made; everything that is not picture (place, camera, name) is left out.
    """
    with Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
        opened.load()
        photograph = opened.format in ("JPEG", "MPO")
        profile = _fitting_profile(opened)
        turned = _is_turned(opened)
        small = opened.width <= MOST_PIXELS_WIDE
        if photograph and opened.mode in ("RGB", "L") and small and not turned:
            with contextlib.suppress(ValueError):
                return picture_alone(raw, profile), ".jpg", opened.size
        image: Image.Image = ImageOps.exif_transpose(opened) if turned else opened.copy()
    image = _on_white(image, profile)
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


def _is_turned(image: Image.Image) -> bool:
    """Tell whether the camera noted that the picture lies on its side, its head or its back."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation) in range(2, 9)
    except Exception:  # Pillow's readers raise whatever broken notes lead them to
        return False


def _fitting_profile(image: Image.Image) -> bytes | None:
    """Return the colour profile of a picture, if its colours can be what it says.

    It is of a class that a PDF can hold (ISO 32000-1, table 66), for the colours that the picture
    has, and leads to sRGB. Another says nothing about these colours, which are then taken for sRGB,
    as on the web.
    """
    raw = image.info.get("icc_profile")
    if not raw:
        return None
    mode = _mode_of_colours(image)
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(raw))
        about = profile.profile
        fits = (
            about.xcolor_space.strip() == _COLOUR_SPACES[mode]
            and about.device_class in _PROFILE_CLASSES
            and 2 <= about.version < 5
        )
        if fits:
            ImageCms.buildTransform(profile, _srgb(), mode, "RGB")
    except (OSError, ValueError, ImageCms.PyCMSError):
        return None
    return raw if fits else None


def _mode_of_colours(image: Image.Image) -> str:
    """Return `CMYK`, `L` or `RGB`: what a picture holds, apart from transparency and depth."""
    if image.mode == "CMYK":
        return "CMYK"
    return "L" if image.mode in ("1", "L", "LA", "La", "I", "I;16", "F") else "RGB"


def _on_white(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture in sRGB or grey; transparency is laid on white, as paper is."""
    transparent = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    opacity = image.convert("RGBA").getchannel("A") if transparent else None
    mode = _mode_of_colours(image)
    result = "L" if mode == "L" else "RGB"
    if profile is None:
        image = image.convert(result)
    else:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        transform = ImageCms.buildTransform(source, _srgb(), mode, "RGB")
        changed = ImageCms.applyTransform(image.convert(mode), transform)
        assert changed is not None  # noqa: S101 - it is, unless asked to change the image in place
        image = changed.convert(result)
    if opacity is None:
        return image
    white = Image.new(result, image.size, "white")
    white.paste(image, mask=opacity)
    return white


def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
