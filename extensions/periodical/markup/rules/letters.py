"""Rules for the letters of a text: whether readers can see them, and paper can show them."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.tree import SyntaxTreeNode

from ...model.letters import overloaded, unprintable
from ...model.problem import Problem
from ...model.text import FORBIDDEN, describe_character, words_and_target
from ..markdown import directive_name, plain_text
from .context import PageContext

CARRIES_TEXT = frozenset(
    {
        "text", "text_special", "code_inline", "link", "image", "inline", "myst_role",
        "code_block", "fence", "colon_fence",
    }
)  # fmt: skip
"""The syntax with letters of its own."""


def examine_letters(context: PageContext, node: SyntaxTreeNode, line: int) -> Iterator[Problem]:
    """Yield letters that cannot be read, in a piece of syntax or in a paragraph as a whole."""
    if node.type == "inline":
        # Marks stand on the letter before them, whatever markup is between.
        if error := overloaded(plain_text(node)):
            yield context.place(error.complaint(), line)
        return
    words = _words(node)
    if hidden := _hidden_character(words):
        character = describe_character(hidden)
        yield context.problem(line, "invisible-character", character=character)
    for number, text in enumerate(words.split("\n"), start=line):
        for error in unprintable(text):
            yield context.place(error.complaint(), number, at=error.values["letter"])


def _words(node: SyntaxTreeNode) -> str:
    """Return what a piece of syntax itself prints."""
    if node.type in ("fence", "colon_fence"):
        # The text of a directive is looked at as what it is, further in.
        return "" if directive_name(node) else f"\n{node.content}"
    if node.type == "myst_role":
        return words_and_target(node.content)[0]
    return f"{node.content} {node.attrs.get('title', '')}"


def _hidden_character(words: str) -> str | None:
    """Return a character that no text can hold, written as ``&#x202E;`` or ``%E2%80%AE``.

    `Page` has seen those that stand in the file, and left U+FFFD in their place.
    """
    return next((c for c in FORBIDDEN.findall(words) if c != "\ufffd"), None)
