"""Floor 4: the search: an index in small pieces, which a browser asks for as it needs them.

`reading` takes the words of an issue while it is read, `folding` brings spellings of one sound into
one form, `index` makes the pieces. What asks for them is `_static/search.js` of the publication.
"""

from sphinx.application import Sphinx

from ..ledger.outputs import OUTPUTS
from .index import search_files
from .reading import keep_records


def setup_search(app: Sphinx) -> None:
    """Register what takes the words of pages, and the files."""
    # After all that changes a page while it is read.
    app.connect("doctree-read", keep_records, priority=900)
    app.connect(OUTPUTS, search_files)
