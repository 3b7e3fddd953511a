"""Floor 4: the search: an index in small pieces, which a browser asks for as it needs them.

`reading` takes the words of an issue while it is read, `folding` brings spellings of one sound into
one form, `index` makes the pieces, and `files` lists them as outputs. The script that asks for them
is `_static/search.js` of the publication.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup_search(app: Sphinx) -> None:
    """Register what takes the words of pages, and the files."""
    from . import files, reading

    reading.setup_reading(app)
    files.setup_files(app)
