"""Floor 3: from a page that has just been read to the record of its issue.

The first mention of anyone or anything in a story is marked, whoever wrote it: found here in plain
prose, or made by a role. Both are recorded with the sentence around them.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from operator import itemgetter

from docutils import nodes
from sphinx.addnodes import pending_xref

from .markup.directives import DIRECTIVES
from .markup.nodes import OwnNode, key_of, make_mention, mention
from .markup.places import SCOPE, ancestors, is_story, kind_of, pieces_of_prose, prose, scope_of
from .markup.quotes import smart_quotes
from .markup.references import DOMAIN, target_of
from .model.issue import IssueHead
from .model.names import NameFinder, Quote, Sentences
from .model.page import Page
from .model.records import IssueRecord, MentionRecord, ReferenceRecord, SectionRecord, StoryRecord
from .model.registry import EntryKey, EntryKind, Registry
from .model.values import Model
from .words import _

NOT_SEARCHED: tuple[type[nodes.Node], ...] = (
    nodes.title, nodes.reference, pending_xref, nodes.literal, nodes.literal_block,
    nodes.attribution, nodes.footnote_reference, nodes.label, nodes.image, nodes.problematic,
    nodes.system_message, nodes.raw,
)  # fmt: skip
"""Where no names are looked for: links, headings, code, credits; some nodes of ours say it too."""


def link_names(document: nodes.document, finder: NameFinder[EntryKey]) -> None:
    """Mark the first mention of each name of the registry in each story of a doctree just read."""
    stories: dict[str, _Mentioned] = {}
    _link_names_in(document, finder, None, stories)
    # The parser puts notes behind everything else; they belong to the story that refers to them.
    scopes = {
        identifier: scope_of(reference)
        for reference in document.findall(nodes.footnote_reference)
        for identifier in reference["ids"]
    }
    for note in document.findall(nodes.footnote):
        scope = next((scopes[each] for each in note["backrefs"] if each in scopes), "")
        if scope in stories:
            note[SCOPE] = scope
            _link_names_in(note, finder, stories[scope], stories)


_Mentioned = set[EntryKey] | None
"""Whom a story has mentioned so far, while it is searched; nothing where it is not."""


def _link_names_in(
    node: nodes.Element,
    finder: NameFinder[EntryKey],
    mentioned: _Mentioned,
    stories: dict[str, _Mentioned],
) -> None:
    """Mark the names in what stands in a node; its children are walked through once."""
    kept: list[nodes.Node] = []
    for is_text, run in groupby(node.children, lambda child: isinstance(child, nodes.Text)):
        if is_text and mentioned is not None and isinstance(node, nodes.TextElement):
            kept += _mark(list(run), finder, mentioned)
            continue
        for child in run:
            kept.append(child)
            if isinstance(child, mention) and mentioned is not None:
                mentioned.add(key_of(child))
            elif isinstance(child, nodes.section):
                inner = mentioned
                if "kind" in child or is_story(child):
                    kind = kind_of(child)
                    searched = kind is not None and kind.holds.names
                    inner = stories.setdefault(scope_of(child), set() if searched else None)
                _link_names_in(child, finder, inner, stories)
            elif isinstance(child, NOT_SEARCHED) or not getattr(child, "searched", True):
                continue
            elif isinstance(child, nodes.Element):
                _link_names_in(child, finder, mentioned, stories)
    if kept != node.children:
        node[:] = kept


def _mark(
    run: Sequence[nodes.Node], finder: NameFinder[EntryKey], mentioned: set[EntryKey]
) -> Iterator[nodes.Node]:
    """Yield texts and mentions for texts that follow on one another, as after each line's end."""
    text = "".join(map(str, run))
    done = 0
    for found in finder.find(text):
        if found.key in mentioned:
            continue
        mentioned.add(found.key)
        if text[done : found.start]:
            yield nodes.Text(text[done : found.start])
        yield make_mention(found.key, " ".join(text[found.start : found.end].split("\n")))
        done = found.end
    if not done:
        yield from run
    elif text[done:]:
        yield nodes.Text(text[done:])


