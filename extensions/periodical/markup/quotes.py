"""Typographic quotation marks where Sphinx sets none: in metadata, and in words filled in later.

Sphinx turns the straight marks of a page into curly ones once, when it has read the page
(`smartquotes`). What is taken from the front matter or from `_data/` has to look the same.
"""

from __future__ import annotations

from docutils.utils import normalize_language_tag, smartquotes

from ..model.issue import DEFAULT_LANGUAGE

_INSIDE = str.maketrans("“”", "‘’")
_ACTION = "qDe"
"""Quotation marks, dashes and dots, as Sphinx's `smartquotes_action` has it."""


def smart_quotes(text: str, language: str = DEFAULT_LANGUAGE) -> str:
    """Return a text as Sphinx prints it: ``It's "so"...`` becomes ``It’s “so”…``.

    Parameters
    ----------
    text
        Plain text.
    language
        The language of the publication, as a BCP 47 tag: Sphinx goes by it too.
    """
    known = smartquotes.smartchars.quotes
    tag = next((tag for tag in normalize_language_tag(language) if tag in known), "")
    return "".join(smartquotes.educate_tokens([("plain", text)], attr=_ACTION, language=tag))


def inside_quotation(text: str) -> str:
    """Return an educated text as it stands between double marks: its own are single ones."""
    return text.translate(_INSIDE)
