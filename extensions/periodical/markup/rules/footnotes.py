"""Rules for footnotes: each has its reference, and each reference its note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from ...model.limits import NOTES
from ...model.problem import Problem
from ..markdown import footnotes_in
from .context import PageContext


def examine_footnotes(context: PageContext, tokens: Sequence[Token]) -> Iterator[Problem]:
    """Yield footnotes that stand twice, and halves of footnotes."""
    notes: dict[str, int] = {}
    used: dict[str, int] = {}
    for token in tokens:
        line = token.map[0] + 1 if token.map else 1
        if token.type == "footnote_reference_open":
            label = token.meta["label"]
            if label in notes:
                yield context.problem(line, "footnote-twice", label=label)
            notes.setdefault(label, line)
        for label in footnotes_in(token):
            used.setdefault(label, line)
    for label in used.keys() - notes.keys():
        yield context.problem(used[label], "footnote-missing", label=label, at=f"[^{label}]")
    for label in notes.keys() - used.keys():
        yield context.problem(notes[label], "footnote-unused", label=label)


def examine_footnote(
    context: PageContext, node: SyntaxTreeNode, line: int, inside: bool
) -> Iterator[Problem]:
    """Yield that the text of a footnote stands inside something else."""
    if inside:
        yield context.problem(line, "footnote-inside")
    context.counted["notes"] += 1
    if context.counted["notes"] > NOTES:
        yield context.problem(line, "notes-too-many", most=NOTES)