def _mentions(
    document: nodes.document, language: str, registry: Registry
) -> Iterator[MentionRecord]:
    """Yield the first mention of everyone and everything in each story, as marked in the doctree.

    A place or a thread that only the line under the heading names has no sentence around it. The
    language is a BCP 47 tag; the registry says whom the names of guests name.
    """
    # Also of a guest of whom the text speaks before the list of guests.
    roles = {
        (scope_of(node), (EntryKind.PERSON, entry.id)): str(node["roles"])
        for node in document.findall(OwnNode)
        if node.speaks and (entry := registry.find(EntryKind.PERSON, node["name"]))
    }
    seen: set[tuple[str, EntryKey]] = set()
    paragraphs: dict[int, tuple[Sentences, dict[int, int]]] = {}
    marked = document.findall(mention)
    found = [(not getattr(node.parent, "in_text", True), node) for node in marked]
    for is_noted, node in sorted(found, key=itemgetter(0)):
        anchor, key = place = scope_of(node), key_of(node)
        if place in seen:
            continue
        seen.add(place)
        quote = Quote("", 0, 0)
        if not is_noted:
            blocks = takewhile(lambda each: isinstance(each, nodes.TextElement), ancestors(node))
            *_, paragraph = blocks
            if id(paragraph) not in paragraphs:
                paragraphs[id(paragraph)] = _sentences_of(paragraph, language)
            sentences, places = paragraphs[id(paragraph)]
            start = places[id(node)]
            quote = sentences.quote(start, start + len(node.astext()))
        yield MentionRecord(key, anchor, quote.sentence, roles.get(place), quote.start, quote.end)


def _sentences_of(paragraph: nodes.Node, language: str) -> tuple[Sentences, dict[int, int]]:
    """Return the sentences of a paragraph, and where in its words each mention begins."""
    words, places = "", {}
    for node, added in pieces_of_prose(paragraph):
        if isinstance(node, mention):
            places[id(node)] = len(words)
        words += added
    return Sentences.of(words, language), places


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
    led_to = (
        (*target_of(node), scope_of(node))
        for node in document.findall(pending_xref)
        if node.get("refdomain") == DOMAIN
    )
    # Without an issue, a reference leads to another story here.
    references = dict.fromkeys(ReferenceRecord(*each) for each in led_to if each[0])
    return IssueRecord(
        docname=page.docname,
        head=_as_printed(head),
        sections=tuple(sections),
        stories=tuple(stories),
        kept=tuple(each for kind in DIRECTIVES.values() for each in kind.record(document)),
        mentions=tuple(_mentions(document, head.language, registry)),
        references=tuple(references),
        anchors=tuple(anchors),
        digest=page.digest,
    )


def show_copies(document: nodes.document, registry: Registry) -> None:
    """Say behind each link that is dead where a copy of what it led to is kept."""
    for link in list(document.findall(nodes.reference)) if registry.links else ():
        dead = registry.links.get(link.get("refuri", ""))
        if dead and link.parent and not isinstance(link.parent, nodes.title):
            copy = nodes.reference("", _("archived"), refuri=str(dead.archived))
            at = link.parent.index(link) + 1
            link.parent[at:at] = [nodes.Text(" ("), copy, nodes.Text(")")]


def _as_printed(head: IssueHead) -> IssueHead:
    """Return a front matter whose texts have the signs that the page's own text has."""

    def printed(model: Model, *names: str) -> dict[str, str]:
        texts = {name: getattr(model, name) for name in names}
        return {name: smart_quotes(text, head.language) for name, text in texts.items() if text}

    changed: dict[str, object] = {**printed(head, "summary")}
    changed["title"] = smart_quotes(head.title, head.title_language or head.language)
    if (image := head.lead_image) is not None:
        changed["lead_image"] = image.model_copy(update=printed(image, "alt", "credit", "rights"))
    changed["revisions"] = tuple(
        revision.model_copy(update=printed(revision, "note")) for revision in head.revisions
    )
    return head.model_copy(update=changed)


def _story(section: nodes.section, registry: Registry, language: str) -> StoryRecord:
    note = next((each for each in section.findall(OwnNode) if each.about_story), OwnNode())
    paragraphs = (each for each in section if isinstance(each, nodes.paragraph))
    texts = (each for each in paragraphs if getattr(each, "in_text", True))
    opening = Sentences.of(prose(next(texts, nodes.paragraph())), language)
    thread = registry.find(EntryKind.THREAD, note.get("thread") or "")
    named: list[str] = note.get("places", [])
    places = [registry.find(EntryKind.PLACE, place) for place in named]
    return StoryRecord(
        title=section[0].astext(),
        anchor=str(section["ids"][0]),
        kind=kind_of(section),
        opening=opening.quote(0, 0).sentence,
        thread=thread.id if thread else None,
        date=note.get("date"),
        places=tuple(place.id for place in places if place),
    )
