"""What became of every block of a source: compared with the draft, block by block, and noted."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from os.path import commonprefix
from typing import Any

from ..markup.markdown import plain_parser
from ..markup.words import links_in, read_words
from ..model.page import Page
from .blocks import bare
from .draft import Draft, Piece, address_of
from .edition import OldEdition, Reading, Role


def _lost_links(reading: Reading, base: str) -> list[str]:
    """Return the links that lead nowhere from a page: into the old site, or to a script."""
    links = (span.link for span in reading.spans if span.link and not span.link.startswith("^"))
    return [link for link in dict.fromkeys(links) if not address_of(link, base)]


def ledger_of(edition: OldEdition, draft: Draft) -> list[dict[str, Any]]:
    """Return an entry a block: where it was placed, how it was changed, why it was dropped."""
    lines = {id(reading): piece.line for piece in draft.pieces for reading in piece.readings}
    entries = []
    for reading in edition.readings:
        entry: dict[str, Any] = {"block": reading.block.number, "text": reading.block.text}
        if reading.block.image:
            entry["picture"] = reading.block.image[0][:200]
        place = reading.value if reading.role is Role.HEAD else f"line {lines.get(id(reading), 0)}"
        fate = {"dropped": reading.why} if reading.role is Role.DROPPED else {"placed": place}
        if reading.why and "placed" in fate:
            fate["changed"] = reading.why
        entry |= fate
        if links := _lost_links(reading, edition.document.url):
            entry["links left out"] = links
        entries.append(entry)
    return entries


def differences(
    edition: OldEdition, draft: Draft, page: Page, pictures: Mapping[str, str]
) -> Iterator[str]:
    """Yield what a draft has otherwise than its source, and nothing explains: it has to be nothing.

    The page is read as the site reads it. Letters are compared without spaces; numbers are words.
    """
    pieces = draft.pieces[1:]
    ends = [piece.line for piece in pieces[1:]] + [len(page.lines) + 1]
    written = read_words(page)
    links = list(_links(page))
    base = edition.document.url
    for piece, end in zip(pieces, ends, strict=True):
        here = [block.text for block in written if piece.line <= block.line < end]
        there = [link for line, link in links if piece.line <= line < end]
        if piece.readings and (found := _compared(piece, "".join(here), there, base, pictures)):
            yield f"block {piece.readings[0].block.number}, line {piece.line}: {found}"
    yield from _unread(edition)
    for reading in edition.readings:
        if reading.role is Role.HEAD:
            yield from _in_head(reading, draft, pictures)


def _unread(edition: OldEdition) -> Iterator[str]:
    """Yield blocks that were not read once, and letters that were taken out without a reason."""
    times = Counter(reading.block.number for reading in edition.readings)
    for number in edition.blocks:
        if times[number] != 1:
            yield f"block {number} was read {times[number]} times"
    for reading in edition.readings:
        block, taken = edition.blocks.get(reading.block.number), reading.spans
        if block and not reading.why and bare(block.raw) != bare("".join(s.text for s in taken)):
            yield f"block {block.number}: “{block.text}” is not whole in “{reading.words}”"


def _letters(text: str) -> str:
    return re.sub(r"[|*—]|\\", "", bare(text))


def _compared(
    piece: Piece, words: str, links: Sequence[str], base: str, pictures: Mapping[str, str]
) -> str:
    """Return how lines of a draft differ from what they are made of; empty if they do not."""
    wanted, expected = "", list[str]()
    for reading in piece.readings:
        if reading.role is Role.PICTURE:
            source = reading.block.image[0] if reading.block.image else ""
            expected += [pictures[source]] if source in pictures else []
            continue
        wanted += reading.value if reading.role is Role.SECTION else reading.added + reading.words
        wanted += ":" if reading.role is Role.CATEGORY else ""
        expected += [_normal(s.link, base) for s in reading.spans if s.link and s.text.strip()]
    wanted, found = _letters(wanted), _letters(words)
    if piece.readings[0].role is Role.PICTURE:
        found = found[-len(wanted) :] if wanted else ""
    if wanted != found:
        at = len(commonprefix([wanted, found]))  # noqa: RUF071 - of letters
        start = max(0, at - 20)
        return f"“{wanted[start : at + 30]}” became “{found[start : at + 30]}”"
    there = [link for link, _ in groupby(filter(None, expected))]
    here = [link for link, _ in groupby(links)]
    return "" if there == here else f"the links {there} became {here}"


def _normal(link: str, base: str) -> str:
    is_note = link.startswith("^")
    return f"[{link}]" if is_note else plain_parser().normalizeLink(address_of(link, base))


def _in_head(reading: Reading, draft: Draft, pictures: Mapping[str, str]) -> Iterator[str]:
    said = bare(" ".join(map(str, draft.head.values()))).casefold()
    wanted = pictures[reading.block.image[0]] if reading.block.image else reading.words
    if not reading.why and bare(wanted).casefold() not in said:
        yield f"block {reading.block.number}: “{wanted}” is not in the front matter"


def _links(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the links, the notes and the pictures of a page, each with its line."""
    for line, token in links_in(page):
        if token.type == "footnote_ref":
            yield line, f"[^{token.meta['label']}]"
        elif token.info.startswith("{picture}"):
            yield line, token.info.partition(" ")[2]
        elif token.type == "link_open" and token.info != "auto":
            yield line, str(token.attrs["href"])
