"""From a page's raw text to the head of its issue, or to what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .issue import IssueHead, RevisionKind
from .problem import Code, Problem
from .validation import validate
from .yaml_source import YamlSource, YamlSourceError, read_yaml

FENCE = "---"
_HOW_TO_BEGIN = (
    "Begin the page with a line ---, then title, date, authors and summary, then a line --- again."
)


@dataclass(frozen=True)
class FrontMatter:
    """The front matter of a page.

    Parameters
    ----------
    head
        The issue's head, or `None` where it has problems.
    problems
        What is wrong, with places in the file.
    source
        The YAML with the place of every key; empty where there is none.
    end
        How many lines of the file the front matter takes, both ``---`` lines included.
    """

    head: IssueHead | None
    problems: tuple[Problem, ...]
    source: YamlSource
    end: int


def read_front_matter(lines: Sequence[str], *, file: str) -> FrontMatter:
    """Read the front matter of a page; `Page.front_matter` is what others ask.

    Parameters
    ----------
    lines
        The whole page.
    file
        Its path, for messages.
    """

    def broken(
        message: str, advice: str, *, end: int, line: int = 1, column: int = 1
    ) -> FrontMatter:
        problem = Problem(file, line, column, Code.FRONT_MATTER, message, advice)
        return FrontMatter(None, (problem,), YamlSource(None), end)

    if lines[0].rstrip() != FENCE:
        return broken("The page has no front matter.", _HOW_TO_BEGIN, end=0)
    ends = (n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE)
    end = next(ends, None)
    if end is None:
        return broken("The front matter does not end.", _HOW_TO_BEGIN, end=len(lines))
    try:
        source = read_yaml("\n".join(lines[1:end]) + "\n", first_line=2)
    except YamlSourceError as error:
        return broken(
            error.message, error.advice, end=end + 1, line=error.line, column=error.column
        )
    if source.data is not None and not isinstance(source.data, dict):
        return broken(
            "The front matter is not made of keys and values.",
            "Write lines such as “title: Central Asians Targeted in Russia”.",
            end=end + 1,
            line=2,
        )
    head, problems = validate(IssueHead, source, file=file)
    if head is not None:
        problems = sorted([*_impossible_dates(head, source, file), *_no_reason(head, source, file)])
        # Whoever asks, check or build, is told nothing of a text that is gone.
        head = head.without_text() if head.is_withdrawn else head
    return FrontMatter(None if problems else head, tuple(problems), source, end + 1)


def _impossible_dates(head: IssueHead, source: YamlSource, file: str) -> list[Problem]:
    problems = []
    for index, revision in enumerate(head.revisions):
        if revision.date < head.date:
            line, column = source.place(("revisions", index, "date"))
            problems.append(
                Problem(
                    file,
                    line,
                    column,
                    Code.INVALID_VALUE,
                    f"The revision of {revision.date} is older than the issue of {head.date}.",
                    "A revision is dated on the day on which the text was changed.",
                )
            )
    return problems


def _no_reason(head: IssueHead, source: YamlSource, file: str) -> list[Problem]:
    kinds = {revision.kind for revision in head.revisions}
    if not head.is_withdrawn or RevisionKind.WITHDRAWAL in kinds:
        return []
    return [
        Problem(
            file,
            *source.place(("status",)),
            Code.MISSING_KEY,
            "The issue is withdrawn, and readers are not told why.",
            "Add to revisions: a date, kind: withdrawal, and a note that gives the reason.",
        )
    ]
