"""How outputs are made, and what makes them stale.

A room stands in `periodical.ROOMS`, with its builder if it has one: the command that makes the
whole publication runs the builders one after the other, on one reading. A room that makes files
beside the site's pages answers the event ``periodical-outputs`` with what they are, when all has
been read and the pages are written.

This is the one place that says what a change of code, templates, settings or files makes stale:

- Code with which pages are read (all but the outputs' rooms) and what is installed are a setting of
  Sphinx's kind ``env``: when they change, all pages are read again, and so made again.
- Code of an output's room, and templates, are in the fingerprint of what the room makes.
- A page that was read again is made again: when it was read is in its fingerprint.
- A page whose file is only newer is not read again. Sphinx compares times, and in a fresh clone all
  are new; with the folder `_build` of an earlier build, only what changed is read and written.
"""

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util._serialise import stable_hash
from sphinx.util.parallel import ParallelTasks, parallel_available

from .. import ROOMS
from ..defaults import PACKAGE
from ..domain import periodical_domain
from ..markup.reading import PAGE
from ..model.files import fingerprint, sha256_of
from ..model.page import is_issue
from . import collect_less
from .inputs import files_below, installed
from .ledger import Ledger, Made, MadeFile, UnmadeError, ledgers_of
from .processes import FILE_DUE, in_processes

logger = logging.getLogger(__name__)

OUTPUTS = "periodical-outputs"
SAVED_EVERY = 10
"""How many seconds lie between two times that a ledger is saved."""
AHEAD = 60
"""So many files are begun at once that others make."""
BUILDERS = tuple(filter(None, ROOMS.values()))
"""The builders that make the whole publication, in their order."""
DOCUMENTS = BUILDERS[1:]
"""The builders of documents beside pages; each has the name of their suffix."""

T = TypeVar("T")

_DESK = frozenset({"desk", "importing", "cli.py"})
"""What no output depends on."""

Waiting: TypeAlias = Callable[[], bytes]
"""What waits for the bytes of a file, which others make meanwhile."""


@dataclass(frozen=True)
class Output:
    """A file of the site, by its path; made when it is due.

    It is due when its fingerprint changes, a digest of all that decides what it holds. What makes
    it returns that, or what waits for its bytes. One that is made of others is made after them.
    """

    path: str
    fingerprint: str
    make: Callable[[], Made | Waiting]
    is_of_others: bool = False


def _make_outputs(app: Sphinx, exception: Exception | None) -> None:
    """Make the files that are due beside the pages of a site, and remove those that are gone.

    The pages have been written before: feeds are made of what was kept of them then.
    """
    builder = app.builder
    if exception is not None or builder.name != "html":
        return

    def make() -> None:
        listed: Iterable[Iterable[Output]] = app.emit(OUTPUTS, builder)
        write_due(builder, itertools.chain.from_iterable(listed), are_all=True)

    if parallel_available and app.parallel > 1 and app.config.periodical_whole:
        # What is needed for many files goes with their process: PDFs and EPUBs follow.
        tasks = ParallelTasks(1)
        tasks.add_task(make)
        tasks.join()
    else:
        make()


def write_due(
    builder: Builder,
    listed: Iterable[Output],
    *,
    are_all: bool,
    maker: str = "files",
    title: str = "",
    can_fork: bool = True,
) -> None:
    """Write files that are due; the build fails, in the end, if one of them cannot be made.

    Args:
        are_all: Whether they are all that the maker makes: what else it has made is removed.
        title: What they are, in the plural. Of those that have one, progress is shown.
        can_fork: Whether copies of this process can make them.
    """
    outputs = {output.path: output for output in listed}
    out = Path(builder.outdir)
    ledger = Ledger(ledgers_of(Path(builder.doctreedir), out) / f"{maker}.json", out)
    due = ledger.due({path: output.fingerprint for path, output in outputs.items()})
    gone = ledger.made.keys() - outputs.keys() if are_all else set()
    words = f"making {title}... " if title else ""
    try:
        if due or gone:
            ledger.mark(due)
        for path in gone:
            ledger.remove(path)
        for is_of_others in (False, True):
            some = [path for path in due if outputs[path].is_of_others is is_of_others]
            _make_all(builder, ledger, {path: outputs[path] for path in some}, words, can_fork)
    finally:
        ledger.save()
    reasons = ((path, ledger.made[path].reason) for path in due if path in ledger.made)
    if failed := [f"\n{path}: {reason}" for path, reason in reasons if reason]:
        # No exception: Sphinx would forget all that it has read.
        builder._app.statuscode = 1
        what = title or maker
        logger.error("%d of the %s could not be made:%s", len(failed), what, "".join(failed))


