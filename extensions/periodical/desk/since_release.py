"""What `check` and the build know of the last release: what readers of it would not understand.

That is words that changed since without a notice; and an address at which there is another story
now. Equal headings are numbered in the order of the page, so one that is put above its like takes
over its address, and one that is taken out leaves its own to the next. Stories are told from one
another by their text, and the front matter says which of them keeps which address.
"""

import math
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from rapidfuzz.distance import Indel

from ..markup.markdown import Heading, anchors_from, headings_of
from ..markup.words import read_words
from ..model.comparison import ALIKE, Change, ComparedBlock, compare
from ..model.git import History, Version
from ..model.messages import Complaint, Problem
from ..model.page import Page
from ..model.publication import fold_heading

_STORY_LEVEL = 3
"""The level of the heading of a story; its parts are below."""

_SHOWN = 61
"""How much of a text says which story is meant, in characters."""

_SHALLOW = (
    "periodical: this clone has only the latest commits and no release, so whether published texts "
    "were changed is not checked. Fetch the rest with: git fetch --unshallow --tags"
)


def changes_since_release(history: History, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """Yield what readers of the last release would not understand of pages, by their paths, now.

    That is the first changed words of each text that changed in silence, and the addresses of
    stories at which there is another now. A page that is not in the release may say what it likes.
    """
    if not history.releases and history.is_shallow:
        print(_SHALLOW, file=sys.stderr)
    for page, version in history.texts_before(pages).items():
        yield from _changed_in_silence(pages[page], version)
        yield from _moved_stories(pages[page], version)


def moved_since_release(root: Path) -> list[Problem]:
    """Return what is to be said of the addresses of stories, on all pages of a publication."""
    history = History(root)
    changed = history.changed_pages or ()
    pages = {file: Page.read(root, file) for file in changed if (root / file).is_file()}
    before = history.texts_before(pages)
    return [each for file in before for each in _moved_stories(pages[file], before[file])]


def _changed_in_silence(page: Page, version: Version) -> Iterator[Problem]:
    old, head = version.page, page.head
    if head is None:
        return
    # There has to be an entry that the release did not have; another note makes none.
    told = Counter((revision.date, revision.kind) for revision in head.revisions)
    if told - Counter((each.date, each.kind) for each in (old.head.revisions if old.head else ())):
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


Places = dict[str, int | None]
"""The heading to which each address leads, by its number on the page; none for the page's head."""


@dataclass(frozen=True)
class _Stories:
    """The headings of a page, and the words below each."""

    headings: Sequence[Heading]
    words: Sequence[Sequence[str]]

    @classmethod
    def of(cls, page: Page) -> "_Stories":
        """Read a page: the words of a story are those of its parts too, a section's its name."""
        headings = headings_of(page)
        blocks = sorted(
            (block for block in read_words(page) if not block.is_heading),
            key=lambda block: block.line,
        )
        lines, words = [block.line for block in blocks], []
        for at, (level, title, line) in enumerate(headings):
            ends = (other.line for other in headings[at + 1 :] if other.level <= level)
            below = blocks[bisect_left(lines, line) : bisect_left(lines, next(ends, math.inf))]
            is_story = level >= _STORY_LEVEL
            found = [word for block in below for word in block.text.split() if is_story]
            words.append(found or [fold_heading(title)])
        return cls(headings, words)

    def is_story(self, at: int) -> bool:
        return self.headings[at].level >= _STORY_LEVEL

    def places(self, kept: Places) -> Places:
        """Return where each address leads, if the front matter keeps some."""
        by_itself = enumerate(anchors_from(self.headings, kept))
        return {**{anchor: at for at, anchor in by_itself}, **kept}

    def kept(self, moved: Mapping[str, str]) -> Places:
        """Return where the addresses lead that the front matter keeps."""
        places = self.places(dict.fromkeys(moved))
        return {old: places.get(new) for old, new in moved.items()}


def _moved_stories(page: Page, version: Version) -> Iterator[Problem]:
    """Yield the first address of a page at which the release has another story, if there is one."""
    old = version.page
    if page.unreadable or page.is_draft or (page.head and page.head.is_withdrawn):
        return
    before, now = _Stories.of(old), _Stories.of(page)
    then, kept = before.places(before.kept(old.moved_anchors)), now.kept(page.moved_anchors)
    found = now.places(kept)
    right = _right_places(before, now, then, found)
    wrong = [address for address in right if address in found and found[address] != right[address]]
    if not wrong:
        return
    settled = _settle(now, kept, right)
    anchors = anchors_from(now.headings, settled)
    entries = [*(page.head.moved_pages if page.head else ())]
    for address, at in settled.items():
        new = "" if at is None else f" -> {anchors[at]}"
        entries.append(f"{page.docname}.html#{address}{new}")
    here, meant = found[wrong[0]], then[wrong[0]]
    story = ""
    if meant is not None:
        text = shorten(" ".join(before.words[meant]), _SHOWN, placeholder="…")
        story = f"{before.headings[meant].title}: {text}"
    yield Complaint(
        "address-of-another-story",
        anchor=wrong[0],
        tag=version.release.tag,
        story=story,
        entries=", ".join(f"'{entry}'" for entry in entries),
    ).at(page.file, 1 if here is None else now.headings[here].line)


def _right_places(before: _Stories, now: _Stories, then: Places, found: Places) -> Places:
    """Return where each address of a release should lead.

    An address is left out if that is not to be known: a story that became another under the same
    heading was written anew; one that is nowhere was given another text and another heading.
    """
    partners = _partners(before, now, {then[a]: found[a] for a in then if a in found})
    taken = set(partners.values())
    right: Places = {}
    for address, at in then.items():
        if at is None:
            continue
        if (partner := partners.get(at)) is not None:
            # That a section's name became another is no loss: nothing links to it but its page.
            if address in found or before.is_story(at):
                right[address] = partner
        elif found.get(address) in taken:
            right[address] = None
    return right


def _partners(
    before: _Stories, now: _Stories, same: Mapping[int | None, int | None]
) -> dict[int, int]:
    """Pair the stories of two texts: the more words they share the sooner, each only once.

    Of those that share as many, the ones at the `same` address go first.
    """
    pairs = [
        (-Indel.normalized_similarity(words, other), same.get(old) != new, old, new)
        for old, words in enumerate(before.words)
        for new, other in enumerate(now.words)
        if before.is_story(old) == now.is_story(new)
    ]
    partners: dict[int, int] = {}
    for share, _, old, new in sorted(pairs):
        if -share >= ALIKE and old not in partners and new not in partners.values():
            partners[old] = new
    return partners


def _settle(now: _Stories, kept: Places, right: Places) -> Places:
    """Return the addresses that the front matter has to keep so that each leads to its story.

    To keep one gives other numbers to those that follow, and so the next may have to be kept too.
    """
    while True:
        found = now.places(kept)
        wrong = {address: at for address, at in right.items() if found.get(address, -1) != at}
        if not wrong:
            return kept
        kept = kept | wrong
