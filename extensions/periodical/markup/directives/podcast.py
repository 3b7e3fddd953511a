"""``podcast``: an episode, with its show, date, length and recording."""

import re
from collections.abc import Iterator

from docutils import nodes

from ...model.messages import Complaint
from ...model.publication import Kind
from ...model.records import EpisodeRecord, Guest
from ...model.registry import EntryKind
from ...words import _
from ..directive import DirectiveKind, Written
from ..form import Body, Form, Invocation, Option, as_date, as_duration, as_text, as_url
from ..judging import Syntax
from ..languages import format_date
from ..own_nodes import Archive, OwnNode
from ..places import prose
from ..printing import Element, Notes, Printed, as_call
from ..targets import missing_entry


class podcast(OwnNode, nodes.container):  # noqa: N801
    """An episode: a `podcast_title`, a `podcast_details` where there are any, then its summary.

    ``show`` (an id of the registry), ``title``, ``date``, ``audio``, ``size`` (in bytes),
    ``duration``, ``link``: given.
    """

    printed = Printed(Element("div", "podcast"), as_call("podcast"))

    def fill(self, archive: Archive) -> None:
        """Print the name of the episode's show, its title, date, length and links."""
        show = archive.registry.shows.get(self["show"])
        name = archive.printed(show.name if show else str(self["show"]))
        heading = str(self.get("title") or "")
        title = podcast_title("", "", nodes.strong(name, name))
        if heading:
            title += [nodes.Text(": "), nodes.Text(heading)]
        details: list[nodes.Node] = []
        if self.get("date"):
            details.append(nodes.Text(format_date(self["date"])))
        if self.get("duration"):
            details.append(nodes.Text(spoken_duration(self["duration"])))
        if show and show.publisher:
            details.append(nodes.Text(archive.printed(show.publisher)))
        if self.get("audio"):
            words = _("Listen to %s") % (heading or name)
            details.append(nodes.reference("", words, refuri=self["audio"]))
        if link := self.get("link") or (str(show.url) if show and show.url else None):
            details.append(nodes.reference("", _("The page of %s") % name, refuri=link))
        self.insert(0, title)
        if details:
            parts = [part for detail in details for part in (nodes.Text(" · "), detail)]
            self.insert(1, podcast_details("", "", *parts[1:]))


class podcast_title(OwnNode, nodes.paragraph):  # noqa: N801
    """The name of the show, and the title of the episode."""

    printed = Printed(Element("p", "podcast-title"), as_call("podcast-title"))


class podcast_details(OwnNode, nodes.paragraph):  # noqa: N801
    """Date and length, and a link to listen."""

    printed = Printed(
        Element("p", "podcast-details"), as_call("podcast-details", notes=Notes.INLINE)
    )


def _as_size(value: str) -> int:
    """Read ``46 MB``, ``46.2 MB`` or ``46250112`` as a number of bytes."""
    size = re.fullmatch(r"(\d{1,6}(?:\.\d+)?) ?MB|(\d{1,12})(?: bytes)?", value)
    if not size:
        raise Complaint("option-no-size")
    return int(size[2] or float(size[1]) * 1_000_000)


def _make(written: Written) -> list[nodes.Node]:
    """Return the episode; names and dates are filled in once its page is known."""
    episode = written.locate(podcast(show=written.argument))
    episode.update_all_atts(dict(written.options))
    episode += written.body
    return [episode]


def _check(syntax: Syntax, invocation: Invocation) -> None:
    show, registry = invocation.argument, syntax.surroundings.registry
    if show and show not in registry.shows:
        syntax.say(missing_entry(EntryKind.SHOW, show, registry, registry.shows), at=show)


def spoken_duration(duration: str) -> str:
    """Return an ISO 8601 duration such as ``PT1H4M`` in words."""
    words = {"H": "h", "M": "min", "S": "s"}
    parts = re.findall(r"(\d+)([HMS])", duration)
    return " ".join(f"{number} {words[unit]}" for number, unit in parts)


def _record(document: nodes.document) -> Iterator[EpisodeRecord]:
    for section in document.findall(nodes.section):
        if section.get("kind") != Kind.PODCAST:
            continue
        speakers = (node for node in section.findall(OwnNode) if node.speaks)
        found = [Guest(node["name"], node["roles"]) for node in speakers]
        shows = list(section.findall(podcast))
        for number, show in enumerate(shows, start=1):
            anchor = section["ids"][0]
            if number > 1:
                anchor = f"{anchor}.episode-{number}"
                show["ids"] = [anchor]
            given = {name: show.get(name) for name in DIRECTIVE.form.options if name != "link"}
            guests, said = tuple(found), prose(show)
            yield EpisodeRecord(show["show"], guests, summary=said, anchor=anchor, **given)
            found = []  # the guests of a section with several episodes are those of the first
        if found and not shows:
            yield EpisodeRecord("", tuple(found), anchor=section["ids"][0])


DIRECTIVE = DirectiveKind(
    Form(
        "podcast",
        Body.MAY_BE_EMPTY,
        argument=Option(as_text, "majlis", required=True),
        options={
            "title": Option(as_text, "Tajik Migrants After Crocus City Hall"),
            "date": Option(as_date, "2024-04-07"),
            "audio": Option(as_url, "https://example.org/episode.mp3"),
            "size": Option(_as_size, "46 MB"),
            "duration": Option(as_duration, "48 min"),
            "link": Option(as_url, "https://example.org/episode"),
            "transcript": Option(as_url, "https://example.org/episode.html"),
            "chapters": Option(as_url, "https://example.org/chapters.json"),
        },
    ),
    make=_make,
    check=_check,
    record=_record,
)
