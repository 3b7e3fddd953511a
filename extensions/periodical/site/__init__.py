"""Floor 4: the site, an output that reads doctrees and records, and looks in `_templates/`."""

from docutils import nodes
from sphinx.application import Sphinx

from ..ledger.outputs import OUTPUTS
from . import (
    assets,
    at_root,
    beside,
    context,
    foot,
    html,
    pictures,
    share_cards,
    sidenotes,
    theme,
)
from .builder import SiteBuilder


def setup_site(app: Sphinx) -> None:
    """Register the builder, the visitors, and what goes into pages and beside them."""
    # Old addresses of pages without a front matter, and where they lead.
    app.add_config_value("periodical_redirects", {}, "html", types=frozenset({dict}))
    app.add_builder(SiteBuilder, override=True)
    for node, visitors in html.visitors():
        app.add_node(node, override=True, html=visitors)
    app.add_node(nodes.image, override=True, html=(pictures.visit_image, pictures.depart_image))
    app.add_node(foot.foot, html=(foot.visit_foot, None))
    visitors_of_page = sidenotes.visit_document, sidenotes.depart_document
    app.add_node(nodes.document, override=True, html=visitors_of_page)
    app.connect("config-inited", theme.check_options)
    app.connect("builder-inited", theme.leave_out_furniture)
    app.connect(OUTPUTS, assets.files_of_pages)
    app.connect(OUTPUTS, assets.web_manifest)
    app.connect(OUTPUTS, at_root.files_at_root)
    app.connect(OUTPUTS, beside.files_beside)
    app.connect(OUTPUTS, share_cards.share_cards)
    app.connect("doctree-resolved", foot.add_feet)
    # Before the handler of sphinxext-opengraph, which has the priority 500.
    app.connect("html-page-context", context.add_context, priority=400)
