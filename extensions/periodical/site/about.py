"""What a page says of itself to those who do not read it, where it is linked and to crawlers.

The Open Graph protocol (https://ogp.me), whose tags sphinxext-opengraph makes; what it would take
from the first words of a document, it is told here. `linked_data` says the same in other words.
"""

import html
import re
import textwrap
from dataclasses import dataclass
from typing import Any, NamedTuple

import langcodes
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from ..markup.directives.picture import lead_image
from ..model.registry import EntryKind
from ..pictures.store import MADE
from .addresses import EDITION, NOT_FOUND
from .builder import SiteBuilder
from .share_cards import CARD_SIZE, card_path

DESCRIBED = 200
"""How many characters of a page's first words describe it, where nobody has."""


class Shown(NamedTuple):
    """The picture with which a page is shown: its permanent address, size and description."""

    address: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class About:
    """What a page says of itself: `kind` and `locale` are as Open Graph has them."""

    kind: str
    title: str
    description: str
    address: str
    locale: str
    picture: Shown


def locale_of(language: str) -> str:
    """Return a language with the territory where most speak it, as Open Graph has it; or nothing.

    The Open Graph protocol, “Optional Metadata”: ``language_TERRITORY``.
    """
    likely = langcodes.get(language).maximize()
    known = likely.language and re.fullmatch("[A-Z]{2}", likely.territory or "")
    return f"{likely.language}_{likely.territory}" if known else ""


def about_page(
    page: str, context: dict[str, Any], doctree: nodes.document | None, builder: SiteBuilder
) -> About | None:
    """Return what a page says of itself; nothing, if its site has no address or it is none."""
    publication, issue = builder.domain.publication, builder.domain.issues.get(page)
    if not publication.base_url or page in (EDITION, NOT_FOUND):
        return None
    kind, title = "website", context["title"]
    described = context.get("description") or publication.tagline or publication.name
    if issue:
        kind, title, described = "article", issue.head.title, issue.head.summary
    elif page == builder.config.root_doc:
        title = publication.name
    elif doctree is not None:
        title = builder.env.titles[page].astext()
        if first := next(doctree.findall(nodes.paragraph), None):
            described = textwrap.shorten(first.astext(), DESCRIBED, placeholder=" …")
    elif context.get("kind") is EntryKind.PERSON:
        kind = "profile"
    address = publication.address_of(f"{page}.html")
    locale = locale_of(issue.head.language if issue else publication.language)
    return About(kind, title, described, address, locale, _picture(page, doctree, builder))


def _picture(page: str, doctree: nodes.document | None, builder: SiteBuilder) -> Shown:
    """Return the lead image of an issue, or else its card; other pages have the site's."""
    issue, publication = builder.domain.issues.get(page), builder.domain.publication
    if doctree is not None and issue and issue.head.lead_image:
        shown = (
            image for lead in doctree.findall(lead_image) for image in lead.findall(nodes.image)
        )
        if made := next((image[MADE] for image in shown if MADE in image), None):
            address = publication.address_of(f"{builder.imagedir}/{issue.picture}")
            return Shown(address, made.width, made.height, issue.head.lead_image.alt)
    card = publication.address_of(card_path(page if issue else builder.config.root_doc))
    return Shown(
        card, *CARD_SIZE, f"{publication.name}: {issue.head.title}" if issue else publication.name
    )


def open_graph(about: About) -> dict[str, str]:
    """Return the tags of the Open Graph protocol, by their names."""
    shown = about.picture
    tags = {
        "og:type": about.kind, "og:title": about.title, "og:description": about.description,
        "og:url": about.address, "og:locale": about.locale, "og:image": shown.address,
        "og:image:width": str(shown.width), "og:image:height": str(shown.height),
        "og:image:alt": shown.alt,
    }  # fmt: skip
    return {name: value for name, value in tags.items() if value}


def tell_opengraph(context: dict[str, Any], about: About) -> None:
    """Tell sphinxext-opengraph, which makes the tags of documents, what it would have to guess.

    It takes them from the page's metadata, of which this page gets its own copy, and escapes quotes
    by itself, and nothing else. The tags of other pages are made by the template.
    """
    told = {name: html.escape(tag, quote=False) for name, tag in open_graph(about).items()}
    context["meta"] = {**(context["meta"] or {}), **told}


def settle_opengraph(app: Sphinx, config: Config) -> None:
    """End the addresses of the site in a slash, for Sphinx and its extensions too."""
    for name in ("html_baseurl", "ogp_site_url"):
        if (address := getattr(config, name, "")) and not address.endswith("/"):
            setattr(config, name, f"{address}/")
    # The template describes all pages, in the same words.
    config.ogp_enable_meta_description = False
