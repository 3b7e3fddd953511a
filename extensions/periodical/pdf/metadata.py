"""What a PDF says of itself, to libraries: who, when, where, and under which terms.

Typst writes title, summary, keywords and the identification of the standards. It has one date and
one string for all authors; the rest is written here, into the file that it has made.

Properties: XMP, part 1 (ISO 16684-1), for `dc`, `xmp` and `xmpRights`, which PDF/A knows; PRISM 2.0
for a periodical's name and day, which PDF/A-3 wants described in the file (ISO 19005-3, 6.6.2.3).

And the file is made smaller: its objects, most of them tags, are compressed. pikepdf puts them into
streams, but would compress these with the zlib of the system, of which each version gives other
bytes. libdeflate gives the same on every machine. Format: ISO 32000-1, 7.5.7 "Object Streams" and
7.5.8 "Cross-Reference Streams".
"""

import datetime
import io
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import deflate
from lxml import etree

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
_PRISM = {
    "publicationName": ("Text", "Title of the periodical of which the document is a part"),
    "publicationDate": ("Date", "Date on which the text was published"),
}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The identifier of the packet is that of the specification, part 1, 7.3.2.
_PACKET = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{}<?xpacket end="r"?>'


@dataclass(frozen=True)
class Metadata:
    """What Typst cannot be told of a document.

    Args:
        published: The day on which the text was published; of a volume, its latest issue.
        modified: The day of its last revision, or that on which it was published.
        identifier: The permanent address.
        rights, licence_url: The terms of use, in words and as an address; empty for none.
        with_outline: Whether a reader opens the file with its bookmarks beside it.
    """

    authors: tuple[str, ...]
    published: datetime.date
    modified: datetime.date
    identifier: str
    publication: str
    publisher: str
    rights: str
    licence_url: str
    with_outline: bool


def moment(date: datetime.date) -> datetime.datetime:
    """Return the moment that stands for a day: noon, which is that day nearly everywhere."""
    return datetime.datetime.combine(date, datetime.time(12), datetime.UTC)


def describe(made: bytes, metadata: Metadata) -> bytes:
    """Return a PDF with its metadata whole, dictionary and XMP alike; the same bytes each time."""
    # A style sheet's package of the theme has the root logger print all; pikepdf greets it.
    logging.getLogger("pikepdf").setLevel(logging.WARNING)
    import pikepdf  # here: a build that has no PDF to make need not wait for it

    with pikepdf.open(io.BytesIO(made)) as pdf:
        pdf.docinfo["/Author"] = "; ".join(metadata.authors)
        pdf.docinfo["/CreationDate"] = f"D:{moment(metadata.published):%Y%m%d%H%M%SZ}"
        pdf.docinfo["/ModDate"] = f"D:{moment(metadata.modified):%Y%m%d%H%M%SZ}"
        pdf.Root.Metadata.write(_described(pdf.Root.Metadata.read_bytes(), metadata))
        if metadata.with_outline:
            pdf.Root.PageMode = pikepdf.Name.UseOutlines
        whole = io.BytesIO()
        # The identifier is a digest of the content; by default it would be one of the time. The
        # packet stays as it is: pikepdf would write it anew, and open to changes.
        pdf.save(
            whole, deterministic_id=True, compress_streams=False, fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )  # fmt: skip
    return packed(whole.getvalue())


def _described(packet: bytes, metadata: Metadata) -> bytes:
    """Return the XMP packet of Typst with more properties."""
    # The compiler wrote it, and quoted what is a contributor's.
    root = etree.fromstring(packet, etree.XMLParser(resolve_entities=False, no_network=True))
    (about,) = root.iter(_name("rdf:Description"))
    _put_list(about, "dc:creator", "rdf:Seq", metadata.authors)
    _put_list(about, "dc:publisher", "rdf:Bag", [metadata.publisher])
    _put_list(about, "dc:date", "rdf:Seq", [metadata.published.isoformat()])
    _put(about, "dc:identifier", metadata.identifier)
    _put(about, "xmp:CreateDate", moment(metadata.published).strftime("%Y-%m-%dT%H:%M:%SZ"))
    _put(about, "xmp:ModifyDate", moment(metadata.modified).strftime("%Y-%m-%dT%H:%M:%SZ"))
    _put(about, "prism:publicationName", metadata.publication)
    _put(about, "prism:publicationDate", metadata.published.isoformat())
    if metadata.rights:
        _put_list(about, "dc:rights", "rdf:Alt", [metadata.rights])
        _put(about, "xmpRights:Marked", "True")
    if metadata.licence_url:
        _put(about, "xmpRights:WebStatement", metadata.licence_url)
    (schemas,) = about.iterfind("pdfaExtension:schemas/rdf:Bag", _NAMESPACES)
    _describe_prism(schemas)
    etree.cleanup_namespaces(root)
    return _PACKET.format(etree.tostring(root, encoding="unicode")).encode()


def _describe_prism(schemas: etree._Element) -> None:
    """Say what the properties of PRISM are, as PDF/A wants it of those that it does not know."""
    schema = _resource(schemas)
    _put(schema, "pdfaSchema:schema", "PRISM basic metadata")
    _put(schema, "pdfaSchema:namespaceURI", _NAMESPACES["prism"])
    _put(schema, "pdfaSchema:prefix", "prism")
    properties = etree.SubElement(_put(schema, "pdfaSchema:property", None), _name("rdf:Seq"))
    for name, (kind, description) in _PRISM.items():
        prop = _resource(properties)
        _put(prop, "pdfaProperty:category", "external")
        _put(prop, "pdfaProperty:description", description)
        _put(prop, "pdfaProperty:name", name)
        _put(prop, "pdfaProperty:valueType", kind)


def _name(prefixed: str) -> str:
    prefix, name = prefixed.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{name}"


def _put(parent: etree._Element, name: str, text: str | None) -> etree._Element:
    """Give a node a property, in place of one that it has."""
    for old in parent.findall(_name(name)):
        parent.remove(old)
    prefix = name.split(":")[0]
    made = etree.SubElement(parent, _name(name), nsmap={prefix: _NAMESPACES[prefix]})
    made.text = text
    return made


def _put_list(parent: etree._Element, name: str, kind: str, texts: Iterable[str]) -> None:
    container = etree.SubElement(_put(parent, name, None), _name(kind))
    for text in texts:
        item = etree.SubElement(container, _name("rdf:li"))
        item.text = text
        if kind == "rdf:Alt":
            item.set(_XML_LANG, "x-default")


def _resource(parent: etree._Element) -> etree._Element:
    return etree.SubElement(parent, _name("rdf:li"), {_name("rdf:parseType"): "Resource"})


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
