"""From a page's raw text to the head of its issue, or to what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .issue import IssueHead, RevisionKind
from .messages import problem
from .problem import Problem
from .validation import validate
from .yaml_source import YamlSource, read_yaml

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
    if lines[0].rstrip() != FENCE:
        problems = [problem("front-matter-missing", file)]
    elif (last := _end(lines)) is None:
        problems, end = [problem("front-matter-endless", file)], len(lines)
    else:
        end = last + 1
        # The first line is blanked, so that lines keep their numbers.
        source = read_yaml("\n".join(["", *lines[1:last], ""]), file=file)
        if source.broken:
            problems = [source.broken]
        elif not isinstance(source.data, dict | None):
            problems = [problem("front-matter-no-keys", file, 2)]
        else:
            head, problems = validate(IssueHead, source)
    if head is not None:
        problems = sorted(_contradictions(head, source))
        # Whoever asks, check or build, is told nothing of a text that is gone.
        head = head.without_text() if head.is_withdrawn else head
    return FrontMatter(None if problems else head, tuple(problems), source, end)


def _end(lines: Sequence[str]) -> int | None:
    return next((n for n, line in enumerate(lines) if n and line.rstrip() == FENCE), None)


def _contradictions(head: IssueHead, source: YamlSource) -> Iterator[Problem]:
    for index, revision in enumerate(head.revisions):
        if revision.date < head.date:
            path = ("revisions", index, "date")
            dates = {"date": revision.date, "published": head.date}
            yield source.problem(path, "revision-too-early", **dates)
    kinds = {revision.kind for revision in head.revisions}
    if head.is_withdrawn and RevisionKind.WITHDRAWAL not in kinds:
        yield source.problem(("status",), "withdrawal-without-reason")
