"""``timeline``: what happened on which day, a line each.

The recipe for a directive in ARCHITECTURE.md, followed: `test_recipes.py` lays this file among the
directives of a copy of the package, and builds from it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from docutils import nodes

from ...model.records import Kept
from ..directive import Data, DirectiveKind, Option, as_date
from ..languages import format_date
from ..markdown import Syntax
from ..nodes import OwnNode
from ..places import addressed, prose


@dataclass(frozen=True)
class EventRecord(Kept):
    """What happened on a day."""

    date: Annotated[datetime.date, "The day."]
    text: Annotated[str, "What happened."]


class timeline(OwnNode, nodes.bullet_list, printed="ul.timeline"):
    """A list of events."""


class timeline_event(OwnNode, nodes.list_item, printed="li.event"):
    """An event: its `timeline_date`, then a paragraph; attribute ``date`` is ISO 8601."""


class timeline_date(OwnNode, nodes.strong, printed="time", attributes="datetime"):
    """The day of an event, in words; attribute ``datetime`` is ISO 8601."""


def _read(line: Syntax) -> str:
    """Return the day with which a line begins, without markup."""
    date, _, _ = line.children[0].content.partition(":")
    return as_date(date.strip())


def _make_event(item: nodes.list_item, date: str) -> timeline_event:
    paragraph = next(item.findall(nodes.paragraph))
    paragraph[0] = nodes.Text(paragraph[0].partition(":")[2])
    paragraph.insert(0, timeline_date("", format_date(date), datetime=date))
    return timeline_event("", paragraph, date=date)


def _record(document: nodes.document) -> Iterator[EventRecord]:
    for event, story in addressed(document, timeline_event, "event"):
        date = datetime.date.fromisoformat(event["date"])
        text = " ".join(prose(event).removeprefix(format_date(event["date"])).split())
        yield EventRecord(date, text, anchor=event["ids"][0], story=story)


DIRECTIVE = DirectiveKind(
    "timeline",
    item=Option(_read, "2024-03-22: What happened."),
    make=lambda read: read.with_lists_as(timeline, _make_event),
    record=_record,
    data=Data("events", "Events", "What happened on which day.", EventRecord),
)
