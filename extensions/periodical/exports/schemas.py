"""The schemas of a file, both made from the class of its rows.

JSON Schema 2020-12 (https://json-schema.org/draft/2020-12) for those who check, and Table Schema
(Data Package 2, https://datapackage.org/standard/table-schema/) for those who load.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from pydantic import TypeAdapter

from .tables import FOLDER, Table

Json = dict[str, Any]


def json_schema(table: Table, *, base_url: str) -> Json:
    """Return the JSON Schema of a file; of a CSV file, that of its rows as objects.

    Parameters
    ----------
    table
        The file.
    base_url
        The address of the site, with a slash at its end; the schema's own begins with it.
    """
    row_type: Any = table.row
    schema = TypeAdapter(list[row_type]).json_schema(mode="serialization")
    note = " A row is an object here, and an empty cell is null." if table.format == "csv" else ""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base_url}{FOLDER}/{table.schema_path}",
        "title": table.title,
        "description": table.description + note,
        **schema,
    }


def table_schema(table: Table, with_rows: Set[str]) -> Json:
    """Return the Table Schema of a file.

    Parameters
    ----------
    table
        The file.
    with_rows
        The names of the tables to which others can refer.
    """
    schema = table.row.model_json_schema(mode="serialization")
    fields = [
        _field(name, said, schema.get("$defs", {})) for name, said in schema["properties"].items()
    ]
    described: Json = {"fields": fields, "primaryKey": list(table.primary_key)}
    keys = [
        {"fields": [field], "reference": {"resource": other, "fields": [there]}}
        for field, (other, there) in table.foreign_keys.items()
        if other in with_rows
    ]
    if keys:
        described["foreignKeys"] = keys
    return described


def _field(name: str, said: Json, definitions: dict[str, Json]) -> Json:
    """Return a field as Table Schema has it, from a property of a JSON Schema."""
    choices = [each for each in said.get("anyOf", [said]) if each.get("type") != "null"]
    (kind,) = choices
    if "$ref" in kind:
        kind = definitions[kind["$ref"].rpartition("/")[2]]
    is_date = kind.get("format") == "date"
    described: Json = {
        "name": name,
        "type": "date" if is_date else kind["type"],
        "description": said["description"],
    }
    constraints: Json = {}
    if "anyOf" not in said:
        constraints["required"] = True
    if "enum" in kind:
        constraints["enum"] = kind["enum"]
    if constraints:
        described["constraints"] = constraints
    return described
