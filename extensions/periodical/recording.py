"""Floor 3: from a page that has just been read to the record of its issue."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from docutils import nodes
from sphinx.addnodes import pending_xref

from .markup.directives.fact_of_the_week import fact_of_the_week
from .markup.directives.guests import guest
from .markup.directives.podcast import podcast
from .markup.directives.story import story_note
from .markup.directives.why_its_important import why_its_important
from .markup.places import is_story, kind_of, scope_of
from .markup.prose import prose
from .markup.references import DOMAIN
from .markup.targets import STORY, story_target
from .mentions import mentions_in
from .model.guests import Guest
from .model.issue import IssueHead
from .model.page import Page
from .model.publication import Kind
from .model.records import (
    CalloutRecord,
    EpisodeRecord,
    FactRecord,
    IssueRecord,
    ReferenceRecord,
    SectionRecord,
    StoryRecord,
)
from .model.registry import EntryKind, Registry
from .model.sentences import Sentences


def record_issue(
    page: Page, head: IssueHead, document: nodes.document, registry: Registry
) -> IssueRecord:
    """Return the record of a page that has just been read.

    Parameters
    ----------
    page, head
        The page, and its front matter.
    document
        Its doctree, unresolved; callouts and facts are given their addresses here.
    registry
        Whom and what it can name.
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
        head=head,
        sections=tuple(sections),
        stories=tuple(stories),
        callouts=tuple(_callouts(document)),
        facts=tuple(_facts(document)),
        episodes=tuple(_episodes(document)),
        mentions=tuple(mentions_in(document, head.language, registry)),
        references=tuple(_references(document)),
        anchors=tuple(anchors),
        picture=_picture(page.docname, head),
        digest=page.digest,
    )


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
        opening=Sentences.of(prose(first), language).around(0, 0),
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


def _number(anchor: str, number: int) -> str:
    return anchor if number == 1 else f"{anchor}-{number}"


def _callouts(document: nodes.document) -> Iterator[CalloutRecord]:
    numbers: dict[str, int] = {}
    for callout in document.findall(why_its_important):
        story = scope_of(callout)
        numbers[story] = numbers.get(story, 0) + 1
        # No heading's address has a full stop: this one cannot be taken.
        callout["ids"] = [_number(f"{story}.why-its-important", numbers[story])]
        text = "\n\n".join(prose(child) for child in callout[1:])
        yield CalloutRecord(text, callout["ids"][0], story)


def _facts(document: nodes.document) -> Iterator[FactRecord]:
    for section in document.findall(nodes.section):
        if section.get("kind") != Kind.FACT:
            continue
        directives = list(section.findall(fact_of_the_week))
        for number, fact in enumerate(directives, start=1):
            words = [child for child in fact if not isinstance(child, nodes.attribution)]
            fact["ids"] = [_number(f"{section['ids'][0]}.fact", number)]
            yield FactRecord(
                "\n\n".join(prose(child) for child in words),
                fact["ids"][0],
                fact.get("date"),
                fact.get("source"),
            )
        if not directives:
            text = "\n\n".join(prose(child) for child in section[1:])
            yield FactRecord(text, section["ids"][0])


def _episodes(document: nodes.document) -> Iterator[EpisodeRecord]:
    for section in document.findall(nodes.section):
        if section.get("kind") != Kind.PODCAST:
            continue
        found = [Guest(node["name"], node["roles"]) for node in section.findall(guest)]
        shows = list(section.findall(podcast))
        for number, show in enumerate(shows, start=1):
            anchor = section["ids"][0]
            if number > 1:
                anchor = f"{anchor}.episode-{number}"
                show["ids"] = [anchor]
            yield EpisodeRecord(
                show=show["show"] or "",
                title=show.get("title"),
                date=show.get("date"),
                audio=show.get("audio"),
                duration=show.get("duration"),
                summary=prose(show),
                guests=tuple(found),
                anchor=anchor,
            )
            found = []  # the guests of a section with several episodes are those of the first
        if found and not shows:
            yield EpisodeRecord("", None, None, None, None, "", tuple(found), section["ids"][0])
