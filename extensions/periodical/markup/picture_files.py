"""The files of pictures, found by name before Sphinx looks for them."""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..model.values import IMAGE_TYPES
from ..pictures.complaints import find_picture
from ..pictures.store import PictureStore


class FindPictures(SphinxTransform):
    """Give each picture the name that its file has on disk, however its letters are coded."""

    default_priority = 500

    def apply(self, **kwargs: Any) -> None:
        """Find the pictures of a page that is being read."""
        folder = Path(self.env.doc2path(self.env.docname)).parent
        for node in self.document.findall(nodes.image):
            if not node["uri"].startswith("/"):
                node["uri"] = find_picture(folder, node["uri"])


class RemakePictures(SphinxPostTransform):
    """Give builders that copy pictures, such as that of EPUB, what is no file of a contributor.

    A builder of ours makes them itself, and says so by an attribute `makes_pictures`. As Sphinx's
    own converters do, this leaves the made file in the environment's list.
    """

    default_priority = 100

    def is_supported(self) -> bool:
        """Tell whether the builder takes pictures as they are."""
        builder = self.env._builder_cls
        return bool(builder.supported_image_types) and not hasattr(builder, "makes_pictures")

    def run(self, **kwargs: Any) -> None:
        """Remake the pictures of a page that is about to be written."""
        store = PictureStore(Path(self.env.doctreedir) / "pictures")
        for node in self.document.findall(nodes.image):
            path = Path(self.env.srcdir, node["uri"])
            if path.suffix.lower() in IMAGE_TYPES and path.is_file():
                made = str(store.folder / store.for_screen(path).name)
                self.env.images.add_file(self.env.docname, made)
                node["uri"], node["candidates"] = made, {"*": made}
