"""Floor 4: the site, an output that reads doctrees and records, and looks in `_templates/`."""

from sphinx.application import Sphinx

from ..ledger.outputs import OUTPUTS
from . import assets, beside, html, surrounding, templates, theme
from .builder import SiteBuilder


def setup_site(app: Sphinx) -> None:
    """Register the builder, the visitors, and what goes into pages and beside them."""
    app.add_builder(SiteBuilder, override=True)
    for node, visitors in html.visitors():
        app.add_node(node, override=True, html=visitors)
    app.connect("config-inited", theme.check_options)
    # After what the theme does then.
    app.connect("builder-inited", theme.leave_out_furniture, priority=900)
    # After all that changes a page while it is read.
    app.connect("doctree-read", assets.note_pictures, priority=950)
    app.connect(OUTPUTS, assets.files_of_pages)
    app.connect(OUTPUTS, assets.files_at_root)
    app.connect(OUTPUTS, lambda app, builder: builder.pictures.files())
    app.connect(OUTPUTS, beside.files_beside)
    app.connect(OUTPUTS, beside.share_cards)
    app.connect("doctree-resolved", surrounding.add_feet)
    # Before the handler of sphinxext-opengraph, which has the priority 500.
    app.connect("html-page-context", templates.add_context, priority=400)
