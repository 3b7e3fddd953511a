"""``data-files``: the directive, for pages of the maintainers, that lists the files with links."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .package import PACKAGE
from .tables import FOLDER, tables


class DataFiles(SphinxDirective):
    """List the files, so that a page that names them stays true."""

    def run(self) -> list[nodes.Node]:
        """Return a list: each file with its schema, and what is in it."""
        listed = nodes.bullet_list(bullet="-")
        for table in tables():
            words = nodes.paragraph("", "", self._link(table.path))
            words += [nodes.Text(" ("), self._link(table.schema_path, "schema"), nodes.Text("): ")]
            words += nodes.Text(table.description)
            listed += nodes.list_item("", words)
        words = nodes.paragraph("", "", self._link(PACKAGE))
        words += nodes.Text(": all of these, described for programs (Data Package 2).")
        listed += nodes.list_item("", words)
        return [listed]

    def _link(self, path: str, words: str = "") -> nodes.reference:
        """Return a link to a file, seen from the page; the file need not exist yet."""
        up = "../" * self.env.docname.count("/")
        words = words or path
        return nodes.reference("", words, refuri=f"{up}{FOLDER}/{path}", internal=True)


def setup_listing(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("data-files", DataFiles)
