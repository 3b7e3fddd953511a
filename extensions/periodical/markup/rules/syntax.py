r"""Rules for one piece of syntax: text, directives, code, tables, links, pictures, roles.

Text may mean something elsewhere that here would be printed as it is typed; what was escaped is
left out before (in `markdown.py`): of ``\*\*``, nothing is seen. And its letters are looked at:
whether readers can see them, and paper can show them.
"""

import re
from functools import cache
from itertools import islice
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it.rules_block.table import escapedSplit
from markdown_it.tree import SyntaxTreeNode
from pydantic import ValidationError

from ...model.messages import Complaint, catalogue
from ...model.page import PAGE_SUFFIX, Page, page_of
from ...model.registry import EntryKind
from ...model.text import FORBIDDEN, describe_character, words_and_target
from ...model.values import overloaded, unprintable
from ..directive import DirectiveKind, Invocation, Option, piece_of, read_invocation
from ..directives import DIRECTIVES
from ..judging import JudgedPage
from ..markdown import FENCES, LIMITS, anchors_of, directive_name, line_of, parse, plain_text
from ..references import ISSUE, ROLES, STORY, no_heading_at, read_lang, read_named, story_target

_MARKS = {
    "footnote-label": re.compile(r"\[\^(?P<label>[^\s\]]{0,40}\s[^\]]{0,80})\]"),
    "footnote-inline": re.compile(r"\^\[[^\]\n]{0,80}\]?"),
    "syntax-attributes": re.compile(
        r"(?<!\{)\{(?:[#.:][ \t]*[^\s{}]|[\w-]{1,40}=)[^{}\n]{0,80}\}(?!\})"
    ),
    "syntax-definition": re.compile(r"(?m)^(?::|~(?=[ \t]+[^\W\d]))[ \t]+\S+"),
    "syntax-marks-printed": re.compile(
        r"(?P<mark>\*\*)|(?<![\w_])(?P<lines>__)[^\s_][^_\n]{0,80}[^\s_]__(?=\w)"
        r"|(?<![*\w])(?P<star>\*)[^\s*][^*\n]{0,80}[^\s*]\*"
        r"|(?<![\w_])(?P<line>_)[^\s_][^_\n]{0,80}[^\s_]_(?=\w)"
        r"|(?<![^\s(«“„])(?P<open>\*)(?=[^\W\d_]|[«“„\"(])"
    ),
    # A link's own signs are read; what is left of an address stands between two U+FFFC.
    "link-apart": re.compile(r"\[[^\[\]\n]{1,80}\][ \t]++\((?=\ufffc)"),
    "link-reversed": re.compile(r"\([^()\n]{1,80}\)\[(?=\ufffc)"),
    "link-with-space": re.compile(r"\[[^\[\]\n]{1,80}\]\((?=\ufffc[^)\n]{0,300}[ \t])"),
    "link-around-link": re.compile(r"\[[^\[\]\n]{1,80}\]\((?=\ufffc\S{0,300}\ufffc\))"),
    "heading-no-space": re.compile(r"(?m)^(?P<signs>#{2,6})(?P<begins>[^\s#]\S{0,40})"),
    "role-lost": re.compile(rf"\{{(?:{'|'.join(ROLES)})\}}"),
    # Possessive: a long line of spaces is read once.
    "directive-lost": re.compile(
        r"(?m)^(?::{1,2}[ \t]*\{(?=[\w-]++\})"
        r"|:{3,}+[ \t]*+\{?+[ \t]*+(?=[\w-]++[ \t]*+\}?+[ \t]*+$))(?P<directive>[\w-]{1,40}).*"
    ),
    "table-heads": re.compile(
        r"(?m)^(?P<row>\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?)$"
    ),
}
"""What would be printed, by the names of the messages about it; bounded, for long lines' sake."""

_ADDRESS = re.compile(r"https?://[^\s*\ufffc]+")
_AN_ADDRESS = re.compile(r"(?i)(?:https?://|www\.)\S+$")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")


