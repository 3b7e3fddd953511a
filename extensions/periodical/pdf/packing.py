"""Smaller files: the objects of a PDF, most of them tags, are compressed.

pikepdf puts objects into streams, but would compress them with the zlib of the system, of which
each version gives other bytes. Here libdeflate does it, the same on every machine.

Format: ISO 32000-1, 7.5.7 "Object Streams" and 7.5.8 "Cross-Reference Streams".
"""

from __future__ import annotations

import re
from itertools import pairwise

import deflate

_STREAM = re.compile(rb"\d+ 0 obj\n<< /Type /(?:ObjStm|XRef) /Length (\d+) ([^\n]*)>>\nstream\n")
_LENGTH = re.compile(rb"/Length \d+ ")
_WIDTHS = re.compile(rb"/W \[ 1 (\d) 1 \]")
_END = re.compile(rb"startxref\n(\d+)\n%%EOF\n\Z")
_AT_AN_OFFSET = 1


def packed(file: bytes) -> bytes:
    """Return a PDF that pikepdf wrote, with its object streams and table of objects compressed."""
    end = _END.search(file)
    table = end and _STREAM.match(file, int(end[1]))
    widths = table and _WIDTHS.search(table[2])
    if end is None or table is None or widths is None:
        return file
    size = 2 + int(widths[1])
    entries = file[table.end() : table.end() + int(table[1])]
    rows = [entries[at : at + size] for at in range(0, len(entries), size)]
    offsets = sorted(int.from_bytes(row[1:-1]) for row in rows if row[0] == _AT_AN_OFFSET)
    made, moved = bytearray(file[: offsets[0]]), dict[int, int]()
    for start, stop in pairwise(offsets):
        moved[start] = len(made)
        made += _compressed(file[start:stop])
    moved[offsets[-1]] = start = len(made)
    for at, row in enumerate(rows):
        if row[0] == _AT_AN_OFFSET:
            new = moved[int.from_bytes(row[1:-1])].to_bytes(size - 2)
            rows[at] = row[:1] + new + row[-1:]
    last = file[table.start() : table.end()] + b"".join(rows) + b"\nendstream\nendobj\n"
    return bytes(made + _compressed(last) + b"startxref\n%d\n%%%%EOF\n" % start)


def _compressed(item: bytes) -> bytes:
    """Return an object; if it is a stream of this kind, compressed."""
    head = _STREAM.match(item)
    if head is None:
        return item
    content = item[head.end() : head.end() + int(head[1])]
    small = bytes(deflate.zlib_compress(content, 9))
    length = b"/Filter /FlateDecode /Length %d " % len(small)
    return _LENGTH.sub(length, head[0], count=1) + small + b"\nendstream\nendobj\n"
