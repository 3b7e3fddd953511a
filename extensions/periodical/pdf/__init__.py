"""Floor 4: the PDFs, one of each issue and one of each year, for libraries and readers.

A resolved doctree becomes calls of the functions in `_templates/press.typ` (`translator`), with
every text quoted (`quoting`) and every letter looked up (`fonts`); a document wraps them
(`documents`), Typst sets it (`press`), and only what changed is set again.
"""

from sphinx.application import Sphinx

from ..documents.builder import setup_documents
from .builder import PAPERS, PdfBuilder, check_paper


def setup_pdf(app: Sphinx) -> None:
    """Register the builder and its setting, which no page depends on while it is read."""
    app.add_config_value("periodical_paper", PAPERS[0], "", types=frozenset({str}))
    setup_documents(app, PdfBuilder)
    app.connect("config-inited", check_paper)
