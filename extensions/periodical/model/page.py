"""One page of an issue: its bytes, and the one reading of them that everybody is handed.

`check`, the parser, drafts, records, words, comparisons, references to headings and PDFs ask the
same `Page`, so that none of them can take a file for something else than the others do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from .archive import PAGE_SUFFIX
from .front_matter import FrontMatter, read_front_matter
from .issue import IssueHead, Status
from .problem import Code, Problem
from .text import FORBIDDEN, forbidden_complaint, without_forbidden


@dataclass(frozen=True)
class Page:
    """A page as it is on disk, or as a release has it.

    Parameters
    ----------
    file
        Its path from the root, with forward slashes.
    raw
        Its bytes.
    """

    file: str
    raw: bytes = field(repr=False)

    @classmethod
    def read(cls, root: Path, file: str) -> Page:
        """Read a page of the folder with `conf.py`."""
        return cls(file, (root / file).read_bytes())

    @classmethod
    def of(cls, root: Path, docname: str) -> Page:
        """Read a page by its name in the Sphinx project that begins in the folder."""
        return cls.read(root, f"{docname}{PAGE_SUFFIX}")

    @property
    def docname(self) -> str:
        """The name of the page in a Sphinx project."""
        return self.file.removesuffix(PAGE_SUFFIX)

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
            what = ("The file is not UTF-8.", "Save it again as UTF-8.")
            return Problem(self.file, len(lines), len(lines[-1]) + 1, Code.ENCODING, *what)
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

    @cached_property
    def front_matter(self) -> FrontMatter:
        """What stands between the ``---`` lines."""
        return read_front_matter(self.lines, file=self.file)

    @property
    def head(self) -> IssueHead | None:
        """What the front matter says, where all of it is right."""
        return self.front_matter.head

    @cached_property
    def body(self) -> str:
        """The text with the front matter blanked, so that lines keep their numbers."""
        end = self.front_matter.end
        return "\n" * end + "\n".join(self.lines[end:])

    @property
    def is_draft(self) -> bool:
        """Whether the page says that it is a draft, whatever else is wrong with it.

        This is asked of every page at every build: only where the word stands is YAML read.
        """
        if b"draft" not in self.raw:
            return False
        data = self.front_matter.source.data
        return isinstance(data, dict) and data.get("status") == Status.DRAFT

    def character_problems(self) -> Iterator[Problem]:
        """Yield the characters that no text can hold; `text` has U+FFFD in their place."""
        for number, line in enumerate(self._decoded.split("\n"), start=1):
            # The first on a line leads there; a million of them is not read with a million.
            if match := FORBIDDEN.search(line):
                what = forbidden_complaint(match.group())
                yield Problem(self.file, number, match.start() + 1, Code.ENCODING, *what)


def _decoded(raw: bytes) -> str:
    text = raw.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
