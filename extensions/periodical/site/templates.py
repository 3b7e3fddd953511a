"""The templates of pages: how they are loaded, and what they are given for each page.

Of that, what a page says of itself to those who do not read it, where it is linked and to crawlers:
in the tags of the Open Graph protocol (https://ogp.me), and in the words of schema.org.
"""

import html
import json
import textwrap
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from jinja2 import Environment, FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.locale import get_translator

from .. import ROOMS
from ..defaults import said_by_scripts
from ..domain import periodical_domain
from ..markup.head import lead_image
from ..markup.languages import direction_of, format_date, language_name
from ..model.records import FactRecord, IssueRecord
from ..model.registry import EntryKind, entry_page
from ..model.text import known
from ..pictures.complaints import find_picture
from ..words import _, teach
from . import links
from .beside import CARD_SIZE, card_path, downloads_of, shown_beside
from .changes import steps_of
from .generated_page import by_letter
from .surrounding import surrounding

if TYPE_CHECKING:
    from .builder import SiteBuilder

_EVERYWHERE = {
    "archive_page": links.ARCHIVE, "corrections_index": links.CORRECTIONS,
    "a_to_z_page": links.A_TO_Z, "search_page": links.SEARCH if links.SEARCH in ROOMS else "",
    "edition_page": links.EDITION, "year_page": partial(links.part_page, links.ARCHIVE),
    "person_page": lambda each: entry_page((EntryKind.PERSON, each)), "format_date": format_date,
    "by_letter": by_letter, "language_name": language_name,
}  # fmt: skip
"""What every page can lead to, and how it writes dates and lists."""

DESCRIBED = 200
"""How many characters of a page's first words describe it, where nobody has."""


class Templates(BuiltinTemplateLoader):
    """Sphinx's loader of templates, without what each page would pay for.

    Sphinx asks at each use of a template whether its file has changed, and keeps it from what no
    template of the maintainers' would ask for.
    """

    def init(self, builder: "SiteBuilder", *where: Any) -> None:  # type: ignore[override]
        """Begin with what was compiled by another build; it is known by the template's text."""
        super().init(builder, *where)
        sphinx_s, folder = self.environment, Path(builder.doctreedir, "templates")
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


def add_context(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
) -> str | None:
    """Give a page's template the publication, what stands around the page, and its issue.

    Return the template of pages with a source. It has a name of its own, so that builders such as
    ``epub`` keep their themes' pages.
    """
    domain = periodical_domain(app.env)
    issue, registry = domain.issues.get(page), domain.registry
    is_front = page == app.config.root_doc
    latest = domain.concordance.latest if is_front else None
    shown = issue or latest
    language = issue.head.language if issue else domain.publication.language
    context.update(
        _EVERYWHERE,
        publication=domain.publication,
        around=surrounding(page, domain),
        issue=issue,
        authors=[registry.person(author) for author in shown.head.authors] if shown else [],
        topics=[registry.topic(topic) for topic in issue.head.topics] if issue else [],
        downloads=[*downloads_of(page, app)],
        shows=registry.shows,
        name_of_episode=partial(links.name_of_episode, registry=registry),
        pdfs="pdf" in app.config.periodical_documents,
        release=app.config.periodical_release,
        is_front=is_front,
        text_language=language,
        text_direction=direction_of(language),
        map_of=domain.maps.of,
        steps_of=partial(steps_of, domain=domain),
    )
    if app.builder.name != "html":
        # Components of ours with names of the theme's stand in the pages of these, too.
        return None
    builder = cast("SiteBuilder", app.builder)
    if issue:
        context |= shown_beside(issue, app)
    if latest:
        context |= _front_page(latest, builder)
    _say_what_it_is(page, context, tree, builder)
    return "document.html" if template == "page.html" else None


def _front_page(latest: IssueRecord, builder: "SiteBuilder") -> dict[str, Any]:
    """Return what the front page shows of the latest issue."""
    picture = ""
    if latest.picture:
        for lead in builder.env.get_doctree(latest.docname).findall(lead_image):
            picture = builder.render_partial(lead.deepcopy())["fragment"]
    return {"latest": latest, "picture": picture, "facts": latest.kept_as(FactRecord)}


def _say_what_it_is(
    page: str, context: dict[str, Any], document: nodes.document | None, builder: "SiteBuilder"
) -> None:
    """Have a page say what it is, unless its site has no address or it is no page of it.

    sphinxext-opengraph, which makes the tags of documents, is told what it would have to guess.
    """
    if not builder.domain.publication.base_url or page in (links.EDITION, links.NOT_FOUND):
        return
    issue, is_front, folder = context["issue"], context["is_front"], builder.imagedir
    card = card_path(page if issue else builder.config.root_doc)
    told: dict[str, Any] = {"card": card, "card_size": CARD_SIZE, "folder": folder}
    if issue and issue.picture:
        told["lead"] = builder.pictures.made(find_picture(Path(builder.srcdir), issue.picture))
    elif document is not None and not (issue or is_front):
        told["title"] = builder.env.titles[page].astext().strip() or context["publication"].name
        words = (each.astext().strip() for each in document.findall(nodes.paragraph))
        first = next(filter(None, words), "")
        told["words"] = textwrap.shorten(first, DESCRIBED, placeholder=" …")
    tags = known(json.loads(builder.templates.render("open_graph.json", {**context, **told})))
    context["about"] = tags
    if document is not None:
        # It takes them from the page's metadata, and escapes quotes by itself, and nothing else.
        told = {name: html.escape(tag, quote=False) for name, tag in tags.items()}
        context["meta"] = {**(context["meta"] or {}), **told}
    linked = builder.templates.render("linked_data.json", context)
    context["linked_data"] = known(json.loads(linked))
