"""Writes what a feed says in the formats that `formats.toml` declares: XML, or JSON."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from ..model.text import as_json

Said = Mapping[str, Any]
"""What is said of a feed, of an entry, or of a part of one."""

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "xml": "http://www.w3.org/XML/1998/namespace",
}


class FeedFormat(NamedTuple):
    """A format: its name, the ending and type of its files, and its declared form."""

    name: str
    ending: str
    media_type: str
    form: Said

    @property
    def has_archive(self) -> bool:
        """Whether older entries are kept in it; others lead to it, so that they are there once."""
        return bool(self.form.get("archive"))

    def file_of(self, path: str, number: int = 0) -> str:
        """Return the path of a document of a feed in the site; of its archive, from 1."""
        return f"{path}/{number}{self.ending}" if number else f"{path}{self.ending}"

    def write(self, said: Said) -> bytes:
        """Return a document, with a style sheet that explains it to those who open it."""
        if "tag" not in self.form:
            made = _as_json(self.form["holds"], said)
            return as_json(made)
        default = _NAMESPACES["atom"] if self.form["tag"] == "feed" else None
        names = {None if each == default else prefix: each for prefix, each in _NAMESPACES.items()}
        root = etree.Element(_name(self.form["tag"], default), nsmap=names)
        root.attrib.update(_attributes(self.form, said))
        _add(root, self.form["holds"], said, default)
        if "style" in said:
            style = f'type="text/css" href="{said["style"]}"'
            root.addprevious(etree.ProcessingInstruction("xml-stylesheet", style))
        etree.cleanup_namespaces(root)
        whole = root.getroottree()
        return bytes(etree.tostring(whole, encoding="utf-8", xml_declaration=True))


@cache
def formats() -> tuple[FeedFormat, ...]:
    """Return all formats: those of feeds, and last that of a list of them."""
    declared = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(
        FeedFormat(name, form["ending"], form["media_type"], form)
        for name, form in declared.items()
    )


def _word(name: str, said: Said) -> Any:
    return name[1:] if name.startswith("=") else said.get(name)


def _items(row: Said, said: Said) -> Iterable[Said]:
    return said.get(row["each"], ()) if "each" in row else (said,)


def _add(parent: etree._Element, rows: Iterable[Said], said: Said, default: str | None) -> None:
    """Add the elements that rows declare, but those of whose words, or first attribute, is none."""
    for row in rows:
        first = row.get("is") or next(iter(row.get("with", {}).values()), "=")
        for item in _items(row, said):
            if (words := _word(first, item)) or "holds" in row:
                made = etree.SubElement(parent, _name(row["tag"], default), _attributes(row, item))
                made.text = str(words) if "is" in row else None
                _add(made, row.get("holds", ()), item, default)


def _attributes(row: Said, said: Said) -> dict[str, str]:
    found = {_name(name, None): _word(path, said) for name, path in row.get("with", {}).items()}
    return {name: str(word) for name, word in found.items() if word is not None}


@cache
def _name(tag: str, default: str | None) -> str:
    prefix, _, name = tag.rpartition(":")
    namespace = _NAMESPACES[prefix] if prefix else default
    return f"{{{namespace}}}{name}" if namespace else name


def _as_json(rows: Iterable[Said], said: Said) -> dict[str, Any]:
    """Return the keys that rows declare, without those of which nothing is known."""
    found = {
        row["tag"]: [_as_json(row["holds"], item) for item in _items(row, said)]
        if "each" in row
        else _word(row["is"], said)
        for row in rows
    }
    return {key: value for key, value in found.items() if value not in (None, "")}
