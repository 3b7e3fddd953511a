"""What changed in published texts: all corrections, and *What changed*, a page a revised issue.

On the latter its released texts are compared word by word, and read only when the page is due.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path

from ..domain import PeriodicalDomain
from ..markup.languages import format_date
from ..markup.pages import read_words
from ..model.comparison import ComparedBlock, compare
from ..model.issue import Revision
from ..model.page import Page
from ..words import _
from .generated_page import GeneratedPage, InYears, yearly_pages
from .links import CORRECTIONS, Card, card_of, part_page

SUFFIX = "_changes"
"""What the name of an issue's page of changes ends in; no issue's own name has an underscore."""


def changes_page_of(docname: str, domain: PeriodicalDomain) -> str | None:
    """Return the name of the page of an issue's changes; `None` where it has none.

    An issue has one if it was revised, and a release has another text of it than it has now; but
    not one that was withdrawn: its text would stand there, struck out.
    """
    if domain.issues[docname].head.is_withdrawn:
        return None
    digests = {each.page.digest for each in domain.released.get(docname, ())}
    return f"{docname}{SUFFIX}" if digests - {domain.issues[docname].digest} else None


def changes_pages(domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    """Yield the pages; what they compare is only named, by digests, until they are written."""
    for issue in domain.concordance.issues:
        if page := changes_page_of(issue.docname, domain):
            released = [(each.release, each.page.digest) for each in domain.released[issue.docname]]
            title, card = _("What changed: %s") % issue.head.title, card_of(issue, domain.registry)
            compared = {"compared": released, "now": issue.digest}
            yield GeneratedPage.of(page, "changes.html", title=title, card=card, **compared)


def corrections_pages(domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    """Yield the page of all years, and a page a year, newest first.

    Each revision has a page and an anchor there for good; no heading's address has an underscore.
    """
    listed: list[tuple[Revision, Card, str, str, str | None]] = []
    for issue in domain.concordance.issues:
        card, changes = card_of(issue, domain.registry), changes_page_of(issue.docname, domain)
        days: Counter[date] = Counter()
        for each in issue.head.revisions:
            days[each.date] += 1
            number = f"_{days[each.date]}" if days[each.date] > 1 else ""
            anchor = f"{issue.id}_{each.date}{number}"
            listed.append((each, card, part_page(CORRECTIONS, each.date.year), anchor, changes))
    listed.sort(key=lambda each: each[0].date)
    # Of one day, the latest issue and its latest entry come first too.
    yield from yearly_pages(
        CORRECTIONS,
        ("corrections.html",) * 2,
        {"revisions": InYears(listed[::-1], lambda each: each[0].date.year)},
        lambda year: {"title": _("Corrections of %s") % year if year else _("Corrections")},
    )


def steps_of(
    docname: str, domain: PeriodicalDomain
) -> Iterator[tuple[str, str, list[Revision], list[ComparedBlock | int]]]:
    """Yield what changed from text to text of an issue, latest first.

    Both releases, in words, the latter empty for the text as it stands; what readers were told in
    between; and what changed, each part under its heading, with the number of blocks left out.
    """
    versions = domain.released[docname]
    now = Page.read(Path(domain.env.srcdir), docname)
    texts = [(f"{of.release.tag}, {format_date(of.release.date)}", of.page) for of in versions]
    if versions[-1].page.digest != now.digest:
        texts.append(("", now))
    for (before, old), (after, new) in reversed([*pairwise(texts)]):
        told = old.head.revisions if old.head else ()
        revisions = new.head.revisions if new.head else ()
        blocks = _excerpt(compare(read_words(old), read_words(new)))
        yield before, after, [each for each in revisions if each not in told], [*blocks]


def _excerpt(blocks: Sequence[ComparedBlock]) -> Iterator[ComparedBlock | int]:
    """Yield the blocks that changed, each part under its heading, and how many were between."""
    shown, heading = set(), None
    for place, block in enumerate(blocks):
        if block.is_changed:
            shown |= {place} if heading is None else {heading, place}
        if block.is_heading:
            heading = place
    for is_shown, group in groupby(range(len(blocks)), shown.__contains__):
        some = [blocks[place] for place in group]
        yield from some if is_shown else [len(some)] if shown else []
