"""The folder `_data/`: what issues refer to by a name, dead links, and the house style.

Small on purpose: an entry needs an id and a name, and nothing has to be in it for a page to build.
An author who is not there is printed as written; a topic as its id, in words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from .limits import DATA_BYTES
from .messages import Complaint, Problem, one_slip
from .names import NameFinder, fold_name
from .page import decode, not_utf_8
from .text import slug, without_forbidden
from .validation import KeyPath, M, YamlSource, read_yaml, validate
from .values import (
    WHOLE_NAME,
    Date,
    Id,
    Isni,
    Line,
    Model,
    OneOrMore,
    Orcid,
    Unprinted,
    WebAddress,
    must,
)

DATA_FOLDER = "_data"

_WIKIDATA = re.compile(r"Q[1-9]\d*")


class EntryKind(StrEnum):
    """What an entry is. The value is also the name of the role that refers to it."""

    PERSON = "person"
    ORGANIZATION = "organization"
    PLACE = "place"
    TOPIC = "topic"
    THREAD = "thread"
    SHOW = "show"

    @property
    def plural(self) -> str:
        """The name of the file in `_data/`, and of the folder of its pages."""
        return "people" if self is EntryKind.PERSON else f"{self.value}s"

    @property
    def file(self) -> str:
        """The path of its file, from the root."""
        return f"{DATA_FOLDER}/{self.plural}.yaml"


MENTIONED: tuple[EntryKind, ...] = tuple(kind for kind in EntryKind if kind is not EntryKind.SHOW)
"""The kinds of entries that a text can mention, and that have a page each."""

FOUND_BY_NAME = (EntryKind.PERSON, EntryKind.ORGANIZATION, EntryKind.PLACE)
"""The kinds that are found in prose by their name; others by their listed spellings alone.

A topic's name, such as *Media*, is an ordinary word, found wherever a sentence begins with it.
"""

EntryKey = tuple[EntryKind, str]
"""A kind and an id."""


def entry_page(key: EntryKey) -> str:
    """Return the name of the page of an entry: its address from the root, without an ending."""
    kind, identifier = key
    return f"{kind.plural}/{identifier}"


def _coordinates(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",")]
    if len(parts) != 2 or not all(re.fullmatch(r"-?\d+(\.\d+)?", part) for part in parts):
        raise Complaint("value-no-coordinates")
    return tuple(map(float, parts))


Coordinates = Annotated[
    tuple[float, float],
    BeforeValidator(_coordinates, json_schema_input_type=str | tuple[float, float]),
    must(lambda place: abs(place[0]) <= 90 and abs(place[1]) <= 180, "value-not-on-earth"),
]


class Entry(Model):
    """Someone or something with a short name."""

    id: Annotated[Id, must(lambda word: word != "index", "value-id-index")] = Field(max_length=80)
    name: Line
    spellings: OneOrMore[Annotated[Unprinted, WHOLE_NAME]] = ()
    description: Unprinted | None = None
    url: WebAddress | None = None
    wikidata: Annotated[Line, must(_WIKIDATA.fullmatch, "value-no-wikidata-id")] | None = None


class DatedRole(Model):
    """What someone was, and when."""

    role: Line
    since: Date | None = None
    until: Date | None = None


class Person(Entry):
    """A person; what they were is said with its dates."""

    orcid: Orcid | None = None
    isni: Isni | None = None
    roles: tuple[DatedRole, ...] = ()


class Organization(Entry):
    """An organization, or a medium."""

    country: Line | None = None


class Place(Entry):
    """A country, a region, a city or a single building."""

    country: Line | None = None
    coordinates: Coordinates | None = None


class Show(Entry):
    """A podcast."""

    publisher: Line | None = None
    image: WebAddress | None = None
    categories: OneOrMore[Line] = ("News",)


_MODELS = (Person, Organization, Place, Entry, Entry, Show)
ENTRIES: dict[EntryKind, type[Entry]] = dict(zip(EntryKind, _MODELS, strict=True))
"""What the file of each kind is a list of."""


class DeadLink(Model):
    """An outside address that was found dead, and the copy of an archive."""

    url: Line
    dead: Date
    archived: WebAddress


LINKS_FILE = f"{DATA_FOLDER}/links.yaml"


class StyleRule(Model):
    """A rule of the house style: advice to writers, and none to those whom they quote."""

    write: Line
    instead_of: OneOrMore[Line] = Field(min_length=1)
    reason: Line
    certain: bool = True
    language: Line = "en"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds the words that are to be otherwise."""
        words = "|".join(map(re.escape, sorted(self.instead_of, key=len, reverse=True)))
        return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")


STYLE_FILE = f"{DATA_FOLDER}/style.yaml"