def _make_all(
    builder: Builder, ledger: Ledger, due: Mapping[str, Output], words: str, can_fork: bool
) -> None:
    """Make files, and have a ledger note how."""

    def begun(path: str) -> tuple[str, Made | Waiting | UnmadeError]:
        builder.events.emit(FILE_DUE)
        return path, tried(due[path].make)

    def written(paths: Sequence[str]) -> Iterator[tuple[str, MadeFile | None]]:
        for at in range(0, len(paths), step):
            for path, made in [*map(begun, paths[at : at + step])]:
                ledger.enter(path, due[path].fingerprint, tried(made) if callable(made) else made)
                yield path, ledger.made.get(path)

    def note(done: tuple[str, MadeFile | None]) -> None:
        path, made = done
        if made:
            ledger.made[path] = made
        # A build that is killed is not to have worked in vain.
        ledger.save(every=SAVED_EVERY)

    # What others make is begun before the first of it is waited for.
    paths, step = [*due], 1 if can_fork else AHEAD
    # What all share is made with the first. Then, each process has to load templates; but its
    # compiler gives no memory back.
    for done in written(paths[:1] if can_fork else []):
        note(done)
    rest = paths[1:] if can_fork else paths
    in_processes(builder, rest, written, note, words=words, batch=20, can_fork=can_fork)


def tried(make: Callable[[], T]) -> T | UnmadeError:
    """Return what is made, or why it cannot be."""
    try:
        return make()
    except UnmadeError as error:
        return error


def _make_the_others(app: Sphinx, exception: Exception | None) -> None:
    """Have the other builders write what is due, on the same reading, if all is asked for."""
    is_first = exception is None and app.builder.name == BUILDERS[0]
    for name in DOCUMENTS if is_first and app.config.periodical_whole else ():
        builder = app.create_builder(name)
        builder.init()
        builder.write_documents(app.env.found_docs)


@functools.cache
def code_of(room: str = "") -> str:
    """Return a digest of the code on which a room's outputs depend.

    That is its own, and the code with which pages are read; without a room, only the latter. A room
    that is not known here counts as read with, which costs time and is never wrong.
    """
    others = {*ROOMS, *_DESK} - {room}
    code = [each for each in _all_code().items() if each[0].split("/")[0] not in others]
    return fingerprint(code, installed())


_all_code = functools.cache(lambda: files_in(PACKAGE))


def files_in(path: Path, name: str = "") -> dict[str, str]:
    """Return a digest of what is in a file, or in each of a folder; the paths begin with `name`.

    Contents count, not times: a fresh checkout has new times and nothing new to show.
    """
    if path.is_file():
        return {name or path.name: sha256_of(path)}
    files = filter(Path.is_file, map(Path, files_below(path))) if path.is_dir() else ()
    relative = {file.relative_to(path): file for file in files}
    return {Path(name, each).as_posix(): sha256_of(relative[each]) for each in sorted(relative)}


def templates(builder: Builder, *endings: str) -> dict[str, str]:
    """Return digests of the publication's templates of some kinds, such as ``.html``."""
    every = _all_templates(builder)
    return {name: content for name, content in every.items() if name.endswith(endings)}


@functools.lru_cache(maxsize=4)
def _all_templates(builder: Builder) -> dict[str, str]:
    folders: Iterable[str] = builder.config.templates_path
    found = (files_in(Path(builder.confdir, folder), folder).items() for folder in folders)
    return dict(itertools.chain.from_iterable(found))


def frame_of(builder: Builder, room: str, *endings: str) -> str:
    """Return a fingerprint of what decides all files of a room: code, settings, its templates."""
    return fingerprint(code_of(room), settings(builder.config), templates(builder, *endings))


