"""A page while it is judged: what it is judged against, and what has been found wrong with it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..model.limits import PICTURES
from ..model.messages import Account, Complaint, Problem
from ..model.page import IssueIndex, Page
from ..model.publication import Publication, Section
from ..model.registry import Registry, StyleRule
from ..pictures.complaints import image_complaint
from .markdown import Syntax
from .pages import anchors_of, headings_of, parsed


@dataclass(frozen=True)
class Surroundings:
    """What a page is judged against; `issues` is `None` in a build, which resolves them later."""

    root: Path
    publication: Publication
    registry: Registry
    issues: IssueIndex | None
    style: tuple[StyleRule, ...] = ()


class JudgedPage:
    """A page that is judged.

    What it refers to on other pages has an account of its own: a build looks there later.

    Attributes:
        head: What the front matter says, without a lead image that cannot be shown.
        tree: What it is made of.
        headings: Its headings.
        anchors: The addresses of the headings, by their lines.
        accepted: What was looked at and is as it may be, apart from what is in it.
        sections: The declared sections, by the lines of their headings.
    """

    def __init__(self, page: Page, surroundings: Surroundings) -> None:
        self.page, self.surroundings, self.head = page, surroundings, page.head
        self.account, self.elsewhere = Account(page.file), Account(page.file)
        self.tree, self.headings = parsed(page), headings_of(page)
        lines = (each.line for each in self.headings)
        self.anchors = dict(zip(lines, anchors_of(page), strict=True))
        self.accepted: set[Syntax] = set()
        self.sections: dict[int, Section] = {}
        self._counted = Counter[str]()

    def place_of(self, where: Syntax | int, at: str = "") -> tuple[int, int]:
        """Return line and column of a piece of syntax, or of a line; there, of the text `at`."""
        line = where if isinstance(where, int) else where.line
        source = self.page.lines[line - 1] if 0 < line <= len(self.page.lines) else ""
        column = source.find(at) if at and at in source else len(source) - len(source.lstrip())
        return line, column + 1

    def say(
        self, where: Syntax | int, what: str | Complaint, /, *, at: str = "", **more: Any
    ) -> None:
        """Say what is wrong at a place: a message of the catalogue, or a complaint as it is."""
        complaint = Complaint(what, **more) if isinstance(what, str) else what
        self.account.say(complaint, *self.place_of(where, at))

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with it, in the order of its lines."""
        said = (self.page.front_matter.problems, self.account.problems(), self.elsewhere.problems())
        return sorted({problem for each in said for problem in each})

    def examine_picture(self, where: Syntax | int, file: str | None, *, at: str) -> bool:
        """Say what is wrong with the file of a picture, if it has one; tell whether it is right."""
        if self.is_beyond(where, "pictures-too-many", PICTURES) or file is None:
            return False
        if wrong := image_complaint(file, page=self.page.file, root=self.surroundings.root):
            self.say(where, wrong, at=at)
        return wrong is None

    def is_beyond(self, where: Syntax | int, message: str, most: int) -> bool:
        """Count it, and say so if there are more of its kind than so many on the page."""
        self._counted[message] += 1
        if self._counted[message] > most:
            self.say(where, message, most=most)
        return self._counted[message] > most
