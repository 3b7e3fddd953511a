"""Draws pictures in the look of the publication: a template of Typst, as PNG."""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import cast

import typst
from sphinx.builders import Builder

from ..faces import load_fonts


def template_folders(builder: Builder) -> list[Path]:
    """Return the folders of templates; what stands in an earlier one counts."""
    return [Path(builder.confdir, folder) for folder in builder.config.templates_path]


class Drawer:
    """Draws by one template's function `drawn`; fonts are loaded when the first picture is.

    Args:
        folders: Where templates are.
        faces: The folder in which faces are laid out, for all who need them.
    """

    def __init__(self, template: str, folders: Sequence[Path], faces: Path) -> None:
        self._root = next(folder for folder in folders if (folder / template).is_file())
        self._template = template
        self._faces = faces

    def draw(self, dots: int, **shown: str) -> bytes:
        """Return a picture of what is shown, so many dots per inch."""
        # JSON within JSON's quotation marks: a string of Typst. By `sys.inputs`, nothing that the
        # compiler keeps of the template would hold for the next picture.
        told = json.dumps(json.dumps(shown))
        source = f'#import "/{self._template}": drawn\n#drawn(json(bytes({told})))'
        made = self._compiler.compile(source.encode(), format="png", ppi=dots)
        return cast("bytes", made)  # a picture is one page

    @cached_property
    def _compiler(self) -> typst.Compiler:
        return typst.Compiler(
            root=self._root, font_paths=load_fonts(self._faces), ignore_system_fonts=True,
            # Where no package is: a template can use none.
            package_path=self._faces / "packages", package_cache_path=self._faces / "packages",
        )  # fmt: skip
