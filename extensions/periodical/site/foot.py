"""What stands at the foot of a story and of an issue: where it goes on, and what refers to it.

Plain data, for templates and for the ledger's digests; and what puts it there.
"""

from itertools import takewhile
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from ..domain import PeriodicalDomain, periodical_domain
from ..markup.head import issue_head
from ..markup.nodes import key_of, mention
from ..markup.places import is_story
from ..model.concordance import Related
from ..model.publication import Kind
from ..model.records import IssueRecord, StoryRecord
from ..model.registry import EntryKind, Place, entry_page
from ..model.text import listed
from ..words import _
from .card import Card, card_of
from .templates import print_template

MOST_BACKLINKS = 12
"""How many later issues are named; of an issue to which very many refer, the latest."""


Onward = tuple[Card, str, str]
"""A way to a story: its issue, title and anchor; or to an issue as a whole, without an anchor."""


class Foot(NamedTuple):
    """The foot of a story or an issue.

    Args:
        later: What refers to it in later issues, newest first.
        more: How many others do, which are not named.
        thread: Name and page of the thread to which a story belongs, if to one.
        before, after: Its neighbours in the thread.
        related: The issues that have most in common with one, unless it names its own, and what
            is shared: in a few words, and in a sentence.
        places: The places of the map of an issue.
    """

    later: tuple[Onward, ...]
    more: int
    thread: tuple[str, str] | None = None
    before: Onward | None = None
    after: Onward | None = None
    related: tuple[tuple[Card, str, str], ...] = ()
    places: tuple[Place, ...] = ()


def story_foot(issue: IssueRecord, story: StoryRecord, domain: PeriodicalDomain) -> Foot:
    """Return the foot of a story."""
    concordance = domain.concordance
    before, after = (
        _onward(part.issue, part.story, domain) if part else None
        for part in concordance.beside.get((issue.id, story.anchor), (None, None))
    )
    thread = story.thread and concordance.entry((EntryKind.THREAD, story.thread))
    named = (thread.name, entry_page((EntryKind.THREAD, thread.id))) if thread else None
    return Foot(*_later(issue, story.anchor, domain), named, before, after)


def issue_foot(issue: IssueRecord, domain: PeriodicalDomain) -> Foot:
    """Return the foot of an issue."""
    names_its_own = any(section.kind is Kind.RELATED for section in issue.sections)
    related = [] if names_its_own else domain.concordance.related(issue)
    return Foot(
        *_later(issue, "", domain),
        related=tuple(_related(each, domain) for each in related),
        places=tuple(domain.concordance.places_of(issue)) if domain.maps else (),
    )


def _later(
    issue: IssueRecord, anchor: str, domain: PeriodicalDomain
) -> tuple[tuple[Onward, ...], int]:
    """Return what refers in later issues to a story, or to an issue, and how many more do."""
    positions = domain.concordance.positions
    ways: dict[Onward, None] = {}
    for each in reversed(domain.concordance.backlinks.get((issue.id, anchor), ())):
        if positions[each.issue.docname] > positions[issue.docname]:
            story = each.issue.stories_by_anchor.get(each.story) if anchor else None
            ways[_onward(each.issue, story, domain)] = None
    return tuple(ways)[:MOST_BACKLINKS], max(len(ways) - MOST_BACKLINKS, 0)


def _onward(issue: IssueRecord, story: StoryRecord | None, domain: PeriodicalDomain) -> Onward:
    card = card_of(issue, domain.registry)
    return (card, story.title, story.anchor) if story else (card, card.title, "")


def _related(related: Related, domain: PeriodicalDomain) -> tuple[Card, str, str]:
    names = [(kind, domain.concordance.entry((kind, id_)).name) for kind, id_ in related.shared]
    topics = [name for kind, name in names if kind is EntryKind.TOPIC]
    others = [name for kind, name in names if kind is not EntryKind.TOPIC]
    said = [_("mention %s") % listed(others)] if others else []
    said += [_("are about %s") % listed(topics)] if topics else []
    shared = ", ".join(name for _, name in names)
    sentence = _("Both issues %s.") % _(" and ").join(said)
    return card_of(related.issue, domain.registry), shared, sentence


class foot(nodes.General, nodes.Element):  # noqa: N801 - docutils' nodes are named so
    """The foot of an issue or of a story, as its ``template`` prints it.

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
            if story and is_story(section):
                shown = story_foot(issue, story, domain)
                if shown.thread or shown.later:
                    section += foot(foot=shown, title=story.title, template="story_foot.html")
        of_issue = issue_foot(issue, domain)
        if of_issue.places:
            _insert_map(head.parent, foot(foot=of_issue, template="issue_map.html"))
        if of_issue.later or of_issue.related:
            _insert_below(head.parent, foot(foot=of_issue, template="issue_foot.html"))


def _insert_map(section: nodes.section, node: foot) -> None:
    """Insert the map of an issue's places where a story first names one, or else at its foot."""
    keys = {(EntryKind.PLACE, place.id) for place in node["foot"].places}
    for named in section.findall(mention):
        paragraph, holder = named.parent, named.parent.parent
        is_text = type(paragraph) is nodes.paragraph and isinstance(holder, nodes.section)
        if is_text and key_of(named) in keys:
            holder.insert(holder.index(paragraph) + 1, node)
            return
    _insert_below(section, node)


def _insert_below(section: nodes.section, node: foot) -> None:
    """Insert a foot behind a section and its footnotes."""
    place = section.parent.index(section) + 1
    following = section.parent[place:]
    notes = takewhile(lambda each: isinstance(each, nodes.footnote), following)
    section.parent.insert(place + len(list(notes)), node)


def visit_foot(self: HTML5Translator, node: foot) -> None:
    """Print a foot from its template."""
    domain = periodical_domain(self.builder.env)
    language, shown = domain.publication.language, {"foot": node["foot"], "map_of": domain.map_of}
    print_template(self, node["template"], language, title=node.get("title", ""), **shown)
    raise nodes.SkipNode
