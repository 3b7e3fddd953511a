"""The registry: what issues refer to by a short name, from the YAML files in `_data/`.

Small on purpose: an entry needs an id and a name, and nothing has to be in the registry for a
page to build. An author who is not there is printed as written; a topic who is not there is
printed as its id, in words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field, HttpUrl, RootModel

from .issue import Id, Line
from .problem import Code, Problem
from .publication import Model
from .text import slug
from .validation import validate
from .yaml_source import YamlSourceError, read_yaml

DATA_FOLDER = "_data"


class Entry(Model):
    """Someone or something with a short name."""

    id: Id = Field(description="A short name: small letters, digits and hyphens.")
    name: Line = Field(description="The name as it is printed.")
    description: Line | None = Field(None, description="A line that says who or what.")
    url: HttpUrl | None = Field(None, description="A page of their own, with https://.")
    publisher: Line | None = Field(None, description="Of a show: who makes it.")


class _Entries(RootModel[tuple[Entry, ...]]):
    pass


@dataclass(frozen=True)
class Registry:
    """All entries, by kind and id."""

    people: dict[str, Entry] = field(default_factory=dict)
    topics: dict[str, Entry] = field(default_factory=dict)
    shows: dict[str, Entry] = field(default_factory=dict)

    def person(self, name: str) -> Entry:
        """Return the person with this id or this name, or a new entry for the name."""
        if name in self.people:
            return self.people[name]
        for entry in self.people.values():
            if entry.name == name:
                return entry
        # The id becomes a file's name, which can hold 255 bytes.
        return Entry.model_construct(id=slug(name)[:60], name=name)

    def topic(self, identifier: str) -> Entry:
        """Return the topic with this id, or a new entry with its words as the name."""
        words = identifier.replace("-", " ")
        return self.topics.get(identifier) or Entry.model_construct(
            id=identifier, name=words[:1].upper() + words[1:]
        )


KINDS = ("people", "topics", "shows")


def registry_file(root: Path, kind: str) -> Path:
    """Return the file of a kind of entries, which may not exist yet."""
    return root / DATA_FOLDER / f"{kind}.yaml"


def read_registry(root: Path) -> tuple[Registry, list[Problem]]:
    """Read `_data/` of a publication.

    Returns
    -------
    tuple
        What could be read, and what is wrong.
    """
    problems: list[Problem] = []
    kinds: dict[str, dict[str, Entry]] = {}
    for kind in KINDS:
        path = registry_file(root, kind)
        kinds[kind] = {}
        if not path.is_file():
            continue
        file = path.relative_to(root).as_posix()
        try:
            source = read_yaml(path.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError:
            problems.append(_problem(file, 1, 1, "The file is not UTF-8.", "Save it as UTF-8."))
            continue
        except YamlSourceError as error:
            problems.append(_problem(file, error.line, error.column, error.message, error.advice))
            continue
        entries, wrong = validate(_Entries, source, file=file)
        problems += wrong
        for index, entry in enumerate(entries.root if entries else ()):
            if entry.id in kinds[kind]:
                problems.append(
                    _problem(
                        file,
                        *source.place((index, "id")),
                        f"The id “{entry.id}” stands twice.",
                        "Give one of the two another id.",
                    )
                )
            kinds[kind].setdefault(entry.id, entry)
    return Registry(**kinds), problems


def _problem(file: str, line: int, column: int, message: str, advice: str) -> Problem:
    return Problem(file, line, column, Code.REGISTRY, message, advice)
