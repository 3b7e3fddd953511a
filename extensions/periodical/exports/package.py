"""`datapackage.json`: the file that describes the others, by the standard Data Package 2.

https://datapackage.org/standard/data-package/
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import Any

from ..model.publication import Publication
from ..model.text import slug
from .files import NO_ROWS, Written
from .schemas import Json, table_schema
from .tables import TABLES, Table

JSON_SCHEMA = "jsonSchema"
"""A property of ours, as the standard allows: the path of a file's JSON Schema."""

_MEDIA_TYPES = {"json": "application/json", "csv": "text/csv"}


def package(publication: Publication, files: Mapping[str, Written]) -> Json:
    """Return the description of all files.

    Parameters
    ----------
    publication
        Whose they are.
    files
        What was written of each table, by its name.
    """
    made: Json = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": slug(publication.name),
        "title": f"{publication.name}: the archive as data",
        "description": (
            "What the issues hold, who and what they mention, and what refers to what: made from "
            "the same records as the pages. An issue that is adapted from another edition names "
            "its original; rights in that stay with its holders."
        ),
        "contributors": [
            _linked(publication.publisher.name, publication.publisher.url, roles=["publisher"])
        ],
        "sources": [_linked(publication.name, publication.base_url)],
    }
    if publication.base_url:
        made["homepage"] = publication.base_url
    if licence := publication.licence:
        # The standard's names have no spaces: “CC BY 4.0” is CC-BY-4.0 there.
        name = re.sub(r"[^-\w.]+", "-", licence.name, flags=re.ASCII)
        made["licenses"] = [_linked(licence.name, licence.url, name=name)]
    with_rows = {table.name for table in TABLES if not _is_empty(table, files[table.name])}
    made["resources"] = [_resource(table, files[table.name], with_rows) for table in TABLES]
    return made


def _is_empty(table: Table, written: Written) -> bool:
    return table.format == "json" and written.size == len(NO_ROWS)


def _resource(table: Table, written: Written, with_rows: Set[str]) -> Json:
    """Return what the package says of a file: where it is, and what it holds.

    An array without rows has no columns by which a program could take it for a table: it is
    listed as a file, and nothing refers to it.
    """
    described: Json = {
        "name": table.name,
        "path": table.path,
        "title": table.title,
        "description": table.description,
        "format": table.format,
        "mediatype": _MEDIA_TYPES[table.format],
        "encoding": "utf-8",
        "hash": f"sha256:{written.sha256}",
        JSON_SCHEMA: table.schema_path,
    }
    if table.name in with_rows:
        described |= {"type": "table", "schema": table_schema(table, with_rows)}
    if table.format == "csv" or table.name not in with_rows:
        # frictionless-py 5.21 does not count the bytes of JSON tables, and calls any number wrong.
        described["bytes"] = written.size
    return described


def _linked(title: str, path: object, **more: Any) -> Json:
    """Return something with a title, and an address where it has one."""
    return {**more, "title": title, **({"path": str(path)} if path else {})}
