"""Floor 4: the archive as data, files in `data/` that are made from the same records as the pages.

`tables` declares which files there are and what rows hold, `files` makes and describes them.
"""

from sphinx.application import Sphinx

from ..ledger.outputs import OUTPUTS
from .files import data_files


def setup_exports(app: Sphinx) -> None:
    """Register the files."""
    app.connect(OUTPUTS, data_files)
