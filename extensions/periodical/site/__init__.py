"""Floor 4: the site, an output that reads doctrees and records, and looks in `_templates/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup_site(app: Sphinx) -> None:
    """Register the builder, the visitors, the pages and what goes into each page's template."""
    from . import (
        assets,
        builder,
        changes,
        citing,
        context,
        footing,
        front_page,
        html,
        opengraph,
        pages,
        pictures,
    )

    # Old addresses of pages without a front matter, and where they lead.
    app.add_config_value("periodical_redirects", {}, "html", types=frozenset({dict}))
    builder.setup_builder(app)
    assets.setup_assets(app)
    html.setup_html(app)
    pictures.setup_pictures(app)
    front_page.setup_front_page(app)
    footing.setup_footing(app)
    pages.setup_pages(app)
    changes.setup_changes(app)
    citing.setup_citing(app)
    context.setup_context(app)
    opengraph.setup_opengraph(app)
