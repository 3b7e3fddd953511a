"""What `check` and the build know of the last release: what readers of it would not understand.

That is words that changed since without a notice; and an address at which there is another story
now. Equal headings are numbered in the order of the page, so one that is put above its like takes
over its address, and one that is taken out leaves its own to the next. Stories are told from one
another by their text, and the front matter says which of them keeps which address.
"""

import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from operator import attrgetter
from pathlib import Path
from textwrap import shorten

from ..markup.markdown import Heading, anchors_from
from ..markup.pages import headings_of, read_words
from ..model.comparison import ALIKE, compare
from ..model.git import History, Version
from ..model.messages import Complaint, Problem, TroubleError
from ..model.page import Page
from ..model.publication import fold_heading

_STORY_LEVEL = 3
"""The level of the heading of a story; its parts are below."""

_SHOWN = 61
"""How much of a text says which story is meant, in characters."""


def changes_since_release(history: History, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """Yield what readers of the last release would not understand of pages, by their paths, now.

    That is the first changed words of each text that changed in silence, and the addresses of
    stories at which there is another now. A page that is not in the release may say what it likes.
    """
    if not history.releases and history.is_shallow:
        print(f"periodical: {TroubleError('history-not-here')}", file=sys.stderr)
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
    pairs = pairwise([*changed.pieces, ("kept", "")])
    (change, words), (then, others) = next(pair for pair in pairs if pair[0][0] != "kept")
    difference = f"“{words}” is {'new' if change == 'inserted' else 'gone'}"
    if (change, then) == ("deleted", "inserted"):
        difference = f"“{words}” became “{others}”"
    # The day is a contributor's to say: this one is only sure to be a possible one.
    day = max(head.modified.isoformat(), version.release.date)
    case, tag = "next" if head.revisions else "", version.release.tag
    told_of = Complaint("changed-in-silence", case=case, tag=tag, difference=difference, day=day)
    yield told_of.at(page.file, changed.line)


Places = dict[str, int | None]
"""The heading to which each address leads, by its number on the page; none for the page's head."""


@dataclass(frozen=True)
class _Stories:
    """The headings of a page, the words below each of a story, and where addresses lead.

    A story has the words of its parts, too; and the front matter keeps where some addresses lead.
    """

    headings: Sequence[Heading]
    words: Mapping[int, Sequence[str]]
    kept: Places
    places: Places

    @classmethod
    def of(cls, page: Page) -> "_Stories":
        headings, moved, words = headings_of(page), page.moved_anchors, {}
        blocks = [block for block in read_words(page) if not block.is_heading]
        blocks.sort(key=attrgetter("line"))
        for at, (level, title, line) in enumerate(headings):
            ends = (other.line for other in headings[at + 1 :] if other.level <= level)
            end = next(ends, math.inf)
            below = (block.text for block in blocks if line <= block.line < end)
            if level >= _STORY_LEVEL:
                words[at] = " ".join(below).split() or [fold_heading(title)]
        places = _places(headings, dict.fromkeys(moved))
        kept = {old: places.get(new) for old, new in moved.items()}
        return cls(headings, words, kept, places | kept)


def _places(headings: Sequence[Heading], kept: Places) -> Places:
    """Return where each address leads, if the front matter keeps some."""
    return {anchor: at for at, anchor in enumerate(anchors_from(headings, kept))} | kept


def _moved_stories(page: Page, version: Version) -> Iterator[Problem]:
    """Yield the first address of a page at which the release has another story, if there is one."""
    if page.unreadable or page.is_draft or (page.head and page.head.is_withdrawn):
        return
    before, now = _Stories.of(version.page), _Stories.of(page)
    led = before.places.items()
    then = {address: at for address, at in led if at is not None and at in before.words}
    kept, found = now.kept, now.places
    right = _right_places(before, now, then, found)
    wrong = next((each for each in right if each in found and found[each] != right[each]), None)
    if wrong is None:
        return
    here, meant = found[wrong], then[wrong]
    # To keep one gives other numbers to those that follow, and so the next may have to be kept too.
    while more := {each: at for each, at in right.items() if found.get(each, -1) != at}:
        kept = kept | more
        found = _places(now.headings, kept)
    anchors = anchors_from(now.headings, kept)
    entries = [f"'{entry}'" for entry in (page.head.moved_pages if page.head else ())]
    for address, at in kept.items():
        new = "" if at is None else f" -> {anchors[at]}"
        entries.append(f"'{page.docname}.html#{address}{new}'")
    text = shorten(" ".join(before.words[meant]), _SHOWN, placeholder="…")
    said = {"anchor": wrong, "tag": version.release.tag, "entries": ", ".join(entries)}
    story = f"{before.headings[meant].title}: {text}"
    line = 1 if here is None else now.headings[here].line
    yield Complaint("address-of-another-story", story=story, **said).at(page.file, line)


def _right_places(before: _Stories, now: _Stories, then: dict[str, int], found: Places) -> Places:
    """Return where each address of a story in a release should lead.

    Stories are paired: the more words they share the sooner, each only once; of those that share as
    many, the ones at the same address go first. An address is left out if its right place is not to
    be known: a story that became another under the same heading was written anew; one that is
    nowhere was given another text and another heading.
    """
    from rapidfuzz.distance import Indel  # here, as few pages were released otherwise

    same = {(then[each], found[each]) for each in then if each in found}
    pairs = [
        (-Indel.normalized_similarity(words, other), (old, new) not in same, old, new)
        for (old, words), (new, other) in product(before.words.items(), now.words.items())
    ]
    partners: dict[int, int] = {}
    for share, _, old, new in sorted(pairs):
        if -share >= ALIKE and old not in partners and new not in partners.values():
            partners[old] = new
    return {
        address: partners.get(at)
        for address, at in then.items()
        if at in partners or found.get(address) in partners.values()
    }
