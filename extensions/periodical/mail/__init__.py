"""Floor 4: the e-mail edition of an issue; the site has the web copy of what goes out.

`edition` makes both forms of it, `plain_text` the words of the plain one; `periodical mail` sends
them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup_mail(app: "Sphinx") -> None:
    """Register the editions of all issues."""
    from ..ledger.outputs import OUTPUTS
    from .edition import editions

    app.connect(OUTPUTS, editions)
