"""Floor 3: from a page that has just been read to the record of its issue.

The first mention of anyone or anything in a story is marked, whoever wrote it: found here in plain
prose, or made by a role. Both are recorded with the sentence around them.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref

from .markup.directives import DIRECTIVES
from .markup.nodes import OwnNode, ancestors, key_of, make_mention, mention
from .markup.places import SCOPE, is_story, kind_of, pieces_of_prose, prose, scope_of
from .markup.quotes import smart_quotes
from .markup.references import DOMAIN, target_of
from .model.issue import IssueHead
from .model.names import NameFinder, Sentences
from .model.page import Page
from .model.records import IssueRecord, MentionRecord, ReferenceRecord, SectionRecord, StoryRecord
from .model.registry import EntryKey, EntryKind, Registry
from .model.validation import M
from .words import _

NOT_SEARCHED: tuple[type[nodes.Node], ...] = (
    nodes.title, nodes.reference, pending_xref, nodes.literal, nodes.literal_block,
    nodes.attribution, nodes.footnote_reference, nodes.label, nodes.image, nodes.problematic,
    nodes.system_message, nodes.raw,
)  # fmt: skip
"""Where no names are looked for: links, headings, code, credits; some nodes of ours say it too."""


def _link_names(document: nodes.document, finder: NameFinder[EntryKey]) -> None:
    """Mark the first mention of each name of the registry in each story of a doctree just read."""
    # The parser puts notes behind everything else; they belong to the story that refers to them.
    references = document.findall(nodes.footnote_reference)
    scopes = {name: scope_of(reference) for reference in references for name in reference["ids"]}
    for note in document.findall(nodes.footnote):
        note[SCOPE] = next((scopes[each] for each in note["backrefs"] if each in scopes), "")
    told = (each for each in document.findall(nodes.section) if "kind" in each or is_story(each))
    kinds = ((scope_of(each), kind_of(each)) for each in told)
    mentioned = {scope: set[EntryKey]() for scope, kind in kinds if kind and kind.holds.names}
    for holder, run in list(_searched(document)):
        if (known := mentioned.get(scope_of(run[0]))) is None:
            continue
        if isinstance(run[0], mention):
            known.update(map(key_of, run))
        else:
            _mark(holder, run, finder, known)


def _searched(node: nodes.Element) -> Iterator[tuple[nodes.Element, list[Any]]]:
    """Yield what is searched for names, in order: texts that follow on one another, or mentions."""
    for kind, run in groupby(node.children, type):
        if kind is mention or (kind is nodes.Text and isinstance(node, nodes.TextElement)):
            yield node, list(run)
        elif not issubclass(kind, NOT_SEARCHED):
            for child in run:
                if isinstance(child, nodes.Element) and getattr(child, "searched", True):
                    yield from _searched(child)


def _mark(
    holder: nodes.Element, run: Sequence[Any], finder: NameFinder[EntryKey], known: set[EntryKey]
) -> None:
    """Put mentions into texts that follow on one another in a node, as after each line's end."""
    text, done = "".join(run), 0
    marked: list[nodes.Node] = []
    for start, end, key in finder.find(text):
        if key not in known:
            known.add(key)
            named = make_mention(key, " ".join(text[start:end].split("\n")))
            marked += [nodes.Text(text[done:start]), named]
            done = end
    if marked:
        marked.append(nodes.Text(text[done:]))
        place = next(n for n, child in enumerate(holder.children) if child is run[0])
        holder[place : place + len(run)] = [each for each in marked if each.astext()]


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
    first: dict[tuple[str, EntryKey], tuple[str, int, int]] = {}
    in_order = sorted(document.findall(mention), key=_is_noted)
    for paragraph, marked in groupby(in_order, _paragraph_of):
        words, places = "", dict[nodes.Node, int]()
        for piece, added in pieces_of_prose(paragraph):
            places[piece] = len(words)
            words += added
        sentences = Sentences(words, language)
        for node in marked:
            start, end = places[node], places[node] + len(node.astext())
            quoted = ("", 0, 0) if _is_noted(node) else sentences.quote(start, end)
            first.setdefault((scope_of(node), key_of(node)), quoted)
    for (anchor, key), (sentence, start, end) in first.items():
        yield MentionRecord(key, anchor, sentence, roles.get((anchor, key)), start, end)


