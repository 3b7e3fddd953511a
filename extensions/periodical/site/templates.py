"""Templates: how they are loaded, and how a node is printed from one."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemBytecodeCache
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.locale import get_translator

from ..defaults import said_by_scripts
from ..markup.languages import is_right_to_left
from ..words import _, teach

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.theming import Theme
    from sphinx.writers.html5 import HTML5Translator


class Templates(BuiltinTemplateLoader):
    """Sphinx's loader of templates, without what each page would pay for.

    Sphinx asks at each use of a template whether its file has changed, and keeps it from what no
    template of the maintainers' would ask for.
    """

    def init(
        self,
        builder: "StandaloneHTMLBuilder",  # type: ignore[override]
        theme: "Theme | None" = None,
        dirs: list[str] | None = None,
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


def print_template(
    translator: "HTML5Translator", template: str, language: str, **shown: object
) -> None:
    """Print what a template makes in a page; it is told a language and its direction."""
    builder = translator.builder
    shown |= {
        "language": language,
        "direction": "rtl" if is_right_to_left(language) else "ltr",
        "pathto": partial(builder.get_relative_uri, builder.current_docname),
    }
    translator.body.append(builder.templates.render(template, shown))
