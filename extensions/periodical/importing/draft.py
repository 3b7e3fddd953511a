"""An edition, written as a draft; each piece of it knows the block from which it is."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Any
from urllib.parse import urljoin

import yaml

from ..model.addresses import plain_address
from ..model.text import as_markdown
from .blocks import Span
from .edition import TO_DO, OldEdition, Reading, Role

_WIDTH = 100
_UNSEEN = f"{TO_DO}: what the picture shows."
_UNCREDITED = f"{TO_DO}: who made the picture, and whose it is."
_LINE_START = re.compile(r"(?m)^(\s*)(?=[#+>=:~%|-]|\(\S+\)=\s*$)|^(\s*\d{1,9})(?=[.)](?:\s|$))")
_MARKED = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)


@dataclass
class Piece:
    """Lines of a draft, with the readings that they hold: none, where they are form alone."""

    text: str
    readings: tuple[Reading, ...] = ()
    is_tight: bool = False
    line: int = 0


@dataclass(frozen=True)
class Draft:
    """A draft: its pieces, with the lines on which they begin."""

    text: str
    head: Mapping[str, Any]
    pieces: Sequence[Piece]


def address_of(link: str, base: str) -> str:
    """Return where a link of a source leads, as a page can say it; empty if it cannot."""
    address = plain_address(urljoin(base, link.strip()))
    if not re.match(r"(?i)https?://[^/]|mailto:[^@]+@", address):
        return ""
    return re.sub(r"[\s<>]", lambda sign: f"%{ord(sign[0]):02X}", address)


def write_draft(edition: OldEdition, pictures: Mapping[str, str]) -> Draft:
    """Write a draft; `pictures` are the names of the files beside it, by the sources' addresses."""
    head = _head(edition, pictures)
    front = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=_WIDTH)
    pieces = [Piece(f"---\n{front}---"), Piece(f"# {as_markdown(edition.head.title)}")]
    written = [r for r in edition.readings if r.role not in (Role.DROPPED, Role.HEAD)]
    for inside, group in groupby(written, key=lambda reading: reading.inside):
        readings = list(group)
        body = list(_blocks(readings, edition, pictures))
        if inside:
            name, _, argument = inside.partition(" ")
            pieces.append(Piece(f":::{{{name}}} {argument}".rstrip()))
            pieces.append(body[0])
            body[0].is_tight = True
            pieces += [*body[1:], Piece(":::", is_tight=True)]
        else:
            pieces += body
    text = ""
    for piece in pieces:
        text += "" if not text else "\n" if piece.is_tight else "\n\n"
        piece.line = text.count("\n") + 1
        text += piece.text
    return Draft(f"{text}\n", head, pieces)


def _head(edition: OldEdition, pictures: Mapping[str, str]) -> dict[str, Any]:
    head: dict[str, Any] = {
        "title": edition.head.title,
        "date": edition.head.date,
        "authors": edition.head.authors or [f"{TO_DO} name of the author"],
        "summary": edition.head.summary
        or f"{TO_DO}: one or two sentences that stand alone in a search result or a shared link.",
        "status": "draft",
    }
    source, alt = edition.head.lead
    if source in pictures:
        head["lead_image"] = {
            "file": pictures[source],
            "alt": " ".join(alt.split()) or _UNSEEN,
            "credit": edition.head.credit or _UNCREDITED,
        }
    return head


def _blocks(
    readings: Sequence[Reading], edition: OldEdition, pictures: Mapping[str, str]
) -> Iterator[Piece]:
    base, before = edition.document.url, None
    card: list[Reading] = []
    for n, reading in enumerate(readings):
        words = inline(reading.spans, base)
        text, is_tight = f"{reading.added}{words}", False
        of: tuple[Reading, ...] = (reading,)
        match reading.role:
            case Role.SECTION:
                text = f"## {as_markdown(reading.value)}"
            case Role.STORY | Role.PART:
                plain = [Span(span.text, link=span.link) for span in reading.spans]
                marks = "###" if reading.role is Role.STORY else "####"
                text = f"{marks} {inline(plain, base)}".replace("\\\n", " ")
            case Role.PICTURE:
                captions = [*takewhile(lambda each: each.role is Role.CAPTION, readings[n + 1 :])]
                text, of = _picture(reading, captions, base, pictures), (reading, *captions)
            case Role.CAPTION:
                continue
            case Role.NOTE:
                text = f"[^{reading.value}]: {words}"
            case Role.CATEGORY | Role.HEADLINE | Role.TEASER:
                card.append(reading)
                if n + 1 < len(readings) and not _ends_card(reading, readings[n + 1]):
                    continue
                text, is_tight, of, card = _card(card, base), True, tuple(card), []
            case _:
                text, is_tight = _text(reading, text, before)
        before = reading
        yield Piece(text, of, is_tight)


def _ends_card(reading: Reading, following: Reading) -> bool:
    return reading.role is not Role.CATEGORY and following.role is not Role.TEASER


def _card(card: Sequence[Reading], base: str) -> str:
    """Return a related article in a line: a category, a title, and a teaser behind a dash."""
    parts = []
    for n, reading in enumerate(card):
        match reading.role:
            case Role.CATEGORY:
                parts.append(f"{inline(reading.spans, base)}:")
            case Role.HEADLINE:
                parts.append(_headline(reading, base))
            case _:
                dash = "— " if card[n - 1].role is Role.HEADLINE else ""
                parts.append(dash + inline(reading.spans, base))
    lines = _wrapped(" ".join(parts).replace("\\\n", " "), _WIDTH - 2)
    return "- " + "\n  ".join(lines)


