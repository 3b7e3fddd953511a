"""How one page leads to another: the addresses of pages made from records, and issues as cards.

Addresses are from the root and without ``.html``. Cards are plain data, for templates and digests.
"""

from dataclasses import dataclass
from functools import lru_cache

from ..markup.languages import direction_of, format_date
from ..model.publication import ISSUES_FOLDER
from ..model.records import EpisodeRecord, IssueRecord
from ..model.registry import Registry
from ..words import _

ARCHIVE = f"{ISSUES_FOLDER}/index"
CORRECTIONS = "corrections/index"
A_TO_Z = "a-to-z"
SEARCH = "search"
EDITION = "edition"
"""The page of a release that says which one it is."""
NOT_FOUND = "404"
"""What hosts show in place of a page that is not there."""


def part_page(page: str, year: int) -> str:
    """Return the page of a year of something that is split by years."""
    return f"{page.removesuffix('/index')}/{year}"


@dataclass(frozen=True)
class Card:
    """An issue as a card: `day` and `numbering` are in words, `kicker` is its first topic."""

    page: str
    title: str
    summary: str
    language: str
    direction: str
    date: str
    day: str
    kicker: str
    numbering: str
    year: int


@lru_cache(maxsize=4096)
def card_of(issue: IssueRecord, registry: Registry) -> Card:
    """Return the card of an issue."""
    head = issue.head
    numbering = [_("Volume %s") % head.volume] if head.volume else []
    numbering += [_("No. %s") % head.number] if head.number else []
    kicker = registry.topic(head.topics[0]).name if head.topics else ""
    date, day = head.date.isoformat(), format_date(head.date)
    text = head.title, head.summary, head.language, direction_of(head.language)
    return Card(issue.docname, *text, date, day, kicker, ", ".join(numbering), issue.year)


def name_of_episode(episode: EpisodeRecord, registry: Registry) -> str:
    """Return the name of an episode's show, and its title, as far as they are given."""
    show = registry.shows.get(episode.show)
    return ": ".join(filter(None, (show.name if show else episode.show, episode.title)))
