"""The registry: what issues refer to by a name, from the YAML files in `_data/`.

Small on purpose: an entry needs an id and a name, and nothing has to be in it for a page to build.
An author who is not there is printed as written; a topic as its id, in words.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from .limits import DATA_BYTES, PROBLEMS
from .messages import Complaint, Problem, one_slip
from .names import NameFinder, fold_name
from .page import SourceFile
from .text import slug
from .validation import M, YamlSource, read_yaml, validate_list
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


MENTIONED = tuple(kind for kind in EntryKind if kind is not EntryKind.SHOW)
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

    other_names: ClassVar[Mapping[str, str]] = {
        "website": "url", "link": "url", "aliases": "spellings", "names": "spellings",
        "also": "spellings", "other_names": "spellings", "summary": "description",
    }  # fmt: skip

    id: Annotated[Id, must(lambda word: word != "index", "value-id-index")] = Field(
        description="A short name: small letters, digits and hyphens.", max_length=80
    )
    name: Line = Field(description="The name as it is printed.")
    spellings: OneOrMore[Annotated[Unprinted, WHOLE_NAME]] = Field(
        (), description="Other names and spellings, in any script, by which texts mention it."
    )
    description: Unprinted | None = Field(None, description="A line that says who or what.")
    url: WebAddress | None = Field(None, description="A page of their own, with https://.")
    wikidata: Annotated[Line, must(_WIKIDATA.fullmatch, "value-no-wikidata-id")] | None = Field(
        None, description="The id at Wikidata, such as Q269."
    )


class DatedRole(Model):
    """What someone was, and when."""

    role: Line = Field(description="The role, as in “president of Kyrgyzstan”.")
    since: Date | None = Field(None, description="The first day, as 2021-01-28.")
    until: Date | None = Field(None, description="The last day, as 2025-03-31.")


class Person(Entry):
    """A person; what they were is said with its dates."""

    other_names: ClassVar[Mapping[str, str]] = {**Entry.other_names, "role": "roles"}

    orcid: Orcid | None = Field(None, description="Their ORCID iD, such as 0000-0002-1825-0097.")
    isni: Isni | None = Field(
        None, description="Their ISNI in 16 digits, such as 000000012103268X."
    )
    roles: tuple[DatedRole, ...] = Field(
        (), description="What they were, each with since and until where these are known."
    )

    def role_on(self, date: datetime.date) -> str | None:
        """Return what the person was on a day, as far as the registry says."""
        held = (each for each in self.roles if (each.since or date) <= date <= (each.until or date))
        return "; ".join(each.role for each in held) or None


class Organization(Entry):
    """An organization, or a medium."""

    country: Line | None = Field(None, description="The country in which it is at home.")


class Place(Entry):
    """A country, a region, a city or a single building."""

    other_names: ClassVar[Mapping[str, str]] = {**Entry.other_names, "location": "coordinates"}

    country: Line | None = Field(None, description="The country in which it is.")
    coordinates: Coordinates | None = Field(
        None, description="Latitude and longitude in degrees (WGS 84), as 41.31, 69.24."
    )


class Show(Entry):
    """A podcast."""

    publisher: Line | None = Field(None, description="Who makes it.")
    image: WebAddress | None = Field(
        None, description="Its picture for players: a square of 1,400 to 3,000 pixels."
    )
    categories: OneOrMore[Line] = Field(
        ("News",), description="Apple’s category, and one within it, as News and Politics."
    )


ENTRIES: dict[EntryKind, type[Entry]] = dict(
    zip(EntryKind, (Person, Organization, Place, Entry, Entry, Show), strict=True)
)
"""What the file of each kind is a list of."""


class DeadLink(Model):
    """An outside address that was found dead, and the copy of an archive."""

    url: Line = Field(description="The address, as issues have it.")
    dead: Date = Field(description="The day on which it was found dead, such as 2026-11-26.")
    archived: WebAddress = Field(description="The address of the copy.")


LINKS_FILE = f"{DATA_FOLDER}/links.yaml"


@dataclass(frozen=True, eq=False)
class Registry:
    """All entries, by kind and id; and dead links, by their address."""

    people: dict[str, Person] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    topics: dict[str, Entry] = field(default_factory=dict)
    threads: dict[str, Entry] = field(default_factory=dict)
    shows: dict[str, Show] = field(default_factory=dict)
    links: dict[str, DeadLink] = field(default_factory=dict)

    def of_kind(self, kind: EntryKind) -> Mapping[str, Entry]:
        """Return the entries of a kind, by id."""
        entries: Mapping[str, Entry] = getattr(self, kind.plural)
        return entries

    def get(self, key: EntryKey) -> Entry | None:
        """Return an entry, if there is one."""
        return self.of_kind(key[0]).get(key[1])

    @property
    def words(self) -> set[tuple[str, str, str, int]]:
        """Ids and names of entries, and dead links with their copies: pages are read by them."""
        words = {("", url, str(link.archived), 0) for url, link in self.links.items()}
        for kind in EntryKind:
            for entry in self.of_kind(kind).values():
                names = enumerate((entry.name, *entry.spellings))
                words |= {(str(kind), entry.id, name, number) for number, name in names}
        return words

    @cached_property
    def names(self) -> dict[str, EntryKey]:
        """What is found in prose: each name or spelling, folded, and whom it names."""
        found: dict[str, EntryKey] = {}
        for kind in MENTIONED:
            for entry in self.of_kind(kind).values():
                for name in _claimed(kind, entry):
                    found.setdefault(fold_name(name), (kind, entry.id))
        return found

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
        folded = fold_name(name)
        words = folded.split()
        alike = (each for word in words for each in self._by_word.get(word, ()))
        near = (each for each in alike if len(each.split()) == len(words))
        near = (each for each in near if one_slip(folded, each))
        return None if folded in self.names else next(near, None)

    @cached_property
    def _targets(self) -> dict[EntryKind, dict[str, str]]:
        targets: dict[EntryKind, dict[str, str]] = {}
        for kind in EntryKind:
            known = targets[kind] = {id_: id_ for id_ in self.of_kind(kind)}
            for entry in self.of_kind(kind).values():
                for name in (entry.name, *entry.spellings):
                    known.setdefault(fold_name(name), entry.id)
        return targets

    def find(self, kind: EntryKind, target: str) -> Entry | None:
        """Return the entry that a contributor means by an id, a name or a spelling."""
        found = self._targets[kind].get(target) or self._targets[kind].get(fold_name(target))
        return self.of_kind(kind)[found] if found else None

    def known(self, kind: EntryKind) -> Iterator[str]:
        """Yield all by which an entry of a kind can be meant, for advice."""
        for entry in self.of_kind(kind).values():
            yield entry.id
            yield entry.name

    def person(self, name: str) -> Person:
        """Return the person with this id or this name, or a new entry for the name."""
        found = self.find(EntryKind.PERSON, name)
        if isinstance(found, Person):
            return found
        # The id becomes a file's name, which can hold 255 bytes.
        return Person.model_construct(id=slug(name)[:60], name=name)

    def topic(self, identifier: str) -> Entry:
        """Return the topic with this id, or a new entry with its words as the name."""
        words = identifier.replace("-", " ")
        made = Entry.model_construct(id=identifier, name=words[:1].upper() + words[1:])
        return self.topics.get(identifier, made)


def _claimed(kind: EntryKind, entry: Entry) -> tuple[str, ...]:
    """Return the words in prose that an entry claims for itself."""
    return (entry.name, *entry.spellings) if kind in FOUND_BY_NAME else entry.spellings


def read_registry(root: Path) -> tuple[Registry, list[Problem]]:
    """Read `_data/` of a publication: what could be read, and what is wrong."""
    problems: list[Problem] = []
    kinds: dict[str, dict[str, Any]] = {}
    claims: dict[str, tuple[EntryKey, str]] = {}
    for kind in EntryKind:
        entries = kinds[kind.plural] = {}
        source = _read_data(root, kind.file)
        listed, wrong = validate_list(ENTRIES[kind], source)
        for index, entry in enumerate(listed):
            if entries.setdefault(entry.id, entry) is not entry:
                wrong.append(source.problem((index, "id"), "data-id-twice", id=entry.id))
            else:
                wrong += _claim_names(kind, entry, index, source, claims)
        problems += _first(wrong)
    links, wrong = read_entries(root, LINKS_FILE, DeadLink)
    return Registry(**kinds, links={link.url: link for link in links}), [*problems, *wrong]


def read_entries(root: Path, file: str, model: type[M]) -> tuple[tuple[M, ...], list[Problem]]:
    """Read a list in a file of `_data/`, and what is wrong with it."""
    listed, wrong = validate_list(model, _read_data(root, file))
    return listed, _first(wrong)


def _first(problems: list[Problem]) -> list[Problem]:
    """Return as many problems of a file as are told, and how many others there are."""
    told, others = problems[:PROBLEMS], problems[PROBLEMS:]
    if others:
        beyond = Complaint("problems-more", most=PROBLEMS, count=len(others))
        told.append(beyond.at(others[-1].file, others[-1].line))
    return told


def _read_data(root: Path, file: str) -> YamlSource:
    """Read a file of `_data/`; one that does not exist has no entries."""
    path, wrong = root / file, None
    # What a link leads to may be any file; that of the folder is looked at as well.
    if path.is_symlink() or path.parent.is_symlink():
        wrong = Complaint("data-link")
    elif not path.is_file():
        return YamlSource(file)
    elif (size := path.stat().st_size) > DATA_BYTES:
        sizes = {"size": f"{size / 1e6:.1f}", "most": f"{DATA_BYTES / 1e6:.0f}"}
        wrong = Complaint("data-too-long", **sizes)
    if wrong:
        return YamlSource(file, broken=wrong.at(file))
    read = SourceFile.read(root, file)
    source = read_yaml(read.text, file=file)
    broken = source.broken and replace(source.broken, code="registry")
    return replace(source, broken=read.not_utf_8 or broken)


def _claim_names(
    kind: EntryKind,
    entry: Entry,
    index: int,
    source: YamlSource,
    claims: dict[str, tuple[EntryKey, str]],
) -> Iterator[Problem]:
    """Note the names of an entry, and yield those that cannot be found or that another has."""
    for name in _claimed(kind, entry):
        spelt = name in entry.spellings
        path = (index, "spellings", entry.spellings.index(name)) if spelt else (index, "name")
        folded = fold_name(name)
        if not any(character.isalpha() for character in folded):
            yield source.problem(path, "data-name-without-letters", name=name)
            continue
        (other, id_), written = claims.setdefault(folded, ((kind, entry.id), name))
        if (other, id_) != (kind, entry.id):
            as_written = "" if written == name else f" (“{written}”)"
            owner = f"{id_} in {other.file}"
            values = {"name": name, "id": entry.id, "other": owner, "spelt": as_written}
            yield source.problem(path, "data-name-twice", **values)
