"""The words that the site and the PDFs say themselves, in the language of the publication.

Sources are in English; `locale/` has the other languages, as gettext's catalogues (`.po`). They are
compiled when they are asked for: no file that is made stands beside the one that is written.
"""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

_FOLDER = Path(__file__).with_name("locale")


@cache
def translator(language: str) -> NullTranslations:
    """Return what translates into a language; into English, or one without catalogue, nothing."""
    file = _FOLDER / f"{language}.po"
    if not file.is_file():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def languages() -> frozenset[str]:
    """Return the languages in which a publication can be, as BCP 47 tags."""
    return frozenset({"en", *(file.stem for file in _FOLDER.glob("*.po"))})
