"""Draws pictures in the look of the publication: a template of Typst, as PNG."""

import json
from functools import cached_property
from pathlib import Path
from typing import cast

import typst
from sphinx.builders import Builder

from ..faces import load_fonts
from ..markup.languages import is_right_to_left
from .templates import template_folders


class Drawer:
    """Draws by a template's function `drawn`; fonts are loaded when the first picture is."""

    def __init__(self, builder: Builder, template: str) -> None:
        folders = template_folders(builder)
        self._root = next(folder for folder in folders if (folder / template).is_file())
        self._template = template
        self._faces = Path(builder.doctreedir, "pdf")

    def draw(self, dots: int, *, language: str, **shown: str) -> bytes:
        """Return a picture of what is shown in a language, so many dots per inch."""
        shown["language"] = language.partition("-")[0]
        shown["direction"] = "rtl" if is_right_to_left(language) else "ltr"
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
