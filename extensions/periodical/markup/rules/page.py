"""Rules for a page as a whole: its headings, its head, its footnotes.

The headings are the title, the sections and what is in them; the head may disagree with the file's
name or with the text; and of footnotes, each has its reference, and each reference its note.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from ...model.issue import IssueHead, old_anchor
from ...model.limits import HEADINGS
from ...model.messages import Complaint
from ...model.page import Page, date_in_name, decode, page_name_complaint
from ...model.publication import SUMMARY_TO_WRITE, Kind, fold_heading
from ...model.text import FORBIDDEN, as_markdown, describe_character, visible
from ...model.validation import CONFLICT, KeyPath
from ...model.values import overloaded
from ...pictures.complaints import image_complaint
from ..judging import JudgedPage
from ..markdown import Syntax, directive_name
from .syntax import examine_text


def examine_headings(context: JudgedPage) -> None:
    """Say what is wrong with the headings of a page, and note its sections."""
    headings = context.headings
    _examine_title(context)
    if len(headings) > HEADINGS:
        context.say(headings[HEADINGS].line, "headings-too-many", most=HEADINGS)
    before = 0
    for level, title, line in headings:
        if not visible(title):
            context.say(line, "heading-empty")
        elif level == 2:
            _examine_section(context, title, line)
        if before and level > before + 1:
            hashes = {"found": "#" * level, "before": "#" * before, "right": "#" * (before + 1)}
            context.say(line, Complaint("heading-skips-level", title=title, **hashes))
        elif level > 4:  # that of the parts of a story
            context.say(line, "heading-too-deep", title=title, level=level)
        before = level


def _examine_title(context: JudgedPage) -> None:
    headings = context.headings
    titles = [heading for heading in headings if heading.level == 1]
    if not titles:
        context.say(context.page.front_matter.end + 1, "title-missing")
        return
    if headings[0].level != 1:
        context.say(headings[0].line, "title-not-first")
    # Of a front matter with other mistakes, too, the title is known, unless it is what is broken.
    source, (_, title, line) = context.page.front_matter.source, titles[0]
    is_broken = source.broken and source.broken.line == source.place(("title",))[0]
    expected = None if is_broken or not isinstance(source.data, dict) else source.data.get("title")
    if expected and isinstance(expected, str) and fold_heading(title) != fold_heading(expected):
        right = as_markdown(" ".join(expected.split()))
        context.say(line, "title-other", title=title, expected=right)
    for _, title, line in titles[1:]:
        context.say(line, "title-twice", title=title)


def _examine_section(context: JudgedPage, title: str, line: int) -> None:
    sections = context.surroundings.publication.sections
    if (section := context.surroundings.publication.section(title)) is None:
        known = [name for each in sections for name in (each.title, *each.aliases)]
        listed = ", ".join(f"“{each.title}”" for each in sections)
        context.say(line, "section-unknown", word=title, known=known, sections=listed)
    elif first := next((at for at, each in context.sections.items() if each is section), None):
        context.say(line, "section-twice", section=section.title, line=first)
    else:
        context.sections[line] = section


def examine_heading(context: JudgedPage, node: Syntax) -> None:
    """Say what is wrong with one heading."""
    examine_text(context, node.children[0])
    for child in node.walk():
        if child.type in ("image", "footnote_ref"):
            context.say(node, "heading-not-words")


# What journalists type where something is to come (TK); Latin numbers are followed by names.
_TO_COME = re.compile(
    r"(?i:\[citation needed\])|(?<![\w/=&?.#%-])(?:TK(?:TK)*|X{3,})(?![\w/=-]|[ \t]+[A-Z])"
    r"|(?<![\w/=&?.#%-])TK(?=:)"
)

_CONFLICTS = re.compile(rf"(?m)^(?=(.{{7}})){CONFLICT.pattern}")
_LAYOUTS = "\n".join([f"summary: {SUMMARY_TO_WRITE}", *(kind.holds.layout for kind in Kind)])
_LAID_OUT = {line for line in _LAYOUTS.split("\n") if line and not line.startswith(":::")}


def unfinished(page: Page) -> Iterator[tuple[int, int, Complaint]]:
    """Yield where a page says that something is to come, or is as laid out: right in a draft."""
    some = any(sign in page.text for sign in ("TK", "XXX")) or "[citation" in page.text.casefold()
    if not some and _LAID_OUT.isdisjoint(map(str.strip, page.lines)):
        return
    for number, line in enumerate(page.lines, start=1):
        found = _TO_COME.search(line)
        words = found[0] if found else line.strip() if line.strip() in _LAID_OUT else ""
        if words:
            yield number, line.index(words) + 1, Complaint("unfinished", words=words)


def examine_lines(context: JudgedPage) -> None:
    """Say which lines no finished page has, whatever they are in."""
    page = context.page
    # Of front matter that is not to be read, nobody knows whether the page is a draft.
    may_be_draft = page.is_draft or page.front_matter.source.data is None
    for number, column, wrong in () if may_be_draft else unfinished(page):
        context.account.say(wrong, number, column)
    for left in _CONFLICTS.finditer(page.text):
        context.say(page.text.count("\n", 0, left.start()) + 1, "conflict-marker", words=left[1])
    text = decode(page.raw)
    if text == page.text and "\ufffd" not in text:  # which stands there for what no text can hold
        return
    for number, line in enumerate(text.split("\n"), start=1):
        # The first on a line leads there; a million of them is not read with a million.
        if found := FORBIDDEN.search(line):
            wrong = Complaint("invisible-character", character=describe_character(found.group()))
            context.account.say(wrong, number, found.start() + 1)
        if heavy := overloaded(line):
            context.account.say(heavy, number, line.index(heavy.values["letter"]) + 1)


def examine_head(context: JudgedPage) -> None:
    """Say what is wrong with the file's name, and with it and the front matter together."""
    page, head, blocks = context.page, context.page.head, context.tree.children
    if wrong_name := page_name_complaint(page.file):
        context.account.say(wrong_name, 1)
    for path, wrong in _head_complaints(context, head) if head else ():
        context.account.say(wrong, *page.front_matter.source.place(path))
    # What is not on the page of a withdrawn issue can reach no output.
    if head and head.is_withdrawn and len(blocks) > 1:
        context.say(blocks[1], "withdrawn-with-text")


