"""Floor 4: the archive as data, files in `data/` that are made from the same records as the pages.

`tables` declares which files there are and what rows hold; here they are made and described. What
the registry says may be in a file and on no page. The bytes decide what is written. JSON Schema
2020-12 (https://json-schema.org/draft/2020-12/schema) is for those who check; Data Package 2 with
its Table Schema (https://datapackage.org/standard/) for those who load.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from docutils import nodes
from pydantic import BaseModel, TypeAdapter
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util.docutils import SphinxDirective

from ..documents.templates import templates_of
from ..domain import periodical_domain
from ..ledger.outputs import OUTPUTS, Output, frame_of
from ..model.files import fingerprint, sha256_of
from ..model.text import as_json, known, slug
from .tables import FOLDER, Json, Table, tables

PACKAGE = "datapackage.json"
"""The name that the standard gives to the file that describes all others."""

_NOTHING = b"[]\n"
"""An array without rows, which has no columns by which a program could take it for a table."""


def json_rows(rows: Iterable[Json]) -> Iterator[bytes]:
    """Yield a JSON array (RFC 8259) with a row on each line, row by row."""
    before = b"[\n"
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False, default=str).encode()
        before = b",\n"
    yield _NOTHING if before == b"[\n" else b"\n]\n"


def csv_rows(names: Sequence[str], rows: Iterable[Json]) -> Iterator[bytes]:
    """Yield a CSV file (RFC 4180) with a header, row by row; what is not known is an empty cell."""
    # Its writer returns what `write` does of a row.
    lines: Any = SimpleNamespace(write=str.encode)
    writer = csv.DictWriter(lines, names)
    yield writer.writeheader()
    yield from map(writer.writerow, rows)


def data_files(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the files, and the package, which tells what is in them."""
    domain, frame = periodical_domain(builder.env), frame_of(builder, "exports", PACKAGE)
    mark = fingerprint(frame, domain.registry, sorted(builder.env.all_docs.items()))
    for table in tables():
        yield Output(f"{FOLDER}/{table.path}", mark, partial(_rows, table, builder))
        schema = partial(_json_schema, table, domain.publication.base_url)
        yield Output(f"{FOLDER}/{table.schema_path}", frame, schema)
    yield Output(f"{FOLDER}/{PACKAGE}", mark, partial(_package, builder), is_of_others=True)


def _rows(table: Table, builder: Builder) -> Iterator[bytes]:
    rows = map(table.row.of, table.items(builder))
    return csv_rows([*table.row.fields], rows) if table.format == "csv" else json_rows(rows)


def _json_schema(table: Table, base_url: str) -> bytes:
    """Return the JSON Schema of a file; of a CSV file, that of its rows as objects."""
    note = " A row is an object here, and an empty cell is null." if table.format == "csv" else ""
    return as_json({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base_url}{FOLDER}/{table.schema_path}",
        "title": table.title,
        "description": table.description + note,
        **_schema_of(table.row.model),
    })  # fmt: skip


@cache
def _schema_of(model: type[BaseModel]) -> Json:
    """Return the schema of a list of rows, which file and package ask for."""
    return TypeAdapter(list[model]).json_schema(mode="serialization")  # type: ignore[valid-type]


def _package(builder: Builder) -> bytes:
    """Return the description of all files, which have been written before."""
    publication = periodical_domain(builder.env).publication
    files = {each.name: Path(builder.outdir, FOLDER, each.path) for each in tables()}
    digests = {name: sha256_of(file) for name, file in files.items()}
    # The standard's names have no spaces: “CC BY 4.0” is CC-BY-4.0 there.
    licence = publication.licence.name if publication.licence else ""
    said = templates_of(builder).text(
        f"{FOLDER}/{PACKAGE}",
        short_name=slug(publication.name),
        licence_name=re.sub(r"[^-\w.]+", "-", licence, flags=re.ASCII),
        files=tables(),
        fields={each.name: list(_fields(each)) for each in tables()},
        digests=digests,
        with_rows=[name for name, file in files.items() if file.stat().st_size > len(_NOTHING)],
    )
    return as_json(known(json.loads(said)))


def _fields(table: Table) -> Iterator[Json]:
    """Yield what Table Schema says of each field."""
    types = _schema_of(table.row.model)["$defs"]
    for name, said in types[table.row.model.__name__]["properties"].items():
        kinds = said.get("anyOf", [said])
        what = next(each for each in kinds if each.get("type") != "null")
        what = types[what["$ref"].rpartition("/")[2]] if "$ref" in what else what
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

        made = nodes.bullet_list(bullet="-")
        for table in tables():
            line = nodes.paragraph("", "", link(table.path, table.path), nodes.Text(" ("))
            line += [link(table.schema_path, "schema"), nodes.Text(f"): {table.description}")]
            made += nodes.list_item("", line)
        about = nodes.Text(": all of these, described for programs (Data Package 2).")
        made += nodes.list_item("", nodes.paragraph("", "", link(PACKAGE, PACKAGE), about))
        return [made]


def setup_exports(app: Sphinx) -> None:
    """Register the files, and the directive that lists them."""
    app.connect(OUTPUTS, data_files)
    app.add_directive("data-files", DataFiles)
