"""JPEG files taken apart, so that what is no picture can be left out without a change to a pixel.

Format: ITU-T T.81, annex B; JFIF 1.02; ICC.1:2010, annex B.4 (profiles in JPEG files).
"""

import re
from collections.abc import Iterator

_BEGIN, _END = b"\xff\xd8", b"\xff\xd9"
_APP_0, _APP_2, _APP_14, _APP_15, _COMMENT = 0xE0, 0xE2, 0xEE, 0xEF, 0xFE
_SCAN, _LAST = 0xDA, 0xD9
_ICC = b"ICC_PROFILE\0"
_MOST_OF_A_PROFILE = 65_519  # a segment holds 65,533 bytes, of which 14 say what it is
# In coded data a 0xFF is followed by a zero, or is a restart marker; any other ends the scan.
_AFTER_A_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


def picture_alone(raw: bytes, profile: bytes | None) -> bytes:
    """Return a JPEG with what decides its pixels and a colour profile, and with nothing else.

    Camera, place, names, comments, previews, another profile, and what follows the picture's end
    are left out. It is a `ValueError` if the file is not made of segments as the standard has it.
    """
    head, body = _BEGIN, b""
    for marker, content in _segments(raw):
        if marker == _APP_0:
            if content[4:].startswith(b"JFIF\0") and head == _BEGIN:
                # What follows the density is a preview, here of no size.
                head += b"\xff\xe0\x00\x10" + content[4:16].ljust(12, b"\0") + b"\0\0"
        elif marker == _APP_14 or not (_APP_0 < marker <= _APP_15 or marker == _COMMENT):
            body += content
    return head + _profile_segments(profile or b"") + body


def _segments(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the markers of a file with all that belongs to each, a scan's coded data included."""
    if not raw.startswith(_BEGIN):
        raise ValueError("no JPEG")
    at = len(_BEGIN)
    while True:
        while raw[at : at + 2] == b"\xff\xff":
            at += 1  # markers may be filled up
        if raw[at : at + 2] == _END:
            yield _LAST, _END
            return
        if raw[at : at + 1] != b"\xff" or at + 4 > len(raw):
            raise ValueError(f"no marker at byte {at}")
        marker = raw[at + 1]
        end = at + 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
        if marker == _SCAN:
            next_marker = _AFTER_A_SCAN.search(raw, end)
            if next_marker is None:
                raise ValueError("no end")
            end = next_marker.start()
        yield marker, raw[at:end]
        at = end


def _profile_segments(profile: bytes) -> bytes:
    parts = [
        profile[at : at + _MOST_OF_A_PROFILE] for at in range(0, len(profile), _MOST_OF_A_PROFILE)
    ]
    made = b""
    for number, part in enumerate(parts, start=1):
        content = _ICC + bytes((number, len(parts))) + part
        made += bytes((0xFF, _APP_2)) + (len(content) + 2).to_bytes(2, "big") + content
    return made
