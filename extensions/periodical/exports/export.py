"""Event ``build-finished`` of the builder ``html``: the files are written beside the site's pages.

They are made from the records after every build, also from one in which no page is written again:
what the registry says may be in a file and on no page. The bytes decide what is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx

from ..domain import periodical_domain
from .collecting import Collector
from .files import Written, csv_rows, document, json_rows, write
from .package import JSON_SCHEMA, package
from .schemas import json_schema
from .tables import FOLDER, PACKAGE, TABLES, Table


def export(app: Sphinx, exception: Exception | None) -> None:
    """Write the files of a site that has been built."""
    if exception is not None or app.builder.name != "html":
        return
    domain = periodical_domain(app.env)
    folder = app.outdir / FOLDER
    before = set(_listed(folder))
    collector = Collector(domain, app.builder)
    base_url = domain.publication.base_url
    files: dict[str, Written] = {}
    for table in TABLES:
        files[table.name] = write(folder / table.path, _content(table, collector))
        write(folder / table.schema_path, document(json_schema(table, base_url=base_url)))
    for path in before - {path for table in TABLES for path in (table.path, table.schema_path)}:
        (folder / path).unlink(missing_ok=True)
    write(folder / PACKAGE, document(package(domain.publication, files)))


def _content(table: Table, collector: Collector) -> Iterator[str]:
    rows = table.collect(collector)
    return csv_rows(table.row, rows) if table.format == "csv" else json_rows(rows)


def _listed(folder: Path) -> Iterator[str]:
    """Yield the files that the package on disk lists, as far as they are in the folder."""
    try:
        resources = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))["resources"]
        listed = [str(each[name]) for each in resources for name in ("path", JSON_SCHEMA)]
    except (OSError, ValueError, KeyError, TypeError):
        return
    root = folder.resolve()
    yield from (path for path in listed if (root / path).resolve().is_relative_to(root))


def setup_export(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("build-finished", export)
