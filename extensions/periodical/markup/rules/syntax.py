r"""Rules for one piece of syntax: text, directives, code, tables, links, pictures, roles.

Text may mean something elsewhere that here would be printed as it is typed; what was escaped is
left out before (in `markdown.py`): of ``\*\*``, nothing is seen. And its letters are looked at:
whether readers can see them, and paper can show them.
"""

import re
from functools import cache
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it.rules_block.table import escapedSplit

from ...model.files import table_beside
from ...model.messages import Complaint, catalogue
from ...model.page import PAGE_SUFFIX, Page, page_of
from ...model.registry import EntryKind
from ...model.text import FORBIDDEN, describe_character, visible, words_and_target
from ...model.values import overloaded, unprintable
from ..directive import Invocation
from ..directives import DIRECTIVES
from ..judging import JudgedPage
from ..markdown import LIMITS, Syntax, directive_name, plain_text
from ..pages import anchors_of
from ..references import ISSUE, ROLES, STORY, no_heading_at, read_lang, read_named, story_target

_MARKS = {
    name: re.compile(mark.replace("ROLES", "|".join(ROLES)))
    for name, mark in table_beside(__file__, "marks.toml").items()
}
"""What would be printed, by the names of the messages about it; bounded, for long lines' sake."""

_MAY_BE_MARKS = re.compile(r"[\[*_{\n](?:(?<!\n)|[ \t]*+[#:|~-])")
"""Without one of these signs, or one that begins a line, a text has no mark."""

_ADDRESS = re.compile(r"https?://[^\s*\ufffc]+")
_AN_ADDRESS = re.compile(r"(?i)(?:https?://|www\.)\S+$")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")


def examine_text(context: JudgedPage, inline: Syntax) -> None:
    """Say what a paragraph, a heading or a cell would print as it is typed: each kind once."""
    # Marks stand on the letter before them, whatever markup is between.
    if error := overloaded(plain_text(inline)):
        context.say(inline, error)
    if not _MAY_BE_MARKS.search(f"\n{inline.meta['unread']}"):
        return
    text = _ADDRESS.sub(lambda address: "\ufffc" * len(address[0]), inline.meta["unread"])
    for name, mark in _MARKS.items():
        if (found := mark.search(text)) is None:
            continue
        start, end = found.span()
        left = right = ""
        if not found[0].strip("*"):  # alone, they would say nothing: told is the word, too
            left = re.split(r"\s", text[max(0, start - 40) : start])[-1]
            right = re.split(r"\s", text[end : end + 40])[0]
        told: dict[str, Any] = {
            **found.groupdict(),
            "words": f"{left}{found[0]}{right}".replace("\ufffc", "…"),
            "label": f"[^{'-'.join((found.groupdict().get('label') or '').split())}]",
            "mark": next(filter(None, found.groups()), ""),
        }
        line = inline.line + text.count("\n", 0, start)
        context.say(line, name, at=found[0].split("\n")[0], **told)


def examine_table(context: JudgedPage, node: Syntax) -> None:
    """Say which rows have more cells than there are heads, which Markdown cuts off."""
    rows = [row for part in node.children for row in part.children]
    heads = len(rows[0].children)
    for row in rows:
        source = context.page.lines[row.line - 1].lstrip(" \t>").rstrip()
        cells = len(escapedSplit(source.removeprefix("|").removesuffix("|")))
        if row is not rows[0] and cells > heads:
            context.say(row, "table-row-too-long", row=source, cells=cells, heads=heads)
        for cell in row.children:
            examine_text(context, cell.children[0])


def examine_rule(context: JudgedPage, node: Syntax) -> None:
    """Say that a rule stands where none can."""
    blocks = context.tree.children
    at = blocks.index(node)
    is_last = at in (0, len(blocks) - 1)
    if is_last or {blocks[at - 1].type, blocks[at + 1].type} & {"heading", "hr"}:
        context.say(node, "rule-at-edge")


