"""A zip that has the same bytes on every machine.

zipfile would compress with the zlib of the system, of which each version gives other bytes. Here
libdeflate does it, and every file has the same moment.
"""

import datetime
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePosixPath
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import deflate

_UNIX, _READABLE = 3, 0o100644 << 16
_COMPRESSED = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
"""What deflating would make no smaller."""


def write_zip(
    made: IO[bytes], files: Iterable[tuple[str, bytes]], moment: str, *, deflated: bool = True
) -> None:
    """Write files, each with its name, as a zip; all have a moment, ISO 8601."""
    when = datetime.datetime.fromisoformat(moment).timetuple()[:6]
    with ZipFile(made, "w") as archive:
        for name, content in files:
            is_stored = not deflated or PurePosixPath(name).suffix in _COMPRESSED
            data = min(content, content if is_stored else _deflated(content), key=len)
            entry = ZipInfo(name, when)
            entry.compress_type = ZIP_STORED if data is content else ZIP_DEFLATED
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            entry.CRC, entry.header_offset = deflate.crc32(content), made.tell()
            entry.file_size, entry.compress_size = len(content), len(data)
            made.write(entry.FileHeader() + data)
            archive.filelist.append(entry)
            # Where the list of all files goes when it is closed.
            archive.start_dir = made.tell()


@lru_cache(maxsize=32)
def _deflated(content: bytes) -> bytes:
    """Return a content deflated; the faces of one book are those of the next."""
    return bytes(deflate.deflate_compress(content, 6))