@functools.lru_cache(maxsize=4)
def settings(config: Config) -> str:
    """Return a digest of all settings on which pages can depend, whatever their names.

    As they are when it is first asked for: the theme changes some while pages are written.
    """
    return str(stable_hash({each.name: each.value for each in config.filter({"html", "env"})}))


def _note_source(app: Sphinx, document: nodes.document) -> None:
    """Note what a page was made of that has just been read, if that is still what is there."""
    docname, page = app.env.current_document.docname, app.env.temp_data.get(PAGE)
    if page is None or page.digest == sha256_of(Path(app.env.doc2path(docname))):
        periodical_domain(app.env).sources[docname] = _source_of(docname, app.env)
    # Its tree is about to be written: a preview may have the file of the former as its own.
    Path(app.env.doctreedir, f"{docname}.doctree").unlink(missing_ok=True)


def _spare_what_is_only_newer(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: set[str], removed: Set[str]
) -> Iterable[str]:
    """Take those pages out of the changed ones that have the content with which they were read.

    Return those that were edited while they were read, which Sphinx takes for read since.
    """
    sources = periodical_domain(env).sources
    for docname in changed - env.reread_always:
        is_kept = Path(env.doctreedir, f"{docname}.doctree").is_file()
        if is_kept and sources.get(docname) == _source_of(docname, env):
            changed.remove(docname)
    return (env.found_docs & env.all_docs.keys()) - sources.keys()


def _source_of(docname: str, env: BuildEnvironment) -> str:
    """Return a digest of the files of a page."""
    files = [Path(env.doc2path(docname)), *sorted(map(Path, env.dependencies.get(docname, ())))]
    return fingerprint([(str(file), sha256_of(file)) for file in files if file.is_file()])


class _Forgetful(dict[str, Any]):
    """A dictionary that keeps nothing.

    Sphinx keeps the tree of each page that it reads until it is written, and the bytes of each that
    it loads until its end. So the memory that a build needs would grow with the archive.
    """

    def __setitem__(self, key: str, value: object) -> None:
        """Forget it."""


def _keep_no_doctrees(app: Sphinx) -> None:
    """Have each page's tree read from its file whenever it is asked for."""
    app.env._write_doc_doctree_cache = app.env._pickled_doctree_cache = _Forgetful()


def _keep_titles_alone(app: Sphinx, doctree: nodes.document) -> None:
    """Keep of an issue's contents its title: of what stands under it, its record knows."""
    docname = app.env.current_document.docname
    if is_issue(docname):
        for entry in app.env.tocs[docname].findall(nodes.list_item):
            del entry[1:]


def setup_ledger(app: Sphinx) -> None:
    """Register the event, what says which pages are read again, and what makes the files."""
    # From here on: what Sphinx kept of earlier builds comes next.
    collect_less()
    app.add_event(OUTPUTS)
    app.add_event(FILE_DUE)
    # A digest of the code with which pages are read.
    app.add_config_value("periodical_code", code_of(), "env", types=frozenset({str}))
    # Whether all outputs are made, of whatever builder, as `periodical build` does.
    app.add_config_value("periodical_whole", False, "", types=frozenset({bool}))
    # The builders whose documents lie beside the pages, which can link to them.
    app.add_config_value(
        "periodical_documents",
        lambda config: DOCUMENTS if config.periodical_whole else (),
        "html",
        types=frozenset({tuple}),
    )
    # The tag of the release of which this is the site; empty for the site as it stands.
    app.add_config_value("periodical_release", "", "html", types=frozenset({str}))
    app.connect("builder-inited", _keep_no_doctrees)
    # Other handlers say what else has to be read again.
    app.connect("env-get-outdated", _spare_what_is_only_newer, priority=100)
    app.connect("doctree-read", _keep_titles_alone, priority=900)
    # When all is known on which the page depends.
    app.connect("doctree-read", _note_source, priority=999)
    # Let go of what another process has read, and of all that it knew, which goes in a ring.
    app.connect("env-merge-info", lambda *each: each[-1].__dict__.clear(), priority=999)
    app.connect("build-finished", _make_outputs, priority=800)
    app.connect("build-finished", _make_the_others, priority=900)
