"""What a page says of itself to those who do not read it, where it is linked and to crawlers.

In the tags of the Open Graph protocol (https://ogp.me); `linked_data` says the same in other words.
"""

import html
import re
import textwrap
from typing import Any

import langcodes
from docutils import nodes

from ..markup.head import lead_image
from ..model.registry import EntryKind
from ..pictures.store import MADE
from .addresses import EDITION, NOT_FOUND
from .builder import SiteBuilder
from .share_cards import CARD_SIZE, card_path

DESCRIBED = 200
"""How many characters of a page's first words describe it, where nobody has."""


def locale_of(language: str) -> str:
    """Return a language with the territory where most speak it, as Open Graph has it; or nothing.

    The Open Graph protocol, “Optional Metadata”: ``language_TERRITORY``.
    """
    likely = langcodes.get(language).maximize()
    known = likely.language and re.fullmatch("[A-Z]{2}", likely.territory or "")
    return f"{likely.language}_{likely.territory}" if known else ""


def about_page(
    page: str, context: dict[str, Any], doctree: nodes.document | None, builder: SiteBuilder
) -> dict[str, str]:
    """Return the tags of a page, by name; none, if its site has no address or it is no page of it.

    Those of documents are made by sphinxext-opengraph, which is told what it would have to guess.
    """
    publication, issue = builder.domain.publication, builder.domain.issues.get(page)
    if not publication.base_url or page in (EDITION, NOT_FOUND):
        return {}
    kind, title = "website", context["title"]
    described = context.get("description") or publication.tagline or publication.name
    if issue:
        kind, title, described = "article", issue.head.title, issue.head.summary
    elif page == builder.config.root_doc:
        title = publication.name
    elif doctree is not None:
        title = builder.env.titles[page].astext().strip() or publication.name
        words = (each.astext().strip() for each in doctree.findall(nodes.paragraph))
        if first := next(filter(None, words), ""):
            described = textwrap.shorten(first, DESCRIBED, placeholder=" …")
    elif context.get("kind") is EntryKind.PERSON:
        kind = "profile"
    card, size = card_path(page if issue else builder.config.root_doc), CARD_SIZE
    alt = f"{publication.name}: {issue.head.title}" if issue else publication.name
    if doctree is not None and issue and issue.head.lead_image:
        leads = doctree.findall(lead_image)
        made = [each[MADE] for lead in leads for each in lead.findall(nodes.image) if MADE in each]
        if made:
            card, size = f"{builder.imagedir}/{issue.picture}", (made[0].width, made[0].height)
            alt = issue.head.lead_image.alt
    tags = {
        "og:type": kind,
        "og:title": title,
        "og:description": described,
        "og:url": publication.address_of(f"{page}.html"),
        "og:locale": locale_of(issue.head.language if issue else publication.language),
        "og:image": publication.address_of(card),
        "og:image:width": str(size[0]),
        "og:image:height": str(size[1]),
        "og:image:alt": alt,
    }
    tags = {name: value for name, value in tags.items() if value}
    if doctree is not None:
        # It takes them from the page's metadata, and escapes quotes by itself, and nothing else.
        told = {name: html.escape(tag, quote=False) for name, tag in tags.items()}
        context["meta"] = {**(context["meta"] or {}), **told}
    return tags
