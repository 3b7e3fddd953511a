"""``podcast``: an episode, with its show, date, length and recording."""

import re
from collections.abc import Callable, Iterator

from docutils import nodes

from ...model.concordance import Concordance
from ...model.messages import Complaint
from ...model.publication import Kind
from ...model.records import EpisodeRecord, Guest
from ...model.registry import EntryKind
from ...words import _
from ..directive import DirectiveKind, Invocation, Option, as_date, as_text, as_url
from ..judging import JudgedPage
from ..languages import format_date
from ..nodes import OwnNode, separated
from ..places import prose
from ..references import missing_entry

_UNITS = {"H": "h", "M": "min", "S": "s"}


class podcast_details(OwnNode, nodes.paragraph, printed="p.podcast-details", by_site=True):
    """The date of an episode, its length, who makes the show, and links."""


class podcast(OwnNode, nodes.container, printed="div.podcast"):
    """An episode: its title, its details where there are any, then its summary.

    ``show`` (an id of the registry), ``title``, ``date``, ``audio``, ``size`` (in bytes),
    ``duration`` (ISO 8601), ``link``: given.
    """

    def fill(self, concordance: Concordance, as_printed: Callable[[str], str]) -> None:
        """Print the name of the episode's show, its title, date, length and links."""
        show = concordance.registry.shows.get(self["show"])
        name = as_printed(show.name if show else str(self["show"]))
        heading, date, lasts = (self.get(each) or "" for each in ("title", "date", "duration"))
        title = nodes.paragraph("", "", nodes.strong(name, name), classes=["podcast-title"])
        title += [nodes.Text(": "), nodes.Text(heading)] if heading else []
        words = [
            format_date(date) if date else "",
            re.sub("[HMS]", lambda unit: f" {_UNITS[unit[0]]} ", lasts[2:]).strip(),
            as_printed(show.publisher) if show and show.publisher else "",
        ]
        details: list[nodes.Node] = [nodes.Text(each) for each in words if each]
        if audio := self.get("audio"):
            details.append(nodes.reference("", _("Listen to %s") % (heading or name), refuri=audio))
        if link := self.get("link") or (str(show.url) if show and show.url else None):
            details.append(nodes.reference("", _("The page of %s") % name, refuri=link))
        line = podcast_details("", "", *separated(zip(details)))
        self[:0] = [title, line] if details else [title]


def _as_duration(value: str) -> str:
    """Read ``1:04:30``, ``48:05`` or ``48 min`` as ISO 8601-1, 5.5.2.3 writes it: ``PT48M``."""
    read = re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)|(\d{1,3}) ?min", value)
    parts = zip((read[1], read[2] or read[4], read[3]), _UNITS, strict=True) if read else ()
    lasts = "".join(f"{int(number)}{unit}" for number, unit in parts if int(number or 0))
    if not lasts:
        raise Complaint("option-no-duration")
    return f"PT{lasts}"


def _as_size(value: str) -> int:
    """Read ``46 MB``, ``46.2 MB`` or ``46250112`` as a number of bytes."""
    size = re.fullmatch(r"(\d{1,6}(?:\.\d+)?) ?MB|(\d{1,12})(?: bytes)?", value)
    if not size:
        raise Complaint("option-no-size")
    return int(size[2] or float(size[1]) * 1_000_000)


def _check(page: JudgedPage, read: Invocation) -> None:
    show, registry = read.argument, page.surroundings.registry
    if show and show not in registry.shows:
        page.say(read.line, missing_entry(EntryKind.SHOW, show, registry, registry.shows), at=show)


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
            given = {name: show.get(name) for name in DIRECTIVE.options if name != "link"}
            guests, said = tuple(found), prose(show)
            yield EpisodeRecord(show["show"], guests, summary=said, anchor=anchor, **given)
            found = []  # the guests of a section with several episodes are those of the first
        if found and not shows:
            yield EpisodeRecord("", tuple(found), anchor=section["ids"][0])


DIRECTIVE = DirectiveKind(
    "podcast",
    argument=Option(as_text, "majlis", required=True),
    options={
        "title": Option(as_text, "Tajik Migrants After Crocus City Hall"),
        "date": Option(as_date, "2024-04-07"),
        "audio": Option(as_url, "https://example.org/episode.mp3"),
        "size": Option(_as_size, "46 MB"),
        "duration": Option(_as_duration, "48 min"),
        "link": Option(as_url, "https://example.org/episode"),
        "transcript": Option(as_url, "https://example.org/episode.html"),
        "chapters": Option(as_url, "https://example.org/chapters.json"),
    },
    # Names and dates are filled in once its page is known.
    make=lambda read: [podcast("", *read.children, show=read.argument, **read.options)],
    check=_check,
    record=_record,
)
