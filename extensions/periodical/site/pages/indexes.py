"""The archive and its years; the indexes of everyone and everything; the way into all of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from ...domain import PeriodicalDomain
from ...model.concordance import Concordance
from ...model.registry import EntryKind, entry_page
from ...words import N_, _
from ..addresses import A_TO_Z, ARCHIVE, index_page
from ..card import card_of
from ..generated_page import GeneratedPage, yearly_pages

LEADING = 12
"""How many entries of a kind are named where only the way to all of them is shown."""

TITLES = {
    EntryKind.PERSON: N_("People"),
    EntryKind.ORGANIZATION: N_("Organizations"),
    EntryKind.PLACE: N_("Places"),
    EntryKind.TOPIC: N_("Topics"),
    EntryKind.THREAD: N_("Threads"),
}
"""The kinds that have an index, in their order, and its title."""


@dataclass(frozen=True)
class Listed:
    """An entry in an index, as the registry has it; `count` is in how many issues it is."""

    page: str
    name: str
    spellings: tuple[str, ...]
    description: str
    count: int


@dataclass(frozen=True)
class Way:
    """A way to an index: its title, its page, how much is in it, and what leads there."""

    title: str
    page: str
    count: int
    leading: tuple[Listed, ...] = ()


def _listed_entries(concordance: Concordance) -> dict[EntryKind, list[Listed]]:
    """Return the entries of each kind that have a page, in the order of their ids."""
    found: dict[EntryKind, list[Listed]] = defaultdict(list)
    for key, issues in concordance.entries.items():
        entry = concordance.entry(key)
        about = entry.spellings, entry.description or "", len(issues)
        found[key[0]].append(Listed(entry_page(key), entry.name, *about))
    return found


def _leading(listed: Sequence[Listed]) -> tuple[Listed, ...]:
    """Return the entries that are in most issues, as far as a list of names shows them."""
    most = sorted(listed, key=lambda entry: (-entry.count, entry.name, entry.page))[:LEADING]
    return tuple(replace(entry, spellings=(), description="") for entry in most)


def index_pages(domain: PeriodicalDomain, collections: Sequence[Way]) -> Iterator[GeneratedPage]:
    """Yield the archive, a page a year, the index of each kind, and the page that leads to all."""
    listed = _listed_entries(domain.concordance)
    ways = {
        kind: Way(_(title), index_page(kind.plural), len(some), _leading(some))
        for kind, title in TITLES.items()
        if (some := listed.get(kind))
    }
    yield from _archive(domain, ways)
    beside = [replace(way, leading=()) for way in (*ways.values(), *collections)]
    for kind, way in ways.items():
        about = {"title": way.title, "kind": kind, "ways": beside, "entries": listed[kind]}
        yield GeneratedPage.of(way.page, "entries.html", **about)
    about = {"title": "A–Z", "ways": [*ways.values()], "collections": collections}
    yield GeneratedPage.of(A_TO_Z, "a_to_z.html", **about)


def _archive(domain: PeriodicalDomain, ways: Mapping[EntryKind, Way]) -> Iterator[GeneratedPage]:
    def about(year: int) -> dict[str, Any]:
        if year:
            return {"title": _("Issues of %s") % year, "has_volume": year in domain.volumes}
        entries = {
            kind.plural: ways[kind] for kind in (EntryKind.TOPIC, EntryKind.PLACE) if kind in ways
        }
        return {"title": _("All issues"), "ways": entries}

    cards = (card_of(issue, domain.registry) for issue in reversed(domain.concordance.issues))
    yield from yearly_pages(
        ARCHIVE, ("archive.html", "year.html"), cards, attrgetter("year"), about
    )
