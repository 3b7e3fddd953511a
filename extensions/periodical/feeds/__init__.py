"""Floor 4: feeds of the publication and of all that it tells of, and calendars.

`entries` says which feeds there are, and what an entry of one is; templates write it as Atom, RSS
and JSON Feed. `files` lists what is made, calendars too, and tells pages of it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup_feeds(app: "Sphinx") -> None:
    """Register the files, what pages are told of them, and the directive that lists them."""
    from ..ledger.outputs import OUTPUTS
    from . import files

    app.connect(OUTPUTS, files.feed_files)
    app.connect("html-page-context", files.add_feeds)
    app.add_directive("subscriptions", files.Subscriptions)
