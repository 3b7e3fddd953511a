"""An edition, written as a draft, and what became in it of every block of its source."""

import re
from collections.abc import Iterator, Mapping
from copy import copy
from itertools import groupby
from operator import attrgetter
from os.path import commonprefix
from textwrap import indent
from typing import Any
from urllib.parse import unquote, urljoin

import yaml
from bs4 import Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from ..markup.markdown import plain_parser
from ..markup.pages import parsed, read_words
from ..model.addresses import plain_address
from ..model.page import Page
from ..model.publication import SUMMARY_TO_WRITE
from ..model.registry import EntryKind
from ..model.text import as_markdown, known, words_and_target
from . import TAGS
from .blocks import LISTS, MARKED, SourceBlock, bare
from .edition import RELATED, TO_DO, OldEdition

_WIDTH = 100
_UNSEEN = f"{TO_DO}: what the picture shows."
_UNCREDITED = f"{TO_DO}: who made the picture, and whose it is."
_LINE_START = re.compile(r"(?m)^([ \t]*)(?=[#+>=:~%|-]|\(\S+\)=\s*$)|^(\d{1,9})(?=[.)](?:\s|$))")
_WORDS = re.compile(r"\S")
# What signs of emphasis can stand beside: links, references and notes as a whole, and letters.
_CORE = re.compile(
    r"(?<!\\)(?:\[(?:\\.|[^]\\])*\]\((?:<\S+?>|[^\s()]+)\)|\[\^\w+\]|\{issue\}`[^`]*`)|[^\W_]"
)


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


def in_brackets(address: str) -> str:
    """Return an address as a link of Markdown has it."""
    return f"<{address}>" if re.search(r"[()]", address) else address


