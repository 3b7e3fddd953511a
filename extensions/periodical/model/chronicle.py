"""All issues in the order of time: what neighbours, years and references are looked up in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .archive import IssueIndex
from .records import IssueRecord


@dataclass(frozen=True)
class Chronicle:
    """All issues, oldest first; those of one day in the order of their ids."""

    issues: tuple[IssueRecord, ...]

    @classmethod
    def of(cls, issues: Iterable[IssueRecord]) -> Chronicle:
        """Return the chronicle of some issues."""
        return cls(tuple(sorted(issues, key=lambda issue: (issue.head.date, issue.id))))

    @cached_property
    def by_id(self) -> dict[str, IssueRecord]:
        """The issues by id."""
        return {issue.id: issue for issue in self.issues}

    @cached_property
    def index(self) -> IssueIndex:
        """The ids, to look up what a reference means."""
        return IssueIndex(frozenset(self.by_id))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years in which there are issues, latest first."""
        return tuple(sorted({issue.year for issue in self.issues}, reverse=True))

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {issue.docname: position for position, issue in enumerate(self.issues)}

    def position(self, docname: str) -> int:
        """Return the place of an issue among all, counted from 0."""
        return self._positions[docname]

    def find(self, target: str) -> IssueRecord | None:
        """Return the one issue that a reference means, or `None` where it means none or several."""
        found = self.index.find(target)
        return self.by_id[found[0]] if len(found) == 1 else None

    def neighbours(self, docname: str) -> tuple[IssueRecord | None, IssueRecord | None]:
        """Return the issues before and after one."""
        at = self._positions[docname]
        earlier = self.issues[at - 1] if at else None
        later = self.issues[at + 1] if at + 1 < len(self.issues) else None
        return earlier, later

    @property
    def latest(self) -> IssueRecord | None:
        """The latest issue that has a text, if there is one."""
        return next((issue for issue in reversed(self.issues) if not issue.head.is_withdrawn), None)
