"""The picture with which an issue is shared that has none of its own: a card, drawn by Typst.

In the look of the publication (`_templates/card.typ`), with letters of every script: 800 by 420
pixels, enough for those who show it large, and 8 ms. Pages that are no issue share one, of the
publication itself.
"""

from collections.abc import Iterator
from functools import partial

from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..documents.drawing import Drawer
from ..domain import periodical_domain
from ..faces import fonts_digest
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output, code_of, templates
from .card import card_of

CARD_SIZE = (800, 420)
DOTS_PER_INCH = 96
"""Of a page of 600 by 315 points."""
TEMPLATES = ("card.typ", "press.typ")


def card_path(page: str) -> str:
    """Return the path of the card of an issue, or of the front page: that of all others."""
    return f"cards/{page}.png"


def share_cards(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the cards. An edition has none: its pages show those of the current site."""
    domain, config = periodical_domain(builder.env), builder.config
    publication = domain.publication
    if config.periodical_release or not publication.base_url:
        return
    typ = templates(builder, ".typ")
    looks = fingerprint(code_of("site"), [typ.get(name) for name in TEMPLATES], fonts_digest())
    shown = [
        (config.root_doc, publication.tagline or publication.name, publication.language, "", "")
    ]
    for issue in domain.concordance.issues:
        if not issue.picture:
            card = card_of(issue, domain.registry)
            line = " · ".join(filter(None, (card.day, card.numbering)))
            shown.append((card.page, card.title, card.language, card.kicker, line))
    drawer = Drawer(builder, TEMPLATES[0])
    for page, title, language, kicker, line in shown:
        texts = {
            "publication": publication.name,
            "kicker": kicker,
            "title": title,
            "line": line,
            "language": language,
        }
        make = partial(drawer.draw, DOTS_PER_INCH, **texts)
        yield Output(card_path(page), fingerprint(looks, texts), make)
