"""The files beside the site's pages, made from the records whenever these have changed.

What the registry says may be in a file and on no page. The bytes decide what is written.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..domain import periodical_domain
from ..ledger.inputs import code_of, settings
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output
from ..model.text import as_json
from .items import Site
from .package import PACKAGE, WrittenFile, json_schema, package
from .tables import FOLDER, Json, Table, tables


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


class Files:
    """The files of one build."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._written: dict[str, WrittenFile] = {}

    def rows_of(self, table: Table) -> bytes:
        """Return the content of a file."""
        rows = table.rows(self._site)
        is_csv = table.format == "csv"
        made = csv_rows([*table.row.fields], rows) if is_csv else json_rows(rows)
        self._written[table.name] = WrittenFile(
            made != json_rows([]), len(made), hashlib.sha256(made).hexdigest()
        )
        return made

    def schema_of(self, table: Table) -> bytes:
        """Return the JSON Schema of a file."""
        return as_json(json_schema(table, base_url=self._site.domain.publication.base_url))

    def package(self) -> bytes:
        """Return the description of all files, with the digests of what they hold."""
        for table in tables():
            if table.name not in self._written:
                self.rows_of(table)
        return as_json(package(self._site.domain.publication, self._written))


def data_files(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the files; the package is the last, for it tells what is in the others."""
    files = Files(Site(periodical_domain(builder.env), builder))
    frame = fingerprint(code_of("exports"), settings(builder.config))
    registry = periodical_domain(builder.env).registry
    mark = fingerprint(frame, registry, sorted(builder.env.all_docs.items()))
    for table in tables():
        yield Output(f"{FOLDER}/{table.path}", mark, partial(files.rows_of, table))
        yield Output(f"{FOLDER}/{table.schema_path}", frame, partial(files.schema_of, table))
    yield Output(f"{FOLDER}/{PACKAGE}", mark, files.package)
