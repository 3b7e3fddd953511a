"""What a PDF says of itself, to libraries: who, when, where, and under which terms.

Typst writes title, summary, keywords and the identification of the standards. It has one date and
one string for all authors; the rest, `_templates/xmp.xml`, is put into the file that it has made.

And the file is made smaller: its objects, most of them tags, are compressed. pikepdf puts them into
streams, but would compress these with the zlib of the system, of which each version gives other
bytes. libdeflate gives the same on every machine. Format: ISO 32000-1, 7.5.7 "Object Streams" and
7.5.8 "Cross-Reference Streams".
"""

import datetime
import io
import re
from itertools import pairwise

import deflate
import pikepdf
from lxml import etree

from ..documents.templates import PARSER

_NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpTPg": "http://ns.adobe.com/xap/1.0/t/pg/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
}
# The identifier of the packet is that of the specification, part 1, 7.3.2.
_PACKET = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{}<?xpacket end="r"?>'


def moment_of(properties: str, name: str) -> datetime.datetime:
    """Return when a document was made, ``CreateDate``, or last changed, ``ModifyDate``."""
    said = etree.fromstring(properties, PARSER).findtext(f"xmp:{name}", namespaces=_NAMES)
    return datetime.datetime.fromisoformat(str(said))


def address_of(pdf: pikepdf.Pdf) -> str:
    """Return the address of the page of which a PDF was made."""
    packet = etree.fromstring(pdf.Root.Metadata.read_bytes(), PARSER)
    return str(packet.findtext(".//dc:identifier", namespaces=_NAMES))


def describe(pdf: pikepdf.Pdf, properties: str) -> bytes:
    """Return a PDF with its metadata whole, dictionary and XMP alike; the same bytes each time.

    The properties are an ``rdf:Description``.
    """
    authors = etree.fromstring(properties, PARSER).iterfind("dc:creator/rdf:Seq/rdf:li", _NAMES)
    pdf.docinfo["/Author"] = "; ".join(each.text for each in authors)
    for key, name in (("/CreationDate", "CreateDate"), ("/ModDate", "ModifyDate")):
        pdf.docinfo[key] = f"D:{moment_of(properties, name):%Y%m%d%H%M%SZ}"
    pdf.Root.Metadata.write(_described(pdf.Root.Metadata.read_bytes(), properties, len(pdf.pages)))
    whole = io.BytesIO()
    # The identifier is a digest of the content; by default it would be one of the time. The
    # packet stays as it is: pikepdf would write it anew, and open to changes.
    pdf.save(
        whole, deterministic_id=True, compress_streams=False, fix_metadata_version=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )  # fmt: skip
    return packed(whole.getvalue())


def _described(packet: bytes, properties: str, pages: int) -> bytes:
    """Return the XMP packet of Typst with our properties, in place of its own of the same names."""
    root = etree.fromstring(packet, PARSER)
    (about,) = root.iterfind(".//rdf:Description", _NAMES)
    for ours in etree.fromstring(properties, PARSER):
        if ours.tag == f"{{{_NAMES['pdfaExtension']}}}schemas":
            about.find("pdfaExtension:schemas/rdf:Bag", _NAMES).extend(ours[0])
            continue
        for other in about.findall(ours.tag):
            about.remove(other)
        about.append(ours)
    about.find("xmpTPg:NPages", _NAMES).text = str(pages)
    etree.cleanup_namespaces(root)
    return _PACKET.format(etree.tostring(root, encoding="unicode")).encode()


_STREAM = re.compile(
    rb"\d+ 0 obj\n<< /Type /(?:ObjStm|XRef) /Length (\d+) "
    rb"(?:[^\n]*/W \[ 1 (\d) 1 \])?[^\n]*>>\nstream\n"
)
_LENGTH = re.compile(rb"/Length \d+ ")
_AT_AN_OFFSET = 1


def packed(file: bytes) -> bytes:
    """Return a PDF that pikepdf wrote, with its object streams and table of objects compressed."""
    table = _STREAM.match(file, int(file.rpartition(b"startxref\n")[2].split()[0]))
    if table is None or table[2] is None:
        return file
    size = 2 + int(table[2])
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
    small = bytes(deflate.zlib_compress(content, 6))
    length = b"/Filter /FlateDecode /Length %d " % len(small)
    return _LENGTH.sub(length, head[0], count=1) + small + b"\nendstream\nendobj\n"
