"""The one registry of outputs: what a room registers in its `setup_…` so that it is made.

A room with a builder of its own answers the event ``periodical-builders`` with its name; the
command that makes the whole publication runs them one after the other, on one reading. A room that
makes plain files beside the site's pages answers ``periodical-outputs`` with what they are, for a
builder, when all has been read and nothing is written yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config

from .ledger import Ledger

OUTPUTS = "periodical-outputs"
BUILDERS = "periodical-builders"


@dataclass(frozen=True)
class Output:
    """A file beside the site's pages.

    Parameters
    ----------
    path
        Its path in the site.
    fingerprint
        A digest of all that decides what it holds: it is made again when this has changed.
    make
        Gives its content, when it is due.
    """

    path: str
    fingerprint: str
    make: Callable[[], bytes]


def open_ledger(builder: Builder, maker: str) -> Ledger:
    """Open the ledger of what a maker makes in the output folder of a builder."""
    key = hashlib.sha256(str(builder.outdir).encode()).hexdigest()[:12]
    return Ledger(Path(builder.doctreedir, "ledger", f"{maker}-{key}.json"), Path(builder.outdir))


def make_outputs(app: Sphinx, builder: Builder) -> None:
    """Make the files that are due beside the pages of a site, and remove those that are gone."""
    if builder.name != "html":
        return
    listed: Iterable[Iterable[Output]] = app.emit(OUTPUTS, builder)
    outputs = {output.path: output for some in listed for output in some}
    ledger = open_ledger(builder, "files")
    due = ledger.due({path: output.fingerprint for path, output in outputs.items()})
    gone = ledger.paths - outputs.keys()
    if due or gone:
        ledger.mark(due)
        for path in gone:
            ledger.remove(path)
        for path in due:
            ledger.write(path, outputs[path].fingerprint, outputs[path].make())
    ledger.close()


def builders_of(app: Sphinx) -> list[str]:
    """Return the names of the builders that make the whole publication, in their order."""
    return [str(name) for name in app.emit(BUILDERS)]


def _without_pdfs(app: Sphinx, config: Config) -> None:
    if "pdf" not in builders_of(app):
        config.periodical_pdfs = False


def setup_outputs(app: Sphinx) -> None:
    """Register the events, and what makes the files."""
    app.add_event(BUILDERS)
    app.add_event(OUTPUTS)
    # Whether there are PDFs beside the pages, to which they can link: the command that makes the
    # whole publication says so.
    app.add_config_value("periodical_pdfs", False, "html", types=frozenset({bool}))
    app.connect("config-inited", _without_pdfs)
    app.connect("write-started", make_outputs)
