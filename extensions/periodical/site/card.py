"""What one page shows of another: plain data for templates, and for the ledger's digests."""

from __future__ import annotations

from dataclasses import dataclass

from ..ledger.ledger import fingerprint
from ..markup.dates import format_date, is_right_to_left
from ..model.records import IssueRecord
from ..model.registry import Registry


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


def card_of(issue: IssueRecord, registry: Registry) -> Card:
    """Return the card of an issue."""
    head = issue.head
    numbering = [f"Volume {head.volume}"] if head.volume else []
    numbering += [f"No. {head.number}"] if head.number else []
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


class Cards:
    """The cards of all issues, each made once, and so its fingerprint."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._made: dict[str, tuple[Card, str]] = {}

    def of(self, issue: IssueRecord) -> Card:
        """Return the card of an issue."""
        return self._of(issue)[0]

    def fingerprint(self, issue: IssueRecord) -> str:
        """Return a fingerprint of the card of an issue."""
        return self._of(issue)[1]

    def _of(self, issue: IssueRecord) -> tuple[Card, str]:
        if issue.docname not in self._made:
            card = card_of(issue, self._registry)
            self._made[issue.docname] = card, fingerprint(card)[:16]
        return self._made[issue.docname]