def refuse_syntax(context: JudgedPage, node: Syntax) -> None:
    """Say that some syntax cannot be used, in its own words where the catalogue has them."""
    kind = node.type
    if kind in ("html_block", "html_inline"):
        html = node.content.strip()
        shown = html.split("\n")[0][:60]
        context.say(node, "html", html=shown, case=html[:2].lower(), at=shown)
    else:
        name = f"syntax-{kind}" if f"syntax-{kind}" in catalogue().messages else "syntax"
        context.say(node, name, syntax=kind, most=LIMITS.get(kind))


def examine_letters(context: JudgedPage, node: Syntax, words: str | None = None) -> bool:
    """Say which letters cannot be read in the words of a piece of syntax; tell if all can."""
    words = node.content if words is None else words
    if words.isascii() and words.isprintable():
        return True
    count = context.account.count
    # Written as ``&#x202E;`` or ``%E2%80%AE``: for those that stand in the file, `Page` has U+FFFD.
    if hidden := next((each for each in FORBIDDEN.findall(words) if each != "\ufffd"), None):
        context.say(node, "invisible-character", character=describe_character(hidden))
    for line, text in enumerate(words.split("\n"), start=node.line):
        for error in unprintable(text):
            context.say(line, error, at=error.values["letter"])
    return context.account.count == count


def examine_fence(context: JudgedPage, node: Syntax) -> None:
    """Say what is wrong with a directive, whose text is looked at further in, or with code."""
    name, (word, *others) = directive_name(node), node.info.split() or [""]
    meant = word.strip("{}") if name is None and node.type == "colon_fence" else name
    if not name:
        examine_letters(context, node, f"\n{node.content}")
    if node.read:
        _examine_directive(context, node, node.read)
    elif name in DIRECTIVES:
        context.say(node, "directive-inside", directive=name)
    elif meant and meant not in DIRECTIVES:
        wrong = Complaint("directive-unknown", word=meant, known=DIRECTIVES, case=meant)
        context.say(node, wrong, at=name or word)
    elif node.type == "colon_fence":
        context.say(node, "directive-unnamed", directive=meant or [*DIRECTIVES][-1])
    elif word and word.lower() not in _languages():
        context.say(node, "code-language-unknown", at=word, word=word, known=_languages())
    elif others:
        context.say(node, "code-with-words", at=others[0], words=" ".join(others))


@cache
def _languages() -> frozenset[str]:
    from pygments.lexers import get_all_lexers  # here, as it is large, and code is rare

    return frozenset(alias.lower() for _, aliases, _, _ in get_all_lexers() for alias in aliases)


def _examine_directive(context: JudgedPage, fence: Syntax, read: Invocation) -> None:
    first, end = fence.map
    last = context.page.lines[end - 2] if end - first > 1 else ""
    if not last.strip().startswith(fence.markup):
        context.say(fence, "directive-endless", directive=read.kind.name, fence=fence.markup)
    for line, wrong in read.wrong:
        context.say(line, wrong)
    read.kind.check(context, read)
    for definition in fence.definitions:
        context.say(definition, "link-label-inside")


def examine_role(context: JudgedPage, node: Syntax) -> None:
    """Say what is wrong with a role and its content."""
    name, content = node.meta["name"], node.content
    at, registry = f"{{{name}}}", context.surroundings.registry
    words, target = words_and_target(content)
    target = target or words
    # What is printed as text refers to nothing, of which a build would tell later.
    if not examine_letters(context, node, words):
        return
    if name not in ROLES:
        context.say(node, "role-unknown", word=name, known=ROLES, at=at)
    elif not visible(words):
        context.say(node, "link-without-words", at=at)
    elif name in (ISSUE, STORY):
        if parts := (target, "") if name == ISSUE else story_target(target):
            _examine_reference(context, node, *parts, at=target)
        else:
            context.say(node, "story-without-address", target=target, at=target)
    else:
        try:
            if name == "lang":
                read_lang(content)
            else:
                read_named(EntryKind(name), content, registry)
        except Complaint as error:
            context.say(node, error, at=error.values.get("word", at))


