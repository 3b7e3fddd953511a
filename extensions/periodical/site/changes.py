"""*What changed*: a page a revised issue, on which its released texts are compared word by word.

The texts are read, and compared, only when a page is due to be written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ..domain import PeriodicalDomain
from ..markup.dates import format_date
from ..markup.words import read_words
from ..model.comparison import ComparedBlock, compare
from ..model.history import Release
from ..model.issue import Revision
from ..model.page import Page
from ..words import _
from .card import card_of
from .generated_page import GeneratedPage

SUFFIX = "_changes"
"""What the name of an issue's page of changes ends in; no issue's own name has an underscore."""


@dataclass(frozen=True)
class Step:
    """From one text to the next.

    Args:
        before, after: The releases, in words; `after` is empty for the text as it stands.
        revisions: What readers were told in between.
        blocks: What changed, each part under its heading; a number is how many blocks are left out.
    """

    before: str
    after: str
    revisions: tuple[Revision, ...]
    blocks: tuple[ComparedBlock | int, ...]


def changes_page_of(docname: str, domain: PeriodicalDomain) -> str | None:
    """Return the name of the page of an issue's changes; `None` where it has none.

    An issue has one if it was revised, and a release has another text of it than it has now; but
    not one that was withdrawn: its text would stand there, struck out.
    """
    if domain.issues[docname].head.is_withdrawn:
        return None
    versions = domain.released.get(docname, ())
    now = domain.issues[docname].digest
    return f"{docname}{SUFFIX}" if {*(each.page.digest for each in versions)} - {now} else None


def changes_pages(domain: PeriodicalDomain) -> Iterator[GeneratedPage]:
    """Yield the pages; what they compare is only named, by digests, until they are written."""
    for issue in domain.chronicle.issues:
        if (page := changes_page_of(issue.docname, domain)) is not None:
            released = [(each.release, each.page.digest) for each in domain.released[issue.docname]]
            yield GeneratedPage.of(
                page,
                "changes.html",
                title=_("What changed: %s") % issue.head.title,
                card=card_of(issue, domain.registry),
                compared=(*released, issue.digest),
            )


def steps_of(docname: str, domain: PeriodicalDomain) -> list[Step]:
    """Return what changed from text to text of an issue, latest first."""
    versions = domain.released[docname]
    now = Page.of(Path(domain.env.srcdir), docname)
    pages = [(_in_words(version.release), version.page) for version in versions]
    if versions[-1].page.digest != now.digest:
        pages.append(("", now))
    read = [(name, page.head, read_words(page)) for name, page in pages]
    steps = []
    for (before, old_head, old), (after, new_head, new) in pairwise(read):
        told = old_head.revisions if old_head else ()
        revisions = new_head.revisions if new_head else ()
        steps.append(
            Step(
                before,
                after,
                tuple(revision for revision in revisions if revision not in told),
                tuple(_excerpt(compare(old, new))),
            )
        )
    return steps[::-1]


def _in_words(release: Release) -> str:
    return f"{release.tag}, {format_date(release.date)}"


def _excerpt(blocks: Sequence[ComparedBlock]) -> Iterator[ComparedBlock | int]:
    """Yield the blocks that changed, each part under its heading, and how many were between."""
    shown, heading = set(), None
    for place, block in enumerate(blocks):
        if block.is_changed:
            shown |= {place} if heading is None else {heading, place}
        if block.is_heading:
            heading = place
    left_out = 0
    for place, block in enumerate(blocks if shown else ()):
        if place not in shown:
            left_out += 1
            continue
        if left_out:
            yield left_out
        yield block
        left_out = 0
    if left_out:
        yield left_out
