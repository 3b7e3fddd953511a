"""The files of the data, made from the records whenever these change, and what describes them.

What the registry says may be in a file and on no page. The bytes decide what is written. JSON
Schema 2020-12 (https://json-schema.org/draft/2020-12/schema) is for those who check; Data Package 2
with its Table Schema (https://datapackage.org/standard/) for those who load.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import partial

from docutils import nodes
from pydantic import TypeAdapter
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util.docutils import SphinxDirective

from ..documents.templates import templates_of
from ..domain import periodical_domain
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output, code_of, settings, templates
from ..model.text import as_json, known, slug
from .tables import FOLDER, Json, Table, tables

PACKAGE = "datapackage.json"
"""The name that the standard gives to the file that describes all others."""


def json_rows(rows: Iterable[Json]) -> bytes:
    """Return a JSON array (RFC 8259) with a row on each line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in rows)
    return f"[\n{lines}\n]\n".encode() if lines else b"[]\n"


def csv_rows(names: Sequence[str], rows: Iterable[Json]) -> bytes:
    """Return a CSV file (RFC 4180) with a header; what is not known is an empty cell."""
    made = io.StringIO()
    writer = csv.DictWriter(made, names)
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue().encode()


def data_files(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the files; the package is the last, for it tells what is in the others."""
    domain, digests = periodical_domain(builder.env), dict[str, str]()
    publication = domain.publication

    def rows(table: Table) -> bytes:
        is_csv, found = table.format == "csv", table.rows(builder)
        made = csv_rows([*table.row.values], found) if is_csv else json_rows(found)
        digests[table.name] = hashlib.sha256(made).hexdigest()
        return made

    def package() -> bytes:
        for table in tables():
            if table.name not in digests:
                rows(table)
        return _package(builder, digests)

    form = templates(builder, PACKAGE)
    frame = fingerprint(code_of("exports"), settings(builder.config), form)
    mark = fingerprint(frame, domain.registry, sorted(builder.env.all_docs.items()))
    for table in tables():
        yield Output(f"{FOLDER}/{table.path}", mark, partial(rows, table))
        schema = partial(_json_schema, table, publication.base_url)
        yield Output(f"{FOLDER}/{table.schema_path}", frame, schema)
    yield Output(f"{FOLDER}/{PACKAGE}", mark, package)


def _json_schema(table: Table, base_url: str) -> bytes:
    """Return the JSON Schema of a file; of a CSV file, that of its rows as objects."""
    note = " A row is an object here, and an empty cell is null." if table.format == "csv" else ""
    rows = TypeAdapter(list[table.row.model]).json_schema(mode="serialization")  # type: ignore[name-defined]
    return as_json({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base_url}{FOLDER}/{table.schema_path}",
        "title": table.title,
        "description": table.description + note,
        **rows,
    })  # fmt: skip


def _package(builder: Builder, digests: Mapping[str, str]) -> bytes:
    """Return the description of all files; `digests` has the SHA-256 of each, by table."""
    publication = periodical_domain(builder.env).publication
    # An array without rows has no columns by which a program could take it for a table: it is
    # listed as a file, and nothing refers to it.
    nothing = hashlib.sha256(json_rows([])).hexdigest()
    with_rows = {name for name, digest in digests.items() if digest != nothing}
    # The standard's names have no spaces: “CC BY 4.0” is CC-BY-4.0 there.
    licence = publication.licence.name if publication.licence else ""
    said = templates_of(builder).text(
        f"{FOLDER}/{PACKAGE}",
        short_name=slug(publication.name),
        licence_name=re.sub(r"[^-\w.]+", "-", licence, flags=re.ASCII),
        files=[
            (each, digests[each.name], each.name in with_rows and _table_schema(each, with_rows))
            for each in tables()
        ],
    )
    return as_json(known(json.loads(said)))


def _table_schema(table: Table, with_rows: Set[str]) -> Json:
    """Return what the package says of the rows of a file."""
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

        made = nodes.bullet_list(bullet="-")
        for table in tables():
            line = nodes.paragraph("", "", link(table.path, table.path), nodes.Text(" ("))
            line += [link(table.schema_path, "schema"), nodes.Text(f"): {table.description}")]
            made += nodes.list_item("", line)
        about = nodes.Text(": all of these, described for programs (Data Package 2).")
        made += nodes.list_item("", nodes.paragraph("", "", link(PACKAGE, PACKAGE), about))
        return [made]
