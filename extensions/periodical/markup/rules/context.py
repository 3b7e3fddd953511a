"""What the rules for a page share: the page, what it is judged against, and how they speak."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...model.messages import Complaint, complaint
from ...model.page import Page
from ...model.problem import Problem
from ...model.publication import Section
from ..surroundings import Surroundings


@dataclass
class PageContext:
    """A page that is judged.

    Args:
        page: The page.
        surroundings: What it is judged against.
        sections, anchors, edges: What is found in the page as a whole: the declared sections by the
            lines of their headings, the addresses of the headings, and the lines of rules at the
            edges of sections.
    """

    page: Page
    surroundings: Surroundings
    sections: dict[int, Section] = field(default_factory=dict)
    anchors: tuple[str, ...] = ()
    edges: frozenset[int] = frozenset()

    def problem(self, line: int, name: str, /, *, at: str = "", **values: Any) -> Problem:
        """Return a message on a line, at the column where the text `at` stands in it."""
        return self.place(complaint(name, **values), line, at=at)

    def place(self, complaint: Complaint, line: int, *, at: str = "") -> Problem:
        """Return what is wrong on a line, at the column where the text `at` stands in it."""
        source = self.page.lines[line - 1] if 0 < line <= len(self.page.lines) else ""
        column = source.find(at) if at else -1
        if column < 0:
            column = len(source) - len(source.lstrip())
        return complaint.at(self.page.file, line, column + 1)
