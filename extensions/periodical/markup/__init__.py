"""Floor 2: what a contributor can write, and how it becomes nodes that every builder can print."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup_markup(app: Sphinx) -> None:
    """Register the parser, the directives, the roles and the last look."""
    # Imported here: `periodical check` uses this floor and has no need of Sphinx.
    from . import finished, folder, own_nodes, picture_files, quotes
    from .directive import directive_class
    from .directives import DIRECTIVES
    from .parser import PeriodicalParser
    from .references import ROLES

    app.setup_extension("myst_parser")
    app.add_source_parser(PeriodicalParser, override=True)
    for name, kind in DIRECTIVES.items():
        app.add_directive(name, directive_class(kind))
    for name, role in ROLES.items():
        app.add_role(name, role)
    own_nodes.setup_own_nodes(app)
    quotes.setup_quotes(app)
    picture_files.setup_picture_files(app)
    finished.setup_finished(app)
    folder.setup_folder(app)
