"""How outputs are made: plain files that rooms list, and what their builders write.

A room stands in `periodical.ROOMS`, with its builder if it has one: the command that makes the
whole publication runs the builders one after the other, on one reading. A room that makes files
beside the site's pages answers the event ``periodical-outputs`` with what they are, when all has
been read and the pages are written.
"""

import contextlib
import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.util.build_phase import BuildPhase
from sphinx.util.parallel import SerialTasks, parallel_available

from .. import ROOMS
from .inputs import code_of, note_sources, spare_what_is_only_newer
from .ledger import Ledger, fingerprint, kept
from .memory import fewer_collections, forget_what_is_merged, keep_no_doctrees

OUTPUTS = "periodical-outputs"
FILE_DUE = "periodical-file-due"
"""The event before each file: others may have their turn."""
BUILDERS = tuple(filter(None, ROOMS.values()))
"""The builders that make the whole publication, in their order."""
DOCUMENTS = BUILDERS[1:]
"""The builders of documents beside pages; each has the name of their suffix."""


@dataclass(frozen=True)
class Output:
    """A file beside the site's pages, by its path in the site; made when it is due.

    It is due when its fingerprint changes, a digest of all that decides what it holds.
    """

    path: str
    fingerprint: str
    make: Callable[[], bytes]


def kept_outputs(file: Path, mark: str, listed: Callable[[], Iterable[Output]]) -> Iterator[Output]:
    """Yield outputs as `file` keeps them; they are listed on a new `mark`, or when one is due.

    So a build with nothing to do does not look at everything that files of many records show.
    """
    outputs = cache(lambda: {output.path: output for output in listed()})
    files = kept(file, mark, lambda: {each.path: each.fingerprint for each in outputs().values()})
    for path, each in files.items():
        yield Output(path, each, lambda path=path: outputs()[path].make())  # type: ignore[misc]


def open_ledger(builder: Builder, maker: str) -> Ledger:
    """Open the ledger of what a maker makes in the output folder of a builder."""
    folder = Path(builder.doctreedir, "ledger")
    return Ledger(folder / f"{maker}-{_key(Path(builder.outdir))}.json", Path(builder.outdir))


def _ledgers(doctrees: Path, out: Path) -> list[Path]:
    return sorted(Path(doctrees, "ledger").glob(f"*-{_key(out)}.json"))


def made_in(doctrees: Path, out: Path, *, but: Collection[str]) -> str:
    """Return a digest of all that was made in an output folder, and of the names that are there."""
    names = sorted(f"{path}/{name}" for path, _, files in os.walk(out) for name in files)
    others = [name for name in names if name not in {f"{out}/{each}" for each in but}]
    return fingerprint(others, *(file.read_bytes() for file in _ledgers(doctrees, out)))


def digests(doctrees: Path, out: Path) -> dict[str, str]:
    """Return the SHA-256 of those files of an output folder that are there as they were made."""
    ledgers = (Ledger(file, out) for file in _ledgers(doctrees, out))
    return {path: sha256 for ledger in ledgers for path, sha256 in ledger.digests.items()}


def _key(out: Path) -> str:
    return hashlib.sha256(str(out.resolve()).encode()).hexdigest()[:12]


def make_outputs(app: Sphinx, exception: Exception | None) -> None:
    """Make the files that are due beside the pages of a site, and remove those that are gone.

    The pages have been written before: feeds are made of what was kept of them then.
    """
    builder = app.builder
    if exception is not None or builder.name != "html":
        return
    listed: Iterable[Iterable[Output]] = app.emit(OUTPUTS, builder)
    write_due(builder, chain.from_iterable(listed), are_all=True)


def write_due(builder: Builder, listed: Iterable[Output], *, are_all: bool) -> None:
    """Write files beside the pages that are due; if they are all, remove those that are gone."""
    outputs = {output.path: output for output in listed}
    ledger = open_ledger(builder, "files")
    due = ledger.due({path: output.fingerprint for path, output in outputs.items()})
    gone = ledger.paths - outputs.keys() if are_all else frozenset[str]()
    try:
        if due or gone:
            ledger.mark(due)
        for path in gone:
            ledger.remove(path)
        for path in due:
            builder.events.emit(FILE_DUE)
            ledger.write(path, outputs[path].fingerprint, outputs[path].make())
    finally:
        ledger.close()


def make_the_others(app: Sphinx, exception: Exception | None) -> None:
    """Have the other builders write what is due, on the same reading, if all is asked for."""
    first, *others = BUILDERS
    if exception is not None or not app.config.periodical_whole or app.builder.name != first:
        return
    before = app.builder
    for name in others:
        _take(app, app.create_builder(name))
        app.builder.init()
        _write(app)
    _take(app, before)


def _take(app: Sphinx, builder: Builder) -> None:
    app.builder, app.env._builder_cls = builder, type(builder)


def _write(app: Sphinx) -> None:
    """Do what Sphinx does after reading."""
    builder = app.builder
    is_parallel = builder.allow_parallel and parallel_available and app.parallel > 1
    builder.parallel_ok = is_parallel and app.is_parallel_allowed("write")
    builder.phase = BuildPhase.RESOLVING
    builder.finish_tasks = SerialTasks()
    builder.write(["__all__"], [])
    builder.finish()
    builder.finish_tasks.join()
    builder.cleanup()


def _note_what_is_made(app: Sphinx, config: Config) -> None:
    if config.periodical_whole:
        config.periodical_documents = DOCUMENTS


def setup_ledger(app: Sphinx) -> None:
    """Register the event, what says which pages are read again, and what makes the files."""
    collecting = contextlib.ExitStack()
    app.add_event(OUTPUTS)
    app.add_event(FILE_DUE)
    # A digest of the code with which pages are read.
    app.add_config_value("periodical_code", code_of(), "env", types=frozenset({str}))
    # Whether all outputs are made, of whatever builder, as `periodical build` does.
    app.add_config_value("periodical_whole", False, "", types=frozenset({bool}))
    # The builders whose documents lie beside the pages, which can link to them.
    app.add_config_value("periodical_documents", (), "html", types=frozenset({tuple}))
    # Whether the year that is not over has a volume, which each of its issues makes anew.
    app.add_config_value("periodical_current_volume", True, "html", types=frozenset({bool}))
    # The tag of the release of which this is the site; empty for the site as it stands.
    app.add_config_value("periodical_release", "", "html", types=frozenset({str}))
    app.connect("config-inited", _note_what_is_made)
    app.connect("builder-inited", lambda app: collecting.enter_context(fewer_collections()))
    app.connect("builder-inited", keep_no_doctrees)
    # Other handlers say what else has to be read again.
    app.connect("env-get-outdated", spare_what_is_only_newer, priority=100)
    app.connect("env-merge-info", forget_what_is_merged, priority=999)
    app.connect("env-updated", note_sources)
    app.connect("build-finished", make_outputs, priority=800)
    app.connect("build-finished", make_the_others, priority=900)
    app.connect("build-finished", lambda app, exception: collecting.close(), priority=999)
