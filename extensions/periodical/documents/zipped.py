"""A zip that has the same bytes on every machine.

zipfile compresses with the zlib of the system, of which each version gives other bytes. Here
libdeflate does it, and every file has the first moment that a zip can name.

Format: APPNOTE.TXT 6.3.10, 4.3.6 to 4.3.16.
"""

import struct
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePosixPath

import deflate

_STORED, _DEFLATED = 0, 8
_VERSION, _UNIX, _READABLE = 20, 3 << 8, 0o100644 << 16
_NAMES_IN_UTF_8 = 0x0800
_FIRST_OF_1980 = 0x0021

_COMPRESSED = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
"""What deflating would make no smaller."""


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return files, each with its name, as a zip of less than 4 GB."""
    made, listed, count = bytearray(), bytearray(), 0
    for count, (name, content) in enumerate(files, start=1):  # noqa: B007 - it is used behind
        small = content if PurePosixPath(name).suffix in _COMPRESSED else _deflated(content)
        is_smaller = len(small) < len(content)
        data, path = small if is_smaller else content, name.encode()
        about = struct.pack(
            "<5H3L2H", _VERSION, 0 if name.isascii() else _NAMES_IN_UTF_8,
            _DEFLATED if is_smaller else _STORED, 0, _FIRST_OF_1980,
            deflate.crc32(content), len(data), len(content), len(path), 0,
        )  # fmt: skip
        more = struct.pack("<3H2L", 0, 0, 0, _READABLE, len(made))
        listed += b"PK\1\2" + struct.pack("<H", _UNIX | _VERSION) + about + more + path
        made += b"PK\3\4" + about + path + data
    end = struct.pack("<4H2LH", 0, 0, count, count, len(listed), len(made), 0)
    return bytes(made + listed + b"PK\5\6" + end)


@lru_cache(maxsize=32)
def _deflated(content: bytes) -> bytes:
    """Return a content deflated; the faces of one book are those of the next."""
    return bytes(deflate.deflate_compress(content, 6))
