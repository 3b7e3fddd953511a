"""The files of pictures, found by name before Sphinx looks for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from ..pictures.complaints import find_picture


class FindPictures(SphinxTransform):
    """Give each picture the name that its file has on disk, however its letters are coded."""

    default_priority = 500

    def apply(self, **kwargs: Any) -> None:
        """Find the pictures of a page that is being read."""
        folder = Path(self.env.doc2path(self.env.docname)).parent
        for node in self.document.findall(nodes.image):
            if not node["uri"].startswith("/"):
                node["uri"] = find_picture(folder, node["uri"])


def setup_picture_files(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(FindPictures)
