"""Floor 4: what registries and archives take in of an issue, beside its data.

- JATS 1.3 (ANSI/NISO Z39.96-2021), Journal Publishing Tag Set: the text with its metadata.
- DataCite Metadata Schema 4.5, as JSON.
- Crossref's metadata input schema 5.5.0; it wants to know whom to write to.

A DOI is deposited before it exists: where the front matter has none yet, it is the prefix with the
issue's id. Pages, citations and JATS show only one that the front matter says is registered.
"""

import json
from collections.abc import Iterator
from functools import cache, partial

from lxml import etree
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from ..content import KeptContents
from ..documents.templates import templates_of, written
from ..domain import periodical_domain
from ..ledger.outputs import OUTPUTS, Output, frame_of
from ..model.files import fingerprint
from ..model.records import IssueRecord
from ..model.text import as_json

FOLDER = "data"


def deposit_files(app: Sphinx, builder: StandaloneHTMLBuilder) -> Iterator[Output]:
    """Yield the files; addresses in them are absolute, so there are none of a site without one."""
    domain = periodical_domain(builder.env)
    publication, texts, forms = domain.publication, KeptContents(builder), templates_of(builder)
    if not publication.base_url:
        return
    frame = frame_of(builder, "deposit", ".xml", ".xsl", ".json")
    to_jats = cache(lambda: etree.XSLT(forms.page("deposit/jats.xsl")))

    def made(form: str, issue: IssueRecord, doi: str) -> bytes:
        people = [domain.registry.person(author) for author in issue.head.authors]
        shown = {
            "issue": issue,
            "address": publication.page_address(issue.docname),
            "doi": doi,
            "authors": [(person, domain.printed(person.name)) for person in people],
            "topics": domain.topics_of(issue),
        }
        if form == "datacite":
            said = json.loads(forms.text("deposit/datacite.json", **shown))
            return as_json({name: value for name, value in said.items() if value})
        if form == "crossref":
            return written(forms.page("deposit/crossref.xml", **shown))
        text = texts.of(issue.docname)
        page = forms.page("deposit/jats.xml", **shown, text=text)
        return written(to_jats()(page, page=etree.XSLT.strparam(text.page)).getroot())

    for issue in domain.concordance.issues:
        mark, prefix = fingerprint(frame, texts.whole_mark(issue)), publication.doi_prefix
        doi = issue.head.doi or (f"{prefix}/{issue.id}" if prefix else "")
        files = {"jats": "xml"}
        if doi:
            files["datacite"] = "json"
            if "@" in publication.contact:
                files["crossref"] = "xml"
        for form, ending in files.items():
            path = f"{FOLDER}/{form}/{issue.id}.{ending}"
            yield Output(path, mark, partial(made, form, issue, doi))


def setup_deposit(app: Sphinx) -> None:
    """Register the files."""
    app.connect(OUTPUTS, deposit_files)