def examine_unread(context: JudgedPage, inline: SyntaxTreeNode) -> None:
    """Say what a paragraph, a heading or a cell would print as it is typed: each kind once."""
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
        below, at = text.count("\n", 0, start), found[0].split("\n")[0]
        context.say(inline, name, below=below, at=at, **told)


def examine_table(context: JudgedPage, node: SyntaxTreeNode) -> None:
    """Say which rows have more cells than there are heads, which Markdown cuts off."""
    rows = [row for part in node.children for row in part.children]
    heads = len(rows[0].children)
    for row in rows:
        source = context.page.lines[line_of(row) - 1].lstrip(" \t>").rstrip()
        cells = len(escapedSplit(source.removeprefix("|").removesuffix("|")))
        if row is not rows[0] and cells > heads:
            context.say(row, "table-row-too-long", row=source, cells=cells, heads=heads)
        for cell in row.children:
            examine_unread(context, cell.children[0])


def examine_rule(context: JudgedPage, node: SyntaxTreeNode) -> None:
    """Say that a rule stands where none can."""
    blocks, at = context.tree.children, context.blocks[node]
    is_last = at in (0, len(blocks) - 1)
    if is_last or {blocks[at - 1].type, blocks[at + 1].type} & {"heading", "hr"}:
        context.say(node, "rule-at-edge")


def refuse_syntax(context: JudgedPage, node: SyntaxTreeNode) -> None:
    """Say that some syntax cannot be used, in its own words where the catalogue has them."""
    kind = node.type
    if kind in ("html_block", "html_inline"):
        html = node.content.strip()
        shown = html.split("\n")[0][:60]
        context.say(node, "html", html=shown, case=html[:2].lower(), at=shown)
    else:
        name = f"syntax-{kind}" if f"syntax-{kind}" in catalogue().messages else "syntax"
        context.say(node, name, syntax=kind, most=LIMITS.get(kind))


def examine_letters(context: JudgedPage, node: SyntaxTreeNode) -> None:
    """Say which letters cannot be read, in a piece of syntax or in a paragraph as a whole."""
    if node.type == "inline":
        # Marks stand on the letter before them, whatever markup is between.
        if error := overloaded(plain_text(node)):
            context.say(node, error)
        return
    words = f"{node.content} {node.attrs.get('title', '')}"
    if node.type in FENCES:
        # The text of a directive is looked at as what it is, further in.
        words = "" if directive_name(node) else f"\n{node.content}"
    elif node.type == "myst_role":
        words, _ = words_and_target(node.content)
    # Written as ``&#x202E;`` or ``%E2%80%AE``: in the place of those that stand in the file, `Page`
    # has left U+FFFD.
    if hidden := next((each for each in FORBIDDEN.findall(words) if each != "\ufffd"), None):
        context.say(node, "invisible-character", character=describe_character(hidden))
    for below, text in enumerate(words.split("\n")):
        for error in unprintable(text):
            context.say(node, error, below=below, at=error.values["letter"])


def examine_fence(context: JudgedPage, node: SyntaxTreeNode) -> None:
    """Say what is wrong with a directive, or with code."""
    name, (word, *others) = directive_name(node), node.info.split() or [""]
    meant = word.strip("{}") if name is None and node.type == "colon_fence" else name
    if name in DIRECTIVES and node not in context.blocks:
        context.say(node, "directive-inside", directive=name)
    elif kind := DIRECTIVES.get(name or ""):
        _open(context, node, kind)
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


def _open(context: JudgedPage, node: SyntaxTreeNode, kind: DirectiveKind) -> None:
    """Say what is wrong with a directive, and keep its body to be judged, too."""
    first, end = node.map or (0, 0)
    last = context.page.lines[end - 2] if end - first > 1 else ""
    if not last.strip().startswith(node.markup):
        context.say(node, "directive-endless", directive=kind.name, fence=node.markup)
    read, sandbox = read_invocation(kind, node), context.sandbox
    for below, wrong in read.wrong:
        context.say(node, wrong, below=below)
    kind.check(context, read)
    before = len(sandbox.get("references", ()))
    read.tree = parse(read.body + "\n", sandbox, first + read.offset)
    inside = islice(sandbox.get("references", {}).values(), before, None)
    for definition in (*inside, *sandbox.pop("duplicate_refs", ())):
        context.say(node, "link-label-inside", below=read.offset + definition["map"][0])
    context.opened[node] = read
    if kind.item and read.body.strip():
        _read_list(context, read, kind.item)


