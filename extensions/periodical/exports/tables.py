"""The files in `data/`: which there are, what each is for, and how they refer to one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, get_type_hints

from pydantic import create_model

from ..markup.directives import DIRECTIVES
from . import rows
from .collecting import Collector

FOLDER = "data"
"""Where the files lie in the site."""

PACKAGE = "datapackage.json"
"""The name that the Data Package standard gives to the file that describes all others."""

# A quote before such a text, which guards against formulas, would make the record untrue.
TEXTS_ARE_TRUE = (
    "Texts stand here as they stand on the page. One that begins with =, +, - or @ is still a text:"
    " when you open the file in a spreadsheet, import its columns as text, not as formulas."
)


@dataclass(frozen=True)
class Table:
    """A file of rows.

    Parameters
    ----------
    name
        Its name, without an ending.
    title, description
        What it is, for those who use it.
    row
        What one row holds.
    collect
        What yields the rows.
    primary_key
        The fields that no two rows share.
    foreign_keys
        Fields that hold what another file has: field, table and the field there.
    format
        ``json`` (an array of objects, one a line) or ``csv`` (RFC 4180, with a header).
    """

    name: str
    title: str
    description: str
    row: type[rows.Row]
    collect: Callable[[Collector], Iterator[rows.Row]]
    primary_key: tuple[str, ...] = ("id",)
    foreign_keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    format: str = "json"

    @property
    def path(self) -> str:
        """The path of the file in its folder."""
        return f"{self.name}.{self.format}"

    @property
    def schema_path(self) -> str:
        """The path of its JSON Schema in its folder."""
        return f"schemas/{self.name}.schema.json"


IN_AN_ISSUE = {"issue": ("issues", "id")}
IN_A_STORY = {**IN_AN_ISSUE, "story": ("stories", "id")}


def _tables_of_directives() -> Iterator[Table]:
    """Yield the files of what directives keep, each with its fields after those of all."""
    declared = [kind.data for kind in DIRECTIVES.values() if kind.data]
    for data in sorted(declared, key=lambda each: each.name):
        hints = get_type_hints(data.record, include_extras=True)
        given: dict[str, Any] = {
            name: (hint, ...) for name, hint in hints.items() if name not in ("anchor", "story")
        }
        row: type[rows.Row] = create_model(
            data.record.__name__.removesuffix("Record"),
            __base__=rows.PartOfStory if data.in_stories else rows.Part,
            __doc__=data.record.__doc__,
            **given,
        )
        collect = partial(Collector.parts, data=data, row=row)
        keys = IN_A_STORY if data.in_stories else IN_AN_ISSUE
        yield Table(data.name, data.title, data.description, row, collect, foreign_keys=keys)


TABLES = (
    Table(
        "issues",
        "Issues",
        "All issues, oldest first.",
        rows.Issue,
        Collector.issues,
    ),
    Table(
        "stories",
        "Stories and briefs",
        "What the issues tell, story by story.",
        rows.Story,
        Collector.stories,
        foreign_keys={**IN_AN_ISSUE, "thread": ("threads", "id")},
    ),
    *_tables_of_directives(),
    Table(
        "episodes",
        "Podcast episodes",
        "The episodes that issues are about, with their guests.",
        rows.Episode,
        Collector.episodes,
        primary_key=("issue", "number"),
        foreign_keys={**IN_AN_ISSUE, "show": ("shows", "id")},
    ),
    Table(
        "people",
        "People",
        "Authors, and people whom issues mention.",
        rows.Person,
        Collector.people,
    ),
    Table(
        "organizations",
        "Organizations",
        "Organizations and media that issues mention.",
        rows.Organization,
        Collector.organizations,
    ),
    Table("places", "Places", "Places that issues mention.", rows.Place, Collector.places),
    Table("topics", "Topics", "What issues are about.", rows.Topic, Collector.topics),
    Table(
        "threads",
        "Threads",
        "Stories that go on from issue to issue, part by part.",
        rows.Thread,
        Collector.threads,
    ),
    Table("shows", "Podcasts", "The podcasts of the episodes.", rows.Show, Collector.shows),
    Table(
        "mentions",
        "Mentions",
        "Who and what is mentioned where: once a story, with the sentence around it. "
        + TEXTS_ARE_TRUE,
        rows.Mention,
        Collector.mentions,
        primary_key=("heading", "kind", "entry"),
        foreign_keys=IN_A_STORY,
        format="csv",
    ),
    Table(
        "references",
        "References",
        "Which issues and stories refer to which.",
        rows.Reference,
        Collector.references,
        primary_key=("heading", "target"),
        foreign_keys={
            **IN_A_STORY,
            "target_issue": ("issues", "id"),
            "target_story": ("stories", "id"),
        },
        format="csv",
    ),
)
