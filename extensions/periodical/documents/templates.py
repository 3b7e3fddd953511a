"""What templates of the publication make: documents of XML, and pictures drawn by Typst."""

import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import typst
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from lxml import etree
from sphinx.builders import Builder

from ..domain import periodical_domain
from ..faces import compiler
from ..markup.languages import direction_of
from ..words import teach

PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


class XmlTemplates:
    """Templates in some folders, in a language; what all of them are shown is given once.

    Every value is escaped, and all is parsed. Compiled ones can be `kept` for other processes.
    """

    def __init__(
        self, folders: Iterable[Path], language: str, *, kept: Path | None = None, **shown: Any
    ) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(list(folders)), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, auto_reload=False,
        )  # fmt: skip
        if kept:
            kept.mkdir(parents=True, exist_ok=True)
            self._environment.bytecode_cache = FileSystemBytecodeCache(str(kept))
        teach(self._environment, language)
        self._environment.globals.update(shown)

    def text(self, name: str, **shown: Any) -> str:
        """Return a template with values, as a text."""
        return self._environment.get_template(name).render(shown)

    def page(self, name: str, **shown: Any) -> etree._Element:
        """Return a template with values, as an element."""
        return etree.fromstring(self.text(name, **shown), PARSER)


def templates_of(builder: Builder, **shown: Any) -> XmlTemplates:
    """Return the templates of a publication, in its language; all are shown what it is."""
    publication = periodical_domain(builder.env).publication
    folders, kept = template_folders(builder), Path(builder.doctreedir, "templates", "xml")
    shown["publication"] = publication
    return XmlTemplates(folders, publication.language, kept=kept, **shown)


def template_folders(builder: Builder) -> list[Path]:
    """Return the folders of templates; what stands in an earlier one counts."""
    return [Path(builder.confdir, folder) for folder in builder.config.templates_path]


def written(page: etree._Element, doctype: str | None = None) -> bytes:
    """Return a document as it is kept in a file."""
    made = etree.tostring(page, xml_declaration=True, encoding="UTF-8", doctype=doctype)
    return bytes(made) + b"\n"


def program(template: str, told: object) -> bytes:
    """Return the source of a document: a template, and what its function `drawn` is told.

    What a contributor writes is in a string of JSON, within one of Typst, whose escapes are the
    same: data, and never code. By `sys.inputs`, nothing that the compiler keeps of a template would
    hold for the next document.
    """
    text = json.dumps(told, ensure_ascii=False)
    data = json.dumps(text, ensure_ascii=False)
    return f'#import "/{template}": drawn\n#drawn(json(bytes({data})))\n'.encode()


class Drawer:
    """Draws by a template's function `drawn`; fonts are loaded when the first picture is."""

    def __init__(self, builder: Builder, template: str) -> None:
        self._builder, self._template = builder, template

    def draw(self, dots: int = 72, *, language: str, **shown: str) -> bytes:
        """Return a picture of what is shown in a language, so many dots per 72 points."""
        shown["language"] = language.partition("-")[0]
        shown["direction"] = direction_of(language)
        made = self._compiler.compile(program(self._template, shown), format="png", ppi=dots)
        return cast("bytes", made)  # a picture is one page

    @cached_property
    def _compiler(self) -> typst.Compiler:
        folders = template_folders(self._builder)
        root = next(folder for folder in folders if (folder / self._template).is_file())
        return compiler(root, Path(self._builder.doctreedir, "pdf"))
