"""The files of each issue: JATS, and what registers a DOI with DataCite or Crossref.

- JATS 1.3 (ANSI/NISO Z39.96-2021), Journal Publishing Tag Set: the text with its metadata.
- DataCite Metadata Schema 4.5, as JSON.
- Crossref's metadata input schema 5.5.0; it wants to know whom to write to.

A DOI is deposited before it exists: where the front matter has none yet, it is the prefix with the
issue's id. Pages, citations and JATS show only one that the front matter says is registered.
"""

import json
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import Any

from lxml import etree
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from ..content.text import KeptContents
from ..documents.builder import add_download
from ..documents.templates import templates_of, written
from ..domain import periodical_domain
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output, code_of, kept_outputs, settings, templates
from ..model.records import IssueRecord
from ..model.text import as_json

FOLDER = "data"


class DepositFiles:
    """The files of one build."""

    def __init__(self, builder: StandaloneHTMLBuilder) -> None:
        self._builder, self._domain = builder, periodical_domain(builder.env)
        self._contents = KeptContents(builder)
        self._templates = templates_of(builder)
        own = [templates(builder, ending) for ending in (".xml", ".xsl", ".json")]
        self._frame = fingerprint(code_of("deposit"), settings(builder.config), own)

    def outputs(self) -> Iterator[Output]:
        """Yield the files of all issues."""
        env, registry = self._domain.env, self._domain.registry
        mark = fingerprint(self._frame, registry, sorted(env.all_docs.items()))
        yield from kept_outputs(self._builder, "deposit", mark, self._listed)

    def _listed(self) -> Iterator[Output]:
        for issue in self._domain.concordance.issues:
            mark = fingerprint(self._frame, self._contents.marks(issue))
            for folder, ending, make in self._forms(issue):
                yield Output(f"{FOLDER}/{folder}/{issue.id}{ending}", mark, partial(make, issue))

    def _forms(
        self, issue: IssueRecord
    ) -> Iterator[tuple[str, str, Callable[[IssueRecord], bytes]]]:
        """Yield the folder, the ending and the maker of each file of an issue."""
        yield "jats", ".xml", self._jats
        if self._doi(issue):
            yield "datacite", ".json", self._datacite
            if "@" in self._domain.publication.contact:
                yield "crossref", ".xml", self._crossref

    def _doi(self, issue: IssueRecord) -> str:
        prefix = self._domain.publication.doi_prefix
        return issue.head.doi or (f"{prefix}/{issue.id}" if prefix else "")

    def _shown(self, issue: IssueRecord) -> dict[str, Any]:
        domain = self._domain
        people = [domain.registry.person(author) for author in issue.head.authors]
        return {
            "issue": issue,
            "address": domain.publication.address_of(f"{issue.docname}.html"),
            "doi": self._doi(issue),
            "authors": [(person, domain.printed(person.name)) for person in people],
            "topics": domain.topics_of(issue),
        }

    @cached_property
    def _to_jats(self) -> etree.XSLT:
        return etree.XSLT(self._templates.page("deposit/jats.xsl"))

    def _jats(self, issue: IssueRecord) -> bytes:
        text = self._contents.of(issue.docname)
        shown = self._shown(issue)
        page = self._templates.page("deposit/jats.xml", **shown, text=text)
        return written(self._to_jats(page, page=etree.XSLT.strparam(text.page)).getroot())

    def _datacite(self, issue: IssueRecord) -> bytes:
        said = self._templates.text("deposit/datacite.json", **self._shown(issue))
        made = {name: value for name, value in json.loads(said).items() if value}
        return as_json(made)

    def _crossref(self, issue: IssueRecord) -> bytes:
        return written(self._templates.page("deposit/crossref.xml", **self._shown(issue)))


def offer(app: Sphinx, page: str, template: str, context: dict[str, Any], _: object) -> None:
    """Have the page of an issue lead to its text for archives."""
    domain = periodical_domain(app.env)
    if page in domain.issues and domain.publication.base_url:
        path = f"{'../' * page.count('/')}{FOLDER}/jats/{domain.issues[page].id}.xml"
        add_download(context, "JATS", path, "application/xml")


def deposit_files(app: Sphinx, builder: StandaloneHTMLBuilder) -> Iterator[Output]:
    """Yield the files; addresses in them are absolute, so there are none of a site without one."""
    if periodical_domain(builder.env).publication.base_url:
        yield from DepositFiles(builder).outputs()
