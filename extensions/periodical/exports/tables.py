"""The table of the data: `tables.toml`, which declares the files and the fields of their rows.

What a directive keeps is declared with the directive, and a file here like the others. Of each kind
of row a model is made, from which both schemas of a file come (`package`).
"""

import datetime
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from ..markup.directives import DIRECTIVES
from ..model.issue import RevisionKind
from ..model.publication import Kind
from ..model.records import Kept
from ..model.registry import EntryKind
from .items import VALUES, DataItem, Site, items_of

Json = dict[str, Any]
Values = Mapping[str, Callable[[DataItem], Any]]

FOLDER = "data"
"""Where the files lie in the site."""

DECLARED = Path(__file__).with_name("tables.toml")

_TYPES: Mapping[str, Any] = {
    "text": str,
    "integer": int,
    "number": float,
    "date": datetime.date,
    # On this site: absolute, where `html_baseurl` is given.
    "address": Annotated[str, Field(json_schema_extra={"format": "uri-reference"})],
    **{each.__name__: each for each in (EntryKind, Kind, RevisionKind)},
}


class Row(NamedTuple):
    """What a row holds: all its fields are there, in their order, and no other.

    Args:
        fields: The type of each, which also says what it means.
        values: What gives the value of each.
    """

    fields: Mapping[str, Any]
    values: Values
    model: type[BaseModel]

    def of(self, item: DataItem) -> Json:
        """Return the row of something."""
        return {name: value(item) for name, value in self.values.items()}


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
    rows: dict[str, Row] = {}
    for name, said in declared["rows"].items():
        rows[name] = _row(name, said, rows)
    made = [
        Table(**{**said, "name": name, "row": rows[said["row"]]})
        for name, said in declared["tables"].items()
    ]
    after = next(n for n, table in enumerate(made, start=1) if table.name == "stories")
    return (*made[:after], *_tables_of_directives(rows), *made[after:])


def _row(name: str, said: Json, rows: Mapping[str, Row]) -> Row:
    like = rows.get(said.get("like", ""))
    fields, values = ({**like.fields}, {**like.values}) if like else ({}, {})
    for each, (written, meaning, *path) in said["fields"].items():
        word, is_list = written.strip("[]?"), written.startswith("[")
        kind = rows[word].model if word in rows else _TYPES[word]
        kind = list[kind] if is_list else kind  # type: ignore[valid-type]
        kind = kind | None if written.endswith("?") else kind
        fields[each] = Annotated[kind, Field(description=meaning)]
        (where,) = path or (f"it.{each}",)
        values[each] = _value(VALUES.get(where, attrgetter(where)), rows.get(word), is_list=is_list)
    return _modelled(name, said["about"], fields, values)


def _modelled(
    name: str,
    about: str,
    fields: Mapping[str, Any],
    values: Mapping[str, Callable[[DataItem], Any]],
) -> Row:
    config = ConfigDict(extra="forbid", title=name)
    asked: Any = {each: (kind, ...) for each, kind in fields.items()}
    return Row(fields, values, create_model(name, __config__=config, __doc__=about, **asked))


def _value(
    get: Callable[[DataItem], Any], row: Row | None, *, is_list: bool
) -> Callable[[DataItem], Any]:
    """Return what gives a field's value: rows, one or none, or what is plain; nothing if empty."""

    def value(item: DataItem) -> Any:
        found = get(item)
        if row is None or found is None:
            return None if found == "" else found
        rows = [row.of(item._replace(it=each)) for each in (found if is_list else [found])]
        return rows if is_list else rows[0]

    return value


def _tables_of_directives(rows: Mapping[str, Row]) -> Iterator[Table]:
    """Yield the files of what directives keep, each with its fields after those of all."""
    declared = [kind.data for kind in DIRECTIVES.values() if kind.data]
    for data in sorted(declared, key=lambda each: each.name):
        base = rows["PartOfStory" if data.in_stories else "Part"]
        hints = get_type_hints(data.record, include_extras=True)
        own = {name: hint for name, hint in hints.items() if name not in ("anchor", "story")}
        row = _modelled(
            data.record.__name__.removesuffix("Record"),
            (data.record.__doc__ or "").partition("\n\n")[0],
            {**base.fields, **own},
            {**base.values, **{name: attrgetter(f"it.{name}") for name in own}},
        )
        keys = {"issue": "issues.id", "story": "stories.id"}
        keys = {name: keys[name] for name in base.fields if name in keys}
        yield Table(
            data.name, data.title, data.description, row, foreign_keys=keys, record=data.record
        )