class _Writer(MarkdownConverter):  # type: ignore[misc]  # it has no types of its own
    """Writes blocks so that no sign of a text is markup, and links lead where they led."""

    def __init__(self, edition: OldEdition) -> None:
        super().__init__(
            bullets="-", heading_style="atx", code_language="text", newline_style="backslash",
            table_infer_header=True, wrap=True, wrap_width=_WIDTH,
        )  # fmt: skip
        self.edition = edition

    def escape(self, text: str, parent_tags: set[str]) -> str:
        text = re.sub(r"[{~]", r"\\\g<0>", as_markdown(text))
        text = text.replace("]", r"\]") if "a" in parent_tags else text
        return text.replace("|", r"\|") if parent_tags & {"td", "th"} else text

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        text = str(super().process_text(el, parent_tags))
        before = next((each for each in el.previous_siblings if each.get_text().strip()), None)
        begins = before is None or (isinstance(before, Tag) and before.name in TAGS["blocks"])
        is_in_block = el.parent is not None and el.parent.name in ("li", "div", "blockquote")
        return _LINE_START.sub(r"\1\2\\", text) if begins and is_in_block else text

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        made = str(super().convert_p(el, text, parent_tags))
        return made if "_inline" in parent_tags else _LINE_START.sub(r"\1\2\\", made)

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        words, address = text.strip(), str(el.get("href", ""))
        if not (words and address):
            return text
        if issue := el.get("data-issue"):
            plain = " ".join(el.get_text().replace("`", "’").split())
            return text.replace(words, f"{{issue}}`{plain} <{issue}>`")
        return text.replace(words, f"[{words}]({in_brackets(address)})")

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"[^{el['data-note']}]" if "data-note" in el.attrs else text

    def convert_i(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        # Signs around letters alone, and not where two of them touch: else they may mean nothing.
        before = el.previous_sibling
        touches = isinstance(before, Tag) and before.name in MARKED
        found = [each.span() for each in _CORE.finditer(text)]
        if touches or not found or {el.name, "_noformat"} & parent_tags:
            return text
        sign, start, end = "**" if el.name == "b" else "*", found[0][0], found[-1][1]
        return f"{text[:start]}{sign}{text[start:end]}{sign}{text[end:]}"

    convert_b = convert_i

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "\n\n"

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

    def piece(self, block: SourceBlock, before: str) -> tuple[str, str]:
        """Return what parts a block from the one before, of which this is the role, and the block.

        A related article is a line: its category, its title, and a teaser behind a dash.
        """
        gap, mark = (" ", "") if before == "category" else ("\n", "- ")
        match block.role:
            case "section":
                return "\n\n", f"## {as_markdown(block.value)}"
            case "story":
                above = f"## {as_markdown(block.added)}\n\n" if block.added else ""
                return "\n\n", f"{above}{self.whole(block.tag)}"
            case "picture":
                return "\n\n", self._picture(block)
            case "note":
                return "\n\n", f"[^{block.value}]: {indent(self.whole(block.tag), '    ')[4:]}"
            case "category":
                return gap, mark + _LINE_START.sub(r"\1\2\\", f"{self.inline(block.tag)}:")
            case "headline":
                items = block.tag("li") if block.tag.name in LISTS else [block.tag]
                return gap, mark + "\n- ".join(map(self._headline, items))
            case "teaser":
                return " — " if before == "headline" else " ", self.inline(block.tag)
        above = f"{block.added}\n\n" if block.added else ""
        return "\n\n", f"{above}{self.whole(block.tag)}"

    def _picture(self, block: SourceBlock) -> str:
        """Return what stands in the directive of a picture, or that there is none."""
        (source, alt), base = block.image or ("", ""), self.edition.document.get("url")
        if source not in self.edition.pictures:
            address = address_of(source, base) or source[:60]
            block.added = f"{TO_DO}: a picture has to be saved beside the page, from {address} ."
            block.added += f" It shows: {alt}" if alt else ""
            return as_markdown(block.added)
        options = {"alt": alt or _UNSEEN, "credit": _UNCREDITED}
        block.added = "".join(options.values())
        if link := address_of(str(block.tag.get("data-link", "")), base):
            options["link"] = link
        written = yaml.safe_dump(options, sort_keys=False, allow_unicode=True, width=10**6)
        return re.sub("(?m)^", ":", written.strip())

    def _headline(self, tag: Tag) -> str:
        """Return a title as a card has it, a link or in stars, and what follows it in its line."""
        tag = copy(tag)
        tag.name = "span"  # what it was is said by the card
        first = next(text for text in tag.strings if text.strip())
        title = first.find_parent("a") or first.find_parent([*MARKED]) or tag
        address, words = str(title.get("href", "")), " ".join(title.get_text().split())
        made = f"*{self.escape(words, set())}*"
        if address:
            made = f"[{as_markdown(words)}]({in_brackets(address)})"
        title.clear()
        rest = self.inline(tag)
        dash = "" if not rest or re.match(r"[—–:]|-\s", rest) else " — "
        return f"{made}{dash}{rest}"


def write_draft(edition: OldEdition, issues: Mapping[str, str]) -> str:
    """Write a draft, and note of each block on which line it is.

    `issues` are those that are known, by the places where they were published.
    """
    _resolve_links(edition, issues)
    front = yaml.safe_dump(head_of(edition), sort_keys=False, allow_unicode=True, width=_WIDTH)
    text = f"---\n{front}---\n\n# {as_markdown(edition.title)}"
    writer, inside, before = _Writer(edition), "", ""
    for block in (each for each in edition.kept if each.role != "head"):
        if block.image and block.image[0] in edition.pictures:
            block.inside = f"{{picture}} {edition.pictures[block.image[0]]}"
        elif block.role == "caption":
            block.inside = inside
        gap, piece = writer.piece(block, before)
        if block.inside != inside or block.role == "picture":
            text += "\n:::" if inside else ""
            gap = f"\n\n:::{block.inside}\n" if block.inside else gap
        text += gap
        block.line = text.count("\n") + 1
        text += piece
        inside, before = block.inside, block.role
    return f"{text}\n:::\n" if inside else f"{text}\n"


def _resolve_links(edition: OldEdition, issues: Mapping[str, str]) -> None:
    """Have each link lead where a page can say that it leads, to an address or to another issue.

    Links into the old site, or to a script, lead nowhere; code, a section and no words have none.
    """
    base = edition.document.get("url")
    for block in edition.blocks:
        for link in block.tag("a", href=True):
            was = str(link.attrs.pop("href"))
            address = address_of(was, base)
            if block.role == "section" or not address:
                block.lost += [was] if was not in block.lost else []
            elif not link.find_parent(["code", "pre"]) and link.get_text().strip():
                link["href"] = address
                if block.inside != RELATED and (issue := issues.get(place_of(address))):
                    link["data-issue"] = issue


def head_of(edition: OldEdition) -> dict[str, Any]:
    """Return the front matter of a draft."""
    people = {name: edition.registry.find(EntryKind.PERSON, name) for name in edition.authors}
    authors = [person.id if person else name for name, person in people.items()]
    source, alt = edition.lead
    picture = {"alt": alt or _UNSEEN, "credit": edition.credit or _UNCREDITED}
    head = {
        "title": edition.title,
        "date": edition.date,
        "authors": authors or [f"{TO_DO} name of the author"],
        "summary": edition.summary or f"{TO_DO}: {SUMMARY_TO_WRITE}",
        "status": "draft",
        "topics": edition.topics,
        "lead_image": source in edition.pictures and {"file": edition.pictures[source]} | picture,
    }
    return {key: value for key, value in head.items() if value}


def ledger_of(edition: OldEdition) -> list[dict[str, Any]]:
    """Return an entry a block: where it was placed, how it was changed, why it was dropped."""
    entries = []
    for block in edition.blocks:
        line = block.value if block.role == "head" else f"line {block.line}"
        told = {
            "picture": block.image and block.image[0][:200],
            "placed": line if block.role != "dropped" else "",
            "dropped" if block.role == "dropped" else "changed": block.why,
            "raised, lowered or struck out": block.flattened,
            "links left out": block.lost,
        }
        entries.append({"block": block.number, "text": block.text} | known(told))
    return entries


def differences(edition: OldEdition, page: Page) -> Iterator[str]:
    """Yield what a draft has otherwise than its source, and nothing explains: it has to be nothing.

    The page is read as the site reads it. Letters are compared without spaces; numbers are words.
    """
    head = head_of(edition)
    said = bare(" ".join(map(str, head.values()))).casefold()
    # Of front matter with a mistake in it, a page has no summary.
    above = (head["summary"] if page.head else "") + head["title"]
    letters = [(edition.blocks[0], letter) for letter in _letters(above)]
    links: list[tuple[SourceBlock, str]] = []
    for block in edition.kept:
        picture = edition.pictures.get(block.image[0], "") if block.image else ""
        if not block.why and bare(block.raw) != bare(block.tag.get_text()):
            yield f"block {block.number}: “{block.text}” is not whole in “{block.words}”"
        if block.role != "head":
            words = block.value if block.role == "section" else f"{block.added}{block.words}"
            words += ":" if block.role == "category" else ""
            letters += [(block, letter) for letter in _letters(words)]
            for each in block.tag.select("a[href], sup[data-note]"):
                leads = plain_parser().normalizeLink(str(each.get("href", "")))
                note = f"[^{each['data-note']}]" if each.name == "sup" else ""
                links.append((block, note or str(each.get("data-issue", leads))))
            links += [(block, picture)] if picture else []
        elif not block.why and bare(picture or block.words).casefold() not in said:
            yield f"block {block.number}: “{picture or block.words}” is not in the front matter"
    read = sorted(read_words(page), key=lambda block: block.line)
    text = _letters("".join(block.text for block in read))
    apart = [next(same) for _, same in groupby(links, key=lambda each: each[1])]
    for wanted, found in ((letters, [*text]), (apart, [each for each, _ in groupby(_links(page))])):
        parts = [part for _, part in wanted]
        at = len(commonprefix([parts, found]))  # noqa: RUF071 - of parts
        if parts != found:
            where = wanted[min(at, len(wanted) - 1)][0] if wanted else None
            place = f"block {where.number}, line {where.line}" if where else "no block"
            here = slice(max(0, at - 20), at + 30)
            yield f"{place}: “{''.join(parts[here])}” became “{''.join(found[here])}”"


def _letters(text: str) -> str:
    return re.sub(r"[|*—]|\\", "", bare(unquote(text)))  # as addresses are shown


def _links(page: Page) -> Iterator[str]:
    """Yield the links, the notes and the pictures of a page, in their order."""
    for node in sorted(parsed(page).walk(), key=attrgetter("map")):
        if node.type == "footnote_ref":
            yield f"[^{node.meta['typed']}]"
        elif node.type == "myst_role":
            yield words_and_target(node.content)[1] or ""
        elif node.read and node.read.kind.name == "picture":
            yield node.info.partition(" ")[2]
        elif node.type == "link" and node.info != "auto":
            yield str(node.attrs["href"])
