"""``story``: what a story belongs to, and where and when it happened, under its heading."""

from collections.abc import Iterator

from docutils import nodes

from ...model.messages import Complaint
from ...model.registry import EntryKind
from ..directive import DirectiveKind, Setting, Written
from ..form import Body, Finding, Form, Invocation, Option, as_date, as_list, as_text
from ..printing import Element, Notes, Printed, as_call


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


def _check(invocation: Invocation, setting: Setting) -> Iterator[Finding]:
    if setting.below != "h3":
        yield Finding(0, Complaint("story-misplaced"))
    options = invocation.options
    if not options and not invocation.findings:
        yield Finding(0, Complaint("story-says-nothing"))
    named = [(EntryKind.THREAD, options.get("thread"))]
    named += [(EntryKind.PLACE, place) for place in options.get("places") or ()]
    for kind, target in named:
        if target and setting.surroundings.registry.find(kind, target) is None:
            said = setting.surroundings.not_in_registry(kind, target)
            yield Finding(setting.line_with(target), said, at=target)


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
            paper=as_call("story-note", notes=Notes.INLINE),
        )
    },
    check=_check,
    names=False,
)
