"""``story``: what a story belongs to, and where and when it happened, under its heading."""

from __future__ import annotations

from docutils import nodes

from ..form import Body, Form, FormDirective, Option, as_date, as_list, as_text

FORM = Form(
    "story",
    Body.NONE,
    options={
        "thread": Option(as_text, "crocus-city-hall"),
        "date": Option(as_date, "2024-03-22"),
        "places": Option(as_list, "moscow, dushanbe"),
    },
)


class story_note(nodes.paragraph):  # noqa: N801 - docutils' nodes are named so
    """The line under a story's heading.

    Attributes ``thread`` (as it is written), ``date`` (ISO 8601) and ``places`` (a list, as they
    are written) hold what was given. Names are put in when the page has been read.
    """


class Story(FormDirective):
    """Make the line; the names come from the registry."""

    form = FORM

    def make(self) -> list[nodes.Node]:
        """Return the line, still empty."""
        note = self.locate(story_note())
        note.update_all_atts(dict(self.options))
        return [note]
