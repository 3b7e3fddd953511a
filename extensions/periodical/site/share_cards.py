"""The picture with which an issue is shared that has none of its own: a card, drawn by Typst.

In the look of the publication (`_templates/card.typ`), with letters of every script: 800 by 420
pixels, enough for those who show it large, and 8 ms. Pages that are no issue share one, of the
publication itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import cast

from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..domain import periodical_domain
from ..faces import fonts_digest, load_fonts
from ..ledger.inputs import code_of, templates
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output
from ..markup.dates import is_right_to_left
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
    for issue in domain.chronicle.issues:
        if not issue.picture:
            card = card_of(issue, domain.registry)
            line = " · ".join(filter(None, (card.day, card.numbering)))
            shown.append((card.page, card.title, card.language, card.kicker, line))
    draw = cache(partial(_drawer, builder))
    for page, title, language, kicker, line in shown:
        texts = {
            "publication": publication.name,
            "kicker": kicker,
            "title": title,
            "line": line,
            "language": language.partition("-")[0],
            "direction": "rtl" if is_right_to_left(language) else "ltr",
        }
        make = partial(lambda texts: draw()(texts), texts)
        yield Output(card_path(page), fingerprint(looks, texts), make)


def _drawer(builder: Builder) -> Callable[[dict[str, str]], bytes]:
    """Return what draws cards, with fonts that are loaded once."""
    # Imported here: few builds draw any.
    import typst

    folders = [Path(builder.confdir, each) for each in builder.config.templates_path]
    card, press = (
        next(path for folder in folders if (path := folder / name).is_file()).read_bytes()
        for name in TEMPLATES
    )
    root, faces = (Path(builder.doctreedir, name) for name in ("cards", "pdf"))
    root.mkdir(exist_ok=True)
    (root / "press.typ").write_bytes(press)
    compiler = typst.Compiler(
        root=root, font_paths=load_fonts(faces), ignore_system_fonts=True,
        package_path=root / "packages", package_cache_path=root / "packages",
    )  # fmt: skip

    def draw(texts: dict[str, str]) -> bytes:
        shown = {"card": json.dumps(texts)}
        made = compiler.compile(card, format="png", ppi=DOTS_PER_INCH, sys_inputs=shown)
        return cast("bytes", made)  # it has one page

    return draw
