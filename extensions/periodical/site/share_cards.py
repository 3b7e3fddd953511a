"""The picture with which an issue is shared that has none of its own: a card, drawn by Typst.

In the look of the publication (`_templates/card.typ`), with letters of every script, 1200 by 630
pixels, in a palette of few colours. Pages that are no issue share one, of the publication itself.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import cast

from PIL import Image
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config

from ..domain import periodical_domain
from ..faces import fonts_digest, load_fonts
from ..ledger.inputs import code_of, templates
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output
from ..markup.dates import is_right_to_left
from ..model.publication import Publication
from .card import Card, card_of

CARD_SIZE = (1200, 630)
COLOURS = 32
DOTS_PER_INCH = 144
"""Of a page of 600 by 315 points."""
TEMPLATES = ("card.typ", "press.typ")


def card_path(page: str) -> str:
    """Return the path of the card of a page."""
    return f"cards/{page}.png"


def whole_site_card(config: Config) -> str:
    """Return the path of the card of the publication."""
    return card_path(config.root_doc)


def share_cards(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the cards. An edition has none: its pages show those of the current site."""
    domain, config = periodical_domain(builder.env), builder.config
    if config.periodical_release or not domain.publication.base_url:
        return
    typ = templates(builder, ".typ")
    looks = fingerprint(code_of("site"), [typ.get(name) for name in TEMPLATES], fonts_digest())
    draw = cache(partial(_drawer, builder))
    texts = {whole_site_card(config): _texts(domain.publication)}
    for issue in domain.chronicle.issues:
        if not issue.picture:
            card = card_of(issue, domain.registry)
            texts[card_path(issue.docname)] = _texts(domain.publication, card)
    for path, shown in texts.items():
        yield Output(path, fingerprint(looks, shown), lambda shown=shown: draw()(shown))  # type: ignore[misc]


def _texts(publication: Publication, card: Card | None = None) -> dict[str, str]:
    """Return what stands on the card of an issue, or on that of the publication."""
    language = card.language if card else publication.language
    return {
        "publication": publication.name,
        "kicker": card.kicker if card else "",
        "title": card.title if card else publication.tagline or publication.name,
        "line": " · ".join(filter(None, (card.day, card.numbering))) if card else "",
        "language": language.partition("-")[0],
        "direction": "rtl" if is_right_to_left(language) else "ltr",
    }


def _drawer(builder: Builder) -> Callable[[dict[str, str]], bytes]:
    """Return what draws cards, with fonts that are loaded once."""
    # Imported here: few builds draw any.
    import typst

    folders = [Path(builder.confdir, each) for each in builder.config.templates_path]
    card, press = (
        next(path for folder in folders if (path := folder / name).is_file()).read_bytes()
        for name in TEMPLATES
    )
    root = Path(builder.doctreedir, "cards")
    root.mkdir(exist_ok=True)
    (root / "press.typ").write_bytes(press)
    compiler = typst.Compiler(
        root=root, font_paths=load_fonts(root), ignore_system_fonts=True,
        package_path=root / "packages", package_cache_path=root / "packages",
    )  # fmt: skip

    def draw(texts: dict[str, str]) -> bytes:
        made = compiler.compile(
            card, format="png", ppi=DOTS_PER_INCH, sys_inputs={"card": json.dumps(texts)}
        )
        drawn, smaller = Image.open(io.BytesIO(cast("bytes", made))).convert("RGB"), io.BytesIO()
        few = drawn.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(smaller, "PNG", compress_level=4)
        return smaller.getvalue()

    return draw
