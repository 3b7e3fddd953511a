"""How the nodes of an issue look in HTML, where they differ from the docutils type they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from ..domain import periodical_domain
from ..markup.directives.fact_of_the_week import fact_of_the_week, fact_source
from ..markup.directives.guests import guest, guest_name, guests
from ..markup.directives.picture import picture_credit
from ..markup.directives.podcast import podcast, podcast_details, podcast_title
from ..markup.directives.related_articles import (
    related_article,
    related_articles,
    related_category,
    related_teaser,
    related_title,
)
from ..markup.directives.story import story_note
from ..markup.directives.why_its_important import why_its_important
from ..markup.head import (
    adaptation,
    byline,
    byline_author,
    dateline,
    issue_head,
    lead_image,
    revision_notice,
    standfirst,
    topic_line,
)
from ..markup.lang import foreign
from ..markup.references import mention, unlinked
from ..mentions import key_of
from ..model.registry import EntryKey, EntryKind, entry_page
from .changes import changes_page_of

Visitor = Callable[[HTML5Translator, Any], None]


def element(tag: str, name: str, **attributes: Any) -> tuple[Visitor, Visitor]:
    """Return the visitors of a node that is one element with one class."""

    def visit(self: HTML5Translator, node: nodes.Element) -> None:
        self.body.append(self.starttag(node, tag, "", CLASS=name, **attributes))

    def depart(self: HTML5Translator, node: nodes.Element) -> None:
        # A line end after inline text would be a space.
        self.body.append(f"</{tag}>" if tag in ("span", "strong") else f"</{tag}>\n")

    return visit, depart


def _link_to_entry(
    self: HTML5Translator, node: nodes.Element, key: EntryKey, **attributes: Any
) -> None:
    """Open a link to the page of an entry; where there is none, just an element."""
    domain = periodical_domain(self.builder.env)
    # Other builders, such as epub and singlehtml, have no pages made from records.
    on_site = self.builder.name == "html" and domain.concordance.has_page(key)
    if on_site and not _is_in_link(node):
        attributes["href"] = self.builder.get_relative_uri(
            self.builder.current_docname, entry_page(key)
        )
        self.context.append("</a>")
        self.body.append(self.starttag(node, "a", "", **attributes))
    else:
        attributes.pop("rel", None)
        self.context.append("</span>")
        self.body.append(self.starttag(node, "span", "", **attributes))


def _is_in_link(node: nodes.Node) -> bool:
    parent = node.parent
    while parent is not None and not isinstance(parent, nodes.reference):
        parent = parent.parent
    return parent is not None


def _visit_author(self: HTML5Translator, node: byline_author) -> None:
    _link_to_entry(self, node, (EntryKind.PERSON, node["person"]), CLASS="author", rel="author")


def _visit_mention(self: HTML5Translator, node: mention) -> None:
    _link_to_entry(self, node, key_of(node), CLASS="mention")


def _close(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.context.pop())


def _no_element(self: HTML5Translator, node: nodes.Element) -> None:
    """Print the words alone."""


def _visit_dateline(self: HTML5Translator, node: dateline) -> None:
    date, *others = node.astext().split(" · ")
    self.body.append(self.starttag(node, "p", "", CLASS="dateline"))
    self.body.append(self.starttag(nodes.inline(), "time", "", datetime=node["date"]))
    self.body.append(f"{self.encode(date)}</time>")
    self.body.extend(f" · {self.encode(other)}" for other in others)
    self.body.append("</p>\n")
    raise nodes.SkipNode


def _depart_issue_head(self: HTML5Translator, node: issue_head) -> None:
    """Close the head, and list the sections under it."""
    domain = periodical_domain(self.builder.env)
    self.body.append("</div>\n")
    issue = domain.issues.get(node["docname"])
    if issue is not None and self.builder.name == "html":
        page = self.builder.get_relative_uri(self.builder.current_docname, issue.docname)
        page = page or self.builder.get_target_uri(issue.docname).rpartition("/")[2]
        shown = {
            "issue": issue,
            "pdf": page.removesuffix(".html") + ".pdf" if self.config.periodical_pdfs else None,
        }
        self.body.append(self.builder.templates.render("contents.html", shown))


def _visit_labelled(name: str) -> Visitor:
    """Return the visitor of a callout whose first child is its label."""

    def visit(self: HTML5Translator, node: nodes.Element) -> None:
        kind = f"{name}-{node['kind']}" if "kind" in node else ""
        label: dict[str, Any] = {"aria-label": node[0].astext()}
        self.body.append(
            self.starttag(node, "div", CLASS=f"{name} {kind}".strip(), role="note", **label)
        )

    return visit


def _depart_revision(self: HTML5Translator, node: revision_notice) -> None:
    """Close the notice, with a link to the comparison of the texts."""
    domain = periodical_domain(self.builder.env)
    page = changes_page_of(node["docname"], domain) if self.builder.name == "html" else None
    if page is not None:
        shown = {"address": self.builder.get_relative_uri(self.builder.current_docname, page)}
        self.body.append(self.builder.templates.render("revision_link.html", shown))
    self.body.append("</div>\n")


def _depart_div(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</div>\n")


def _visit_foreign(self: HTML5Translator, node: foreign) -> None:
    # The class language-* becomes the attribute lang.
    self.body.append(self.starttag(node, "span", "", dir=node["direction"]))


def _visit_related_article(self: HTML5Translator, node: related_article) -> None:
    self.body.append(self.starttag(node, "li", CLASS="card"))


def _depart_li(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</li>\n")


_VISITORS: dict[type[nodes.Element], tuple[Visitor, Visitor]] = {
    issue_head: (element("div", "issue-head")[0], _depart_issue_head),
    standfirst: element("p", "standfirst"),
    byline: element("p", "byline"),
    byline_author: (_visit_author, _close),
    mention: (_visit_mention, _close),
    unlinked: (_no_element, _no_element),
    story_note: element("p", "story-note"),
    dateline: (_visit_dateline, _depart_div),
    adaptation: element("p", "adaptation", role="note"),
    lead_image: element("div", "lead-image"),
    revision_notice: (_visit_labelled("revision"), _depart_revision),
    topic_line: element("p", "topics"),
    why_its_important: (_visit_labelled("why-its-important"), _depart_div),
    guests: element("ul", "guests"),
    guest: (element("li", "guest")[0], _depart_li),
    guest_name: element("strong", "guest-name"),
    podcast: element("div", "podcast"),
    podcast_title: element("p", "podcast-title"),
    podcast_details: element("p", "podcast-details"),
    related_articles: element("ul", "cards related-articles"),
    related_article: (_visit_related_article, _depart_li),
    related_category: element("p", "card-kicker"),
    related_title: element("p", "card-title"),
    related_teaser: element("p", "card-teaser"),
    fact_of_the_week: element("div", "fact"),
    fact_source: element("p", "attribution"),
    picture_credit: element("p", "credit"),
    foreign: (_visit_foreign, element("span", "")[1]),
}


def setup_html(app: Sphinx) -> None:
    """Register the visitors, for all builders that write HTML."""
    for node, visitors in _VISITORS.items():
        app.add_node(node, override=True, html=visitors)
