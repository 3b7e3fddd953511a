"""Floor 4: feeds of the publication and of all that it tells of, and calendars.

`entries` says which feeds there are, and what an entry of one is; templates write it as Atom, RSS
and JSON Feed. `files` lists what is made, calendars too, and tells pages of it.
"""

from sphinx.application import Sphinx

from ..ledger.outputs import OUTPUTS
from .files import Subscriptions, add_feeds, feed_files


def setup_feeds(app: Sphinx) -> None:
    """Register the files, what pages are told of them, and the directive that lists them."""
    app.connect(OUTPUTS, feed_files)
    app.connect("html-page-context", add_feeds)
    app.add_directive("subscriptions", Subscriptions)
