"""Rules for links and pictures: where they lead, and what they say to those who cannot see them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it.common.utils import normalizeReference
from markdown_it.tree import SyntaxTreeNode

from ...model.archive import PAGE_SUFFIX
from ...model.limits import PICTURES
from ...model.problem import Problem
from ...pictures.complaints import image_complaint
from ..markdown import plain_text
from .context import PageContext
from .references import examine_anchor, examine_anchor_elsewhere, examine_issue

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
