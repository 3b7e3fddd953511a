"""The compiler: from the source of a document to the bytes of a PDF.

Typst reads nothing outside one folder, no font of the system, and no package from the network.

The compiler keeps what it has laid out and gives nothing back: 5 MB an issue, half a gigabyte for
a volume. So many documents are made in processes of which each makes a few and ends, and a large
document is made in one of its own, while the others go on with the small ones.
"""

import contextlib
import hashlib
import importlib.metadata
import multiprocessing
import re
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import TypeAlias

import typst

from ..faces import fonts_digest, lay_out_faces, load_fonts
from ..model.limits import PRINTING_SECONDS
from ..pictures.store import PictureStore
from ..words import _, spoken
from .metadata import Metadata, describe, moment

STANDARDS: "list[typst.PDFStandard]" = ["a-3a", "ua-1"]
"""Archival (ISO 19005-3, level A) and accessible (ISO 14289-1) at once."""

PATIENCE = 10
"""As many times as long as a processor, in seconds on the wall: others may work beside it."""
TEMPLATES = "*.typ"

FEW = 8
"""So many documents are made before a process that makes them is ready: they are made here."""

BATCH = 20
"""How many documents a process makes before it ends: it takes 40 MB to begin, and 5 MB for each."""


Results: TypeAlias = "Future[list[bytes | PressError]]"


class PressError(Exception):
    """A document that Typst does not compile, with its words for why."""


@dataclass(frozen=True)
class Job:
    """A document to compile, and its PDF's path below the output; a large one fills a batch."""

    path: str
    source: bytes
    metadata: Metadata
    is_large: bool = False
    most_seconds: int = PRINTING_SECONDS

    @property
    def seconds(self) -> int:
        """How long a processor may work at it: a volume has an issue for each week."""
        return self.most_seconds * (52 if self.is_large else 1)


