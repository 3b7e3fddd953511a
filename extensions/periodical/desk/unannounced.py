"""What `check` knows of the last release: words that changed since, and readers are not told."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..markup.words import read_words
from ..model.comparison import Change, ComparedBlock, compare
from ..model.git import Repository
from ..model.history import History, Version
from ..model.issue import Revision
from ..model.messages import Complaint
from ..model.page import Page
from ..model.problem import Problem
from .moved import moved_stories

_SHALLOW = (
    "periodical: this clone has only the latest commits and no release, so whether published texts "
    "were changed is not checked. Fetch the rest with: git fetch --unshallow --tags"
)


def changes_since_release(root: Path, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """Yield what readers of the last release would not understand of pages, by their paths, now.

    That is the first changed words of each text that changed in silence, and the addresses of
    stories at which there is another now. A page that is not in the release may say what it likes.
    """
    history = History(root)
    if not history.releases and Repository(root).is_shallow:
        print(_SHALLOW, file=sys.stderr)
    for page, version in history.texts_before(pages).items():
        yield from _judge(pages[page], version)
        yield from moved_stories(pages[page], version)


def _judge(page: Page, version: Version) -> Iterator[Problem]:
    old, head = version.page, page.head
    if head is None or _announced(head.revisions, old.head.revisions if old.head else ()):
        return
    compared = compare(read_words(old), read_words(page))
    changed = next((block for block in compared if block.is_changed), None)
    if changed is None:
        return
    # The day is a contributor's to say: this one is only sure to be a possible one.
    day = max(head.modified.isoformat(), version.release.date)
    values = {"tag": version.release.tag, "difference": _difference(changed), "day": day}
    case = "next" if head.revisions else ""
    yield Complaint("changed-in-silence", case=case, **values).at(page.file, changed.line)


def _announced(now: Sequence[Revision], then: Sequence[Revision]) -> bool:
    """Tell whether there is an entry that the release did not have; another note makes none."""
    entries = Counter((revision.date, revision.kind) for revision in now)
    return bool(entries - Counter((revision.date, revision.kind) for revision in then))


def _difference(block: ComparedBlock) -> str:
    """Say what happened to a block's first changed words."""
    at = next(n for n, piece in enumerate(block.pieces) if piece.change is not Change.KEPT)
    first = block.pieces[at]
    following = block.pieces[at + 1] if at + 1 < len(block.pieces) else None
    if first.change is Change.INSERTED:
        return f"“{first.text}” is new"
    if following is not None and following.change is Change.INSERTED:
        return f"“{first.text}” became “{following.text}”"
    return f"“{first.text}” is gone"
