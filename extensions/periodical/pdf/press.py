"""The compiler: from the source of a document to the bytes of a PDF.

Typst reads nothing outside one folder, no font of the system, and no package from the network.

The compiler keeps what it has laid out, 5 MB of each of the last dozen issues, and gives nothing
back. So many documents are made in processes of which each makes some and ends.
"""

import contextlib
import json
import multiprocessing
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache, cached_property, partial
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, cast

import pikepdf
import typst
from pebble import ProcessExpired, ProcessPool, concurrent

from ..documents.templates import program
from ..faces import compiler, lay_out_faces
from ..ledger.ledger import UnmadeError
from ..model.files import fingerprint
from ..model.limits import PRINTING_SECONDS
from ..model.text import FORBIDDEN
from ..pictures.conversion import PictureStore
from ..words import _, spoken
from .binding import Binding, opened
from .metadata import describe, moment_of

STANDARDS: "list[typst.PDFStandard]" = ["a-3a", "ua-1"]
"""Archival (ISO 19005-3, level A) and accessible (ISO 14289-1) at once."""

FEW = 8
"""So many documents are made before a process that makes them is ready: they are made here."""

IDLE_SECONDS = 20
"""How long nothing may be made, beyond what a document may take: to begin a process takes two."""

BATCH = 20
"""How many documents a process makes before it ends, by then of 200 MB; the first takes longer."""


def without_controls(data: Any) -> Any:
    """Return data without what no page can show, such as controls: `FORBIDDEN` names them all.

    The sign for such a character stays: CommonMark (2.3) puts it where `&#0;` is written.
    """
    match data:
        case str():
            return FORBIDDEN.sub(lambda found: found[0] if found[0] == "\ufffd" else "", data)
        case Mapping():
            return {name: without_controls(each) for name, each in data.items()}
        case Iterable():
            return [*map(without_controls, data)]
    return data


@dataclass(frozen=True)
class Job:
    """A document to compile, its PDF's path below the output, and how long that may take.

    Args:
        properties: An ``rdf:Description`` of what Typst cannot be told.
        issues: Those of a volume, by number, as PDFs; its source is what the rest is told, as JSON.
    """

    path: str
    source: bytes
    properties: str
    issues: tuple[tuple[int, Path], ...] = ()
    seconds: int = PRINTING_SECONDS


