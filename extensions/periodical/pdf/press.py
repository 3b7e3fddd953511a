"""The compiler: from the source of a document to the bytes of a PDF.

Typst reads nothing outside one folder, no font of the system, and no package from the network.

The compiler keeps what it has laid out and gives nothing back: 5 MB an issue, half a gigabyte for
a volume. So many documents are made in processes of which each makes some and ends. A large one is
made in one of its own, while the others go on: one at a time, for there is memory for one.
"""

import hashlib
import importlib.metadata
import multiprocessing
import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, islice
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import TypeAlias

import typst
from pebble import ProcessExpired, ProcessPool, concurrent

from ..faces import fonts_digest, lay_out_faces, load_fonts
from ..model.limits import PRINTING_SECONDS
from ..pictures.conversion import PictureStore
from ..words import _, spoken
from .metadata import Metadata, describe, moment

STANDARDS: "list[typst.PDFStandard]" = ["a-3a", "ua-1"]
"""Archival (ISO 19005-3, level A) and accessible (ISO 14289-1) at once."""

TEMPLATES = "*.typ"

FEW = 8
"""So many documents are made before a process that makes them is ready: they are made here."""

BATCH = 20
"""How many documents a process makes before it ends: it takes 40 MB to begin, and 5 MB for each."""

AHEAD = 3 * BATCH
"""So many are begun before the first of them is asked for: while a volume is made, a year's."""


class PressError(Exception):
    """A document that Typst does not compile, with its words for why."""


@dataclass(frozen=True)
class Job:
    """A document to compile, its PDF's path below the output, and how long that may take."""

    path: str
    source: bytes
    metadata: Metadata
    is_large: bool = False
    most_seconds: int = PRINTING_SECONDS

    @property
    def seconds(self) -> int:
        """The limit of its time: a volume has an issue for each week."""
        return self.most_seconds * (52 if self.is_large else 1)


Results: TypeAlias = "Future[bytes | PressError]"


class Press:
    """A compiler that keeps fonts and layouts; its folder may be thrown away between two builds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pictures = PictureStore(folder / "pictures")
        self.sources = folder / "sources"
        self._compiler: typst.Compiler | None = None
        self._processes = 1

    @cached_property
    def functions(self) -> frozenset[str]:
        """The names of the functions with which documents are made."""
        found = re.findall(
            r"^#let ([a-z-]+)\(", (self.folder / "press.typ").read_text("utf-8"), re.M
        )
        return frozenset(found)

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
                yield job, self._made_here(job)
            return
        # What a process needs is there before it begins.
        lay_out_faces(self.folder)
        self._processes = max(processes - 1, 1)
        pools = {is_large: self._pool(is_large) for is_large in (True, False)}
        begun: deque[tuple[Job, Results]] = deque()
        try:
            for job in chain(first, jobs):
                begun.append((job, self._begin(job, pools)))
                if len(begun) == AHEAD:
                    yield self._result(*begun.popleft(), pools)
            while begun:
                yield self._result(*begun.popleft(), pools)
        finally:
            for pool in pools.values():
                pool.stop()  # type: ignore[no-untyped-call]
                pool.join()

    def _pool(self, is_large: bool) -> ProcessPool:
        count, most = (1, 1) if is_large else (self._processes, BATCH)
        return ProcessPool(count, max_tasks=most, context=_context())

    def _begin(self, job: Job, pools: dict[bool, ProcessPool]) -> Results:
        if not pools[job.is_large].active:
            pools[job.is_large] = self._pool(job.is_large)
        return pools[job.is_large].schedule(_make, args=(self.folder, job), timeout=job.seconds)

    def _result(
        self, job: Job, result: Results, pools: dict[bool, ProcessPool]
    ) -> tuple[Job, bytes | PressError]:
        """Wait for a document; if its process was ended from without, it is made once more.

        One that ended while it had nothing to do leaves a broken pool, and all of its documents.
        """
        try:
            try:
                return job, result.result()
            except (ProcessExpired, BrokenProcessPool):
                return job, self._begin(job, pools).result()
        except (ProcessExpired, TimeoutError):
            return job, _too_long(job)

    def _made_here(self, job: Job) -> bytes | PressError:
        """Make a document in a thread, and leave it there if it is not made in its time.

        The compiler is one call, which nothing in Python can end, but which lets others run.
        """
        try:
            return concurrent.thread(self._try)(job).result(job.seconds)
        except TimeoutError:
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


@cache
def _press(folder: Path) -> Press:
    return Press(folder)


def _make(folder: Path, job: Job) -> bytes | PressError:
    return _press(folder)._try(job)


def _too_long(job: Job) -> PressError:
    return PressError(f"It takes more than {job.seconds} s, or all memory.")


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
