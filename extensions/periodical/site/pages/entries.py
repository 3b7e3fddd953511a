"""Everyone and everything of the registry that issues mention, are about, or are by: a page each.

Who or what it is; the issues by and about them; the episodes with them; the stories of a thread;
and every mention with the sentence around it. Long lists are parted by years. Before them are the
archive and its years, the indexes of each kind, and the way into all of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from ...domain import PeriodicalDomain
from ...model.concordance import Concordance, Within
from ...model.records import EpisodeRecord, Guest, IssueRecord, MentionRecord, StoryRecord
from ...model.registry import MENTIONED, EntryKey, EntryKind, entry_page
from ...words import _
from ..generated_page import GeneratedPage, InYears, yearly_pages
from ..links import A_TO_Z, ARCHIVE, card_of, name_of_episode

LEADING = 12
"""How many entries of a kind are named where only the way to all of them is shown."""


class Listed(NamedTuple):
    """An entry in an index, as the registry has it; `issues` is in how many it is."""

    page: str
    name: str
    issues: int
    spellings: tuple[str, ...] = ()
    description: str = ""


class Way(NamedTuple):
    """A way to an index: its title, its page, how much is in it, and what leads there."""

    title: str
    page: str
    size: int
    leading: tuple[Listed, ...] = ()


def index_pages(domain: PeriodicalDomain, collections: Sequence[Way]) -> Iterator[GeneratedPage]:
    """Yield the archive, a page a year, the index of each kind, and the page that leads to all."""
    concordance, ways = domain.concordance, dict[EntryKind, Way]()
    listed: dict[EntryKind, list[Listed]] = defaultdict(list)
    for key, issues in concordance.entries.items():
        entry = concordance.entry(key)
        described = entry.spellings, entry.description or ""
        listed[key[0]].append(Listed(entry_page(key), entry.name, len(issues), *described))
    for kind in filter(listed.get, MENTIONED):
        most = sorted(listed[kind], key=lambda entry: (-entry.issues, entry.name, entry.page))
        leading = tuple(Listed(*entry[:3]) for entry in most[:LEADING])
        ways[kind] = Way(_(kind.plural.capitalize()), f"{kind.plural}/index", len(most), leading)
    yield from _archive(domain, ways)
    beside = [way._replace(leading=()) for way in (*ways.values(), *collections)]
    for kind, way in ways.items():
        about = {"title": way.title, "kind": kind, "ways": beside, "entries": listed[kind]}
        yield GeneratedPage.of(way.page, "entries.html", **about)
    about = {"title": _("A–Z"), "ways": [*ways.values()], "collections": collections}
    yield GeneratedPage.of(A_TO_Z, "a_to_z.html", **about)


def _archive(domain: PeriodicalDomain, ways: Mapping[EntryKind, Way]) -> Iterator[GeneratedPage]:
    kinds = [kind for kind in (EntryKind.TOPIC, EntryKind.PLACE) if kind in ways]
    leading = {kind.plural: ways[kind] for kind in kinds}

    def about(year: int) -> dict[str, Any]:
        if year:
            return {"title": _("Issues of %s") % year, "has_volume": year in domain.volumes}
        return {"title": _("All issues"), "ways": leading}

    rows = partial(_cards, domain.concordance)
    issues = InYears(domain.concordance.issues[::-1], attrgetter("year"), rows)
    yield from yearly_pages(ARCHIVE, ("archive.html", "year.html"), {"issues": issues}, about)


def entry_pages(domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    """Yield the pages of all entries."""
    for key in domain.concordance.entries:
        lists = {name: each for name, each in _lists(key, domain.concordance) if each.items}
        about, templates = partial(_about, key, domain), ("entry.html", "entry_year.html")
        yield from yearly_pages(entry_page(key), templates, lists, about, every=False)


def _about(key: EntryKey, domain: PeriodicalDomain, year: int) -> dict[str, Any]:
    """Return what the page of an entry says of it, or that of a year of it."""
    entry = domain.concordance.entry(key)
    title = f"{entry.name}, {year}" if year else entry.name
    described = "" if year else entry.description
    return {
        "title": title,
        "description": described or f"{title}: every mention, with its story",
        "entry": entry,
        "kind": key[0],
        "kind_title": _(key[0].plural.capitalize()),
        "index": f"{key[0].plural}/index",
        "page": entry_page(key),
    }


def _lists(key: EntryKey, concordance: Concordance) -> Iterator[tuple[str, InYears]]:
    """Yield what there is of an entry, newest first, by what the template calls it."""
    mentions, year = concordance.mentions.get(key, []), attrgetter("issue.year")
    if key[0] is EntryKind.THREAD:
        # Its own stories are no mentions.
        mentions = [mention for mention in mentions if mention.it.sentence]
    parts = concordance.threads.get(key, [])[::-1]
    told = InYears(parts, lambda at: at.issue.day_of(at.it).year, partial(_parts, concordance))
    yield "parts", told
    name = "written" if key[0] is EntryKind.PERSON else "about"
    issues = concordance.by_head.get(key, [])
    yield name, InYears(issues, attrgetter("year"), partial(_cards, concordance))
    guests = concordance.guests.get(key, [])
    yield "episodes", InYears(guests, year, partial(_episodes, concordance))
    yield "mentions", InYears(mentions, year, partial(_quoted, concordance))


def _cards(concordance: Concordance, issues: Sequence[IssueRecord]) -> Iterator[object]:
    return (card_of(issue, concordance.registry) for issue in issues)


def _episodes(
    concordance: Concordance, appearances: Sequence[Within[tuple[EpisodeRecord, Guest]]]
) -> Iterator[object]:
    """Yield episodes with a guest: each its issue, its address there, its name, the roles."""
    for issue, (episode, guest) in appearances:
        name = name_of_episode(episode, concordance.registry) or _("Podcast")
        yield card_of(issue, concordance.registry), episode.anchor, name, guest.roles


def _parts(concordance: Concordance, parts: Sequence[Within[StoryRecord]]) -> Iterator[object]:
    """Yield stories of a thread in the order of events: each its issue, itself, when and where."""
    registry = concordance.registry
    for issue, story in reversed(parts):
        keys = [(EntryKind.PLACE, place) for place in story.places]
        known = [key for key in keys if key in registry.entries]
        places = [(registry.entries[key].name, entry_page(key)) for key in known]
        yield card_of(issue, registry), story, issue.day_of(story), places


def _quoted(
    concordance: Concordance, mentions: Sequence[Within[MentionRecord]]
) -> Iterator[object]:
    """Yield the mentions, those of one issue together, with its card.

    Each is the story’s address and headline, the sentence with the words set apart, and a role.
    There are very many of them: a template takes the parts of a tuple faster than attributes. There
    are no words for a mention in the line under the headline, and no role that the sentence says.
    """
    for issue, group in groupby(mentions, key=attrgetter("issue")):
        quotations = []
        for _issue, record in group:
            sentence, story = record.sentence, issue.stories_by_anchor.get(record.anchor)
            quotations.append(
                (
                    record.anchor,
                    issue.heading_at(record.anchor),
                    sentence[: record.start] if sentence else (story.opening if story else ""),
                    sentence[record.start : record.end],
                    sentence[record.end :],
                    None if record.role else concordance.role_of(record, issue),
                )
            )
        yield card_of(issue, concordance.registry), quotations
