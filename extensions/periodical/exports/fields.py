"""The words in which files of data are declared: rows of fields, with their types and values.

Both schemas of a file are made from its fields: JSON Schema 2020-12
(https://json-schema.org/draft/2020-12/schema) for those who check, and Table Schema (Data Package
2, https://datapackage.org/standard/table-schema/) for those who load.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Type:
    """What a field can hold.

    Args:
        definitions: The definitions to which its schema refers, by name.
        is_optional: Whether it can be null: what is not known is, and an empty cell in a CSV file.
        row: The row of which it is one, or a list.
    """

    schema: Mapping[str, Any]
    definitions: Mapping[str, Json] = field(default_factory=dict)
    is_optional: bool = False
    row: Row | None = None

    @property
    def or_null(self) -> Type:
        """The same, or null."""
        return replace(self, is_optional=True)

    @property
    def listed(self) -> Type:
        """A list of such values."""
        return replace(self, schema={"items": self.schema, "type": "array"})


PLAIN = {
    "text": Type({"type": "string"}),
    "integer": Type({"type": "integer"}),
    "number": Type({"type": "number"}),
    "date": Type({"format": "date", "type": "string"}),
    # On this site: absolute, where `html_baseurl` is given.
    "address": Type({"format": "uri-reference", "type": "string"}),
}


def one_of(values: type[StrEnum]) -> Type:
    """Return the type of a field that holds one of some values."""
    definition = {
        "description": (values.__doc__ or "").partition("\n\n")[0],
        "enum": [each.value for each in values],
        "title": values.__name__,
        "type": "string",
    }
    return Type({"$ref": f"#/$defs/{values.__name__}"}, {values.__name__: definition})


@dataclass(frozen=True)
class Field:
    """A field: a column. `path` leads by attributes from what its row is of to its value."""

    name: str
    type: Type
    description: str
    path: str

    @cached_property
    def value(self) -> Callable[[Any], Any]:
        """What gives the value of something; what is empty is not known."""
        get, row = attrgetter(self.path), self.type.row
        if row is None:
            return lambda item: None if (found := get(item)) == "" else found
        if "items" in self.type.schema:
            return lambda item: [row.of(each) for each in get(item)]
        return lambda item: row.of(found) if (found := get(item)) is not None else None

    @property
    def json_schema(self) -> Json:
        """What JSON Schema says of it."""
        schema = dict(self.type.schema)
        said: Json = dict(schema)
        if self.type.is_optional:
            said = {"anyOf": [schema, {"type": "null"}]}
        if "$ref" not in schema:
            said["title"] = self.name.replace("_", " ").title()
        return dict(sorted({**said, "description": self.description}.items()))

    @property
    def table_schema(self) -> Json:
        """What Table Schema says of it."""
        schema = self.type.schema
        if "$ref" in schema:
            schema = self.type.definitions[schema["$ref"].rpartition("/")[2]]
        kind = "date" if schema.get("format") == "date" else schema["type"]
        constraints: Json = {} if self.type.is_optional else {"required": True}
        constraints |= {"enum": schema["enum"]} if "enum" in schema else {}
        described = {"name": self.name, "type": kind, "description": self.description}
        return {**described, "constraints": constraints} if constraints else described


@dataclass(frozen=True)
class Row:
    """What a row holds: all its fields are there, in their order, and no other.

    `within` is where its values are, unless a field says otherwise: a path of attributes.
    """

    name: str
    description: str
    fields: tuple[Field, ...]
    within: str = ""

    def of(self, item: Any) -> Json:
        """Return the row of something."""
        return {each.name: each.value(item) for each in self.fields}

    @property
    def type(self) -> Type:
        """The type of a field that holds such a row."""
        definition: Json = {
            "additionalProperties": False,
            "description": self.description,
            "properties": {each.name: each.json_schema for each in self.fields},
            "required": [each.name for each in self.fields],
            "title": self.name,
            "type": "object",
        }
        definitions = {self.name: definition}
        for each in self.fields:
            definitions |= each.type.definitions
        return Type({"$ref": f"#/$defs/{self.name}"}, definitions, row=self)
