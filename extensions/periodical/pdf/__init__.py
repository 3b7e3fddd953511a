"""Floor 4: the PDFs, one of each issue and one of each year, for libraries and readers.

The plain HTML of an issue becomes calls of the functions in `_templates/press.typ` (`translator`),
told as JSON; Typst sets them (`press`), if anything changed (`builder`); `binding` binds a year.
"""

from sphinx.application import Sphinx

from .builder import PdfBuilder


def setup_pdf(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(PdfBuilder, override=True)
