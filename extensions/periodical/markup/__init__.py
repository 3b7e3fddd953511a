"""Floor 2: what a contributor can write, and how it becomes nodes that every builder can print."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup_markup(app: "Sphinx") -> None:
    """Register the parser, the nodes, the roles and the last look."""
    # Imported here: `periodical check` uses this floor and has no need of Sphinx.
    from . import reading
    from .nodes import OwnNode
    from .quotes import SmartQuotes
    from .references import ROLES

    app.setup_extension("myst_parser")
    app.add_source_parser(reading.PeriodicalParser, override=True)
    # docutils' visitors, as of XML, know nodes by name, not by class.
    for node in OwnNode.__subclasses__():
        app.add_node(node)
    for name, role in ROLES.items():
        app.add_role(name, role)
    app.add_transform(SmartQuotes)
    # The environment has compared its configuration by then: a file more or less is no reason to
    # read the whole archive again.
    app.connect("builder-inited", reading.look_at_folder)
    # Before all other handlers, and after them.
    app.connect("source-read", reading.begin_clock, priority=100)
    app.connect("doctree-read", reading.end_clock, priority=990)
    # After all other handlers have had the page.
    app.connect("doctree-read", reading.sanitize_doctree, priority=900)
