"""``podcast``: an episode, with its show, date, length and recording."""

from __future__ import annotations

from docutils import nodes

from ..form import Body, Form, FormDirective, Option, as_date, as_duration, as_text, as_url

FORM = Form(
    "podcast",
    Body.TEXT,
    may_be_empty=True,
    argument=Option(as_text, "majlis", required=True),
    options={
        "title": Option(as_text, "Tajik Migrants After Crocus City Hall"),
        "date": Option(as_date, "2024-04-07"),
        "audio": Option(as_url, "https://example.org/episode.mp3"),
        "duration": Option(as_duration, "48 min"),
        "link": Option(as_url, "https://example.org/episode"),
    },
)


class podcast(nodes.container):  # noqa: N801
    """An episode: a `podcast_title`, a `podcast_details` where there are any, then its summary.

    Attributes ``show`` (an id of the registry), ``title``, ``date``, ``audio``, ``duration`` and
    ``link`` hold what was given.
    """


class podcast_title(nodes.paragraph):  # noqa: N801
    """The name of the show, and the title of the episode."""


class podcast_details(nodes.paragraph):  # noqa: N801
    """Date and length, and a link to listen."""


class Podcast(FormDirective):
    """Make an episode; names and dates are filled in once its page is known."""

    form = FORM

    def run(self) -> list[nodes.Node]:
        """Return the episode."""
        episode = self.locate(podcast(show=self.argument))
        episode.update_all_atts(dict(self.options))
        episode += self.parse_body()
        return [episode]
