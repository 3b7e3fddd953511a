"""Floor 4: the PDFs, one of each issue and one of each year, for libraries and readers.

A resolved doctree becomes calls of the functions in `_templates/press.typ` (`translator`), with
every text quoted (`quoting`) and every letter looked up (`fonts`); a document wraps them
(`documents`), Typst sets it (`press`), and only what changed is set again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup_pdf(app: Sphinx) -> None:
    """Register the builder."""
    from .builder import setup_builder

    setup_builder(app)
