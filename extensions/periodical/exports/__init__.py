"""Floor 4: the archive as data, files in `data/` that are made from the same records as the pages.

`tables` declares which files there are and what they hold, in the words of `fields`; `items` makes
what rows are of, `package` describes the files, and `files` makes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup_exports(app: Sphinx) -> None:
    """Register the files, and the directive that lists them."""
    from . import files, listing

    files.setup_files(app)
    listing.setup_listing(app)