class Press:
    """A compiler that keeps fonts and layouts; its folder may be thrown away between two builds."""

    def __init__(self, folder: Path, processes: int = 1) -> None:
        self.folder, self._processes = folder, processes
        self.pictures = PictureStore(folder / "pictures", "paper")
        self.sources = folder / "sources"
        self._compiler: typst.Compiler | None = None
        self._pool: ProcessPool | None = None
        self._pool_of = BATCH
        self._begun: dict[Job, Future[bytes] | None] = {}
        self._count = 0

    @cached_property
    def functions(self) -> frozenset[str]:
        """The names of the functions with which documents are made."""
        template = (self.folder / "press.typ").read_text("utf-8")
        return frozenset(re.findall(r"^#let ([a-z-]+)\(", template, re.M))

    def lay_out_templates(self, folders: Sequence[Path]) -> str:
        """Copy templates, and return a digest of them; what stands in an earlier folder counts."""
        found = {path.name: path for folder in reversed(folders) for path in folder.glob("*.typ")}
        texts = ((name, path.read_text("utf-8")) for name, path in sorted(found.items()))
        templates = {name: _in_our_words(text) for name, text in texts}
        self.sources.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("*.typ"):
            old.unlink()
        for name, template in templates.items():
            (self.folder / name).write_text(template, "utf-8", newline="\n")
        return fingerprint(templates)

    def begin(self, job: Job) -> Callable[[], bytes]:
        """Begin a document, and return what waits for it.

        As long as they are few, none is made before it is waited for, and then here.
        """
        self._begun[job] = None
        self._count += 1
        if self._count >= FEW:
            for each in self._begun:
                self._begun[each] = self._begun[each] or self._in_process(each)
        return partial(self._wait_for, job)

    def _in_process(self, job: Job) -> Future[bytes]:
        """Have a process make a document; processes that broke are begun anew."""
        # What pikepdf has held of a volume, some 200 MB, it gives back with its process.
        most = 1 if job.issues else BATCH
        if self._pool is None or not self._pool.active or self._pool_of != most:
            self.close()
            # What a process needs is there before it begins.
            lay_out_faces(self.folder)
            self._pool = ProcessPool(self._processes, max_tasks=most, context=_context())
            self._pool_of = most
        return self._pool.schedule(_make, args=(self.folder, job), timeout=job.seconds)

    def close(self) -> None:
        """End all processes."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def _wait_for(self, job: Job) -> bytes:
        """Wait for a document; if its process was ended from without, it is made again.

        One that ended while it had nothing to do leaves a broken pool, and all of its documents:
        also those that have just been begun again.
        """
        result = self._begun.pop(job)
        try:
            if result is None:
                # The compiler is one call, which nothing in Python can end, but which lets others
                # run: so it is in a thread, and left there if it takes too long.
                return concurrent.thread(self.compile)(job).result(job.seconds)
            for _attempt in range(2):
                with contextlib.suppress(ProcessExpired, BrokenProcessPool, CancelledError):
                    return self._result_of(result, job.seconds)
                result = self._in_process(job)
            return self._result_of(result, job.seconds)
        except (ProcessExpired, BrokenProcessPool, TimeoutError):
            self._compiler = None
            raise UnmadeError(f"It takes more than {job.seconds} s, or all memory.") from None

    def _result_of(self, result: Future[bytes], seconds: int) -> bytes:
        """Wait for what a process makes; if none comes to an end with anything, begin all anew.

        One that is killed just as it takes a document leaves it to nobody, and may leave a lock.
        """
        begun = [result, *filter(None, self._begun.values())]
        done = still = 0
        while not result.done():
            wait([result], timeout=1)
            before, done = done, sum(each.done() for each in begun)
            still = still + 1 if done == before else 0
            if still > IDLE_SECONDS + seconds * any(each.running() for each in begun):
                self.close()
                left = [each for each, made in self._begun.items() if made and not made.done()]
                self._begun |= {each: self._in_process(each) for each in left}
                raise BrokenProcessPool
        return result.result()

    def compile(self, job: Job) -> bytes:
        """Return a document as PDF, whose dates are of the text, never the present.

        It is an `UnmadeError` if it fails or warns: without a face, say, a text would be missing.
        """
        whole = self._bind(job) if job.issues else self._set(job, job.source)
        return describe(whole, job.properties)

    def _bind(self, job: Job) -> pikepdf.Pdf:
        """Return a volume."""
        binding, about = Binding(job.issues), json.loads(job.source)

        def part(name: str, number: int = 1) -> pikepdf.Pdf:
            told = {"about": about, "part": name, "number": number, "pages": binding.pages}
            return self._set(job, program("volume.typ", told))

        front = part("front")
        whole = binding.bind(front, part("index", len(front.pages) + 1))
        if multiprocessing.parent_process():
            # Which ends with it: to let go of each object takes an eighth of the time.
            self._held = binding, whole
        return whole

    def _set(self, job: Job, source: bytes) -> pikepdf.Pdf:
        """Return what the compiler makes of a source."""
        if self._compiler is None:
            self._compiler = compiler(self.folder, self.folder)
        try:
            made, warnings = self._compiler.compile_with_warnings(
                source, format="pdf", pdf_standards=STANDARDS,
                timestamp=moment_of(job.properties, "ModifyDate"),
            )  # fmt: skip
        except typst.TypstError as error:
            # Of a fault in a template, where it stands in `_templates/`.
            places = re.findall(r"┌─ (?:.*/)?([a-z]+\.typ:\d+)", error.diagnostic)[:1]
            said = [f"{each.rstrip('.')}." for each in (error.message, *error.hints, *places)]
            raise UnmadeError(" ".join(said)) from None
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # of Rust, and no Exception
                raise
            self._compiler = None
            raise UnmadeError(f"The compiler broke off: {error}.") from None
        if warnings:
            raise UnmadeError(" ".join(dict.fromkeys(f"{each.message}." for each in warnings)))
        with tempfile.TemporaryFile(buffering=0, dir=self.folder) as file:
            file.write(cast("bytes", made))
            return opened(file)


_press = cache(Press)


def _make(folder: Path, job: Job) -> bytes:
    return _press(folder).compile(job)


def _context() -> BaseContext:
    """Return how processes are begun: never with the threads and the memory of this one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__])
    return context


def _in_our_words(template: str) -> str:
    """Return a template with what it says in the language that is spoken: its string literals."""
    if spoken() == "en":
        return template

    def translated(found: re.Match[str]) -> str:
        words = _(found[1]) if found[1] else ""
        return '"{}"'.format(words.replace('"', r"\"")) if words != found[1] else found[0]

    return re.sub(r'"((?:[^"\\\n]|\\.)*)"', translated, template)
