"""Puts the foot under each story and each issue."""

from __future__ import annotations

from functools import partial
from itertools import takewhile

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from ..domain import periodical_domain
from ..markup.dates import is_right_to_left
from ..markup.head import issue_head
from ..markup.places import is_story
from .builder import SiteBuilder
from .foot import IssueFoot, issue_foot, story_foot


class foot(nodes.General, nodes.Element):  # noqa: N801 - docutils' nodes are named so
    """The foot of an issue or, with its ``title``, of a story.

    It holds no text: what others say of an issue is not to be found by a search as its own words.
    """


def add_feet(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Add feet to a page about to be written; only the site has pages to which they can lead."""
    if not isinstance(app.builder, SiteBuilder):
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
            _insert_below(head.parent, foot(foot=of_issue))


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
        "map": domain.map_of(node["foot"].places, prefix="places_map") if is_of_issue else None,
        "title": node.get("title", ""),
        "language": domain.publication.language,
        "direction": "rtl" if is_right_to_left(domain.publication.language) else "ltr",
        "pathto": partial(self.builder.get_relative_uri, self.builder.current_docname),
    }
    template = "issue_foot.html" if is_of_issue else "story_foot.html"
    self.body.append(self.builder.templates.render(template, shown))
    raise nodes.SkipNode