def _text(reading: Reading, text: str, before: Reading | None) -> tuple[str, bool]:
    """Return a paragraph in all in which it stands, and whether it goes on from the one before."""
    block, prefix, rest = reading.block, "", ""
    if block.rows:
        return _table(reading), False
    if block.is_code:
        code = "".join(span.text for span in reading.spans).strip("\n")
        return f"```text\n{code}\n```", False
    last = (
        before.block
        if before is not None and before.role is Role.TEXT and before.inside == reading.inside
        else None
    )
    is_tight = False
    if block.item:
        same = last is not None and last.item == block.item
        deep = min(block.depth, last.depth + 1 if last and last.item else 1) - 1
        sign = "1. " if block.is_ordered else "- "
        rest = "    " * deep + " " * len(sign)
        prefix = rest if same else "    " * deep + sign
        is_tight = not same and last is not None and bool(last.item) and last.quote == block.quote
    quote = "> " * block.quote
    lines = _wrapped(text, _WIDTH - len(quote + prefix))
    body = "\n".join(quote + (rest if n else prefix) + line for n, line in enumerate(lines))
    if last is not None and (shared := min(last.quote, block.quote)) and not is_tight:
        body, is_tight = f"{('> ' * shared).rstrip()}\n{body}", True
    return body, is_tight


def _table(reading: Reading) -> str:
    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cells)} |"

    def cell(spans: Sequence[Span]) -> str:
        return inline(spans, "").replace("\\\n", " ").replace("|", "\\|")

    rows = [[cell(spans) for spans in row] for row in reading.block.rows]
    return "\n".join(map(line, [rows[0], ["---"] * len(rows[0]), *rows[1:]]))


def _picture(
    reading: Reading, captions: Sequence[Reading], base: str, pictures: Mapping[str, str]
) -> str:
    source, alt = reading.block.image or ("", "")
    caption = "\n\n".join("\n".join(_wrapped(inline(r.spans, base), _WIDTH)) for r in captions)
    if source not in pictures:
        address = as_markdown(address_of(source, base) or source[:60])
        shown = f" It shows: {as_markdown(alt)}" if alt else ""
        text = f"{TO_DO}: a picture has to be saved beside the page, from {address} .{shown}"
        return f"{text}\n\n{caption}".rstrip()
    options = {"alt": " ".join(alt.split()) or _UNSEEN, "credit": _UNCREDITED}
    if link := next((address_of(span.link, base) for span in reading.spans if span.link), ""):
        options["link"] = link
    written = [yaml.safe_dump({k: v}, allow_unicode=True, width=10**6) for k, v in options.items()]
    body = f"\n{caption}\n" if caption else ""
    return f":::{{picture}} {pictures[source]}\n{''.join(f':{each}' for each in written)}{body}:::"


def _headline(reading: Reading, base: str) -> str:
    """Return a title as a card has it, a link or in stars, and what follows it in its line."""
    spans = [span for span in reading.spans if span.text.strip()]
    first = spans[0]
    same = [
        *takewhile(lambda s: s.link == first.link if first.link else s.marks == first.marks, spans)
    ]
    title = " ".join("".join(span.text for span in same).split())
    rest = inline(spans[len(same) :], base).replace("\\\n", " ")
    address = address_of(first.link, base) if first.link else ""
    made = f"[{as_markdown(title)}]({_in_brackets(address)})" if address else f"*{_escaped(title)}*"
    dash = "" if not rest.strip() or re.match(r"\s*(?:[—–:]|-\s)", rest) else " — "
    return f"{made}{dash}{rest if not dash else rest.lstrip()}"


def _wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a paragraph, none of which begins with what would mean something."""
    if "`" not in text:
        parts = [
            textwrap.wrap(each, width, break_long_words=False, break_on_hyphens=False) or [""]
            for each in text.split("\n")
        ]
        text = "\n".join(line for part in parts for line in part)
    return _LINE_START.sub(lambda found: f"{found[1] or found[2] or ''}\\", text).split("\n")


def _in_brackets(address: str) -> str:
    return f"<{address}>" if re.search(r"[()]", address) else address


def _escaped(text: str) -> str:
    text = re.sub(r"[{~]|&(?=#?\w+;)", r"\\\g<0>", as_markdown(text))
    return re.sub(r"\n+", "\\\\\n", text)


def inline(spans: Sequence[Span], base: str) -> str:
    """Return words in Markdown: with their links, notes and emphasis."""
    spans = [span for span in spans if span.text]
    while spans and not spans[-1].text.strip():
        spans.pop()
    while spans and not spans[0].text.strip():
        spans.pop(0)
    made = ""
    for link, group in groupby(spans, key=lambda span: span.link):
        words = "".join(
            _marked(list(part), marks, made)
            for marks, part in groupby(group, key=lambda s: s.marks)
        )
        address = "" if link.startswith("^") or not link else address_of(link, base)
        if link.startswith("^"):
            made = f"{made.rstrip()}[{link}]"
        elif address and words.strip():
            left, right = len(words) - len(words.lstrip()), len(words.rstrip())
            made += f"{words[:left]}[{words[left:right]}]({_in_brackets(address)}){words[right:]}"
        else:
            made += words
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in made.split("\n")]
    return "\n".join(lines)


def _marked(spans: Sequence[Span], marks: frozenset[str], before: str) -> str:
    text = "".join(span.text for span in spans)
    found = _MARKED.match(text)
    if not marks or found is None or not found[2] or before.endswith("*"):
        return _escaped(text)
    if "`" in marks and "`" not in text:
        return f"{found[1]}`{found[2]}`{found[3]}"
    signs = "".join(sorted(marks - {"`"}))
    return f"{_escaped(found[1])}{signs}{_escaped(found[2])}{signs}{_escaped(found[3])}"
