"""Documents of XML from the publication's templates: every value is escaped, and all is parsed."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import etree
from sphinx.builders import Builder

from ..domain import periodical_domain
from ..words import teach

PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


class XmlTemplates:
    """Templates in some folders, in a language; what all of them are shown is given once."""

    def __init__(self, folders: Iterable[Path], language: str, **shown: Any) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(list(folders)), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, auto_reload=False,
        )  # fmt: skip
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
    folders = template_folders(builder)
    return XmlTemplates(folders, publication.language, publication=publication, **shown)


def template_folders(builder: Builder) -> list[Path]:
    """Return the folders of templates; what stands in an earlier one counts."""
    return [Path(builder.confdir, folder) for folder in builder.config.templates_path]


def written(page: etree._Element, doctype: str | None = None) -> bytes:
    """Return a document as it is kept in a file."""
    made = etree.tostring(page, xml_declaration=True, encoding="UTF-8", doctype=doctype)
    return bytes(made) + b"\n"
