"""``story``: what a story belongs to, and where and when it happened, under its heading."""

from docutils import nodes

from ...model.registry import EntryKind, Registry
from ...words import _
from ..directive import DirectiveKind, Invocation, Option, as_date, as_list, as_text
from ..judging import JudgedPage
from ..languages import format_date
from ..nodes import OwnNode, make_mention, separated
from ..references import missing_entry


class story_note(
    OwnNode, nodes.paragraph, printed="p.story-note", in_text=False, about_story=True, by_site=True
):
    """The line under a story's heading.

    Attributes ``thread`` and ``places`` (a list) are as they were written, ``date`` is ISO 8601.
    """


def _named(kind: EntryKind, target: str, registry: Registry) -> list[nodes.Node]:
    entry = registry.find(kind, target)
    return [make_mention((kind, entry.id), entry.name) if entry else nodes.Text(target)]


def _make(read: Invocation) -> list[nodes.Node]:
    given, registry = read.options, read.registry
    parts: list[list[nodes.Node]] = []
    if date := given.get("date"):
        parts.append([nodes.Text(format_date(date))])
    if places := given.get("places"):
        named = (_named(EntryKind.PLACE, place, registry) for place in places)
        parts.append(separated(named, ", "))
    if thread := given.get("thread"):
        parts.append([nodes.Text(_("Thread: ")), *_named(EntryKind.THREAD, thread, registry)])
    return [story_note("", "", *separated(parts), **given)]


def _check(page: JudgedPage, read: Invocation) -> None:
    at = [each.read for each in page.tree.children].index(read)
    if not at or page.tree.children[at - 1].tag != "h3":
        page.say(read.line, "story-misplaced")
    options = read.options
    if not options and not read.wrong:
        page.say(read.line, "story-says-nothing")
    named = [(EntryKind.THREAD, options.get("thread"))]
    named += [(EntryKind.PLACE, place) for place in options.get("places") or ()]
    registry = page.surroundings.registry
    for kind, target in named:
        if target and registry.find(kind, target) is None:
            place = page.page.place_of(target, read.line)
            page.account.say(missing_entry(kind, target, registry), *place)


DIRECTIVE = DirectiveKind(
    "story",
    has_text=False,
    options={
        "thread": Option(as_text, "crocus-city-hall"),
        "date": Option(as_date, "2024-03-22"),
        "places": Option(as_list, "moscow, dushanbe"),
    },
    make=_make,
    check=_check,
)
