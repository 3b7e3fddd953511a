"""Colour profiles for tests, made here: right ones, wrong ones, and one for a fictional press.

Format: ICC.1:2001-04 (version 2).
"""

from __future__ import annotations

from functools import cache

from PIL import ImageCms


@cache
def srgb() -> bytes:
    """Return a profile of sRGB."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def red_and_blue_swapped() -> bytes:
    """Return a profile of a display on which red is blue."""
    raw = bytearray(srgb())
    for number in range(int.from_bytes(raw[128:132], "big")):
        at = 132 + 12 * number
        name = bytes(raw[at : at + 4])
        raw[at : at + 4] = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}.get(name, name)
    return bytes(raw)


def class_changed(profile: bytes, to: bytes) -> bytes:
    """Return a profile that says that it is of another class."""
    return profile[:12] + to + profile[16:]


def inks_of_nowhere() -> bytes:
    """Return a profile of a press on which cyan is red: no one would guess it without the profile.

    No ink is white, cyan alone is red, and all else is black.
    """
    white, red, black = bytes((255, 128, 128)), bytes((138, 209, 198)), bytes((0, 128, 128))
    # The last ink changes first.
    corners = [white, *[black] * 7, red, *[black] * 7]
    straight = bytes(range(256))
    one, zero = (65536).to_bytes(4, "big"), bytes(4)
    matrix = one + zero * 3 + one + zero * 3 + one
    table = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + matrix
    table += straight * 4 + b"".join(corners) + straight * 3
    point = b"XYZ \0\0\0\0" + b"".join(
        round(value * 65536).to_bytes(4, "big") for value in (0.9642, 1.0, 0.8249)
    )
    words = b"A fictional press\0"
    description = b"desc\0\0\0\0" + len(words).to_bytes(4, "big") + words + bytes(78)
    tags = {
        b"desc": description,
        b"cprt": b"text\0\0\0\0Nobody\0",
        b"wtpt": point,
        b"A2B0": table,
    }
    index, body = len(tags).to_bytes(4, "big"), b""
    for name, content in tags.items():
        at = 128 + 4 + 12 * len(tags) + len(body)
        index += name + at.to_bytes(4, "big") + len(content).to_bytes(4, "big")
        body += content + bytes(-len(content) % 4)
    header = bytes(8) + b"\x02\x20\0\0prtrCMYKLab " + bytes(12) + b"acsp"
    header = header.ljust(68, b"\0") + point[8:] + bytes(48)
    whole = header + index + body
    return len(whole).to_bytes(4, "big") + whole[4:]
