"""Rules for links, pictures and roles: where they lead, and what they refer to.

That are issues, stories and the registry; and what pictures say to those who cannot see them.
"""

import re
from collections import Counter
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from markdown_it.common.utils import normalizeReference

from ...model.limits import PICTURES
from ...model.messages import Complaint
from ...model.page import PAGE_SUFFIX, Page, page_of
from ...model.registry import EntryKind
from ...model.text import words_and_target
from ...pictures.complaints import image_complaint
from ..judging import JudgedPage, Syntax
from ..markdown import anchors_of, plain_text
from ..references import ISSUE, ROLES, STORY, no_heading_at, read_lang, read_named, story_target


def examine_role(syntax: Syntax) -> None:
    """Say what is wrong with a role and its content."""
    name, content = syntax.node.meta["name"], syntax.node.content
    at, registry = f"{{{name}}}", syntax.surroundings.registry
    words, target = words_and_target(content)
    target = target or words
    if name not in ROLES:
        syntax.say("role-unknown", word=name, known=ROLES, at=at)
    elif name == ISSUE:
        _examine_reference(syntax, target, "", at=target)
    elif name == STORY:
        if parts := story_target(target):
            _examine_reference(syntax, *parts, at=target)
        else:
            syntax.say("story-without-address", target=target, at=target)
    else:
        try:
            if name == "lang":
                read_lang(content)
            else:
                read_named(EntryKind(name), content, registry)
        except Complaint as error:
            syntax.say(error, at=error.values.get("word", at))


def _examine_reference(syntax: Syntax, issue: str, anchor: str, *, at: str) -> None:
    """Say that a reference leads nowhere: without an issue, on this page.

    A build looks at others once all have been read. Of a page that is broken itself, that is said.
    """
    page, issues = syntax.context.page, syntax.surroundings.issues
    if not issue:
        if anchor not in (anchors := tuple(syntax.context.anchors.values())):
            syntax.say(no_heading_at(anchor, anchors, page.moved_anchors, "this page"), at=at)
    elif issues is not None and (wrong := issues.explain(issue)):
        syntax.say(wrong, at=at, elsewhere=True)
    elif issues is not None and anchor:
        (found,) = issues.find(issue)
        other = Page.read(syntax.surroundings.root, page_of(found))
        if not other.unreadable and other.head and anchor not in (anchors := anchors_of(other)):
            wrong = no_heading_at(anchor, anchors, other.moved_anchors, f"the issue {found}")
            syntax.say(wrong, at=at, elsewhere=True)


_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)++)\]", re.DOTALL)
_AN_ADDRESS = re.compile(r"(?i)(?:https?://|www\.)\S+$")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")


def examine_definitions(context: JudgedPage) -> None:
    """Say which link definitions stand twice, or that nothing uses: they are not printed."""
    for definition in context.sandbox.pop("duplicate_refs", ()):
        label = definition["label"].lower()
        context.say(definition["map"][0] + 1, "link-label-twice", label=label)
    definitions = context.sandbox.get("references", {})
    lines = context.page.lines
    used = _labels("\n".join(lines)) if definitions else Counter()
    for label, definition in definitions.items():
        first, last = definition["map"]
        if used[label] <= _labels("\n".join(lines[first:last]))[label]:
            context.say(first + 1, "link-label-unused", label=label.lower())


def _labels(text: str) -> Counter[str]:
    """Return how often each label stands in brackets, in the form that Markdown compares."""
    return Counter(map(normalizeReference, _LABEL.findall(text)))


def issue_in(href: str) -> str | None:
    """Return the id of the issue that a relative link leads to, if it has that form."""
    path = PurePosixPath(unquote(href.split("#")[0]))
    if ":" in href:  # a browser would take what stands before it for a scheme
        return None
    return None if path.suffix != PAGE_SUFFIX or path.is_absolute() else path.stem


def _host(address: str) -> str:
    host = re.sub(r"^\w+://", "", unquote(address)).split("/")[0].split("?")[0]
    return host.casefold().removeprefix("www.").partition(":")[0]


def examine_link(syntax: Syntax) -> None:
    """Say what is wrong with a link: where it leads, and its words."""
    node = syntax.node
    href = str(node.attrs.get("href", ""))
    at = shown = unquote(href)
    if not href:
        syntax.say("link-without-address", at="](")
        return
    words = plain_text(node).strip()
    has_picture = any(child.type == "image" for child in node.children)
    if not (words or node.info == "auto" or has_picture):
        syntax.say("link-without-words", at=at)
    for child in node.walk(include_self=False):
        if child.type == "link" or child.meta.get("name") in (ISSUE, STORY):
            syntax.say("link-in-link", at=at)
    # The words are an address at another host than the link leads to.
    if _AN_ADDRESS.match(words) and _host(words) != _host(href):
        syntax.say("link-misleads", words=words, at=at)
    if scheme := _SCHEME.match(href):
        _examine_address(syntax, href, scheme[1].lower())
    elif href.startswith("#"):
        _examine_reference(syntax, "", shown[1:], at=at)
    elif (target := issue_in(href)) is not None:
        _examine_reference(syntax, target, unquote(href.partition("#")[2]), at=at)
    else:
        syntax.say("link-neither", address=shown, at=at)


def _examine_address(syntax: Syntax, href: str, scheme: str) -> None:
    at = unquote(href)
    if scheme == "mailto" and "@" in href:
        return
    if scheme not in ("http", "https"):
        syntax.say("link-scheme", scheme=scheme, at=at)
        return
    try:
        parts = urlsplit(href)
        host, secret = parts.hostname, parts.username is not None
        _ = parts.port
    except ValueError:
        host, secret = None, False
    if not host:
        syntax.say("link-not-whole", address=href, at=at)
    elif secret:
        syntax.say("link-with-password", at=at)


def examine_image(syntax: Syntax) -> None:
    """Say what is wrong with a picture."""
    name = unquote(str(syntax.node.attrs.get("src", "")))
    if syntax.is_beyond("pictures-too-many", PICTURES):
        return
    root, page = syntax.surroundings.root, syntax.context.page.file
    if wrong := image_complaint(name, page=page, root=root):
        syntax.say(wrong, at="![")
    elif not plain_text(syntax.node).strip():
        syntax.say("picture-undescribed", name=name, at="![")
    elif title := str(syntax.node.attrs.get("title", "")):
        syntax.say("picture-with-title", title=title, at="![")
