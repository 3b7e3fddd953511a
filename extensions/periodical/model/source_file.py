"""A file of text as people save it: its bytes, and the one reading of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

from .letters import overloaded
from .messages import Complaint, complaint, problem
from .problem import Problem
from .text import FORBIDDEN, describe_character, without_forbidden


@dataclass(frozen=True)
class SourceFile:
    """A file of text, by its path from the root with forward slashes, on disk or in a release."""

    file: str
    raw: bytes = field(repr=False)

    @classmethod
    def read(cls, root: Path, file: str) -> Self:
        """Read a file of the folder with `conf.py`."""
        return cls(file, (root / file).read_bytes())

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, as hexadecimal digits."""
        return hashlib.sha256(self.raw).hexdigest()

    @cached_property
    def not_utf_8(self) -> Problem | None:
        """That the bytes are no text, and where; such a page is not built."""
        try:
            self.raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            lines = _decoded(error.object[: error.start]).split("\n")
            return problem("not-utf-8", self.file, len(lines), len(lines[-1]) + 1)
        return None

    @cached_property
    def _decoded(self) -> str:
        return _decoded(self.raw)

    @cached_property
    def text(self) -> str:
        r"""The text, with line ends as ``\n``, and U+FFFD for what no text can hold."""
        return without_forbidden(self._decoded)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return self.text.split("\n")

    def character_complaints(self) -> Iterator[tuple[int, int, Complaint]]:
        """Yield what no text can hold, with line and column; `text` has something else there."""
        for number, line in enumerate(self._decoded.split("\n"), start=1):
            # The first on a line leads there; a million of them is not read with a million.
            if found := FORBIDDEN.search(line):
                character = describe_character(found.group())
                wrong = complaint("invisible-character", character=character)
                yield number, found.start() + 1, wrong
            if error := overloaded(line):
                yield number, line.index(error.values["letter"]) + 1, error.complaint()


def _decoded(raw: bytes) -> str:
    text = raw.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