def _examine_reference(context: JudgedPage, node: Syntax, issue: str, anchor: str, at: str) -> None:
    """Say that a reference leads nowhere: without an issue, on this page.

    A build looks at others once all have been read. Of a page that is broken itself, that is said.
    """
    page, issues = context.page, context.surroundings.issues
    if not issue:
        if anchor not in (known := tuple(context.anchors.values())):
            context.say(node, no_heading_at(anchor, known, page.moved_anchors, "this page"), at=at)
    elif issues is not None and (wrong := issues.explain(issue)):
        context.elsewhere.say(wrong, *context.place_of(node, at))
    elif issues is not None and anchor:
        (found,) = issues[issue]
        other = Page.read(context.surroundings.root, page_of(found))
        if not other.unreadable and anchor not in (anchors := anchors_of(other)) and other.head:
            wrong = no_heading_at(anchor, anchors, other.moved_anchors, f"the issue {found}")
            context.elsewhere.say(wrong, *context.place_of(node, at))


def issue_in(href: str) -> str | None:
    """Return the id of the issue that a relative link leads to, if it has that form."""
    path = PurePosixPath(unquote(href.split("#")[0]))
    # A browser would take what stands before a colon for a scheme.
    has_form = ":" not in href and path.suffix == PAGE_SUFFIX and not path.is_absolute()
    return path.stem if has_form else None


def _host(address: str) -> str:
    host = re.sub(r"^\w+://", "", unquote(address)).split("/")[0].split("?")[0]
    return host.casefold().removeprefix("www.").partition(":")[0]


def examine_link(context: JudgedPage, node: Syntax) -> None:
    """Say what is wrong with a link: where it leads, and its words."""
    href = str(node.attrs.get("href", ""))
    at = shown = unquote(href)
    # Printed as text, it refers to nothing.
    if not examine_letters(context, node, str(node.attrs.get("title", ""))):
        return
    if not href:
        context.say(node, "link-without-address", at="](")
        return
    if len(href) > LIMITS["too_long_word"]:
        context.say(node, "syntax-too_long_word", most=LIMITS["too_long_word"])
        return
    words = plain_text(node).strip()
    has_image = any(each.type == "image" for each in node.children)
    if not (visible(words) or node.info == "auto" or has_image):
        context.say(node, "link-without-words", at=at)
    for child in node.walk(include_self=False):
        if child.type == "link" or child.meta.get("name") in (ISSUE, STORY):
            context.say(node, "link-in-link", at=at)
    # The words are an address at another host than the link leads to.
    if _AN_ADDRESS.match(words) and _host(words) != _host(href):
        context.say(node, "link-misleads", words=words, at=at)
    if scheme := _SCHEME.match(href):
        _examine_address(context, node, href, scheme[1].lower())
    elif href.startswith("#"):
        _examine_reference(context, node, "", shown[1:], at=at)
    elif (target := issue_in(href)) is not None:
        _examine_reference(context, node, target, unquote(href.partition("#")[2]), at=at)
    else:
        context.say(node, "link-mail" if "@" in href else "link-neither", address=shown, at=at)


def _examine_address(context: JudgedPage, node: Syntax, href: str, scheme: str) -> None:
    at = unquote(href)
    if scheme == "mailto":
        if "@" not in href:
            context.say(node, "link-mail", address=at, at=at)
        return
    if scheme not in ("http", "https"):
        context.say(node, "link-scheme", scheme=scheme, at=at)
        return
    try:
        parts = urlsplit(href)
        host, secret = parts.hostname, parts.username is not None
        _ = parts.port
    except ValueError:
        host, secret = None, False
    if not host:
        context.say(node, "link-not-whole", address=href, at=at)
    elif secret:
        context.say(node, "link-with-password", at=at)


def examine_image(context: JudgedPage, node: Syntax) -> None:
    """Say what is wrong with a picture."""
    name = unquote(str(node.attrs.get("src", "")))
    title = str(node.attrs.get("title", ""))
    examine_letters(context, node, node.content + title)
    if not context.examine_picture(node, name, at="!["):
        return
    if not visible(plain_text(node)):
        context.say(node, "picture-undescribed", name=name, at="![")
    elif title:
        context.say(node, "picture-with-title", title=title, at="![")
