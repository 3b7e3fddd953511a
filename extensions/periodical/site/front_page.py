"""``front-page``: the directive of `index.md` that shows the latest issue in full."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..domain import REPORTED, periodical_domain
from ..markup.targets import DOMAIN


class front_page(nodes.container):  # noqa: N801 - docutils' nodes are named so
    """Where the latest issue goes."""


class FrontPage(Directive):
    """Mark the place of the latest issue."""

    def run(self) -> list[nodes.Node]:
        """Return the place."""
        return [front_page()]


class ShowLatestIssue(SphinxPostTransform):
    """Put the latest issue, as it was read, in its place.

    Runs before names are filled in and references resolved, so that both are done as on the
    issue's own page, but with addresses as seen from here.
    """

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Put the latest issue into a page that is about to be written."""
        domain = periodical_domain(self.env)
        issue = domain.chronicle.latest
        for place in list(self.document.findall(front_page)):
            if issue is None:
                place.replace_self(nodes.paragraph("", "The first issue is still to come."))
                continue
            read = self.env.get_doctree(issue.docname)
            section = next(read.findall(nodes.section)).deepcopy()
            footnotes = [each.deepcopy() for each in read.findall(nodes.footnote)]
            for reference in section.findall(pending_xref):
                reference[REPORTED] = True
            title = next(section.findall(nodes.title))
            link = pending_xref(
                refdomain=DOMAIN, reftype="issue", reftarget=issue.id, refexplicit=True
            )
            link += nodes.inline("", "", *title.children)
            title.children = []
            title += link
            if isinstance(place.parent, nodes.section):
                # A heading of the issue may have the words of the page's own.
                place.parent["ids"] = ["front_page"]
            place.replace_self([section, *footnotes])


def setup_front_page(app: Sphinx) -> None:
    """Register the directive and what fills its place."""
    app.add_node(front_page)
    app.add_directive("front-page", FrontPage)
    app.add_post_transform(ShowLatestIssue)
