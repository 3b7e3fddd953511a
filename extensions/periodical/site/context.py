"""What the templates are given for each page."""

from functools import partial
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from .. import ROOMS
from ..domain import periodical_domain
from ..markup.head import lead_image
from ..markup.languages import format_date, is_right_to_left, language_name
from ..model.records import FactRecord, IssueRecord
from .about import about_page
from .addresses import A_TO_Z, ARCHIVE, CORRECTIONS, EDITION, SEARCH, person_page, year_page
from .beside import shown_beside
from .builder import SiteBuilder
from .card import card_of
from .changes import steps_of
from .collation import by_letter
from .linked_data import linked_data
from .surrounding import surrounding

_EVERYWHERE = {
    "archive_page": ARCHIVE, "corrections_index": CORRECTIONS, "a_to_z_page": A_TO_Z,
    "search_page": SEARCH if SEARCH in ROOMS else "", "edition_page": EDITION,
    "year_page": year_page, "person_page": person_page, "format_date": format_date,
    "by_letter": by_letter, "language_name": language_name,
}  # fmt: skip
"""What every page can lead to, and how it writes dates and lists."""


def add_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> str | None:
    """Give a page's template the publication, what stands around the page, and its issue.

    Return the template of pages with a source. It has a name of its own, so that builders such as
    ``epub`` keep their themes' pages.
    """
    domain = periodical_domain(app.env)
    issue = domain.issues.get(pagename)
    language = issue.head.language if issue else domain.publication.language
    context.update(
        _EVERYWHERE,
        publication=domain.publication,
        around=surrounding(pagename, domain),
        issue=issue,
        issue_card=card_of(issue, domain.registry) if issue else None,
        authors=[domain.registry.person(author) for author in issue.head.authors] if issue else [],
        topics=[domain.registry.topic(topic) for topic in issue.head.topics] if issue else [],
        pdfs="pdf" in app.config.periodical_documents,
        release=app.config.periodical_release,
        is_front=pagename == app.config.root_doc,
        text_language=language,
        text_direction="rtl" if is_right_to_left(language) else "ltr",
        map_of=domain.map_of,
        steps_of=partial(steps_of, domain=domain),
    )
    if not isinstance(app.builder, SiteBuilder):
        # Components of ours with names of the theme's stand in the pages of these, too.
        return None
    if issue:
        context |= shown_beside(issue, app)
    if pagename == app.config.root_doc and (latest := domain.concordance.latest):
        context |= _front_page(latest, app.builder)
    if about := about_page(pagename, context, doctree, app.builder):
        entry = context.get("entry")
        key = (context["kind"], entry.id) if entry else None
        context |= {"about": about, "linked_data": linked_data(pagename, about, domain, key)}
    return "document.html" if templatename == "page.html" else None


def _front_page(latest: IssueRecord, builder: SiteBuilder) -> dict[str, Any]:
    """Return what the front page shows of the latest issue."""
    registry, leads = builder.domain.registry, []
    if latest.picture:
        document = builder.env.get_doctree(latest.docname)
        leads = [lead.deepcopy() for lead in document.findall(lead_image)]
    for lead in leads:
        builder.pictures.describe(lead)
    return {
        "latest": latest,
        "picture": "".join(builder.render_partial(lead)["fragment"] for lead in leads),
        "facts": latest.kept_as(FactRecord),
        "latest_authors": [registry.person(author) for author in latest.head.authors],
        "shows": registry.shows,
        "latest_direction": "rtl" if is_right_to_left(latest.head.language) else "ltr",
    }
