"""A page while it is judged: what it is judged against, and what has been found wrong with it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from ..model.limits import PROBLEMS
from ..model.messages import Complaint
from ..model.page import Page
from ..model.problem import Problem
from ..model.publication import Section
from ..model.registry import DATA_FOLDER, EntryKind
from .targets import Surroundings


class Account:
    """What is wrong with a file, of which so many problems are told, and the others only counted.

    A page can have a hundred thousand, and for each somebody would look what could have been meant.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0
        """How often something was said, told or not."""
        self._lines: dict[tuple[int, int, str], int] = {}
        self._told: dict[Problem, None] = {}
        self._new: list[Problem] = []

    def say(self, complaint: Complaint, line: int, column: int = 1) -> None:
        """Say what is wrong at a place; its words are put together only if it is to be told."""
        self.count += 1
        key = (line, column, str(complaint))
        if key not in self._lines:
            self._lines[key] = line
            if len(self._lines) <= PROBLEMS:
                self.tell(complaint.at(self.file, line, column))

    def tell(self, problem: Problem) -> None:
        """Tell a problem, once."""
        if problem not in self._told:
            self._told[problem] = None
            self._new.append(problem)

    def news(self) -> list[Problem]:
        """Return what has been told since this was asked the last time."""
        news, self._new = self._new, []
        return news

    def untold(self) -> list[Problem]:
        """Return that there are more problems than those that were told, if there are."""
        lines = list(self._lines.values())[PROBLEMS:]
        more = Complaint("problems-more", most=PROBLEMS, count=len(lines))
        return [more.at(self.file, lines[0])] if lines else []


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

    def say(
        self,
        line: int,
        what: str | Complaint,
        /,
        *,
        at: str = "",
        elsewhere: bool = False,
        **values: Any,
    ) -> None:
        """Say what is wrong on a line, at the column where the text `at` stands in it.

        It is a message of the catalogue with its values, or a complaint that has them.
        """
        source = self.page.lines[line - 1] if 0 < line <= len(self.page.lines) else ""
        column = source.find(at) if at else -1
        if column < 0:
            column = len(source) - len(source.lstrip())
        complaint = Complaint(what, **values) if isinstance(what, str) else what
        (self.elsewhere if elsewhere else self.account).say(complaint, line, column + 1)

    @property
    def count(self) -> int:
        """How often something was said."""
        return self.account.count + self.elsewhere.count

    def news(self) -> list[Problem]:
        """Return what has been told since this was asked the last time."""
        return self.account.news() + self.elsewhere.news()

    def untold(self) -> list[Problem]:
        """Return that there are more problems than those that were told, if there are."""
        return self.account.untold() + self.elsewhere.untold()


@dataclass
class Syntax:
    """A piece of syntax that is judged, and whether it stands inside another."""

    context: PageContext
    node: SyntaxTreeNode
    line: int
    inside: bool

    @property
    def surroundings(self) -> Surroundings:
        """What its page is judged against."""
        return self.context.surroundings

    def say(self, what: str | Complaint, /, *, below: int = 0, at: str = "", **values: Any) -> None:
        """Say what is wrong with it, or with what stands so many lines below its first."""
        self.context.say(self.line + below, what, at=at, **values)

    def say_missing(
        self, kind: EntryKind, target: str, *, below: int = 0, ids: Iterable[str] | None = None
    ) -> None:
        """Say that the registry lacks an entry; `ids` are what could stand where names cannot."""
        data = f"{DATA_FOLDER}/{kind.plural}.yaml"
        known = self.surroundings.registry.known(kind) if ids is None else ids
        values = {"kind": kind, "word": target, "data": data}
        self.say("entry-unknown", below=below, at=target, known=known, **values)

    @property
    def lines(self) -> Sequence[str]:
        """The lines of a fence, its first and its last included."""
        return self.context.page.lines[self.line - 1 : (self.node.map or (0, 1))[1] - 1]

    @property
    def heading_above(self) -> str:
        """The tag of the heading right above it, such as ``h3``, if there is one."""
        before = self.node.previous_sibling if self.node.parent else None
        return before.tag if before is not None and before.type == "heading" else ""
