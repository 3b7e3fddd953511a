"""Floor 4: the archive as data, files in `data/` that are made from the same records as the pages.

`tables` declares which files there are and what they hold, `items` makes what rows are of,
`package` describes the files, and `files` makes them.
"""

from sphinx.application import Sphinx

from ..ledger.outputs import OUTPUTS
from .files import data_files
from .package import DataFiles


def setup_exports(app: Sphinx) -> None:
    """Register the files, and the directive that lists them."""
    app.connect(OUTPUTS, data_files)
    app.add_directive("data-files", DataFiles)