class Press:
    """A compiler that keeps fonts and layouts; its folder may be thrown away between two builds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pictures = PictureStore(folder / "pictures")
        self.sources = folder / "sources"
        self._compiler: typst.Compiler | None = None

    def lay_out_templates(self, folders: Iterable[Path]) -> str:
        """Copy templates, and return a digest of them; what stands in an earlier folder counts."""
        found: dict[str, Path] = {}
        for folder in folders:
            for path in sorted(folder.glob(TEMPLATES)):
                found.setdefault(path.name, path)
        for folder in (self.folder, self.pictures.folder, self.sources):
            folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob(TEMPLATES):
            if old.name not in found:
                old.unlink()
        digest = hashlib.sha256()
        for name, path in sorted(found.items()):
            content = _in_our_words(path.read_text("utf-8")).encode()
            digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
            (self.folder / name).write_bytes(content)
        return digest.hexdigest()

    def compile_all(
        self, jobs: Iterable[Job], processes: int = 1
    ) -> Iterator[tuple[Job, bytes | PressError]]:
        """Yield each document as PDF, or why it is none; jobs are taken as they can be made.

        Their order is one that the jobs alone decide. Where not few, `processes` make them.
        """
        jobs = iter(jobs)
        first = list(islice(jobs, FEW))
        if len(first) < FEW and not any(job.is_large for job in first):
            for job in first:
                yield job, self._try_in_time(job)
            return
        # What a process needs is there before it begins.
        lay_out_faces(self.folder)
        workers = _Workers(self.folder, processes)
        try:
            yield from self._results(workers, _batches(chain(first, jobs)), 2 + 2 * processes)
        finally:
            workers.close()

    def _results(
        self, workers: "_Workers", batches: Iterable[list[Job]], most: int
    ) -> Iterator[tuple[Job, bytes | PressError]]:
        """Yield the results of batches, of which no more than some are begun before."""
        begun: deque[tuple[list[Job], Results]] = deque()
        for batch in chain(batches, [[]] * most):
            is_large = any(job.is_large for job in batch)
            # One large document at a time: there is memory for one.
            while begun and (
                not batch
                or len(begun) == most
                or (is_large and any(job.is_large for jobs, _ in begun for job in jobs))
            ):
                jobs, future = begun.popleft()
                yield from zip(jobs, workers.result(jobs, future), strict=True)
            if batch:
                begun.append((batch, workers.begin(batch)))

    def _try_in_time(self, job: Job) -> bytes | PressError:
        """Make a document in a thread, and leave it there if it is not made in its time.

        The compiler is one call, which nothing in Python can end, but which lets others run.
        """
        result: Future[bytes | PressError] = Future()

        def make() -> None:
            try:
                result.set_result(self._try(job))
            except BaseException as error:
                result.set_exception(error)

        begun, started = time.process_time(), time.monotonic()
        threading.Thread(target=make, daemon=True).start()
        # The clock on the wall counts too, widely: a compiler that waits for ever costs nothing.
        while (
            time.process_time() - begun <= job.seconds
            and time.monotonic() - started <= PATIENCE * job.seconds
        ):
            with contextlib.suppress(TimeoutError):
                return result.result(timeout=1)
        self._compiler = None
        return _too_long(job)

    def _try(self, job: Job) -> bytes | PressError:
        try:
            return self.compile(job.source, job.metadata)
        except PressError as error:
            return error

    def compile(self, source: bytes, metadata: Metadata) -> bytes:
        """Return a document as PDF, whose dates are of the text, never the present.

        It is a `PressError` if it fails or warns: without a face, say, a text would be missing.
        """
        if self._compiler is None:
            self._compiler = typst.Compiler(
                root=self.folder,
                font_paths=load_fonts(self.folder),
                ignore_system_fonts=True,
                # Where no package is: a template can use none.
                package_path=self.folder / "packages",
                package_cache_path=self.folder / "packages",
            )
        try:
            made, warnings = self._compiler.compile_with_warnings(
                source, format="pdf", pdf_standards=STANDARDS, timestamp=moment(metadata.modified)
            )
        except typst.TypstError as error:
            hints = [hint.rstrip(".") + "." for hint in error.hints]
            raise PressError(" ".join([error.message.rstrip(".") + ".", *hints])) from error
        if not isinstance(made, bytes):
            raise PressError("Typst gave no document.")
        if warnings:
            raise PressError(" ".join(dict.fromkeys(f"{warning.message}." for warning in warnings)))
        return describe(made, metadata)


def _batches(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    """Yield jobs by as many as one process makes; a large one is a batch for itself."""
    batch: list[Job] = []
    for job in jobs:
        if job.is_large:
            yield [job]
            continue
        batch.append(job)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class _Workers:
    """Processes that make batches; of one that was ended, each document is made for itself.

    So one document that takes all memory, or for ever, is told by its name, and costs no other.
    """

    def __init__(self, folder: Path, processes: int) -> None:
        self._folder = folder
        self._processes = processes
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPoolExecutor:
        # With other numbers than one, executors before Python 3.15 can wait for ever (gh-115634).
        return ProcessPoolExecutor(
            self._processes,
            mp_context=_context(),
            initializer=signal.signal,
            initargs=(signal.SIGINT, signal.SIG_IGN),
            max_tasks_per_child=1,
        )

    def begin(self, batch: list[Job]) -> Results:
        """Begin a batch, with new processes if those before were ended."""
        try:
            return self._pool.submit(_compile_batch, self._folder, batch)
        except BrokenExecutor:
            self.close()
            self._pool = self._new_pool()
            return self._pool.submit(_compile_batch, self._folder, batch)

    def result(self, jobs: list[Job], future: Results) -> list[bytes | PressError]:
        """Return what became of the jobs of a batch."""
        try:
            return future.result()
        except BrokenExecutor:
            return [self._compile_alone(job) for job in jobs]

    def _compile_alone(self, job: Job) -> bytes | PressError:
        with ProcessPoolExecutor(1, mp_context=_context()) as pool:
            try:
                return pool.submit(_compile_batch, self._folder, [job]).result()[0]
            except BrokenExecutor:
                return _too_long(job)

    def close(self) -> None:
        """Begin nothing more, and wait for the end of what is begun."""
        self._pool.shutdown(cancel_futures=True)


def _too_long(job: Job) -> PressError:
    words = f"It takes more than {job.seconds} s of a processor's time, or all memory."
    return PressError(words)


def _compile_batch(folder: Path, jobs: Sequence[Job]) -> list[bytes | PressError]:
    press = Press(folder)
    made = []
    for job in jobs:
        _limit_time(job.seconds)
        made.append(press._try(job))
    return made


def _limit_time(seconds: int) -> None:
    """Have the system end this process after so many more seconds of work, where it can (POSIX).

    The compiler is one call, which nothing in Python can end.
    """
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _context() -> BaseContext:
    """Return how processes are begun: never with the threads and the memory of this one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__])
    return context


def versions_digest() -> str:
    """Return a digest of everything outside the sources that decides how a page looks."""
    packages = ("typst", "sphinx", "docutils", "myst-parser", "markdown-it-py", "babel", "pillow",
                "pikepdf", "deflate", "lxml")  # fmt: skip
    words = [f"{name} {importlib.metadata.version(name)}" for name in packages]
    words += [fonts_digest(), *STANDARDS]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _in_our_words(template: str) -> str:
    """Return a template with what it says in the language that is spoken: its string literals."""
    if spoken() == "en":
        return template

    def translated(found: re.Match[str]) -> str:
        words = _(found[1]) if found[1] else ""
        return '"{}"'.format(words.replace('"', r"\"")) if words != found[1] else found[0]

    return re.sub(r'"((?:[^"\\\n]|\\.)*)"', translated, template)
