"""What a document shows of others, as plain data: it decides whether the page is made again."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..domain import PeriodicalDomain
from ..ledger.outputs import files_in
from ..markup.nodes import key_of, mention
from ..model.records import IssueRecord
from ..model.registry import Registry
from .card import Card, card_of
from .changes import changes_page_of
from .foot import issue_foot, story_foot

CARDS_ON_FRONT_PAGE = 6


@dataclass(frozen=True)
class Surrounding:
    """What stands around a page's own text: years, latest first, and an issue's neighbours.

    On the front page, `latest` is the latest issue, and `cards` are the issues before it; on that
    of an issue, `languages` are those that have its text in other languages.
    """

    years: tuple[int, ...]
    earlier: Card | None = None
    later: Card | None = None
    latest: Card | None = None
    cards: tuple[Card, ...] = ()
    languages: tuple[Card, ...] = ()


def surrounding(docname: str, domain: PeriodicalDomain) -> Surrounding:
    """Return what stands around a document."""
    concordance = domain.concordance

    def card(issue: IssueRecord | None) -> Card | None:
        return card_of(issue, domain.registry) if issue else None

    if docname == domain.env.config.root_doc:
        last = concordance.issues[: -CARDS_ON_FRONT_PAGE - 2 : -1]
        before = [issue for issue in last if issue is not concordance.latest][:CARDS_ON_FRONT_PAGE]
        cards = tuple(card_of(issue, domain.registry) for issue in before)
        return Surrounding(concordance.years, latest=card(concordance.latest), cards=cards)
    if docname in domain.issues:
        at = concordance.positions[docname]
        earlier = concordance.issues[at - 1] if at else None
        later = next(iter(concordance.issues[at + 1 : at + 2]), None)
        others = domain.concordance.in_other_languages(domain.issues[docname])
        languages = tuple(card_of(issue, domain.registry) for issue in others)
        return Surrounding(concordance.years, card(earlier), card(later), languages=languages)
    return Surrounding(concordance.years)


def borrowed(docname: str, domain: PeriodicalDomain) -> list[object]:
    """Return everything that a document shows and that is not in its source, as plain data."""
    shown: list[object] = [docname, surrounding(docname, domain)]
    registry, latest = domain.registry, domain.concordance.latest
    if docname == domain.env.config.root_doc and latest:
        shown += [domain.env.all_docs[latest.docname], *_names_in(latest, registry)]
        shown += [files_in(Path(domain.env.srcdir, latest.picture))] if latest.picture else []
    if issue := domain.issues.get(docname):
        others = [(domain.concordance.find(to.issue), to.anchor) for to in issue.references]
        shown += [(card_of(to, registry), to.heading_at(at)) if to else None for to, at in others]
        shown += [changes_page_of(docname, domain), *_names_in(issue, registry)]
        shown += [registry.topic(topic) for topic in issue.head.topics]
        shown += [issue_foot(issue, domain)]
        shown += [story_foot(issue, story, domain) for story in issue.stories]
    else:
        # What a page of the maintainers mentions is not recorded; they are few.
        keys = map(key_of, domain.env.get_doctree(docname).findall(mention))
        shown += [(key, key in domain.concordance.entries) for key in keys]
    return shown


def _names_in(issue: IssueRecord, registry: Registry) -> Iterator[object]:
    """Yield what the registry says of those who made an issue."""
    yield [registry.person(author) for author in issue.head.authors]
    yield [registry.shows.get(episode.show) for episode in issue.episodes]
