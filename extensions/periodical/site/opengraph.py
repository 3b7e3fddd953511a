"""Open Graph and description from the front matter, for links that are shared.

sphinxext-opengraph makes the tags; what it would take from the first words of a page, it is given
here from the issue's head. The page's own copy of the metadata is changed, never a shared one.
"""

from __future__ import annotations

import html
import re
from typing import Any

import langcodes
from sphinx.application import Sphinx
from sphinx.config import Config

from ..model.publication import Publication
from ..model.records import IssueRecord


def locale_of(language: str) -> str:
    """Return a language with the territory where most speak it, as Open Graph has it; or nothing.

    The Open Graph protocol, “Optional Metadata”: ``language_TERRITORY``.
    """
    likely = langcodes.get(language).maximize()
    known = likely.language and re.fullmatch("[A-Z]{2}", likely.territory or "")
    return f"{likely.language}_{likely.territory}" if known else ""


def describe(
    context: dict[str, Any], issue: IssueRecord | None, publication: Publication, pictures: str
) -> None:
    """Tell sphinxext-opengraph what an issue, or the front page, is; `pictures` is their folder."""
    if issue is not None:
        fields = {
            "og:type": "article",
            "og:title": issue.head.title,
            "og:description": issue.head.summary,
        }
        if locale := locale_of(issue.head.language):
            fields["og:locale"] = locale
        if issue.picture and issue.head.lead_image:
            picture = publication.address_of(f"{pictures}/{issue.picture}")
            fields |= {"og:image": picture, "og:image:alt": issue.head.lead_image.alt}
    else:
        about = publication.tagline or publication.name
        fields = {"og:title": publication.name, "og:description": about}
    description = html.escape(fields["og:description"])
    context["metatags"] += f'\n<meta name="description" content="{description}" />'
    # sphinxext-opengraph escapes quotes by itself, and nothing else.
    escaped = {name: html.escape(value, quote=False) for name, value in fields.items()}
    context["meta"] = {**(context["meta"] or {}), **escaped}


def end_addresses(app: Sphinx, config: Config) -> None:
    """End the addresses of the site in a slash, for Sphinx and its extensions too."""
    for name in ("html_baseurl", "ogp_site_url"):
        if (address := getattr(config, name, "")) and not address.endswith("/"):
            setattr(config, name, f"{address}/")
