"""What describes the files: the JSON Schema of each, `datapackage.json`, and a list of them.

JSON Schema 2020-12 (https://json-schema.org/draft/2020-12/schema) is for those who check; Data
Package 2 with its Table Schema (https://datapackage.org/standard/) for those who load.
"""

import re
from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from docutils import nodes
from pydantic import TypeAdapter
from sphinx.util.docutils import SphinxDirective

from ..model.publication import NamedPage, Publication
from ..model.text import known, slug
from .tables import FOLDER, Json, Table, tables

PACKAGE = "datapackage.json"
"""The name that the standard gives to the file that describes all others."""

JSON_SCHEMA = "jsonSchema"
"""A property of ours, as the standard allows: the path of a file's JSON Schema."""


class WrittenFile(NamedTuple):
    """What a file holds: rows or none, its size in bytes, its SHA-256 in hexadecimal digits."""

    has_rows: bool
    size: int
    sha256: str


def json_schema(table: Table, *, base_url: str) -> Json:
    """Return the JSON Schema of a file; of a CSV file, that of its rows as objects.

    Its address begins with `base_url`, that of the site, with a slash at its end.
    """
    note = " A row is an object here, and an empty cell is null." if table.format == "csv" else ""
    rows = TypeAdapter(list[table.row.model]).json_schema(mode="serialization")  # type: ignore[name-defined]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base_url}{FOLDER}/{table.schema_path}",
        "title": table.title,
        "description": table.description + note,
        **rows,
    }


def package(publication: Publication, files: Mapping[str, WrittenFile]) -> Json:
    """Return the description of all files; `files` has what was written of each, by table."""
    publisher, licence = publication.publisher, publication.licence or NamedPage(name="")
    # An array without rows has no columns by which a program could take it for a table: it is
    # listed as a file, and nothing refers to it.
    with_rows = {
        table.name for table in tables() if table.format == "csv" or files[table.name].has_rows
    }
    described: Json = known({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": slug(publication.name),
        "title": f"{publication.name}: the archive as data",
        "description": (
            "What the issues hold, who and what they mention, and what refers to what: made from "
            "the same records as the pages. An issue that is adapted from another edition names "
            "its original; rights in that stay with its holders."
        ),
        "contributors": [
            {"roles": ["publisher"], "title": publisher.name, "path": str(publisher.url or "")}
        ],
        "sources": [{"title": publication.name, "path": publication.base_url}],
        "homepage": publication.base_url,
        # The standard's names have no spaces: “CC BY 4.0” is CC-BY-4.0 there.
        "licenses": licence.name and [{
            "name": re.sub(r"[^-\w.]+", "-", licence.name, flags=re.ASCII),
            "title": licence.name, "path": str(licence.url or ""),
        }],
        "resources": [_resource(table, files[table.name], with_rows) for table in tables()],
    })  # fmt: skip
    return described


def _resource(table: Table, written: WrittenFile, with_rows: Set[str]) -> Json:
    """Return what the package says of a file: where it is, and what it holds."""
    has_rows = table.name in with_rows
    return {
        "name": table.name,
        "path": table.path,
        "title": table.title,
        "description": table.description,
        "format": table.format,
        "mediatype": {"json": "application/json", "csv": "text/csv"}[table.format],
        "encoding": "utf-8",
        "hash": f"sha256:{written.sha256}",
        JSON_SCHEMA: table.schema_path,
        "type": "table" if has_rows else None,
        "schema": _table_schema(table, with_rows) if has_rows else None,
        # frictionless-py 5.21 does not count the bytes of JSON tables, and calls any number wrong.
        "bytes": written.size if table.format == "csv" or not has_rows else None,
    }


def _table_schema(table: Table, with_rows: Set[str]) -> Json:
    keys = [(field, *led_to.split(".")) for field, led_to in table.foreign_keys.items()]
    return {
        "fields": list(_fields(table)),
        "primaryKey": list(table.primary_key),
        "foreignKeys": [
            {"fields": [field], "reference": {"resource": other, "fields": [there]}}
            for field, other, there in keys
            if other in with_rows
        ],
    }


def _fields(table: Table) -> Iterator[Json]:
    """Yield what Table Schema says of each field."""
    schema = table.row.model.model_json_schema(mode="serialization")
    for name, said in schema["properties"].items():
        kinds = said.get("anyOf", [said])
        what = next(each for each in kinds if each.get("type") != "null")
        what = schema["$defs"][what["$ref"].rpartition("/")[2]] if "$ref" in what else what
        yield {
            "name": name,
            "type": "date" if what.get("format") == "date" else what["type"],
            "description": said["description"],
            "constraints": {"required": len(kinds) == 1 or None, "enum": what.get("enum")},
        }


class DataFiles(SphinxDirective):
    """``data-files``: for a page of the maintainers, so that its list of the files is true."""

    def run(self) -> list[nodes.Node]:
        """Return a list: each file with its schema, and what is in it."""
        folder = f"{'../' * self.env.docname.count('/')}{FOLDER}"

        def link(path: str, words: str) -> nodes.reference:
            # The file need not exist yet.
            return nodes.reference("", words, refuri=f"{folder}/{path}", internal=True)

        lines: list[tuple[nodes.Node, ...]] = [
            (link(table.path, table.path), nodes.Text(" ("), link(table.schema_path, "schema"),
             nodes.Text(f"): {table.description}"))
            for table in tables()
        ]  # fmt: skip
        about = nodes.Text(": all of these, described for programs (Data Package 2).")
        lines.append((link(PACKAGE, PACKAGE), about))
        items = [nodes.list_item("", nodes.paragraph("", "", *line)) for line in lines]
        return [nodes.bullet_list("", *items, bullet="-")]
