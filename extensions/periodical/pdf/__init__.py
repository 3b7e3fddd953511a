"""Floor 4: the PDFs, one of each issue and one of each year, for libraries and readers.

A resolved doctree becomes calls of the functions in `_templates/press.typ` (`translator`), with
every text quoted (`quoting`) and every letter looked up; a document wraps them (`documents`), Typst
sets it (`press`), and only what changed is set again.
"""

from sphinx.application import Sphinx

from ..documents.builder import setup_documents
from .builder import PdfBuilder


def setup_pdf(app: Sphinx) -> None:
    """Register the builder."""
    setup_documents(app, PdfBuilder)
