"""What stands around an issue's own text: its neighbours, what refers to it, and what is like it.

Plain data, for templates and for the ledger's digests, which decide by it whether a page is made
again; and what puts the feet of stories and issues into their pages.
"""

from itertools import takewhile
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ..domain import PeriodicalDomain, periodical_domain
from ..ledger.outputs import files_in
from ..markup.head import issue_head
from ..markup.nodes import key_of, mention
from ..markup.places import is_story
from ..model.publication import Kind
from ..model.records import IssueRecord, StoryRecord
from ..model.registry import EntryKind, entry_page
from .changes import changes_page_of
from .links import Card, card_of

CARDS_ON_FRONT_PAGE = 6

MOST_BACKLINKS = 12
"""How many later issues are named; of an issue to which very many refer, the latest."""


def surrounding(docname: str, domain: PeriodicalDomain) -> dict[str, object]:
    """Return what stands around the text of any page: the `years` in which there are issues.

    On the front page, also the `latest` issue, and as `cards` the issues before it; on that of an
    issue, the `earlier` and the `later` one, and the `languages` in which others have its text.
    """
    concordance, registry = domain.concordance, domain.registry
    issues, around = concordance.issues, dict[str, object](years=concordance.years)
    if docname == domain.env.config.root_doc:
        latest = concordance.latest
        others = [each for each in issues[: -CARDS_ON_FRONT_PAGE - 2 : -1] if each is not latest]
        cards = [card_of(each, registry) for each in others[:CARDS_ON_FRONT_PAGE]]
        around |= {"latest": latest and card_of(latest, registry), "cards": cards}
    elif issue := domain.issues.get(docname):
        at = concordance.positions[docname]
        around["earlier"] = card_of(issues[at - 1], registry) if at else None
        around["later"] = card_of(issues[at + 1], registry) if at + 1 < len(issues) else None
        translated = concordance.in_other_languages(issue)
        around["languages"] = [card_of(each, registry) for each in translated]
    return around


def foot_of(
    issue: IssueRecord, domain: PeriodicalDomain, story: StoryRecord | None = None
) -> dict[str, Any]:
    """Return the foot of an issue, or of a story in it, as plain data for its template.

    ``later`` is what refers to it in later issues, newest first, and ``more`` how many others do;
    each is an issue, with a title, and the anchor of the story, if it is of one. A story has the
    name and page of its ``thread``, if it belongs to one, and what is ``before`` and ``after`` it
    there. An issue has the ``places`` of its map; and, unless it names its own, the ``related``
    issues that have most in common with it, each with the names of what is shared.
    """
    concordance, registry, anchor = domain.concordance, domain.registry, story and story.anchor

    def onward(issue: IssueRecord, story: StoryRecord | None) -> tuple[Card, str, str]:
        card = card_of(issue, registry)
        return (card, story.title, story.anchor) if story else (card, card.title, "")

    here = concordance.positions[issue.docname]
    backlinks = concordance.backlinks.get((issue.id, anchor or ""), [])
    later = [each for each in backlinks if concordance.positions[each.issue.docname] > here]
    told = ((of, of.stories_by_anchor.get(at) if story else None) for of, at in reversed(later))
    ways = list(dict.fromkeys(onward(*each) for each in told))
    shown: dict[str, Any] = {"later": ways[:MOST_BACKLINKS], "more": len(ways[MOST_BACKLINKS:])}
    if story is None:
        names_its_own = any(section.kind is Kind.RELATED for section in issue.sections)
        related = [] if names_its_own else concordance.related(issue)
        shared = [", ".join(concordance.entry(key).name for key in each.it) for each in related]
        cards = (card_of(each.issue, registry) for each in related)
        shown["related"] = [*zip(cards, shared, strict=True)]
        shown["places"] = concordance.places_of(issue)
    elif story.thread:
        key = EntryKind.THREAD, story.thread
        shown["thread"] = concordance.entry(key).name, entry_page(key)
        parts = concordance.beside[issue.id, story.anchor]
        shown["before"], shown["after"] = (onward(*part) if part else None for part in parts)
    return shown


class foot(nodes.General, nodes.Element):  # noqa: N801 - docutils' nodes are named so
    """The foot of an issue or of a story, as its ``template`` prints it.

    It holds no text: what others say of an issue is not to be found by a search as its own words.
    """


def add_feet(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Add feet to a page about to be written; only the site has pages to which they can lead."""
    domain = periodical_domain(app.env)
    issue, head = domain.issues.get(docname), next(document.findall(issue_head), None)
    if app.builder.name != "html" or issue is None or head is None:
        return
    for section in list(head.parent.findall(nodes.section)):
        story = issue.stories_by_anchor.get(str(section["ids"][0]))
        if story and is_story(section):
            shown = foot_of(issue, domain, story)
            if "thread" in shown or shown["later"]:
                section += foot(foot=shown, title=story.title, template="story_foot.html")
    of_issue = foot_of(issue, domain)
    if of_issue["places"]:
        _insert_map(head.parent, foot(foot=of_issue, template="issue_map.html"))
    if of_issue["later"] or of_issue["related"]:
        _insert_below(head.parent, foot(foot=of_issue, template="issue_foot.html"))


def _insert_map(section: nodes.Element, node: foot) -> None:
    """Insert the map of an issue's places where a story first names one, or else at its foot."""
    keys = {(EntryKind.PLACE, place.id) for place in node["foot"]["places"]}
    for named in section.findall(mention):
        paragraph, holder = named.parent, named.parent.parent
        is_text = type(paragraph) is nodes.paragraph and isinstance(holder, nodes.section)
        if is_text and key_of(named) in keys:
            holder.insert(holder.index(paragraph) + 1, node)
            return
    _insert_below(section, node)


def _insert_below(section: nodes.Element, node: foot) -> None:
    """Insert a foot behind a section and its footnotes."""
    place = section.parent.index(section) + 1
    notes = takewhile(lambda each: isinstance(each, nodes.footnote), section.parent[place:])
    section.parent.insert(place + len(list(notes)), node)


def borrowed(docname: str, domain: PeriodicalDomain) -> list[object]:
    """Return everything that a document shows and that is not in its source, as plain data."""
    # When it was read tells one reading from another.
    read = domain.env.all_docs.get(docname)
    shown: list[object] = [docname, read, surrounding(docname, domain)]
    is_front = docname == domain.env.config.root_doc
    issue = domain.concordance.latest if is_front else domain.issues.get(docname)
    if issue:
        authors = [domain.registry.person(author) for author in issue.head.authors]
        shown += [domain.borrowed_by(issue), authors]
    if is_front and issue and issue.picture:
        shown.append(files_in(Path(domain.env.srcdir, issue.picture)))
    if issue and not is_front:
        shown.append(changes_page_of(docname, domain))
        shown += [foot_of(issue, domain, story) for story in (None, *issue.stories)]
    else:
        # What a page of the maintainers mentions is not recorded; they are few.
        keys = map(key_of, domain.env.get_doctree(docname).findall(mention))
        shown += [(key, key in domain.concordance.entries) for key in keys]
    return shown