def _is_noted(node: mention) -> bool:
    return not getattr(node.parent, "in_text", True)


def _paragraph_of(node: nodes.Node) -> nodes.Node:
    """Return the outermost text in which a node stands."""
    *_, paragraph = takewhile(lambda each: isinstance(each, nodes.TextElement), ancestors(node))
    return paragraph


def record_issue(
    page: Page, head: IssueHead, document: nodes.document, registry: Registry
) -> IssueRecord:
    """Return the record of a page that has just been read, and mark names and dead links in it.

    Its doctree is unresolved; what directives keep is given its address here.
    """
    _link_names(document, registry.finder)
    sections, anchors = [], []
    for section in document.findall(nodes.section):
        anchors.append(str(section["ids"][0]))
        if "kind" in section:
            below = (each for each in section if isinstance(each, nodes.section))
            told = (_story(each, registry, head.language) for each in below if is_story(each))
            title = section[0].astext()
            sections.append(SectionRecord(title, kind_of(section), anchors[-1], tuple(told)))
    pending = (n for n in document.findall(pending_xref) if n.get("refdomain") == DOMAIN)
    led_to = ((*target_of(node), scope_of(node)) for node in pending)
    # Without an issue, a reference leads to another story here.
    references = dict.fromkeys(ReferenceRecord(*each) for each in led_to if each[0])
    record = IssueRecord(
        docname=page.docname,
        head=_as_printed(head),
        sections=tuple(sections),
        kept=tuple(each for kind in DIRECTIVES.values() for each in kind.record(document)),
        mentions=tuple(_mentions(document, head.language, registry)),
        references=tuple(references),
        anchors=tuple(anchors),
        digest=page.digest,
    )
    _show_copies(document, registry)
    return record


def _show_copies(document: nodes.document, registry: Registry) -> None:
    """Say behind each link that is dead where a copy of what it led to is kept."""
    for link in list(document.findall(nodes.reference)) if registry.links else ():
        dead = registry.links.get(link.get("refuri", ""))
        if dead and link.parent and not isinstance(link.parent, nodes.title):
            copy = nodes.reference("", _("archived"), refuri=str(dead.archived))
            at = link.parent.index(link) + 1
            link.parent[at:at] = [nodes.Text(" ("), copy, nodes.Text(")")]


def _as_printed(head: IssueHead) -> IssueHead:
    """Return a front matter whose texts have the signs that the page's own text has."""

    def printed(model: M, *names: str, language: str = head.language) -> M:
        texts = {name: getattr(model, name) for name in names}
        changed = {name: smart_quotes(text, language) for name, text in texts.items() if text}
        return model.model_copy(update=changed)

    image = head.lead_image and printed(head.lead_image, "alt", "credit", "rights")
    revisions = tuple(printed(revision, "note") for revision in head.revisions)
    head = printed(head, "title", language=head.title_language or head.language)
    return printed(head, "summary").model_copy(update={"lead_image": image, "revisions": revisions})


def _story(section: nodes.section, registry: Registry, language: str) -> StoryRecord:
    note = next((each for each in section.findall(OwnNode) if each.about_story), OwnNode())
    paragraphs = (each for each in section if isinstance(each, nodes.paragraph))
    texts = (each for each in paragraphs if getattr(each, "in_text", True))
    opening = Sentences(prose(next(texts, nodes.paragraph())), language)
    thread = registry.find(EntryKind.THREAD, note.get("thread") or "")
    named: list[str] = note.get("places", [])
    places = [registry.find(EntryKind.PLACE, place) for place in named]
    return StoryRecord(
        title=section[0].astext(),
        anchor=str(section["ids"][0]),
        kind=kind_of(section),
        opening=opening.quote(0, 0)[0],
        thread=thread.id if thread else None,
        date=note.get("date"),
        places=tuple(place.id for place in places if place),
    )