def _head_complaints(context: JudgedPage, head: IssueHead) -> Iterator[tuple[KeyPath, Complaint]]:
    """Yield what is wrong with the front matter of a page, and the keys that lead there."""
    file, surroundings, anchors = context.page.file, context.surroundings, context.anchors.values()
    named, prefix = date_in_name(file), surroundings.publication.doi_prefix
    for index, revision in enumerate(head.revisions):
        if revision.date < head.date:
            early = Complaint("revision-too-early", date=revision.date, published=head.date)
            yield ("revisions", index, "date"), early
    if head.is_withdrawn and all(each.kind != "withdrawal" for each in head.revisions):
        yield ("status",), Complaint("withdrawal-without-reason")
    if page_name_complaint(file) is None and named != head.date.isoformat():
        yield ("date",), Complaint("page-name-other-date", date=head.date, named=named)
    if head.doi and prefix and not head.doi.startswith(f"{prefix}/"):
        yield ("doi",), Complaint("doi-other-prefix", doi=head.doi, prefix=prefix)
    issues, original, image = surroundings.issues, head.translation_of, head.lead_image
    if original and issues is not None and (unclear := issues.explain(original)):
        yield ("translation_of",), unclear
    if image and (unfit := image_complaint(image.file, page=file, root=surroundings.root)):
        context.head = head.model_copy(update={"lead_image": None})
        yield ("lead_image", "file"), unfit
    # An old anchor may well be what a heading would have by itself: it stays with its own story, or
    # with the head of the page, and that heading gets another.
    for index, address in enumerate(head.redirect_from):
        for old, new in old_anchor(address):
            if old == new:
                yield ("redirect_from", index), Complaint("redirect-anchor-in-use", anchor=old)
            elif new and new not in anchors:
                wrong = Complaint("redirect-anchor-unknown", word=new, known=anchors)
                yield ("redirect_from", index), wrong


def examine_definitions(context: JudgedPage) -> None:
    """Say which link definitions stand twice, or that nothing uses: they are not printed."""
    pieces = context.tree.walk() if context.tree.definitions else ()
    links = (node for node in pieces if node.type in ("link", "image"))
    used, seen = {node.meta.get("label") for node in links}, set[str]()
    for definition in context.tree.definitions:
        label = definition.meta["id"]
        if label in seen:
            context.say(definition, "link-label-twice", label=label.lower())
        elif label not in used:
            context.say(definition, "link-label-unused", label=label.lower())
        seen.add(label)


def examine_footnotes(context: JudgedPage) -> None:
    """Refuse footnotes that stand twice, and halves."""
    notes, references = (defaultdict[str, list[Syntax]](list) for _ in range(2))
    unread = ""
    for node in context.tree.walk():
        if directive_name(node) and not node.read:
            unread += node.content
        elif node.type == "footnote_ref":
            references[node.meta["typed"]].append(node)
        elif node.type == "footnote_reference":
            notes[node.meta["typed"]].append(node)
    for label in {**notes, **references}:
        found, referring = notes[label], references[label]
        for other in found[1:]:
            context.say(other, "footnote-twice", label=label)
        if not referring:
            # What refers to it may stand in a directive of which all that is known is its name.
            if f"[^{label}]" not in unread:
                context.say(found[0], "footnote-unused", label=label)
        elif not found:
            line = min(each.line for each in referring)
            context.say(line, "footnote-missing", label=label, at=f"[^{label}]")
        # Numbered is a note that is printed, with what refers to it; others stand as text.
        whole = all(not context.accepted.isdisjoint(half) for half in (found[:1], referring))
        context.accepted.difference_update(found[1:] if whole else [*found, *referring])
