"""An edition, written as a draft; each block of it is told on which line it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from itertools import groupby, takewhile
from textwrap import indent
from typing import Any
from urllib.parse import urljoin

import yaml
from bs4 import Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from ..model.addresses import plain_address
from ..model.text import as_markdown
from .blocks import MARKED, Role, SourceBlock
from .edition import TO_DO, OldEdition
from .tables import TAGS

_WIDTH = 100
_UNSEEN = f"{TO_DO}: what the picture shows."
_UNCREDITED = f"{TO_DO}: who made the picture, and whose it is."
_LINE_START = re.compile(r"(?m)^([ \t]*)(?=[#+>=:~%|-]|\(\S+\)=\s*$)|^(\d{1,9})(?=[.)](?:\s|$))")
_WORDS = re.compile(r"\S")
_CORE = re.compile(r"(?s)^([\W_]*)([^\W_].*?)([\W_]*)$")


def address_of(link: str, base: str) -> str:
    """Return where a link of a source leads, as a page can say it; empty if it cannot."""
    address = plain_address(urljoin(base, link.strip())) if link.strip() else ""
    if not re.match(r"(?i)https?://[^/]|mailto:[^@]+@", address):
        return ""
    return re.sub(r"[\s<>]", lambda sign: f"%{ord(sign[0]):02X}", address)


def place_of(address: str) -> str:
    """Return host and path of an address of the web, by which a page is known; else nothing."""
    found = re.match(r"(?i)https?://(?:www\.)?([^?#]+)", address)
    return found[1].rstrip("/").lower() if found else ""


class _Converter(MarkdownConverter):  # type: ignore[misc]  # it has no types of its own
    """Makes Markdown in which no sign of a text is markup, and links lead where they led."""

    def __init__(self, edition: OldEdition) -> None:
        super().__init__(
            bullets="-", heading_style="atx", code_language="text", newline_style="backslash",
            table_infer_header=True, wrap=True, wrap_width=_WIDTH,
        )  # fmt: skip
        self.base, self.issues = edition.document.get("url"), edition.issues

    def escape(self, text: str, parent_tags: set[str]) -> str:
        text = _escaped(text)
        return text.replace("|", "\\|") if parent_tags & {"td", "th"} else text

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        text = str(super().process_text(el, parent_tags))
        before = next((each for each in el.previous_siblings if each.get_text().strip()), None)
        begins = before is None or (isinstance(before, Tag) and before.name in TAGS["blocks"])
        is_in_block = el.parent is not None and el.parent.name in ("li", "div", "blockquote")
        return _at_line_start(text) if begins and is_in_block else text

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        made = str(super().convert_p(el, text, parent_tags))
        return made if "_inline" in parent_tags else _at_line_start(made)

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address, words = address_of(str(el.get("href") or ""), self.base), text.strip()
        if not (address and words) or "_noformat" in parent_tags:
            return text
        if issue := self.issues.get(place_of(address)):
            plain = " ".join(el.get_text().replace("`", "’").split())
            return text.replace(words, f"{{issue}}`{plain} <{issue}>`")
        return text.replace(words, f"[{words}]({in_brackets(address)})")

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"[^{el['data-note']}]" if "data-note" in el.attrs else text

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        # Signs around letters alone, and not where two of them touch: else they may mean nothing.
        before = el.previous_sibling
        names = MARKED[:2] if el.name in MARKED[:2] else MARKED[2:]
        if {*names, "_noformat"} & parent_tags or (
            isinstance(before, Tag) and before.name in MARKED
        ):
            return text
        sign = "**" if names == MARKED[:2] else "*"
        return _CORE.sub(rf"\1{sign}\2{sign}\3", text)

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "\n\n"

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    def whole(self, tag: Tag) -> str:
        """Return a block, with its lines; breaks before its words and behind them are none."""
        for each in tag("br"):
            holder = each.find_parent(["li", "p", "td", "th"]) or tag
            around = each.find_previous(string=_WORDS), each.find_next(string=_WORDS)
            if not all(text and any(up is holder for up in text.parents) for text in around):
                each.extract()
        return str(self.process_tag(tag)).strip("\n")

    def inline(self, tag: Tag) -> str:
        """Return the words of a block in one line."""
        return " ".join(str(self.process_tag(tag, {"_inline"})).split())

    convert_b = convert_strong = convert_i = convert_cite = convert_em
    convert_del = convert_s = convert_dt = convert_dd = convert_q


def _escaped(text: str) -> str:
    return re.sub(r"[{~]|&(?=#?\w+;)", r"\\\g<0>", as_markdown(text))


def _at_line_start(text: str) -> str:
    return _LINE_START.sub(lambda found: f"{found[1] or found[2] or ''}\\", text)


def in_brackets(address: str) -> str:
    """Return an address as a link of Markdown has it."""
    return f"<{address}>" if re.search(r"[()]", address) else address


def write_draft(edition: OldEdition, pictures: Mapping[str, str]) -> str:
    """Write a draft; `pictures` are the names of the files beside it, by the sources' addresses."""
    front = yaml.safe_dump(
        head_of(edition, pictures), sort_keys=False, allow_unicode=True, width=_WIDTH
    )
    text = f"---\n{front}---\n\n# {as_markdown(edition.head.title)}"
    written = [b for b in edition.blocks if b.role not in (Role.DROPPED, Role.HEAD)]
    for inside, group in groupby(written, key=lambda block: block.inside):
        name, _, argument = inside.partition(" ")
        if inside:
            text += f"\n\n:::{{{name}}} {argument}".rstrip()
        gap = "\n" if inside else "\n\n"
        for piece, blocks in _pieces(list(group), edition, pictures):
            text += gap
            for block in blocks:
                block.line = text.count("\n") + 1
            text += piece
            is_card = blocks[0].role in (Role.CATEGORY, Role.HEADLINE)
            gap = "\n" if is_card else "\n\n"
        text += "\n:::" if inside else ""
    return f"{text}\n"


