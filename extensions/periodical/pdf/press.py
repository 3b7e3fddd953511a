"""The compiler: from the source of a document to the bytes of a PDF.

Files that a document needs lie in one folder: the templates, pictures and sources. Typst reads
nothing outside it, no font of the system, and no package from the network.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import typst

from ..pictures.store import PictureStore
from .fonts import fonts_digest, load_fonts
from .metadata import Metadata, describe, moment

STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
"""Archival (ISO 19005-3, level A) and accessible (ISO 14289-1) at once."""

TEMPLATES = "*.typ"


class PressError(Exception):
    """A document that Typst does not compile, with its words for why."""


@dataclass(frozen=True)
class Job:
    """A document to be compiled.

    Parameters
    ----------
    path
        Where the PDF goes, below the output folder.
    source, metadata
        The document, and what the PDF says of itself.
    """

    path: str
    source: bytes
    metadata: Metadata


class Press:
    """A compiler that keeps fonts and what it has laid out from one document to the next.

    Parameters
    ----------
    folder
        The folder that it reads from; everything in it may be thrown away between two builds.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pictures = PictureStore(folder / "pictures")
        self.sources = folder / "sources"
        self._compiler: typst.Compiler | None = None

    def lay_out_templates(self, folders: Iterable[Path]) -> str:
        """Copy the templates of the publication, and return a digest of them.

        Parameters
        ----------
        folders
            The folders with templates; what stands in an earlier one counts.
        """
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
            content = path.read_bytes()
            digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
            (self.folder / name).write_bytes(content)
        return digest.hexdigest()

    def store_source(self, path: Path, name: str) -> None:
        """Put the source of an issue where a document can attach it."""
        shutil.copyfile(path, self.sources / name)

    def compile_all(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, bytes | PressError]]:
        """Yield each document as PDF, or why it is none, in any order; jobs are taken one by one.

        Parameters
        ----------
        jobs
            The documents, which are made while they are taken.
        """
        for job in jobs:
            try:
                yield job, self.compile(job.source, job.metadata)
            except PressError as error:
                yield job, error

    def compile(self, source: bytes, metadata: Metadata) -> bytes:
        """Return a document as PDF.

        Parameters
        ----------
        source
            The document.
        metadata
            What the PDF says of itself; its dates are of the text, never the present.

        Raises
        ------
        PressError
            If it does not compile, or compiles with a warning: without one of its faces, say, a
            text would be missing from the page.
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


def versions_digest() -> str:
    """Return a digest of everything outside the sources that decides how a page looks."""
    packages = ("typst", "sphinx", "docutils", "myst-parser", "markdown-it-py", "babel", "pillow",
                "pikepdf", "lxml")  # fmt: skip
    words = [f"{name} {importlib.metadata.version(name)}" for name in packages]
    words += [fonts_digest(), *STANDARDS]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
