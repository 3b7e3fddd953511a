"""Files of text as people save them; and one page of an issue, read once, which all are handed.

`check`, the parser, drafts, records, words, comparisons, references to headings and PDFs ask the
same `Page`, its front matter included, so that none can take a file for something else than others.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

from .archive import PAGE_SUFFIX, date_in_name, page_name_complaint
from .issue import IssueHead, RevisionKind, Status
from .limits import PAGE_SIGNS, PAGE_WORDS
from .messages import Complaint, Problem
from .text import FORBIDDEN, describe_character, with_few_marks, without_forbidden
from .validation import YamlSource, read_yaml, validate
from .values import overloaded

FENCE = "---"


@dataclass(frozen=True)
class FrontMatter:
    """The front matter of a page: the issue's head, or what is wrong with it.

    The source is empty where there is none; `end` counts the lines, both ``---`` lines included.
    """

    head: IssueHead | None
    problems: tuple[Problem, ...]
    source: YamlSource
    end: int


def read_front_matter(lines: Sequence[str], *, file: str) -> FrontMatter:
    """Read the front matter from all lines of a page; `Page.front_matter` is what others ask."""
    source, end = YamlSource(file), 0
    head, problems = None, []
    last = next((n for n, line in enumerate(lines) if n and line.rstrip() == FENCE), None)
    if lines[0].rstrip() != FENCE:
        problems = [Complaint("front-matter-missing").at(file)]
    elif last is None:
        problems, end = [Complaint("front-matter-endless").at(file)], len(lines)
    else:
        end = last + 1
        # The first line is blanked, so that lines keep their numbers.
        source = read_yaml("\n".join(["", *lines[1:last], ""]), file=file)
        if source.broken:
            problems = [source.broken]
        elif not isinstance(source.data, dict | None):
            problems = [Complaint("front-matter-no-keys").at(file, 2)]
        else:
            head, problems = validate(IssueHead, source)
    if head is not None:
        problems = sorted(_contradictions(head, source))
        # Whoever asks, check or build, is told nothing of a text that is gone.
        head = head.without_text() if head.is_withdrawn else head
    return FrontMatter(None if problems else head, tuple(problems), source, end)


def _contradictions(head: IssueHead, source: YamlSource) -> Iterator[Problem]:
    for index, revision in enumerate(head.revisions):
        if revision.date < head.date:
            path = ("revisions", index, "date")
            dates = {"date": revision.date, "published": head.date}
            yield source.problem(path, "revision-too-early", **dates)
    kinds = {revision.kind for revision in head.revisions}
    if head.is_withdrawn and RevisionKind.WITHDRAWAL not in kinds:
        yield source.problem(("status",), "withdrawal-without-reason")


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
            return Complaint("not-utf-8").at(self.file, len(lines), len(lines[-1]) + 1)
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
                wrong = Complaint("invisible-character", character=character)
                yield number, found.start() + 1, wrong
            if error := overloaded(line):
                yield number, line.index(error.values["letter"]) + 1, error


def _decoded(raw: bytes) -> str:
    text = raw.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


# What begins a line; what stands for itself; and what opens something in a line.
_SIGNS = re.compile(r"(?m)^[^\S\n]*+\S|(?<!\S)(?:\d+[.)]|[^\w\s]++)(?!\S)|[\[<`{|]|[*_~]++")


class Page(SourceFile):
    """A page of an issue."""

    @classmethod
    def of(cls, root: Path, docname: str) -> Self:
        """Read a page by its name in the Sphinx project that begins in the folder."""
        return cls.read(root, f"{docname}{PAGE_SUFFIX}")

    @property
    def docname(self) -> str:
        """The name of the page in a Sphinx project."""
        return self.file.removesuffix(PAGE_SUFFIX)

    @cached_property
    def front_matter(self) -> FrontMatter:
        """What stands between the ``---`` lines."""
        return read_front_matter(self.lines, file=self.file)

    @property
    def head(self) -> IssueHead | None:
        """What the front matter says, where all of it is right."""
        return self.front_matter.head

    @property
    def moved_anchors(self) -> dict[str, str]:
        """Old anchors of its stories, and the anchors they have now, as far as its head says."""
        return self.head.moved_anchors if self.head else {}

    @cached_property
    def text(self) -> str:
        """The text, without what could hold up or cover anything until it is mended."""
        return with_few_marks(super().text)

    @cached_property
    def unreadable(self) -> Problem | None:
        """Why the page is not read: it is no text, or too long a one."""
        # There are no more letters than bytes.
        if self.not_utf_8 or len(self.raw) < PAGE_SIGNS:
            return self.not_utf_8
        if (count := len(self.text.split())) > PAGE_WORDS:
            return Complaint("page-too-many-words", count=count, most=PAGE_WORDS).at(self.file)
        if (count := len(_SIGNS.findall(self.text))) > PAGE_SIGNS:
            return Complaint("page-too-many-signs", count=count, most=PAGE_SIGNS).at(self.file)
        return None

    @cached_property
    def body(self) -> str:
        """The text with the front matter blanked, so that lines keep their numbers."""
        end = self.front_matter.end
        return "\n" * end + "\n".join(self.lines[end:])

    def is_held_back(self, day: str) -> bool:
        """Whether the page is not on the site on a day (ISO 8601): a draft, or of a later day."""
        is_later = date_in_name(self.file) > day and page_name_complaint(self.file) is None
        return is_later or self.is_draft

    def place_of(self, words: str, line: int) -> tuple[int, int]:
        """Return where words stand, on a line or in the paragraph that begins there."""
        for number, text in enumerate(self.lines[line - 1 :], start=line):
            if (column := text.find(words)) >= 0:
                return number, column + 1
            if not text.strip():
                break
        return line, 1

    @property
    def is_draft(self) -> bool:
        """Whether the page says that it is a draft, whatever else is wrong with it.

        This is asked of every page at every build: only where the word stands is YAML read.
        """
        if b"draft" not in self.raw.partition(b"\n---")[0]:
            return False
        data = self.front_matter.source.data
        return isinstance(data, dict) and data.get("status") == Status.DRAFT
