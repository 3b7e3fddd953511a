"""Rules for links, pictures and roles: where they lead, and what they refer to.

That are issues, stories and the registry; and what pictures say to those who cannot see them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it.common.utils import normalizeReference
from markdown_it.tree import SyntaxTreeNode

from ...model.archive import PAGE_SUFFIX, page_of
from ...model.limits import PICTURES
from ...model.messages import Complaint
from ...model.page import Page
from ...model.problem import Problem
from ...model.registry import EntryKind
from ...model.text import words_and_target
from ...pictures.complaints import image_complaint
from ..grammar import ROLES
from ..markdown import anchors_of, plain_text
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
        except Complaint as error:
            yield context.place(error, line, at=at)
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


_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)++)\]", re.DOTALL)
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")


def examine_definitions(context: PageContext, environment: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield link definitions that stand twice, or that nothing uses: they are not printed."""
    for definition in environment.get("duplicate_refs", ()):
        label = definition["label"].lower()
        yield context.problem(definition["map"][0] + 1, "link-label-twice", label=label)
    definitions = environment.get("references", {})
    lines = context.page.lines
    used = _labels("\n".join(lines)) if definitions else Counter()
    for label, definition in definitions.items():
        first, last = definition["map"]
        if used[label] <= _labels("\n".join(lines[first:last]))[label]:
            yield context.problem(first + 1, "link-label-unused", label=label.lower())


def _labels(text: str) -> Counter[str]:
    """Return how often each label stands in brackets, in the form that Markdown compares."""
    return Counter(map(normalizeReference, _LABEL.findall(text)))


def issue_in(href: str) -> str | None:
    """Return the id of the issue that a relative link leads to, if it has that form."""
    path = PurePosixPath(unquote(href.split("#")[0]))
    if ":" in href:  # a browser would take what stands before it for a scheme
        return None
    return None if path.suffix != PAGE_SUFFIX or path.is_absolute() else path.stem


def misleads(words: str, href: str) -> bool:
    """Tell whether the words of a link are an address at another host than it leads to."""
    shown = re.match(r"(?:https?://|www\.)\S+$", words, re.IGNORECASE)
    return shown is not None and _host(words) != _host(href)


def _host(address: str) -> str:
    host = re.sub(r"^\w+://", "", unquote(address)).split("/")[0].split("?")[0]
    return host.casefold().removeprefix("www.").partition(":")[0]


def examine_link(
    context: PageContext, node: SyntaxTreeNode, line: int, inside: bool
) -> Iterator[Problem]:
    """Yield what is wrong with a link: where it leads, and its words."""
    href = str(node.attrs.get("href", ""))
    at = shown = unquote(href)
    if not href:
        yield context.problem(line, "link-without-address", at="](")
        return
    has_picture = any(child.type == "image" for child in node.children)
    if not (plain_text(node).strip() or node.info == "auto" or has_picture):
        yield context.problem(line, "link-without-words", at=at)
    if misleads(plain_text(node).strip(), href):
        yield context.problem(line, "link-misleads", words=plain_text(node).strip(), at=at)
    if scheme := _SCHEME.match(href):
        yield from _examine_address(context, href, scheme[1].lower(), line)
    elif href.startswith("#"):
        yield from examine_anchor(context, shown[1:], line, at=at)
    elif (target := issue_in(href)) is not None:
        yield from examine_issue(context, target, line, at=at)
        if anchor := unquote(href.partition("#")[2]):
            yield from examine_anchor_elsewhere(context, target, anchor, line, at=at)
    else:
        yield context.problem(line, "link-neither", address=shown, at=at)


def _examine_address(context: PageContext, href: str, scheme: str, line: int) -> Iterator[Problem]:
    at = unquote(href)
    if scheme == "mailto" and "@" in href:
        return
    if scheme not in ("http", "https"):
        yield context.problem(line, "link-scheme", scheme=scheme, at=at)
        return
    try:
        parts = urlsplit(href)
        host, secret = parts.hostname, parts.username is not None
        _ = parts.port
    except ValueError:
        host, secret = None, False
    if not host:
        yield context.problem(line, "link-not-whole", address=href, at=at)
    elif secret:
        yield context.problem(line, "link-with-password", at=at)


def count_picture(context: PageContext, line: int) -> Problem | None:
    """Count a picture, and return that it is one too many, if it is."""
    context.counted["pictures"] += 1
    if context.counted["pictures"] <= PICTURES:
        return None
    return context.problem(line, "pictures-too-many", most=PICTURES)


def examine_image(
    context: PageContext, node: SyntaxTreeNode, line: int, inside: bool
) -> Iterator[Problem]:
    """Yield what is wrong with a picture."""
    name = unquote(str(node.attrs.get("src", "")))
    if (too_many := count_picture(context, line)) is not None:
        yield too_many
        return
    wrong = image_complaint(name, page=context.page.file, root=context.surroundings.root)
    if wrong:
        yield context.place(wrong, line, at="![")
    elif not plain_text(node).strip():
        yield context.problem(line, "picture-undescribed", name=name, at="![")
