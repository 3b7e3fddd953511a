"""A picture made anew, and kept by the content that it was made from.

For paper, which has no transparency, and for screens of several widths. What is broken, too large
or of another type than its name says is found here, and refused by reading.
"""

import contextlib
import hashlib
import io
import re
import warnings
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import PIL.GifImagePlugin
import PIL.JpegImagePlugin
import PIL.PngImagePlugin
import PIL.WebPImagePlugin
from PIL import ExifTags, Image, ImageCms, ImageOps

from ..model.files import kept, write_whole
from ..model.messages import Complaint

MOST_PIXELS = 40_000_000
MOST_BYTES = 15_000_000
FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]
"""Their readers are imported above: for one that it does not know, Pillow imports all it has."""


@lru_cache(maxsize=1024)
def wrong_content(path: Path, form: str, size: int, _: int) -> Complaint | None:
    """Return what is wrong with the content of a picture that should have some format.

    It is looked into once, as long as its size and time stay, however often pages name it.
    """
    if size > MOST_BYTES:
        most = f"{MOST_BYTES / 1e6:.0f}"
        return Complaint("picture-too-big", size=f"{size / 1e6:.0f}", most=most)
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
    if form == "JPEG" and b"\xff\xd9" not in path.read_bytes()[-4096:]:
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


CONVERSION = "5"
"""The version of what this module does; part of every kept picture's name."""

WIDEST_ON_PAPER = 2400
"""A picture is at most 170 mm wide, which is 360 dots per inch at this width: print quality."""

WIDTHS_ON_SCREEN = (480, 960, 1600)
"""Of a phone, and of a column of text on screens of one and of two dots a pixel."""

TALLEST = 16_383
"""How many pixels a side of a WebP may have (RFC 9649, 2.6)."""

_ENCODERS: dict[str, tuple[str, dict[str, Any]]] = {
    "JPEG": (".jpg", {"quality": 85, "subsampling": 0}),
    "PNG": (".png", {"optimize": False}),
    "GIF": (".gif", {}),
    "WEBP": (".webp", {"quality": 82, "method": 4}),
}
_DRAWN = ("1", "L", "P", "LA", "RGB", "RGBA")
_KEPT = {"JPEG": ("RGB", "L"), "PNG": _DRAWN, "GIF": _DRAWN}
"""Which colours of a form can stay as they are."""


class Made(NamedTuple):
    """A picture as bytes, with the ending of its form and its size in pixels."""

    content: bytes
    suffix: str
    size: tuple[int, int]


def for_paper(raw: bytes) -> Made:
    """Return a picture as RGB or grey JPEG or PNG, upright.

    A JPEG that can stay as it is keeps its fineness, and a colour profile that fits it. Any other
    becomes sRGB, through its profile if it has one: so does CMYK, which PDF/A allows only with a
    profile of the press. Of several frames the first is printed; transparency is laid on white.
    """
    opened, form = _opened(raw)
    if opened.format == "JPEG" and (made := _kept(opened, WIDEST_ON_PAPER)):
        return made
    image = _narrowed(_plain(opened), WIDEST_ON_PAPER)
    if image.mode in ("LA", "RGBA"):
        white = Image.new(image.mode.removesuffix("A"), image.size, "white")
        white.paste(image.convert(white.mode), mask=image.getchannel("A"))
        image = white
    return _encoded(image, "JPEG", quality=90) if form == "JPEG" else _encoded(image, "PNG")


def for_screen(raw: bytes) -> tuple[Made, dict[int, Made]]:
    """Return a picture in its own form, upright, and narrower and lighter ones as WebP.

    The first is at most as wide as the last of `WIDTHS_ON_SCREEN`, and is all that a browser needs.
    Beside it are only lighter ones, by the width up to which each serves. The first frame is shown.
    """
    opened, form = _opened(raw)
    widest, whole = WIDTHS_ON_SCREEN[-1], _plain(opened)
    base = _kept(opened, widest) or _encoded(_narrowed(whole, widest), form)
    beside = {}
    for width in WIDTHS_ON_SCREEN:
        made = _encoded(_narrowed(whole, width), "WEBP", lossless=form in ("PNG", "GIF"))
        if len(made.content) < len(base.content):
            beside[width] = made
        if width >= whole.width:
            break
    return base, beside


def _opened(raw: bytes) -> tuple[Image.Image, str]:
    """Return a picture, and its form; a photograph of several frames is a JPEG."""
    opened = Image.open(io.BytesIO(raw), formats=FORMATS)
    opened.load()
    return opened, "JPEG" if opened.format == "MPO" else str(opened.format)


