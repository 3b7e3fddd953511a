"""Open Graph and description from the front matter, for links that are shared.

sphinxext-opengraph makes the tags; what it would take from the first words of a page, it is given
here from the issue's head. The page's own copy of the metadata is changed, never a shared one.
"""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx

from ..domain import periodical_domain
from .builder import SiteBuilder


def describe(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Tell sphinxext-opengraph what an issue, or the front page, is."""
    if doctree is None or not isinstance(app.builder, SiteBuilder):
        return
    domain = periodical_domain(app.env)
    issue = domain.issues.get(pagename)
    if issue is not None:
        fields = {
            "og:type": "article",
            "og:title": issue.head.title,
            "og:description": issue.head.summary,
            "og:locale": issue.head.language.replace("-", "_"),
        }
        if issue.picture and issue.head.lead_image:
            picture = f"{app.config.html_baseurl}_images/{quote(issue.picture)}"
            fields |= {"og:image": picture, "og:image:alt": issue.head.lead_image.alt}
    elif pagename == app.config.root_doc:
        fields = {
            "og:title": domain.publication.name,
            "og:description": domain.publication.tagline or domain.publication.name,
        }
    else:
        return
    description = html.escape(fields["og:description"])
    context["metatags"] += f'\n<meta name="description" content="{description}" />'
    # sphinxext-opengraph escapes quotes by itself, and nothing else.
    escaped = {name: html.escape(value, quote=False) for name, value in fields.items()}
    context["meta"] = {**(context["meta"] or {}), **escaped}


def setup_opengraph(app: Sphinx) -> None:
    """Register the handler, before that of sphinxext-opengraph (priority 500)."""
    app.connect("html-page-context", describe, priority=400)
