"""Floor 4: the archive as data, files in `data/` that are made from the same records as the pages.

`tables` says which files there are, `rows` what they hold, `collecting` makes their rows,
`schemas` and `package` describe them, and `files` writes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup_exports(app: Sphinx) -> None:
    """Register what writes the files, and the directive that lists them."""
    from . import export, listing

    export.setup_export(app)
    listing.setup_listing(app)