def _kept(opened: Image.Image, widest: int) -> Made | None:
    """Return a photograph as fine as it is, or a drawing with its few colours; if it can stay."""
    form, profile = str(opened.format), _profile(opened)
    fits = opened.width <= widest and not _is_turned(opened)
    if not fits or opened.mode not in _KEPT.get(form, ()) or (profile and form != "JPEG"):
        return None
    opened.info = {each: opened.info[each] for each in ("transparency",) if each in opened.info}
    if form != "JPEG":
        return _encoded(opened, form)
    return _encoded(opened, form, quality="keep", icc_profile=profile and profile[0])


def _encoded(image: Image.Image, form: str, **how: Any) -> Made:
    """Return an image in a form; nothing but its colours and its transparency is written."""
    made, (suffix, usual) = io.BytesIO(), _ENCODERS[form]
    image.save(made, form, **usual | how)
    return Made(made.getvalue(), suffix, image.size)


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    width = max(1, min(width, image.width * TALLEST // image.height))
    if image.width <= width and image.height <= TALLEST:
        return image
    height = min(TALLEST, max(1, round(image.height * width / image.width)))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _plain(opened: Image.Image) -> Image.Image:
    """Return a picture upright, in sRGB or grey, with its transparency and nothing else."""
    profile = _profile(opened)
    image: Image.Image = ImageOps.exif_transpose(opened) if _is_turned(opened) else opened
    opacity = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    mode = _mode_of_colours(image)
    if profile:
        image = ImageCms.applyTransform(image.convert(mode), profile[1]) or image
    # A new image has none of the metadata that the encoders would write out again.
    clean = Image.new("L" if mode == "L" else "RGB", image.size)
    clean.paste(image.convert(clean.mode))
    if opacity is not None:
        clean.putalpha(opacity)
    return clean


def _is_turned(image: Image.Image) -> bool:
    """Tell whether the camera noted that the picture lies on its side, its head or its back."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation) in range(2, 9)
    except Exception:  # Pillow's readers raise whatever broken notes lead them to
        return False


def _profile(image: Image.Image) -> tuple[bytes, ImageCms.ImageCmsTransform] | None:
    """Return the colour profile of a picture, and what leads from it to sRGB, if it fits.

    It is of a class that a PDF can hold (ISO 32000-1, table 66), for the colours that the picture
    has. With another, the colours are taken for sRGB, as on the web.
    """
    raw: bytes = image.info.get("icc_profile") or b""
    mode = _mode_of_colours(image)
    with contextlib.suppress(OSError, ValueError, ImageCms.PyCMSError):
        profile = ImageCms.ImageCmsProfile(io.BytesIO(raw))
        about, space = profile.profile, {"L": "GRAY"}.get(mode, mode)
        is_known = about.device_class in ("scnr", "mntr", "prtr", "spac") and 2 <= about.version < 5
        if is_known and about.xcolor_space.strip() == space:
            srgb = ImageCms.createProfile("sRGB")
            return raw, ImageCms.buildTransform(profile, srgb, mode, "RGB")
    return None


def _mode_of_colours(image: Image.Image) -> str:
    """Return `CMYK`, `L` or `RGB`: what a picture holds, apart from transparency and depth."""
    grey = Image.getmodebase(image.mode) == "L"
    return "L" if grey else "CMYK" if image.mode == "CMYK" else "RGB"


class Picture(NamedTuple):
    """A picture made anew; lighter ones `beside` it: name, up to which width it serves, its own."""

    name: str
    width: int
    height: int
    beside: Sequence[tuple[str, int, int]] = ()


class PictureStore:
    """A folder of pictures for paper or for screens, each made once from a content.

    It may be thrown away.
    """

    def __init__(self, folder: Path, use: Literal["paper", "screen"]) -> None:
        self.folder, self._use = folder, use
        self.made = cache(self._made)

    def _made(self, path: Path) -> Picture:
        """Return what a contributor's picture was made into; a `Complaint` if it is broken."""
        if not path.is_file():
            raise Complaint("picture-missing", name=path.name)
        raw, version = path.read_bytes(), f"{CONVERSION} {PIL.__version__} {self._use}\0"
        stem = hashlib.sha256(version.encode() + raw).hexdigest()

        def make() -> Picture:
            is_paper = self._use == "paper"
            try:
                with warnings.catch_warnings():
                    # Of what is odd in a camera's notes: they are left out.
                    warnings.simplefilter("ignore")
                    base, lighter = (for_paper(raw), {}) if is_paper else for_screen(raw)
            except Exception:  # Pillow's readers raise whatever a broken file leads them to
                raise Complaint("picture-broken", name=path.name) from None
            name, beside = f"{stem}{base.suffix}", list[tuple[str, int, int]]()
            write_whole(self.folder / name, base.content)
            for upto, made in lighter.items():
                beside.append((f"{stem}-{upto}{made.suffix}", upto, made.size[0]))
                write_whole(self.folder / beside[-1][0], made.content)
            return Picture(name, *base.size, beside)

        # The note of it is written last, so what has one is whole.
        return Picture(*kept(self.folder / f"{stem}.json", stem, make))
