"""The indexes: everyone and everything of a kind, by letter; and the way into all of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...model.concordance import Concordance
from ...model.registry import EntryKind, entry_page
from ...words import N_, _
from ..addresses import A_TO_Z, index_page
from ..generated_page import GeneratedPage

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
    """A way to an index: its title, its page, and how much is in it."""

    title: str
    page: str
    count: int


def listed_entries(concordance: Concordance) -> dict[EntryKind, list[Listed]]:
    """Return the entries of each kind that have a page, in the order of their ids."""
    found: dict[EntryKind, list[Listed]] = defaultdict(list)
    for key in concordance.entries:
        entry = concordance.entry(key)
        count = len(concordance.issues_with(key))
        found[key[0]].append(
            Listed(entry_page(key), entry.name, entry.spellings, entry.description or "", count)
        )
    return found


def leading(listed: Sequence[Listed]) -> list[Listed]:
    """Return the entries that are in most issues, as far as a list of names shows them."""
    most = sorted(listed, key=lambda entry: (-entry.count, entry.name, entry.page))[:LEADING]
    return [replace(entry, spellings=(), description="") for entry in most]


def index_pages(
    listed: Mapping[EntryKind, Sequence[Listed]], collections: Sequence[Way]
) -> Iterator[GeneratedPage]:
    """Yield the index of each kind, and the page that leads to them and to the collections."""
    ways = {
        kind: Way(_(title), index_page(kind.plural), len(listed[kind]))
        for kind, title in TITLES.items()
        if kind in listed
    }
    beside = (*ways.values(), *collections)
    for kind, way in ways.items():
        about = {"title": way.title, "kind": kind, "ways": beside, "entries": listed[kind]}
        yield GeneratedPage.of(way.page, "entries.html", **about)
    groups = [(way, leading(listed[kind])) for kind, way in ways.items()]
    about = {"title": "A–Z", "groups": groups, "collections": collections}
    yield GeneratedPage.of(A_TO_Z, "a_to_z.html", **about)
