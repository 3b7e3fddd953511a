"""Floor 4: what registries and archives take in of an issue, beside its data.

JATS for repositories of full text; with a prefix for DOIs, what DataCite and Crossref register.
"""

from sphinx.application import Sphinx

from ..ledger.outputs import OUTPUTS
from .files import deposit_files, offer


def setup_deposit(app: Sphinx) -> None:
    """Register the files."""
    app.connect(OUTPUTS, deposit_files)
    app.connect("html-page-context", offer)
