"""What became of every block of a source: compared with the draft, block by block, and noted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from os.path import commonprefix
from typing import Any
from urllib.parse import unquote

from ..markup.markdown import plain_parser
from ..markup.words import links_in, read_words
from ..model.page import Page
from ..model.text import words_and_target
from .blocks import Role, SourceBlock, bare
from .draft import address_of, head_of, place_of
from .edition import OldEdition


def ledger_of(edition: OldEdition) -> list[dict[str, Any]]:
    """Return an entry a block: where it was placed, how it was changed, why it was dropped."""
    entries = []
    for block in edition.blocks:
        entry: dict[str, Any] = {"block": block.number, "text": block.text}
        if block.image:
            entry["picture"] = block.image[0][:200]
        if block.role is Role.DROPPED:
            entry["dropped"] = block.why
        else:
            entry["placed"] = block.value if block.role is Role.HEAD else f"line {block.line}"
            entry |= {"changed": block.why} if block.why else {}
        # Links into the old site, or to a script, lead nowhere from a page; a section has none.
        links = dict.fromkeys(str(each["href"]) for each in block.tag("a", href=True))
        is_section, base = block.role is Role.SECTION, edition.document.get("url")
        if lost := [each for each in links if is_section or not address_of(each, base)]:
            entry["links left out"] = lost
        entries.append(entry)
    return entries


def differences(edition: OldEdition, page: Page, pictures: Mapping[str, str]) -> Iterator[str]:
    """Yield what a draft has otherwise than its source, and nothing explains: it has to be nothing.

    The page is read as the site reads it. Letters are compared without spaces; numbers are words.
    """
    head = head_of(edition, pictures)
    said = bare(" ".join(map(str, head.values()))).casefold()
    # Of front matter with a mistake in it, a page has no summary.
    above = (head["summary"] if page.head else "") + head["title"]
    letters: list[_Part] = [(0, 0, each) for each in _letters(above)]
    links: list[_Part] = []
    for block in edition.blocks:
        picture = pictures.get(block.image[0], "") if block.image else ""
        if block.role is Role.DROPPED:
            continue
        if not block.why and bare(block.raw) != bare(block.tag.get_text()):
            yield f"block {block.number}: “{block.text}” is not whole in “{block.words}”"
        if block.role is not Role.HEAD:
            place = block.number, block.line
            letters += [(*place, each) for each in _letters_of(block)]
            links += [(*place, each) for each in _links_of(block, edition)]
            links += [(*place, picture)] if picture else []
        elif not block.why and bare(picture or block.words).casefold() not in said:
            yield f"block {block.number}: “{picture or block.words}” is not in the front matter"
    read = sorted(read_words(page), key=lambda block: block.line)
    yield from _compared(letters, _letters("".join(block.text for block in read)))
    apart = [next(same) for _, same in groupby(links, key=lambda part: part[2])]
    yield from _compared(apart, [link for link, _ in groupby(_links(page))])


_Part = tuple[int, int, str]
"""A letter or a link: the number of its block, its line in the draft, and what it is."""


def _compared(wanted: Sequence[_Part], found: Sequence[str]) -> Iterator[str]:
    """Say where two texts, or the links of both, begin to differ."""
    parts = [part for *_, part in wanted]
    at = len(commonprefix([parts, list(found)]))  # noqa: RUF071 - of parts
    if len(parts) != at or len(found) != at:
        number, line, _ = wanted[min(at, len(wanted) - 1)] if wanted else (0, 0, "")
        here = slice(max(0, at - 20), at + 30)
        yield (
            f"block {number}, line {line}: “{''.join(parts[here])}” became “{''.join(found[here])}”"
        )


def _letters(text: str) -> str:
    return re.sub(r"[|*—]|\\", "", bare(unquote(text)))  # as addresses are shown


def _letters_of(block: SourceBlock) -> str:
    after = ":" if block.role is Role.CATEGORY else ""
    is_section = block.role is Role.SECTION
    return _letters(
        block.value if is_section else f"{block.above}{block.added}{block.words}{after}"
    )


def _links_of(block: SourceBlock, edition: OldEdition) -> Iterator[str]:
    base, issues = edition.document.get("url"), edition.issues_for(block)
    what = "a[href]:not(code a, pre a, [href='']), sup[data-note]"
    for each in block.tag.select(what) if block.role is not Role.SECTION else ():
        if each.name == "sup":
            yield f"[^{each['data-note']}]"
        elif each.get_text().strip() and (link := address_of(str(each["href"]), base)):
            yield issues.get(place_of(link)) or plain_parser().normalizeLink(link)


def _links(page: Page) -> Iterator[str]:
    """Yield the links, the notes and the pictures of a page, in their order."""
    for _, token in sorted(links_in(page), key=lambda each: each[0]):
        if token.type == "footnote_ref":
            yield f"[^{token.meta['label']}]"
        elif token.type == "myst_role":
            yield words_and_target(token.content)[1] or ""
        elif token.info.startswith("{picture}"):
            yield token.info.partition(" ")[2]
        elif token.type == "link_open" and token.info != "auto":
            yield str(token.attrs["href"])
