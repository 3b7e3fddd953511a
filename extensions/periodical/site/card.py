"""What one page shows of another: plain data for templates, and for the ledger's digests."""

from dataclasses import dataclass
from functools import lru_cache

from ..markup.languages import format_date, is_right_to_left
from ..model.records import EpisodeRecord, IssueRecord
from ..model.registry import Registry
from ..words import _


@dataclass(frozen=True)
class Card:
    """An issue as a card, with title, summary and language as in its front matter.

    Args:
        direction: ``ltr`` or ``rtl``.
        date, day: The date as ISO 8601, and in words.
        kicker: Its first topic, or nothing.
        numbering: Volume and number in words, or nothing.
    """

    page: str
    title: str
    summary: str
    language: str
    direction: str
    date: str
    day: str
    kicker: str
    numbering: str

    @property
    def year(self) -> int:
        """The year of its date."""
        return int(self.date[:4])


@lru_cache(maxsize=4096)
def card_of(issue: IssueRecord, registry: Registry) -> Card:
    """Return the card of an issue."""
    head = issue.head
    numbering = [_("Volume %s") % head.volume] if head.volume else []
    numbering += [_("No. %s") % head.number] if head.number else []
    return Card(
        page=issue.docname,
        title=head.title,
        summary=head.summary,
        language=head.language,
        direction="rtl" if is_right_to_left(head.language) else "ltr",
        date=head.date.isoformat(),
        day=format_date(head.date),
        kicker=registry.topic(head.topics[0]).name if head.topics else "",
        numbering=", ".join(numbering),
    )


def name_of_episode(episode: EpisodeRecord, registry: Registry) -> str:
    """Return the name of an episode's show, and its title, as far as they are given."""
    show = registry.shows.get(episode.show)
    return ": ".join(filter(None, (show.name if show else episode.show, episode.title)))
