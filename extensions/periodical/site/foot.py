"""What stands at the foot of a story and of an issue: where it goes on, and what refers to it.

Plain data, for templates and for the ledger's digests; and what puts it there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from ..domain import PeriodicalDomain, periodical_domain
from ..markup.dates import is_right_to_left
from ..markup.head import issue_head
from ..markup.own_nodes import key_of, mention
from ..markup.places import is_story
from ..model.concordance import Backlink, Related
from ..model.records import IssueRecord, StoryRecord
from ..model.registry import EntryKind, Place, entry_page
from ..model.section_kinds import Kind
from ..model.text import listed
from ..words import _
from .card import Card, card_of

MOST_BACKLINKS = 12
"""How many later issues are named; of an issue to which very many refer, the latest."""


class Onward(NamedTuple):
    """A way to a story at an address in its issue, or to an issue as a whole."""

    card: Card
    title: str
    anchor: str


@dataclass(frozen=True)
class Foot:
    """The foot of a story or an issue: what refers to it in later issues, newest first."""

    later: tuple[Onward, ...]
    more: int
    """How many others do, which are not named."""


@dataclass(frozen=True)
class StoryFoot(Foot):
    """The foot of a story.

    Args:
        thread: Name and page of the thread to which it belongs, if to one.
        before, after: Its neighbours in the thread.
    """

    thread: tuple[str, str] | None
    before: Onward | None
    after: Onward | None


class RelatedCard(NamedTuple):
    """A related issue, and what is shared: in a few words, and in a sentence."""

    card: Card
    shared: str
    sentence: str


@dataclass(frozen=True)
class IssueFoot(Foot):
    """The foot of an issue.

    Args:
        related: The issues that have most in common with it, unless it names its own.
        places: The places of its map.
    """

    related: tuple[RelatedCard, ...]
    places: tuple[Place, ...]


def story_foot(
    issue: IssueRecord, story: StoryRecord, domain: PeriodicalDomain
) -> StoryFoot | None:
    """Return the foot of a story, or `None` where there is nothing to say."""
    concordance = domain.concordance
    backlinks = _later(concordance.backlinks(issue, story.anchor), issue, domain)
    later = [
        _onward(each.issue, each.issue.stories_by_anchor.get(each.story), domain)
        for each in backlinks
    ]
    before, after = (
        _onward(part.issue, part.story, domain) if part else None
        for part in concordance.in_thread(issue, story)
    )
    thread = story.thread and concordance.entry((EntryKind.THREAD, story.thread))
    if not thread and not later:
        return None
    named = (thread.name, entry_page((EntryKind.THREAD, thread.id))) if thread else None
    return StoryFoot(*_named(later), named, before, after)


def issue_foot(issue: IssueRecord, domain: PeriodicalDomain) -> IssueFoot | None:
    """Return the foot of an issue, or `None` where there is nothing to say."""
    concordance = domain.concordance
    backlinks = _later(concordance.backlinks(issue), issue, domain)
    issues = dict.fromkeys(each.issue.docname for each in backlinks)
    later = [_onward(domain.issues[docname], None, domain) for docname in issues]
    names_its_own = any(section.kind is Kind.RELATED for section in issue.sections)
    related = [] if names_its_own else concordance.related(issue)
    places = tuple(concordance.places_of(issue)) if domain.maps else ()
    if not later and not related and not places:
        return None
    return IssueFoot(*_named(later), tuple(_related(each, domain) for each in related), places)


def _later(
    backlinks: Sequence[Backlink], issue: IssueRecord, domain: PeriodicalDomain
) -> list[Backlink]:
    """Return what stands in issues after one, newest first."""
    position = domain.chronicle.position
    here = position(issue.docname)
    return [each for each in reversed(backlinks) if position(each.issue.docname) > here]


def _onward(issue: IssueRecord, story: StoryRecord | None, domain: PeriodicalDomain) -> Onward:
    card = card_of(issue, domain.registry)
    return Onward(card, story.title, story.anchor) if story else Onward(card, card.title, "")


def _named(later: Sequence[Onward]) -> tuple[tuple[Onward, ...], int]:
    return tuple(later[:MOST_BACKLINKS]), len(later[MOST_BACKLINKS:])


def _related(related: Related, domain: PeriodicalDomain) -> RelatedCard:
    names = [(kind, domain.concordance.entry((kind, id_)).name) for kind, id_ in related.shared]
    topics = [name for kind, name in names if kind is EntryKind.TOPIC]
    others = [name for kind, name in names if kind is not EntryKind.TOPIC]
    said = [_("mention %s") % listed(others)] if others else []
    said += [_("are about %s") % listed(topics)] if topics else []
    shared = ", ".join(name for _, name in names)
    sentence = _("Both issues %s.") % _(" and ").join(said)
    return RelatedCard(card_of(related.issue, domain.registry), shared, sentence)


class foot(nodes.General, nodes.Element):  # noqa: N801 - docutils' nodes are named so
    """The foot of an issue or, with its ``title``, of a story; with ``map``, the issue's places.

    It holds no text: what others say of an issue is not to be found by a search as its own words.
    """


def add_feet(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Add feet to a page about to be written; only the site has pages to which they can lead."""
    if app.builder.name != "html":
        return
    domain = periodical_domain(app.env)
    for head in list(document.findall(issue_head)):
        issue = domain.issues.get(head["docname"])
        if issue is None or not isinstance(head.parent, nodes.section):
            continue
        for section in list(head.parent.findall(nodes.section)):
            story = issue.stories_by_anchor.get(str(section["ids"][0]))
            if story and is_story(section) and (shown := story_foot(issue, story, domain)):
                section += foot(foot=shown, title=story.title)
        if of_issue := issue_foot(issue, domain):
            if of_issue.places:
                _insert_map(head.parent, of_issue)
            if of_issue.later or of_issue.related:
                _insert_below(head.parent, foot(foot=of_issue))


def _insert_map(section: nodes.section, shown: IssueFoot) -> None:
    """Insert the map of an issue's places where a story first names one, or else at its foot."""
    keys = {(EntryKind.PLACE, place.id) for place in shown.places}
    for named in section.findall(mention):
        paragraph, holder = named.parent, named.parent.parent
        is_text = type(paragraph) is nodes.paragraph and isinstance(holder, nodes.section)
        if is_text and key_of(named) in keys:
            holder.insert(holder.index(paragraph) + 1, foot(foot=shown, map=True))
            return
    _insert_below(section, foot(foot=shown, map=True))


def _insert_below(section: nodes.section, node: foot) -> None:
    """Insert a foot behind a section and its footnotes."""
    place = section.parent.index(section) + 1
    following = section.parent[place:]
    notes = takewhile(lambda each: isinstance(each, nodes.footnote), following)
    section.parent.insert(place + len(list(notes)), node)


def visit_foot(self: HTML5Translator, node: foot) -> None:
    """Print a foot from its template."""
    domain = periodical_domain(self.builder.env)
    is_of_issue = isinstance(node["foot"], IssueFoot)
    shown = {
        "foot": node["foot"],
        "map": domain.map_of(node["foot"].places, prefix="places_map") if "map" in node else None,
        "title": node.get("title", ""),
        "language": domain.publication.language,
        "direction": "rtl" if is_right_to_left(domain.publication.language) else "ltr",
        "pathto": partial(self.builder.get_relative_uri, self.builder.current_docname),
    }
    template = "issue_foot.html" if is_of_issue else "story_foot.html"
    if "map" in node:
        template = "issue_map.html"
    self.body.append(self.builder.templates.render(template, shown))
    raise nodes.SkipNode