@dataclass(frozen=True, eq=False)
class Registry:
    """All entries, by kind and id; and dead links, by their address."""

    entries: dict[EntryKey, Entry] = field(default_factory=dict)
    links: dict[str, DeadLink] = field(default_factory=dict)
    names: dict[str, EntryKey] = field(default_factory=dict)
    """What is found in prose: each name or spelling, folded, and whom it names."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with `_data/`; the rest could be read."""

    @cached_property
    def shows(self) -> dict[str, Show]:
        """The podcasts, by id."""
        return {each.id: each for each in self.entries.values() if isinstance(each, Show)}

    @property
    def words(self) -> set[tuple[str, str, str, str]]:
        """By which words pages are read, and what each is: of an entry, or the address of a link.

        The last is what is printed for it; a name is printed as it is written, but on the line
        under a headline, where places and threads have their names.
        """
        words = {(url, "", "", str(link.archived)) for url, link in self.links.items()}
        for (kind, identifier), entry in self.entries.items():
            printed = entry.name if kind in (EntryKind.PLACE, EntryKind.THREAD) else ""
            names = dict.fromkeys((entry.name, *entry.spellings), printed)
            names[identifier] = entry.name
            words |= {(name, str(kind), identifier, shown) for name, shown in names.items()}
        return words

    @cached_property
    def finder(self) -> NameFinder[EntryKey]:
        """What finds the names in prose."""
        return NameFinder(self.names)

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.names:
            for word in name.split() if " " in name else ():
                found.setdefault(word, []).append(name)
        return found

    def nearly(self, name: str) -> str | None:
        """Return the known name that one could be, were a letter of it otherwise."""
        if (folded := fold_name(name)) in self.names:
            return None
        alike = (each for word in folded.split() for each in self._by_word.get(word, ()))
        near = (each for each in alike if each.count(" ") == folded.count(" "))
        return next((each for each in near if one_slip(folded, each)), None)

    @cached_property
    def _by_words(self) -> dict[EntryKey, Entry]:
        found = dict(self.entries)
        for (kind, _), entry in self.entries.items():
            for name in (entry.name, *entry.spellings):
                found.setdefault((kind, fold_name(name)), entry)
        return found

    def find(self, kind: EntryKind, words: str) -> Entry | None:
        """Return the entry that a contributor means by an id, a name or a spelling."""
        return self._by_words.get((kind, fold_name(words)))

    def known(self, kind: EntryKind) -> Iterator[str]:
        """Yield all by which an entry of a kind can be meant, for advice."""
        for (of, identifier), entry in self.entries.items():
            yield from (identifier, entry.name) if of is kind else ()

    def person(self, name: str) -> Person:
        """Return the person with this id or this name, or a new entry for the name."""
        found = self.find(EntryKind.PERSON, name)
        if isinstance(found, Person):
            return found
        # The id becomes a file's name, which can hold 255 bytes.
        return Person.model_construct(id=slug(name)[:60], name=name)

    def topic(self, identifier: str) -> Entry:
        """Return the topic with this id, or a new entry with its words as the name."""
        found, words = self.entries.get((EntryKind.TOPIC, identifier)), identifier.replace("-", " ")
        return found or Entry.model_construct(id=identifier, name=words[:1].upper() + words[1:])


def read_registry(root: Path) -> Registry:
    """Read `_data/` of a publication."""
    entries: dict[EntryKey, Entry] = {}
    claims: dict[str, tuple[EntryKey, str]] = {}
    problems: list[Problem] = []
    for kind in EntryKind:
        listed, wrong, source = read_entries(root, kind.file, ENTRIES[kind])
        problems += wrong or source.problems(_note_entries(kind, listed, entries, claims))
    links, wrong, _ = read_entries(root, LINKS_FILE, DeadLink)
    by_address = {link.url: link for link in links}
    read = [Path(file).name for file in (*(k.file for k in EntryKind), LINKS_FILE, STYLE_FILE)]
    for name in sorted(path.name for path in (root / DATA_FOLDER).glob("[!.]*.y*ml")):
        if name not in read:
            unread = Complaint("data-file-unread", word=name, known=read)
            problems.append(unread.at(f"{DATA_FOLDER}/{name}"))
    names = {name: key for name, (key, _) in claims.items() if key[0] in MENTIONED}
    return Registry(entries, by_address, names, (*problems, *wrong))


def read_entries(
    root: Path, file: str, model: type[M]
) -> tuple[tuple[M, ...], list[Problem], YamlSource]:
    """Read a list in a file of `_data/`, if there is one: its entries, or else what is wrong."""
    path, source = root / file, YamlSource(file)
    # What a link leads to may be any file; that of the folder is looked at as well.
    if path.is_symlink() or path.parent.is_symlink():
        source = YamlSource(file, broken=Complaint("data-link").at(file))
    elif path.is_file() and (size := path.stat().st_size) > DATA_BYTES:
        sizes = {"size": f"{size / 1e6:.1f}", "most": f"{DATA_BYTES / 1e6:.0f}"}
        source = YamlSource(file, broken=Complaint("data-too-long", **sizes).at(file))
    elif path.is_file():
        raw = path.read_bytes()
        source = read_yaml(without_forbidden(decode(raw)), file=file)
        broken = source.broken and replace(source.broken, code="registry")
        source = replace(source, broken=not_utf_8(file, raw) or broken)
    listed, wrong = validate(tuple[model, ...], source, ())  # type: ignore[valid-type]
    return listed or (), wrong, source


def _note_entries(
    kind: EntryKind,
    listed: Sequence[Entry],
    known: dict[EntryKey, Entry],
    claims: dict[str, tuple[EntryKey, str]],
) -> Iterator[tuple[KeyPath, Complaint]]:
    """Note entries and their names; yield what another has, and names that cannot be found."""
    for index, entry in enumerate(listed):
        key = (kind, entry.id)
        if known.setdefault(key, entry) is not entry:
            yield (index, "id"), Complaint("data-id-twice", id=entry.id)
            continue
        places: dict[str, KeyPath] = {entry.name: (index, "name")} if kind in FOUND_BY_NAME else {}
        places |= {each: (index, "spellings", n) for n, each in enumerate(entry.spellings)}
        for name, place in places.items():
            folded = fold_name(name)
            if not any(map(str.isalpha, folded)):
                yield place, Complaint("data-name-without-letters", name=name)
                continue
            owner, written = claims.setdefault(folded, (key, name))
            if owner != key:
                spelt = "" if written == name else f" (“{written}”)"
                other = f"{owner[1]} in {owner[0].file}"
                said = {"name": name, "id": entry.id, "spelt": spelt, "other": other}
                yield place, Complaint("data-name-twice", **said)