def _read_list(context: JudgedPage, read: Invocation, item: Option) -> None:
    lists = [node for node in read.tree.children if node.type == "bullet_list"]
    if not lists:
        wrong = Complaint("directive-needs-list", directive=read.kind.name)
        context.say(read.fence, wrong, below=read.offset)
    for node in (node for each in lists for node in each.children):
        try:
            if [child.type for child in node.children] != ["paragraph"]:
                raise Complaint("item-not-a-line")
            (inline,) = node.children[0].children
            read.items.append(item.read([piece_of(child) for child in inline.children]))
        except (Complaint, ValidationError) as error:
            line = " ".join(plain_text(child) for child in node.walk() if child.type == "inline")
            context.say(node, item.explained(error, line).with_values(directive=read.kind.name))


def examine_role(context: JudgedPage, node: SyntaxTreeNode) -> None:
    """Say what is wrong with a role and its content."""
    name, content = node.meta["name"], node.content
    at, registry = f"{{{name}}}", context.surroundings.registry
    words, target = words_and_target(content)
    target = target or words
    if name not in ROLES:
        context.say(node, "role-unknown", word=name, known=ROLES, at=at)
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


def _examine_reference(
    context: JudgedPage, node: SyntaxTreeNode, issue: str, anchor: str, *, at: str
) -> None:
    """Say that a reference leads nowhere: without an issue, on this page.

    A build looks at others once all have been read. Of a page that is broken itself, that is said.
    """
    page, issues = context.page, context.surroundings.issues
    if not issue:
        if anchor not in (known := tuple(context.anchors.values())):
            context.say(node, no_heading_at(anchor, known, page.moved_anchors, "this page"), at=at)
    elif issues is not None and (wrong := issues.explain(issue)):
        context.say(node, wrong, at=at, elsewhere=True)
    elif issues is not None and anchor:
        (found,) = issues.find(issue)
        other = Page.read(context.surroundings.root, page_of(found))
        if not other.unreadable and other.head and anchor not in (anchors := anchors_of(other)):
            wrong = no_heading_at(anchor, anchors, other.moved_anchors, f"the issue {found}")
            context.say(node, wrong, at=at, elsewhere=True)


def issue_in(href: str) -> str | None:
    """Return the id of the issue that a relative link leads to, if it has that form."""
    path = PurePosixPath(unquote(href.split("#")[0]))
    # A browser would take what stands before a colon for a scheme.
    has_form = ":" not in href and path.suffix == PAGE_SUFFIX and not path.is_absolute()
    return path.stem if has_form else None


def _host(address: str) -> str:
    host = re.sub(r"^\w+://", "", unquote(address)).split("/")[0].split("?")[0]
    return host.casefold().removeprefix("www.").partition(":")[0]


def examine_link(context: JudgedPage, node: SyntaxTreeNode) -> None:
    """Say what is wrong with a link: where it leads, and its words."""
    href = str(node.attrs.get("href", ""))
    at = shown = unquote(href)
    if not href:
        context.say(node, "link-without-address", at="](")
        return
    words = plain_text(node).strip()
    if not (words or node.info == "auto" or any(child.type == "image" for child in node.children)):
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


def _examine_address(context: JudgedPage, node: SyntaxTreeNode, href: str, scheme: str) -> None:
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


def examine_image(context: JudgedPage, node: SyntaxTreeNode) -> None:
    """Say what is wrong with a picture."""
    name = unquote(str(node.attrs.get("src", "")))
    if not context.examine_picture(node, name, at="!["):
        return
    if not plain_text(node).strip():
        context.say(node, "picture-undescribed", name=name, at="![")
    elif title := str(node.attrs.get("title", "")):
        context.say(node, "picture-with-title", title=title, at="![")
