"""The table of the data: `tables.toml`, which declares the files and the fields of their rows.

What a directive keeps is declared with the directive, and a file here like the others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from ..markup.directives import DIRECTIVES
from ..model.issue import RevisionKind
from ..model.records import Kept
from ..model.registry import EntryKind
from ..model.section_kinds import Kind
from .fields import PLAIN, Field, Json, Row, Type, one_of
from .items import Site, items_of

FOLDER = "data"
"""Where the files lie in the site."""

DECLARED = Path(__file__).with_name("tables.toml")


@dataclass(frozen=True)
class Table:
    """A file of rows.

    Args:
        name: Its name, without an ending.
        foreign_keys: Fields that hold what another file has: the file and the field there, as in
            ``issues.id``.
        format: ``json`` (an array of objects, one a line) or ``csv`` (RFC 4180, with a header).
        record: What a directive keeps, if the rows are of that.
    """

    name: str
    title: str
    description: str
    row: Row
    primary_key: tuple[str, ...] = ("id",)
    foreign_keys: Mapping[str, str] = field(default_factory=dict)
    format: str = "json"
    record: type[Kept] | None = None

    @property
    def path(self) -> str:
        """The path of the file in its folder."""
        return f"{self.name}.{self.format}"

    @property
    def schema_path(self) -> str:
        """The path of its JSON Schema in its folder."""
        return f"schemas/{self.name}.schema.json"

    def rows(self, site: Site) -> Iterator[Json]:
        """Yield the rows, never all at once."""
        return map(self.row.of, items_of(self.record or self.name, site))


@cache
def tables() -> tuple[Table, ...]:
    """Return all files, in their order."""
    declared = tomllib.loads(DECLARED.read_text(encoding="utf-8"))
    types = {**PLAIN, **{each.__name__: one_of(each) for each in (EntryKind, Kind, RevisionKind)}}
    rows: dict[str, Row] = {}
    for name, said in declared["rows"].items():
        rows[name] = _row(name, said, types, rows)
        types[name] = rows[name].type
    made = [
        Table(**{**said, "name": name, "row": rows[said["row"]]})
        for name, said in declared["tables"].items()
    ]
    after = next(n for n, table in enumerate(made, start=1) if table.name == "stories")
    return (*made[:after], *_tables_of_directives(rows), *made[after:])


def _tables_of_directives(rows: Mapping[str, Row]) -> Iterator[Table]:
    """Yield the files of what directives keep, each with its fields after those of all."""
    declared = [kind.data for kind in DIRECTIVES.values() if kind.data]
    for data in sorted(declared, key=lambda each: each.name):
        base = rows["PartOfStory" if data.in_stories else "Part"]
        hints = get_type_hints(data.record, include_extras=True)
        fields = [
            _field(name, hint) for name, hint in hints.items() if name not in ("anchor", "story")
        ]
        row = Row(
            data.record.__name__.removesuffix("Record"),
            (data.record.__doc__ or "").partition("\n\n")[0],
            (*base.fields, *fields),
        )
        keys = {"issue": "issues.id", "story": "stories.id"}
        keys = {each.name: keys[each.name] for each in base.fields if each.name in keys}
        yield Table(
            data.name, data.title, data.description, row, foreign_keys=keys, record=data.record
        )


def _field(name: str, hint: Any) -> Field:
    """Return a field of what a directive keeps, as its record declares it."""
    schema = TypeAdapter(hint).json_schema(mode="serialization")
    choices = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    definitions = schema.pop("$defs", {})
    description = schema.pop("description")
    return Field(name, Type(choices[0], definitions, "anyOf" in schema), description, f"it.{name}")


def _row(name: str, said: Json, types: Mapping[str, Type], rows: Mapping[str, Row]) -> Row:
    like = rows.get(said.get("like", ""), Row("", "", ()))
    within = said.get("within", like.within)
    fields = [
        Field(each, _type(kind, types), meaning, *(path or [f"{within}.{each}".lstrip(".")]))
        for each, (kind, meaning, *path) in said["fields"].items()
    ]
    return Row(name, said["about"], (*like.fields, *fields), within)


def _type(written: str, types: Mapping[str, Type]) -> Type:
    found = types[written.strip("[]?")]
    found = found.listed if written.startswith("[") else found
    return found.or_null if written.endswith("?") else found
