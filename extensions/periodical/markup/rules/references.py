"""Rules for roles, and for what they refer to: issues, stories, and the registry."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.tree import SyntaxTreeNode

from ...model.archive import page_of
from ...model.messages import InvalidValueError
from ...model.page import Page
from ...model.problem import Problem
from ...model.registry import EntryKind
from ...model.text import words_and_target
from ..grammar import ROLES
from ..markdown import anchors_of
from ..targets import ISSUE, STORY, no_heading_at, read_lang, read_named, story_target
from .context import PageContext


def examine_role(
    context: PageContext, node: SyntaxTreeNode, line: int, inside: bool
) -> Iterator[Problem]:
    """Yield what is wrong with a role and its content."""
    name = node.meta["name"]
    at = f"{{{name}}}"
    words, target = words_and_target(node.content)
    target = target or words
    if name not in ROLES:
        yield context.problem(line, "role-unknown", word=name, known=ROLES, at=at)
    elif name == "lang":
        try:
            read_lang(node.content)
        except InvalidValueError as error:
            yield context.place(error.complaint(), line, at=at)
    elif name == ISSUE:
        yield from examine_issue(context, target, line, at=target)
    elif name == STORY:
        yield from _examine_story(context, target, line)
    else:
        kind, surroundings = EntryKind(name), context.surroundings
        try:
            read_named(kind, node.content, surroundings.registry)
        except LookupError as error:
            missing = str(error.args[0])
            yield context.place(surroundings.not_in_registry(kind, missing), line, at=missing)


def examine_issue(context: PageContext, target: str, line: int, *, at: str) -> Iterator[Problem]:
    """Yield that a reference means no issue, or several."""
    issues = context.surroundings.issues
    if issues is not None and len(issues.find(target)) != 1:
        yield context.place(issues.explain(target), line, at=at, elsewhere=True)


def _examine_story(context: PageContext, target: str, line: int) -> Iterator[Problem]:
    parts = story_target(target)
    if parts is None:
        yield context.problem(line, "story-without-address", target=target, at=target)
    elif not parts[0]:
        yield from examine_anchor(context, parts[1], line, at=target)
    else:
        yield from examine_issue(context, parts[0], line, at=target)
        yield from examine_anchor_elsewhere(context, *parts, line, at=target)


def examine_anchor_elsewhere(
    context: PageContext, issue: str, anchor: str, line: int, *, at: str
) -> Iterator[Problem]:
    """Yield a heading's address that another issue lacks; a build looks once all pages are read."""
    issues = context.surroundings.issues
    if issues is not None and len(found := issues.find(issue)) == 1:
        other = Page.read(context.surroundings.root, page_of(found[0]))
        # Of a page that is broken itself, that is said; a build knows no headings of it.
        if not other.unreadable and other.head and anchor not in (anchors := anchors_of(other)):
            where = f"the issue {found[0]}"
            said = no_heading_at(anchor, anchors, other.moved_anchors, where)
            yield context.place(said, line, at=at, elsewhere=True)


def examine_anchor(context: PageContext, anchor: str, line: int, *, at: str) -> Iterator[Problem]:
    """Yield a heading's address that the page does not have."""
    if anchor not in context.anchors:
        moved = context.page.moved_anchors
        said = no_heading_at(anchor, context.anchors, moved, "this page")
        yield context.place(said, line, at=at)
