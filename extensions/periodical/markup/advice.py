"""What a good editor would ask of a page: hints, which fail neither `check` nor a build.

Where what should stand instead is certain, a hint says it, and ``check --fix`` writes it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ..model.addresses import OPAQUE, plain_address
from ..model.limits import PROBLEMS
from ..model.messages import Complaint, Problem, one_slip
from ..model.names import NAME_SUFFIX, fold_name, names_in
from ..model.page import Page
from ..model.publication import fold_heading
from ..model.registry import FOUND_BY_NAME, EntryKind
from .directives import DIRECTIVES
from .judging import Surroundings
from .markdown import BREAKS, Syntax, plain_text
from .pages import parsed, read_words
from .rules.page import unfinished

_HIDDEN_SIGNS = "\u00ad\u200b\u2060\u200c\u200d"
# Persian needs the joiners that no Latin or Cyrillic word has.
_LETTER = r"[A-Za-z\u00c0-\u052f]"
_HIDDEN = rf"[\u00ad\u200b\u2060]+|(?<={_LETTER})[\u200c\u200d]+(?={_LETTER})"
_WITH_HIDDEN = re.compile(rf"(?<![^\W_])[^\W_]++(?:(?:{_HIDDEN})[^\W_]++)+")
_DASH = re.compile(r"(?<=[^\s|-]) (-) (?=[^\s|-])")
# Bounded: of very many that do not end, each would be looked for to the end of the text.
_QUOTED = re.compile(r"“[^”]{0,999}”|\"[^\"]{0,999}\"|«[^»]{0,999}»|„[^“”]{0,999}[“”]")
# What stands in a line and is no prose: code, addresses, directives and their options.
_NO_PROSE = re.compile(r"`+[^`]*`+|\]\([^)]*\)?|<[^>\s]*>|https?://\S+|^\s*:(?::{2,}|[\w-]+:).*")
_Place = tuple[int, int]
_KEY = re.compile(r"[\w-]+:|---")
_SEVERAL = re.compile(rf",\s(?!{NAME_SUFFIX})| and | и |;|&")
_NOT_LATIN = re.compile("[\u0370-\u1cff]")
_BULLET = re.compile(r"(?m)^[•·‣◦▪●]\s")
_BOLD = re.compile(r"(?:\*\*|__)([^*_\n]{5,40}?):?(?:\*\*|__)")
_PROSE = re.compile(r"(?:[^\W\d_]{2,}[ ,]+){4}")

_LABELS = {fold_heading(kind.label) for kind in DIRECTIVES.values() if kind.label}
"""What directives set over their text by themselves."""


@dataclass(frozen=True, order=True)
class Advice:
    """A hint; on its line, `old` should certainly be `new`, if that is known."""

    problem: Problem
    old: str = ""
    new: str | None = None


def advise(page: Page, surroundings: Surroundings) -> list[Advice]:
    """Return hints for a page, in the order of its lines; of very many, the first."""
    if page.unreadable:
        return []
    made = _Editor(page, surroundings)
    hints = chain(made.lines(), made.head(), made.headings(), made.syntax(), made.texts())
    return sorted(set(islice(hints, PROBLEMS)))


@lru_cache(maxsize=4)
def own_words(page: Page) -> list[tuple[int, str, str]]:
    """Return the blocks of a page: line, words without what they quote, and words with it."""
    own = (each for each in read_words(page, code=False) if each.own)
    return [(each.line, _QUOTED.sub(_blanked, each.text), each.text) for each in own]


def _blanked(found: re.Match[str]) -> str:
    return " " * len(found[0])


class _Editor:
    def __init__(self, page: Page, surroundings: Surroundings) -> None:
        self._page, self._surroundings = page, surroundings
        language = page.head.language if page.head else "en"
        # Names have endings in others, and style and dashes are those of English.
        self._language = language.partition("-")[0]

    def _hint(self, hint: str, line: int, words: str = "", /, **values: Any) -> Advice:
        """Return a hint for words in the paragraph that begins on a line, or for the line."""
        place = self._page.place_of(words, line) if words else (line, 1)
        return self._mend(hint, place, **{"words": words} | values)

    def _mend(
        self, hint: str, place: _Place, old: str = "", new: str | None = None, **values: Any
    ) -> Advice:
        """Return a hint for a place, where `old` should certainly be `new`, if that is known."""
        return Advice(Complaint(hint, **values).at(self._page.file, *place), old, new)

    def _places(self, words: str, line: int, *, prose: bool) -> Iterator[_Place]:
        """Yield where words stand in the paragraph, or the value, that begins on a line."""
        end = self._page.front_matter.end
        for number, raw in enumerate(self._page.lines[line - 1 :], start=line):
            if not raw.strip() or (line < number <= end and _KEY.match(raw)):
                break
            shown = _NO_PROSE.sub(_blanked, raw) if prose else raw
            for found in re.finditer(rf"(?<![\w-]){re.escape(words)}(?![\w-])", shown):
                yield number, found.start() + 1

    def lines(self) -> Iterator[Advice]:
        hidden = any(sign in self._page.text for sign in _HIDDEN_SIGNS)
        for number, line in enumerate(self._page.lines if hidden else (), start=1):
            for found in _WITH_HIDDEN.finditer(line):
                word, place = re.sub(_HIDDEN, "", found[0]), (number, found.start() + 1)
                yield self._mend("hidden-in-word", place, found[0], word, word=word)
        if self._page.is_draft and (to_come := [*islice(unfinished(self._page), 20)]):
            (number, _, wrong), *more = to_come
            lines = ", ".join(str(line) for line, *_ in more)
            others = f", and so {'do lines' if more[1:] else 'does line'} {lines}" if more else ""
            yield self._hint("unfinished-in-draft", number, wrong.values["words"], others=others)

    def head(self) -> Iterator[Advice]:
        source, head = self._page.front_matter.source, self._page.head
        registry = self._surroundings.registry
        words = "".join(text for _, text, _ in own_words(self._page) if self._language == "en")
        if head and (others := len(_NOT_LATIN.findall(words))) > 40 and others > len(words) / 2:
            yield self._hint("language-unsaid", source.place(("title",))[0])
        named = {"authors": EntryKind.PERSON, "topics": EntryKind.TOPIC} if head else {}
        for key, kind in named.items():
            for index, target in enumerate(listed := getattr(head, key)):
                if target in listed[:index]:
                    yield self._hint("named-twice", source.place((key, index))[0], target)
                if registry.find(kind, target):
                    continue
                line, _ = source.place((key, index))
                near = (each for each in registry.known(kind) if one_slip(target, each))
                if meant := next(near, None):
                    yield self._hint("name-nearly", line, target, name=meant)
                elif kind is EntryKind.PERSON and _SEVERAL.search(target):
                    yield self._hint("authors-in-one", line, target)
        for index, revision in enumerate(head.revisions if head else ()):
            if str(revision.date) > self._surroundings.publication.day:
                line, _ = source.place(("revisions", index, "date"))
                yield self._hint("revision-of-later-day", line, date=revision.date)
        issues, original = self._surroundings.issues, head and head.translation_of
        if issues and original and issues.get(original) == [Path(self._page.file).stem]:
            yield self._hint("translation-of-itself", source.place(("translation_of",))[0])

    def headings(self) -> Iterator[Advice]:
        stories: dict[str, int] = {}
        tree = parsed(self._page)
        blocks = [each for each in tree.children if not each.read or each.read.kind.has_text]
        for block, below in zip(blocks, [*blocks, None][1:], strict=True):
            if block.type != "heading":
                continue
            line, title = block.line, plain_text(block.children[0])
            if int(block.tag[1]) > 3 and fold_heading(title.rstrip(":")) in _LABELS:
                yield self._hint("callout-typed", line, words=title)
            if block.tag != "h3":
                continue
            if (first := stories.setdefault(fold_heading(title), line)) != line:
                yield self._hint("headlines-alike", line, title=title, line=first)
            if below is None or below.tag in ("h1", "h2", "h3"):
                yield self._hint("story-without-text", line, title=title)

    def syntax(self) -> Iterator[Advice]:
        for node in parsed(self._page).walk():
            if node.type == "code_block" and _PROSE.search(node.content):
                yield self._hint("indented-code", node.line)
            elif node.type == "paragraph":
                yield from self._paragraph(node.children[0], node.line)
            elif node.type == "link":
                yield from self._link(str(node.attrs.get("href", "")), node.line)

    def _paragraph(self, inline: Syntax, line: int) -> Iterator[Advice]:
        pictures = [each for each in inline.children if each.type == "image"]
        others = (each for each in inline.children if each.type not in ("image", *BREAKS))
        if pictures and not any(each.type != "text" or each.content.strip() for each in others):
            name = unquote(str(pictures[0].attrs["src"]))
            yield self._hint("picture-without-credit", line, "![", name=name)
        if bullet := _BULLET.search(inline.content):
            yield self._hint("list-typed", line, bullet[0], words=bullet[0].strip())
        bold = _BOLD.match(inline.content)
        if bold and fold_heading(bold[1].rstrip(":")) in _LABELS:
            yield self._hint("callout-typed", line, bold[0], words=bold[1])
        if self._language != "en":
            return
        for number in range(line, line + inline.content.count("\n") + 1):
            text = self._page.lines[number - 1]
            if " - " not in text:
                continue
            shown = _NO_PROSE.sub(lambda found: "`" * len(found[0]), text)
            for found in _DASH.finditer(shown):
                around = text[max(0, found.start() - 12) : found.end() + 12].strip()
                place = number, found.start() + 1
                yield self._mend("dash-typed", place, " - ", " – ", words=around)

    def _link(self, href: str, line: int) -> Iterator[Advice]:
        if (plain := plain_address(href)) != href:
            written = next((each for each in (href, unquote(href)) if each in self._page.text), "")
            places = list(self._places(written, line, prose=False)) if written else []
            new = plain if places else None
            for place in places or [(line, 1)]:
                yield self._mend("link-tracks", place, written, new, plain=plain)
        elif OPAQUE.match(href):
            yield self._hint("link-opaque", line, href, address=href)

    def texts(self) -> Iterator[Advice]:
        """Yield hints for words: what is quoted is none of the writer's."""
        registry, asked = self._surroundings.registry, set[str]()
        rules = [rule for rule in self._surroundings.style if rule.language == self._language]
        for line, text, whole in own_words(self._page):
            found = ((each, words) for each in rules for words in each.pattern.findall(text))
            for rule, words in dict.fromkeys(found):
                # What stands in a quotation as well, or in an option, is left to a person.
                places = list(self._places(words, line, prose=True))
                sure = rule.certain and places and text.count(words) == whole.count(words)
                values = {"words": words, "write": rule.write, "reason": rule.reason}
                new = rule.write if sure else None
                for place in places or [self._page.place_of(words, line)]:
                    yield self._mend("house-style", place, words, new, **values)
            if self._language != "en":
                continue
            for name in names_in(text):
                if name not in asked and (meant := registry.nearly(name)):
                    yield self._hint("name-nearly", line, name, name=meant)
                asked.add(name)
            for start, end, key in registry.finder.find(text):
                entry, words = registry.entries.get(key), text[start:end]
                name = entry.name if entry and key[0] in FOUND_BY_NAME else words
                if words == name or fold_name(words) == fold_name(name):
                    continue
                from rapidfuzz.fuzz import ratio  # here, as most pages have no need of it

                # Another spelling, and no other name: shorter, or in another language.
                if len(words.split()) == len(name.split()) and ratio(words, name) > 60:
                    yield self._hint("name-otherwise", line, words, name=name)
