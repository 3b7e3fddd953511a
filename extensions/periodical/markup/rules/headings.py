"""Rules for headings: the title, the sections, and their levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from ...model.limits import HEADINGS
from ...model.messages import complaint
from ...model.problem import Problem
from ...model.publication import fold_heading
from ...model.text import as_markdown
from ..markdown import Heading
from .context import PageContext
from .unread import examine_unread

DEEPEST = 4
"""The level of the parts of a story."""


def examine_headings(context: PageContext, headings: Sequence[Heading]) -> Iterator[Problem]:
    """Yield what is wrong with the headings of a page, and note its sections."""
    yield from _examine_title(context, headings)
    yield from _examine_sections(context, [each for each in headings if each.level == 2])
    if len(headings) > HEADINGS:
        yield context.problem(headings[HEADINGS].line, "headings-too-many", most=HEADINGS)
    before = 0
    for level, title, line in headings:
        if not title.strip():
            yield context.problem(line, "heading-empty")
        if before and level > before + 1:
            marks = {"found": "#" * level, "before": "#" * before, "right": "#" * (before + 1)}
            yield context.problem(line, "heading-skips-level", title=title, **marks)
        elif level > DEEPEST:
            yield context.problem(line, "heading-too-deep", title=title, level=level)
        before = level


def _examine_title(context: PageContext, headings: Sequence[Heading]) -> Iterator[Problem]:
    titles = [heading for heading in headings if heading.level == 1]
    if not titles:
        line = context.page.front_matter.end + 1
        yield context.problem(line, "title-missing")
        return
    if headings[0].level != 1:
        yield context.problem(headings[0].line, "title-not-first")
    # Of a front matter with other mistakes, too, the title is known.
    data = context.page.front_matter.source.data
    expected = data.get("title") if isinstance(data, dict) else None
    broken = context.page.front_matter.source.broken
    if broken and broken.line == context.page.front_matter.source.place(("title",))[0]:
        return  # of which the end is missing, say; that has been said
    _, title, line = titles[0]
    if isinstance(expected, str) and expected and fold_heading(title) != fold_heading(expected):
        right = as_markdown(" ".join(expected.split()))
        yield context.problem(line, "title-other", title=title, expected=right)
    for _, title, line in titles[1:]:
        yield context.problem(line, "title-twice", title=title)


def _examine_sections(context: PageContext, headings: Sequence[Heading]) -> Iterator[Problem]:
    publication = context.surroundings.publication
    seen: dict[str, int] = {}
    for _, title, line in headings:
        section = publication.section(title)
        if not title.strip():
            continue
        if section is None:
            known = [name for each in publication.sections for name in (each.title, *each.aliases)]
            listed = ", ".join(f"“{each.title}”" for each in publication.sections)
            missing = complaint("section-unknown", word=title, known=known, sections=listed)
            yield context.place(missing, line)
        elif section.title in seen:
            first = seen[section.title]
            yield context.problem(line, "section-twice", section=section.title, line=first)
        else:
            seen[section.title] = line
            context.sections[line] = section


def rules_at_edges(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield the lines of rules beside a heading, another rule, or the page's end."""
    blocks = [token for token in tokens if token.level == 0 and token.nesting >= 0]
    for n, token in enumerate(blocks):
        beside = [blocks[i].type for i in (n - 1, n + 1) if 0 <= i < len(blocks)]
        at_edge = len(beside) < 2 or not {"heading_open", "hr"}.isdisjoint(beside)
        if token.type == "hr" and token.map and at_edge:
            yield token.map[0] + 1


def examine_heading(
    context: PageContext, node: SyntaxTreeNode, line: int, inside: bool
) -> Iterator[Problem]:
    """Yield what is wrong with one heading."""
    if inside:
        yield context.problem(line, "heading-inside")
    if node.children:
        yield from examine_unread(context, node.children[0], line)
    for child in node.walk():
        if child.type in ("image", "footnote_ref"):
            yield context.problem(line, "heading-not-words")
