"""Floor 4: the EPUBs, one of each issue and one of each year, for reading apps and devices.

EPUB 3.3 with the metadata of EPUB Accessibility 1.1, made of the plain HTML of an issue
(`content/`) by the templates in `_templates/epub/`.
"""

from sphinx.application import Sphinx
from sphinx.builders.epub3 import validate_config_values

from ..documents.builder import setup_documents
from .builder import EpubBuilder


def setup_books(app: Sphinx) -> None:
    """Register the builder, in place of Sphinx's own, which makes one book of all pages."""
    setup_documents(app, EpubBuilder)
    # What Sphinx's own asks of `conf.py`, ours takes from the publication.
    for listener in list(app.events.listeners["builder-inited"]):
        if listener.handler is validate_config_values:
            app.disconnect(listener.id)
