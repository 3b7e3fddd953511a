"""One page of an issue, read once, which everybody is handed.

`check`, the parser, drafts, records, words, comparisons, references to headings and PDFs ask the
same `Page`, so that none of them can take a file for something else than the others do.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Self

from .archive import PAGE_SUFFIX, date_in_name, page_name_complaint
from .front_matter import FrontMatter, read_front_matter
from .issue import IssueHead, Status
from .limits import PAGE_SIGNS, PAGE_WORDS
from .messages import problem
from .problem import Problem
from .source_file import SourceFile
from .text import with_few_marks

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
        if self.not_utf_8 or len(self.text) < PAGE_SIGNS:
            return self.not_utf_8
        if (count := len(self.text.split())) > PAGE_WORDS:
            return problem("page-too-many-words", self.file, count=count, most=PAGE_WORDS)
        if (count := len(_SIGNS.findall(self.text))) > PAGE_SIGNS:
            return problem("page-too-many-signs", self.file, count=count, most=PAGE_SIGNS)
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

    @property
    def is_draft(self) -> bool:
        """Whether the page says that it is a draft, whatever else is wrong with it.

        This is asked of every page at every build: only where the word stands is YAML read.
        """
        if b"draft" not in self.raw:
            return False
        data = self.front_matter.source.data
        return isinstance(data, dict) and data.get("status") == Status.DRAFT
