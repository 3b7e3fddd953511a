"""Floor 3: from a page that has just been read to the record of its issue."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from docutils import nodes
from sphinx.addnodes import pending_xref

from .markup.directives import DIRECTIVES
from .markup.directives.story import story_note
from .markup.places import is_story, kind_of, scope_of
from .markup.prose import prose
from .markup.quotes import smart_quotes
from .markup.targets import DOMAIN, STORY, story_target
from .mentions import mentions_in
from .model.issue import IssueHead
from .model.page import Page
from .model.publication import Model
from .model.records import IssueRecord, ReferenceRecord, SectionRecord, StoryRecord
from .model.registry import EntryKind, Registry
from .model.sentences import Sentences


def record_issue(
    page: Page, head: IssueHead, document: nodes.document, registry: Registry
) -> IssueRecord:
    """Return the record of a page that has just been read.

    Its doctree is unresolved; what directives keep is given its address here.
    """
    sections, stories, anchors = [], [], []
    for section in document.findall(nodes.section):
        title = section[0].astext()
        anchors.append(str(section["ids"][0]))
        if "kind" in section:
            sections.append(SectionRecord(title, kind_of(section), anchors[-1]))
        elif is_story(section):
            stories.append(_story(section, registry, head.language))
    return IssueRecord(
        docname=page.docname,
        head=_as_printed(head),
        sections=tuple(sections),
        stories=tuple(stories),
        kept=tuple(each for kind in DIRECTIVES.values() for each in kind.record(document)),
        mentions=tuple(mentions_in(document, head.language, registry)),
        references=tuple(_references(document)),
        anchors=tuple(anchors),
        picture=_picture(page.docname, head),
        digest=page.digest,
    )


def _as_printed(head: IssueHead) -> IssueHead:
    """Return a front matter whose texts have the signs that the page's own text has."""

    def printed(model: Model, *names: str) -> dict[str, str]:
        texts = {name: getattr(model, name) for name in names}
        return {name: smart_quotes(text, head.language) for name, text in texts.items() if text}

    changed: dict[str, object] = {**printed(head, "title", "summary")}
    if (image := head.lead_image) is not None:
        changed["lead_image"] = image.model_copy(update=printed(image, "alt", "credit", "rights"))
    changed["revisions"] = tuple(
        revision.model_copy(update=printed(revision, "note")) for revision in head.revisions
    )
    return head.model_copy(update=changed)


def _picture(docname: str, head: IssueHead) -> str | None:
    if head.lead_image is None:
        return None
    name = f"{PurePosixPath(docname).parent}/{head.lead_image.file}"
    # Under which the site has it, whatever form its name has on disk.
    return unicodedata.normalize("NFC", name)


def _story(section: nodes.section, registry: Registry, language: str) -> StoryRecord:
    note = next(section.findall(story_note), story_note())
    first = next(
        (
            child
            for child in section
            if isinstance(child, nodes.paragraph) and not isinstance(child, story_note)
        ),
        nodes.paragraph(),
    )
    thread = registry.find(EntryKind.THREAD, note.get("thread") or "")
    named: list[str] = note.get("places", [])
    places = [registry.find(EntryKind.PLACE, place) for place in named]
    return StoryRecord(
        title=section[0].astext(),
        anchor=str(section["ids"][0]),
        kind=kind_of(section),
        opening=Sentences.of(prose(first), language).quote(0, 0).sentence,
        thread=thread.id if thread else None,
        date=note.get("date"),
        places=tuple(place.id for place in places if place),
    )


def _references(document: nodes.document) -> Iterator[ReferenceRecord]:
    seen = set()
    for node in document.findall(pending_xref):
        if node.get("refdomain") != DOMAIN:
            continue
        issue, anchor = str(node["reftarget"]), ""
        if node["reftype"] == STORY:
            issue, anchor = story_target(issue) or (issue, "")
        reference = ReferenceRecord(issue, anchor, scope_of(node))
        if issue and reference not in seen:  # without an issue, it leads to another story here
            seen.add(reference)
            yield reference
