"""``story``: what a story belongs to, and where and when it happened, under its heading."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes

from ...model.problem import Code
from ...model.registry import EntryKind
from ..directive import DirectiveKind, Setting, Written
from ..form import Body, Complaint, Form, Invocation, Option
from ..options import as_date, as_list, as_text
from ..printing import Element, Face, Notes, Printed, as_call


class story_note(nodes.paragraph):  # noqa: N801 - docutils' nodes are named so
    """The line under a story's heading.

    Attributes ``thread`` (as it is written), ``date`` (ISO 8601) and ``places`` (a list, as they
    are written) hold what was given. Names are put in when the page has been read.
    """


def _make(written: Written) -> list[nodes.Node]:
    """Return the line, still empty."""
    note = written.locate(story_note())
    note.update_all_atts(dict(written.options))
    return [note]


def _check(invocation: Invocation, setting: Setting) -> Iterator[Complaint]:
    if setting.below != "h3":
        yield Complaint(
            0,
            Code.DIRECTIVE,
            "“story” stands away from the heading of its story.",
            "Put it right under the line that begins with ###.",
        )
    options = invocation.options
    if not options and not invocation.complaints:
        advice = "Give it :thread:, :date: or :places:, or delete it."
        yield Complaint(0, Code.OPTION, "“story” says nothing.", advice)
    named = [(EntryKind.THREAD, options.get("thread"))]
    named += [(EntryKind.PLACE, place) for place in options.get("places") or ()]
    for kind, target in named:
        if target and setting.surroundings.registry.find(kind, target) is None:
            said = setting.surroundings.not_in_registry(kind, target)
            yield Complaint(setting.line_with(target), Code.REGISTRY, *said, at=target)


DIRECTIVE = DirectiveKind(
    Form(
        "story",
        Body.NONE,
        options={
            "thread": Option(as_text, "crocus-city-hall"),
            "date": Option(as_date, "2024-03-22"),
            "places": Option(as_list, "moscow, dushanbe"),
        },
    ),
    make=_make,
    nodes={
        story_note: Printed(
            html=Element("p", "story-note"),
            paper=as_call("story-note", face=Face.SANS, notes=Notes.INLINE),
        )
    },
    check=_check,
    names=False,
)
