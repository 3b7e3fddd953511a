"""Addresses at which there is another story than in the last release.

Equal headings are numbered in the order of the page. So one that is put above its like takes over
its address, and one that is taken out leaves its own to the next. Stories are told from one another
by their text, and the front matter says which of them keeps which address.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from ..markup.markdown import Heading, anchors_from, headings_in, tokens_of
from ..markup.words import read_words
from ..model.comparison import ALIKE
from ..model.history import History, Version
from ..model.messages import Complaint
from ..model.page import Page
from ..model.problem import Problem
from ..model.publication import fold_heading

STORY_LEVEL = 3
"""The level of the heading of a story; its parts are below."""

MOST_STORIES = 100
"""How many stories are compared with as many; of more, only those are known that did not change."""

_SHOWN = 60
"""How much of a text says which story is meant, in characters."""

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
        headings = headings_in(tokens_of(page))
        words: list[list[str]] = [[] for _ in headings]
        opened: list[int] = []
        following = 0
        for block in sorted(read_words(page), key=lambda block: block.line):
            while following < len(headings) and headings[following].line <= block.line:
                level = headings[following].level
                opened = [at for at in opened if headings[at].level < level] + [following]
                following += 1
            for at in opened if not block.is_heading else ():
                if headings[at].level >= STORY_LEVEL:
                    words[at] += block.text.split()
        for heading, found in zip(headings, words, strict=True):
            if not found:
                found += [fold_heading(heading.title)]
        return cls(headings, words)

    def places(self, kept: Places) -> Places:
        """Return where each address leads, if the front matter keeps some."""
        by_itself = enumerate(anchors_from(self.headings, kept))
        return {**{anchor: at for at, anchor in by_itself}, **kept}

    def kept(self, moved: Mapping[str, str]) -> Places:
        """Return where the addresses lead that the front matter keeps."""
        places = self.places(dict.fromkeys(moved))
        return {old: places.get(new) for old, new in moved.items()}

    def by_words(self) -> dict[tuple[str, ...], list[int]]:
        """Return which headings have the same words below them; of no story, behind nothing."""
        found = defaultdict(list)
        for at, words in enumerate(self.words):
            kind = "story" if self.headings[at].level >= STORY_LEVEL else ""
            found[kind, *words].append(at)
        return found

    def shown(self, at: int) -> str:
        """Return the title of a story, and how it begins."""
        title, text = self.headings[at].title, " ".join(self.words[at])
        return f"{title}: {text if len(text) <= _SHOWN else text[:_SHOWN].rstrip() + '…'}"


def moved_since_release(root: Path) -> list[Problem]:
    """Return what `moved_stories` says of all pages of a publication."""
    history = History(root)
    changed = history.changed_since(history.releases[-1]) if history.releases else ()
    pages = {file: Page.read(root, file) for file in changed if (root / file).is_file()}
    before = history.texts_before(pages)
    return [each for file in before for each in moved_stories(pages[file], before[file])]


def moved_stories(page: Page, version: Version) -> Iterator[Problem]:
    """Yield the first address of a page at which the release has another story, if there is one."""
    old = version.page
    if page.unreadable or page.is_draft or (page.head and page.head.is_withdrawn):
        return
    before, now = _Stories.of(old), _Stories.of(page)
    then, kept = before.places(before.kept(old.moved_anchors)), now.kept(page.moved_anchors)
    right = _right_places(before, now, then, now.places(kept))
    found = now.places(kept)
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
    yield Complaint(
        "address-of-another-story",
        anchor=wrong[0],
        tag=version.release.tag,
        story="" if meant is None else before.shown(meant),
        entries=", ".join(f"'{entry}'" for entry in entries),
    ).at(page.file, 1 if here is None else now.headings[here].line)


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
            if address in found or before.headings[at].level >= STORY_LEVEL:
                right[address] = partner
        elif found.get(address) in taken:
            right[address] = None
    return right


def _partners(
    before: _Stories, now: _Stories, same_address: Mapping[int | None, int | None]
) -> dict[int, int]:
    """Pair the stories of two texts: the more words they share the sooner, each only once."""

    def order(pair: tuple[float, int, int]) -> tuple[float, bool, int, int]:
        share, old, new = pair
        return -share, same_address.get(old) != new, old, new

    partners: dict[int, int] = {}
    taken: set[int] = set()
    for _, old, new in sorted(_alike(before, now), key=order):
        if old not in partners and new not in taken:
            partners[old] = new
            taken.add(new)
    return partners


def _alike(before: _Stories, now: _Stories) -> Iterator[tuple[float, int, int]]:
    """Yield the stories that may be the same: the share of their words that is common, and both."""
    old, new = before.by_words(), now.by_words()
    for words in old.keys() & new.keys():
        # Of very many that are the same, it does not matter which is which.
        one, other = old[words][:MOST_STORIES], new[words][:MOST_STORIES]
        yield from ((1.0, *pair) for pair in product(one, other))
    rest = [at for words in old.keys() - new.keys() if words[0] for at in old[words]]
    others = [at for words in new.keys() - old.keys() if words[0] for at in new[words]]
    if len(rest) * len(others) > MOST_STORIES**2:
        return
    counted = {at: Counter(now.words[at]) for at in others}
    for at in rest:
        words_of_old = Counter(before.words[at])
        for at_now, words_of_new in counted.items():
            common = (words_of_old & words_of_new).total()
            share = 2 * common / (words_of_old.total() + words_of_new.total())
            if share >= ALIKE:
                yield share, at, at_now
