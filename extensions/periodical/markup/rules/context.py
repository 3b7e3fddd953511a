"""What the rules for a page share: the page, what it is judged against, and how they speak."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ...model.limits import PROBLEMS
from ...model.messages import Complaint
from ...model.page import Page
from ...model.problem import Problem
from ...model.publication import Section
from ..targets import Surroundings


@dataclass
class Account:
    """What is wrong with a file, of which so many problems are told, and the others only counted.

    A page can have a hundred thousand, and for each somebody would look what could have been meant.
    """

    file: str

    def __post_init__(self) -> None:
        self._told: dict[tuple[int, int, str], Problem] = {}
        self._untold: dict[tuple[int, int, str], None] = {}
        self._said: set[Problem] = set()
        self._beyond = Problem(self.file, 1, 1, "limit", "")

    def place(self, complaint: Complaint, line: int, column: int = 1) -> Problem:
        """Return what is wrong at a place; words are put together only for what is told."""
        key = (line, column, str(complaint))
        if key not in self._told:
            if len(self._told) >= PROBLEMS:
                self._untold[key] = None
                return self._beyond
            self._told[key] = complaint.at(self.file, line, column)
        return self._told[key]

    def told(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield those of some problems that are to be told, each once."""
        for problem in problems:
            if problem.message and problem not in self._said:
                self._said.add(problem)
                yield problem

    def untold(self) -> Iterator[Problem]:
        """Yield that there are more problems than those that were told, if there are."""
        if self._untold:
            line = next(iter(self._untold))[0]
            words = Complaint("problems-more", most=PROBLEMS, count=len(self._untold))
            yield words.at(self.file, line)


@dataclass
class PageContext:
    """A page that is judged.

    What it refers to on other pages has an account of its own: a build looks there when all pages
    have been read.

    Args:
        sections: The declared sections, by the lines of their headings.
        anchors: The addresses of the headings.
        edges: The lines of rules at the edges of sections.
        counted: How many there have been of what is limited.
    """

    page: Page
    surroundings: Surroundings
    sections: dict[int, Section] = field(default_factory=dict)
    anchors: tuple[str, ...] = ()
    edges: frozenset[int] = frozenset()
    counted: Counter[str] = field(default_factory=Counter)
    without_lead_image: bool = False

    def __post_init__(self) -> None:
        self.account, self.elsewhere = Account(self.page.file), Account(self.page.file)

    def problem(self, line: int, name: str, /, *, at: str = "", **values: Any) -> Problem:
        """Return a message on a line, at the column where the text `at` stands in it."""
        return self.place(Complaint(name, **values), line, at=at)

    def place(
        self, complaint: Complaint, line: int, *, at: str = "", elsewhere: bool = False
    ) -> Problem:
        """Return what is wrong on a line, at the column where the text `at` stands in it."""
        source = self.page.lines[line - 1] if 0 < line <= len(self.page.lines) else ""
        column = source.find(at) if at else -1
        if column < 0:
            column = len(source) - len(source.lstrip())
        account = self.elsewhere if elsewhere else self.account
        return account.place(complaint, line, column + 1)
