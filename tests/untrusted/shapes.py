"""Pages of any shape: one small thing, over and over, until the page is full.

What costs more than in proportion to its size shows here. All of it is fiction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

_WORDS = (
    "The road to the river was closed for a week, and then it was open again. "
    "Nobody in the village could say why. "
)


def _repeated(part: str) -> Callable[[int], str]:
    return lambda size: part * (size // len(part.encode()))


def _numbered(form: str) -> Callable[[int], str]:
    """Return a maker of text from a form that is written with 0, 1, 2 and so on."""

    def make(size: int) -> str:
        parts: list[str] = []
        length = 0
        for number in range(size):
            parts.append(form.replace("$", str(number)))
            length += len(parts[-1].encode())
            if length >= size:
                break
        return "".join(parts)

    return make


def _table(columns: int) -> Callable[[int], str]:
    def make(size: int) -> str:
        head = "|a" * columns + "|\n" + "|-" * columns + "|\n"
        row = "|b" * columns + "|\n"
        return head + row * max(0, (size - len(head)) // len(row))

    return make


def _sparse_table(size: int) -> str:
    columns = size // 8
    return "|a" * columns + "|\n" + "|-" * columns + "|\n" + "|\n" * (size // 4)


def _nested_fences(size: int) -> str:
    depth = int(size**0.5)
    return "".join("`" * (depth - n + 3) + "{x}\n" for n in range(depth))


_REPEATED = {
    "brackets": "[",
    "picture brackets": "![",
    "closed brackets": "[]",
    "brackets that close at the end": "[a ",
    "links": "[a](",
    "links to angles": "[a](<",
    "titles of links": '[a](b "',
    "whole links": "[a](https://a.example) ",
    "pictures in pictures": "![a](b ![",
    "emphasis": "*a _b ",
    "strong": "**a ",
    "stars": "*",
    "stars and words": "a**b*c**",
    "struck through": "~~a ",
    "ticks": "`",
    "ticks and words": "`a ``b ```c ",
    "code": "`a` ",
    "roles": "{a}`",
    "whole roles": "{lang}`a <fa>` ",
    "issues": "{issue}`nowhere` ",
    "people": "{person}`Nobody` ",
    "footnotes": "[^a] ",
    "entities": "&amp;",
    "hidden entities": "&#x202e;",
    "angles": "<a ",
    "comments": "<!--",
    "instructions": "<?",
    "declarations": "<!A ",
    "sections of characters": "<![CDATA[",
    "open tags": "<a b='",
    "tags": "<b>",
    "addresses in angles": "<http://a",
    "addresses": "http://a.example ",
    "short addresses": "www.",
    "mail": "a@b.",
    "colons": ":::",
    "backslashes": "\\",
    "dollars": "$a ",
    "braces": "{",
    "attributes": "{.a ",
    "inline notes": "^[",
    "quotation marks": '"',
    "apostrophes": "'",
    "quotations": '"a ',
    "dots": ". ",
    "dashes": "--",
    "marks": "a\u0301",
    "Persian": "سلام ",
    "Russian": "Дорога закрыта, т. е. ",
    "names": "Kazakhstan ",
    "initials": "A. B. ",
    "a long word": "a",
    "no-break spaces": "\u00a0",
    "joiners": "\u200d",
    "tabs": "\t",
    "blocks of quotations": "> ",
    "lists": "- ",
    "numbers": "1. ",
}
_LINES = {
    "lines of words": "Words on a line\n",
    "lines of quotations": "> a\n",
    "items": "- a\n",
    "numbered items": "1. a\n",
    "items and quotations": "- > a\n",
    "paragraphs": "Words.\n\n",
    "headings": "#### A\n\n",
    "stories": "### A\n\nWords.\n\n",
    "sections": "## Wherever\n",
    "underlined": "a\n-\n",
    "rules": "---\n\n",
    "fences": "```\n",
    "code blocks": "    a\n\n",
    "open colons": ":::{x}\n",
    "directives": ":::{x}\n:::\n",
    "callouts": ":::{why-its-important}\nWords.\n:::\n\n",
    "late options": ":title: x\n",
    "open definitions": "[a]: <\n",
    "definitions with open titles": '[a]: b "\n',
    "same definitions": "[a]: https://a.example\n",
    "blocks of comments": "<!--\n\n",
    "blocks of tags": "<div>\n\n",
    "rows": "| a | b |\n",
    "heads": "| a | b |\n| - |\n",
    "heads without end": "a|b\n-|-\n",
    "labels": "(a)=\n",
    "per cent": "% a\n",
    "breaks": "a\\\n",
    "empty lines": "\n",
    "controls": "\x01\n",
    "long words by lines": "a" * 300 + "\n",
    "languages": "```nonesuch\n```\n",
}
_NUMBERED = {
    "unused definitions": "[a$]: b\n",
    "used definitions": "[a$]\n\n[a$]: https://a.example/$\n",
    "unused notes": "[^a$]: b\n\n",
    "used notes": "Words.[^a$]\n\n[^a$]: A note.\n\n",
    "missing notes": "[^a$] ",
    "unknown languages": "```a$\n```\n",
    "unknown directives": ":::{a$}\n:::\n",
    "unknown roles": "{a$}`b` ",
    "unknown people": "{person}`Nobody $` ",
    "headings of their own": "### Story $\n\nWords.\n\n",
    "links to headings": "[a](#a-$)\n\n",
    "numbers of their own": "$ ",
}

SHAPES: Mapping[str, Callable[[int], str]] = {
    "prose": lambda size: (_WORDS * 12 + "\n\n") * (size // (len(_WORDS) * 12 + 2)),
    "prose in one paragraph": lambda size: _WORDS * (size // len(_WORDS)),
    **{
        name: lambda size, part=part: part * (size // len(part.encode()))
        for name, part in _REPEATED.items()
    },
    **{
        name: lambda size, part=part: part * (size // len(part.encode()))
        for name, part in _LINES.items()
    },
    **{name: _numbered(form) for name, form in _NUMBERED.items()},
    "closing brackets": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "nested links": lambda size: "[" * (size // 5) + "](a)" * (size // 5),
    "nested pictures": lambda size: "![" * (size // 6) + "](a)" * (size // 6),
    "nested emphasis": lambda size: "**a " * (size // 8) + "b** " * (size // 8),
    "growing ticks": lambda size: "".join("`" * n + " " for n in range(int((2 * size) ** 0.5))),
    "growing lists": lambda size: "".join("  " * n + "- x\n" for n in range(int(size**0.5))),
    "marks on a letter": lambda size: "Z" + "\u0301" * (size // 2),
    "a table of 3 columns": _table(3),
    "a table of 64 columns": _table(64),
    "a table of a row": lambda size: _table(size // 6)(size),
    "a table without cells": _sparse_table,
    "nested fences": _nested_fences,
    "spaces in a line": lambda size: "::: a" + " " * size + "b",
    "spaces in a role": lambda size: "{issue}`a" + " " * size + "b`",
}
"""What makes a text of about so many bytes, by a name for it."""


def shapes(size: int) -> Iterator[tuple[str, str]]:
    """Yield all shapes, made so large."""
    for name, make in SHAPES.items():
        yield name, make(size)
