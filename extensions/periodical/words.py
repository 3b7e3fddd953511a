"""The words that the site and the PDFs say themselves, in the language of the publication.

Sources are in English; `locale/` has the other languages, as gettext's catalogues (`.po`). They are
compiled when a build begins: no file that is made stands beside the one that is written.
"""

import io
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

LOCALE = Path(__file__).with_name("locale")

_spoken: list[tuple[str, NullTranslations]] = [("en", NullTranslations())]
"""The language of the build under way, as Sphinx keeps it too: one for all rooms of a process."""


def translator(language: str) -> NullTranslations:
    """Return what translates into a language; into English, or one without catalogue, nothing."""
    file = LOCALE / f"{language}.po"
    if not file.is_file():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def teach(environment: "Environment", language: str, other: NullTranslations | None = None) -> None:
    """Have templates say ``_("…")`` and ``{% trans %}`` in a language, and what `other` knows."""
    words = translator(language)
    words.add_fallback(other or NullTranslations())
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_translations(words)  # type: ignore[attr-defined]


def speak(language: str) -> None:
    """Say everything in a language from now on."""
    if language != _spoken[0][0]:
        _spoken[0] = language, translator(language)


def spoken() -> str:
    """Return the language in which everything is said, as a BCP 47 tag."""
    return _spoken[0][0]


def _(message: str) -> str:
    """Return words in the language that is spoken."""
    said = _spoken[0][1].gettext(message)
    # Of words that have a plural, too, Python 3.11.2 as Debian has it says nothing there.
    return _spoken[0][1].ngettext(message, message, 1) if said == message else said


def N_(message: str) -> str:  # noqa: N802 - as gettext's tools know it
    """Mark words that are translated where they are used."""
    return message


def languages() -> frozenset[str]:
    """Return the languages in which a publication can be, as BCP 47 tags."""
    return frozenset({"en", *(file.stem for file in LOCALE.glob("*.po"))})
