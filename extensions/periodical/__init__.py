"""A Sphinx extension that publishes a periodical.

ARCHITECTURE.md tells the story: a page of `issues/` is checked, parsed in a safe subset of MyST,
recorded in one domain, and printed by outputs that read nothing but doctrees and records.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


ROOMS = {
    "site": "html", "pdf": "pdf", "books": "epub",
    "exports": "", "search": "", "feeds": "", "mail": "", "deposit": "", "releases": "",
}  # fmt: skip
"""The outputs: a room each, with the name of its builder if it has one, in the order of making.

An output is taken out by removing its room and its word here.
"""


def setup(app: "Sphinx") -> "ExtensionMetadata":
    """Register every room."""
    # Imported here: `periodical check` imports this package and has no need of Sphinx.
    from .content import keep_content
    from .defaults import setup_defaults
    from .domain import setup_domain
    from .ledger.outputs import setup_ledger
    from .markup.reading import setup_markup
    from .model.publication import CONFIG, NOT_READ_WITH

    for name in CONFIG:
        if name not in app.config:
            app.add_config_value(name, None, "html" if name in NOT_READ_WITH else "env")
    app.add_config_value("periodical_drafts", False, "", types=frozenset({bool}))
    setup_defaults(app)
    setup_markup(app)
    setup_domain(app)
    setup_ledger(app)
    app.connect("html-page-context", keep_content)
    for room in ROOMS:
        getattr(import_module(f".{room}", __name__), f"setup_{room}")(app)
    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
