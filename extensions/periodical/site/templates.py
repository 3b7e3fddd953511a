"""The templates of the site: compiled once, whatever number of builds and of pages use them."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache
from sphinx.builders import Builder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.locale import get_translator
from sphinx.theming import Theme

from ..defaults import said_by_scripts
from ..words import _, teach


class Templates(BuiltinTemplateLoader):
    """Sphinx's loader of templates, without what each page would pay for.

    Sphinx asks at each use of a template whether its file has changed, and keeps it from what no
    template of the maintainers' would ask for.
    """

    def init(
        self, builder: Builder, theme: Theme | None = None, dirs: list[str] | None = None
    ) -> None:
        """Begin with what was compiled by another build; it is known by the template's text."""
        super().init(builder, theme, dirs)
        sphinx_s, cache = self.environment, self.environment.bytecode_cache
        if cache is None:
            folder = Path(builder.doctreedir, "templates")
            folder.mkdir(parents=True, exist_ok=True)
            cache = FileSystemBytecodeCache(str(folder))
        self.environment = Environment(  # type: ignore[assignment]  # noqa: S701 - as in Sphinx's
            loader=self, extensions=[*sphinx_s.extensions], auto_reload=False, bytecode_cache=cache
        )  # fmt: skip
        self.environment.filters.update(sphinx_s.filters)
        self.environment.globals.update(sphinx_s.globals)
        # Our words first, then those of Sphinx, which its theme says.
        language = builder.config.language
        teach(self.environment, language, get_translator())
        said = () if language == "en" else sorted(said_by_scripts())
        self.environment.globals["script_words"] = {words: _(words) for words in said}
