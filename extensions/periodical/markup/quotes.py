"""Typographic signs for typed ones: quotation marks of the text's language, apostrophes, dashes.

One pass over a paragraph, whatever stands in it, and the same for a text of the front matter or of
`_data/`. It takes the place of the transform of Sphinx, which knows one language for all pages, no
marks within marks, and an opening mark where letters are left out (*'tis*, *the '90s*).
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import Any, TypeAlias

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import NON_SMARTQUOTABLE_PARENT_NODES

from ..model.files import table_beside
from ..model.values import DEFAULT_LANGUAGE

Marks = tuple[str, str, str, str]
"""Opening and closing marks, and those within them."""
Passage: TypeAlias = tuple[str, str | None]
"""A part of a paragraph: a text with its language, or with none if it stays as it is."""

_ENGLISH: Marks = ("“", "”", "‘", "’")
_SIGN = re.compile(r"""["']|--{1,2}|\.\.\.|\. \. \.""")
_REPLACED = {"---": "—", "--": "–", "...": "…", ". . .": "…"}
_CLOSES = re.compile(r"(?<=\S)'(?!\w)")
# In a word, or where letters or a century are left out; a mark opens before any other word.
_LETTER = r"[^\W_]|[\u0300-\u036f]"
_LEFT_OUT = re.compile(
    rf"(?i)(?<={_LETTER})'(?={_LETTER})|'\d\ds?(?![\w'])"
    r"|'(?:tis|twas|twere|twill|til|tween|em|n)(?!\w)"
)
_DASHES = "-–—"
_BEFORE_OPENING = f"([{{<«„“‘‹¿¡/=|{_DASHES}"
_WORDS_IN_ATTRIBUTES = ("alt", "title", "reftitle")


@cache
def marks_of(language: str) -> Marks:
    """Return the quotation marks of a language, by its BCP 47 tag; those of English by default."""
    groups = table_beside(__file__, "quotation_marks.json")["groups"]
    known = {tag: group["marks"] for group in groups for tag in group["languages"]}
    parts = language.lower().split("-")
    tags = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((tuple(known[tag]) for tag in tags if tag in known), _ENGLISH)


def smart_quotes(text: str, language: str = DEFAULT_LANGUAGE) -> str:
    """Return plain text as it is printed: ``It's "so"...`` becomes ``It’s “so”…``."""
    return next(replace_signs([(text, language)]))


def in_marks(text: str, language: str) -> tuple[str, str, str]:
    """Return the outer marks of a language around a printed text, whose own are those within."""
    opening, closing, *within = marks_of(language)
    inner = text.translate(str.maketrans(f"{opening}{closing}", "".join(within)))
    return opening, inner, closing


def replace_signs(pieces: Sequence[Passage]) -> Iterator[str]:
    """Yield the texts of a paragraph's pieces as they are printed; marks may span several."""
    whole = "".join(text for text, _ in pieces)
    signs = _Signs(whole) if _SIGN.search(whole) else None
    at = 0
    for text, language in pieces:
        if signs is None or language is None:
            yield text
        else:
            yield _SIGN.sub(partial(signs.replaced, at, marks_of(language)), text)
        at += len(text)


class _Signs:
    """The signs of a paragraph, replaced from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._text = f" {text} "
        # What is open, innermost last: the sign, and the mark that closes it.
        self._open: list[tuple[str, str]] = []
        self._depth = {'"': 0, "'": 0}
        self._opened_at = self._closed_at = -1
        closing = _CLOSES.finditer(self._text)
        self._last_closing = max((found.start() for found in closing), default=-1)

    def replaced(self, start: int, marks: Marks, found: re.Match[str]) -> str:
        """Return what stands for a sign of the part that begins at a place; call it in order."""
        sign, at = found[0], start + found.start() + 1
        if sign in _REPLACED:
            return _REPLACED[sign]
        opens = self._may_open(at)
        if sign == "'":
            left_out = _LEFT_OUT.match(self._text, at) is not None
            opens = opens and not left_out and at + 1 < self._last_closing
            if not opens and (left_out or not self._depth[sign]):
                return "’"
        if opens:
            # Marks stand within marks; single ones are those within, wherever they stand.
            within = bool(self._depth[sign]) != (sign == "'")
            self._open.append((sign, marks[3 if within else 1]))
            self._depth[sign] += 1
            self._opened_at = at
            return marks[2 if within else 0]
        self._closed_at = at
        # The innermost of its kind is closed, and what is open in it.
        mark = ""
        while self._depth[sign] and not mark:
            closed, closing = self._open.pop()
            self._depth[closed] -= 1
            mark = closing if closed == sign else ""
        return mark or marks[1]

    def _may_open(self, at: int) -> bool:
        before, after = self._text[at - 1], self._text[at + 1]
        if after.isspace():
            return False
        if before in _DASHES:
            return after.isalnum() or after in "\"'"
        # Of two marks together that end nothing more, the second opens.
        anew = at - 1 == self._closed_at and not any(self._depth.values()) and after.isalnum()
        fresh = before.isspace() or before in _BEFORE_OPENING
        return fresh or anew or at - 1 == self._opened_at


class SmartQuotes(SphinxTransform):
    """Replace the typed signs of a page, where Sphinx's own would, which the parser turns off."""

    default_priority = 750

    def apply(self, **kwargs: Any) -> None:
        """Replace the signs."""
        if self.config.smartquotes:
            _replace_in(self.document, self.document.get("language") or self.config.language, None)


_Run = list[tuple[nodes.Element, int, Passage]]


def _replace_in(node: nodes.Element, language: str, paragraph: _Run | None) -> None:
    """Replace the signs in a node; a run of texts is one paragraph, whatever markup is in it."""
    language = node.get("language") or language
    begins = paragraph is None and isinstance(node, nodes.TextElement)
    run: _Run | None = [] if begins else paragraph
    for index, child in enumerate(node.children):
        if isinstance(child, nodes.Text):
            if run is not None:
                run.append((node, index, (str(child), language)))
            continue
        assert isinstance(child, nodes.Element)  # noqa: S101 - docutils has no third kind
        for name in _WORDS_IN_ATTRIBUTES:
            if isinstance(words := child.get(name), str):
                child[name] = smart_quotes(words, language)
        if not isinstance(child, NON_SMARTQUOTABLE_PARENT_NODES):
            _replace_in(child, language, run)
        elif run is not None:
            run.append((node, index, (child.astext(), None)))
    if begins and run:
        printed = replace_signs([piece for *_, piece in run])
        for (parent, index, (typed, _)), text in zip(run, printed, strict=True):
            if text != typed:
                parent[index] = nodes.Text(text)
