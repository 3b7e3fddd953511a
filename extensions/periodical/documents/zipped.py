"""A zip that has the same bytes on every machine.

zipfile would compress with the zlib of the system, of which each version gives other bytes. Here
libdeflate does it, and every file has the first moment that a zip can name.
"""

import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import deflate

_UNIX, _READABLE = 3, 0o100644 << 16
_COMPRESSED = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
"""What deflating would make no smaller."""


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return files, each with its name, as a zip of less than 4 GB."""
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, content in files:
            small = content if PurePosixPath(name).suffix in _COMPRESSED else _deflated(content)
            data = min(content, small, key=len)
            entry = ZipInfo(name)
            entry.compress_type = ZIP_STORED if data is content else ZIP_DEFLATED
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            entry.CRC, entry.header_offset = deflate.crc32(content), made.tell()
            entry.file_size, entry.compress_size = len(content), len(data)
            made.write(entry.FileHeader() + data)
            archive.filelist.append(entry)
            # Where the list of all files goes when it is closed.
            archive.start_dir = made.tell()
    return made.getvalue()


@lru_cache(maxsize=32)
def _deflated(content: bytes) -> bytes:
    """Return a content deflated; the faces of one book are those of the next."""
    return bytes(deflate.deflate_compress(content, 6))