def head_of(edition: OldEdition, pictures: Mapping[str, str]) -> dict[str, Any]:
    """Return the front matter of a draft."""
    head: dict[str, Any] = {
        "title": edition.head.title,
        "date": edition.head.date,
        "authors": edition.head.authors or [f"{TO_DO} name of the author"],
        "summary": edition.head.summary
        or f"{TO_DO}: one or two sentences that stand alone in a search result or a shared link.",
        "status": "draft",
    }
    if edition.head.topics:
        head["topics"] = edition.head.topics
    source, alt = edition.head.lead
    if source in pictures:
        head["lead_image"] = {
            "file": pictures[source],
            "alt": " ".join(alt.split()) or _UNSEEN,
            "credit": edition.head.credit or _UNCREDITED,
        }
    return head


def _pieces(
    blocks: Sequence[SourceBlock], edition: OldEdition, pictures: Mapping[str, str]
) -> Iterator[tuple[str, Sequence[SourceBlock]]]:
    """Yield lines of a draft, with the blocks that they hold."""
    converter, base = _Converter(edition), edition.document.get("url")
    card: list[SourceBlock] = []
    for n, block in enumerate(blocks):
        converter.issues = edition.issues_for(block)
        match block.role:
            case Role.SECTION:
                yield f"## {as_markdown(block.value)}", [block]
            case Role.STORY | Role.PART:
                marks = "###" if block.role is Role.STORY else "####"
                above = f"## {as_markdown(block.above)}\n\n" if block.above else ""
                yield f"{above}{marks} {converter.inline(block.tag)}", [block]
            case Role.PICTURE:
                captions = [*takewhile(lambda each: each.role is Role.CAPTION, blocks[n + 1 :])]
                caption = "\n\n".join(converter.whole(each.tag) for each in captions)
                yield _picture(block, caption, base, pictures), [block, *captions]
            case Role.CAPTION:
                continue
            case Role.NOTE:
                yield f"[^{block.value}]: {indent(converter.whole(block.tag), '    ')[4:]}", [block]
            case Role.CATEGORY | Role.HEADLINE | Role.TEASER:
                card.append(block)
                following = blocks[n + 1].role if n + 1 < len(blocks) else Role.TEXT
                if block.role is Role.CATEGORY or following is Role.TEASER:
                    continue
                yield "- " + " ".join(_of_card(card, converter)), card
                card = []
            case _:
                tag, above = copy(block.tag), ""
                if tag.name == "p":
                    tag.insert(0, block.added)
                elif block.added:
                    above = f"{block.added.strip()}\n\n"
                yield f"{above}{converter.whole(tag)}", [block]


def _picture(block: SourceBlock, caption: str, base: str, pictures: Mapping[str, str]) -> str:
    source, alt = block.image or ("", "")
    alt = " ".join(alt.split())
    if source not in pictures:
        address = address_of(source, base) or source[:60]
        shown = f" It shows: {alt}" if alt else ""
        block.added = f"{TO_DO}: a picture has to be saved beside the page, from {address} .{shown}"
        return f"{as_markdown(block.added)}\n\n{caption}".rstrip()
    options = {"alt": alt or _UNSEEN, "credit": _UNCREDITED}
    block.added = "".join(options.values())
    if link := address_of(block.link, base) if block.link else "":
        options["link"] = link
    written = [yaml.safe_dump({k: v}, allow_unicode=True, width=10**6) for k, v in options.items()]
    body = f"\n{caption}\n" if caption else ""
    return f":::{{picture}} {pictures[source]}\n{''.join(f':{each}' for each in written)}{body}:::"


def _of_card(card: Sequence[SourceBlock], converter: _Converter) -> Iterator[str]:
    """Yield the parts of a related article: a category, a title, and a teaser behind a dash."""
    for before, block in zip([None, *card], card, strict=False):
        if block.role is Role.CATEGORY:
            yield f"{converter.inline(block.tag)}:"
        elif block.role is Role.HEADLINE:
            items = block.tag("li") if block.is_list else [block.tag]
            yield "\n- ".join(_headline(each, converter) for each in items)
        else:
            dash = "— " if before and before.role is Role.HEADLINE else ""
            yield dash + converter.inline(block.tag)


def _headline(tag: Tag, converter: _Converter) -> str:
    """Return a title as a card has it, a link or in stars, and what follows it in its line."""
    tag = copy(tag)
    tag.name = "span"  # what it was is said by the card
    first = next(text for text in tag.strings if text.strip())
    title = first.find_parent("a") or first.find_parent([*MARKED]) or tag
    address = address_of(str(title.get("href", "")), converter.base)
    words = " ".join(title.get_text().split())
    made = f"[{as_markdown(words)}]({in_brackets(address)})" if address else f"*{_escaped(words)}*"
    title.clear()
    rest = converter.inline(tag)
    dash = "" if not rest or re.match(r"[—–:]|-\s", rest) else " — "
    return f"{made}{dash}{rest}"
