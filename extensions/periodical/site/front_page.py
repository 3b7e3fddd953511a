"""``front-page``: the directive of `index.md` that shows what is in the latest issue.

It is made from the issue's record, and its node holds no words of the issue but the title: a search
finds them where they stand, and once.
"""

from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from ..domain import periodical_domain
from ..markup.directives.fact_of_the_week import FactRecord
from ..markup.directives.picture import lead_image
from ..markup.targets import DOMAIN
from ..words import _
from .addresses import person_page
from .templates import print_template


class front_page(nodes.container):  # noqa: N801 - docutils' nodes are named so
    """Where the latest issue goes; attribute ``docname`` says which it is."""


class FrontPage(Directive):
    """Mark the place of the latest issue."""

    def run(self) -> list[nodes.Node]:
        """Return the place."""
        return [front_page()]


class ShowLatestIssue(SphinxPostTransform):
    """Say which issue is the latest: its picture, and a reference, which is all that others print.

    Runs before references are resolved and pictures are collected.
    """

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Fill the place on a page that is about to be written."""
        issue = periodical_domain(self.env).chronicle.latest
        for place in list(self.document.findall(front_page)):
            if issue is None:
                place.replace_self(nodes.paragraph("", _("The first issue is still to come.")))
                continue
            place["docname"] = issue.docname
            if issue.picture:
                read = self.env.get_doctree(issue.docname)
                place += [picture.deepcopy() for picture in read.findall(lead_image)]
            link = pending_xref(refdomain=DOMAIN, reftype="issue", reftarget=issue.id)
            link += nodes.inline("", issue.head.title)
            place += nodes.paragraph("", "", link)


def visit_front_page(self: HTML5Translator, node: front_page) -> None:
    """Print the latest issue from its template; for other builders, what is in the node."""
    if self.builder.name != "html":
        HTML5Translator.visit_container(self, node)
        return
    domain = periodical_domain(self.builder.env)
    issue = domain.issues[node["docname"]]
    start = len(self.body)
    for picture in node.findall(lead_image):
        picture.walkabout(self)
    shown = {
        "issue": issue,
        "picture": "".join(self.body[start:]),
        "facts": issue.kept_as(FactRecord),
        "authors": [domain.registry.person(author) for author in issue.head.authors],
        "shows": domain.registry.shows,
        "own_language": domain.publication.language,
        "pdfs": "pdf" in self.config.periodical_documents,
        "person_page": person_page,
    }
    del self.body[start:]
    print_template(self, "front_page.html", issue.head.language, **shown)
    raise nodes.SkipNode
