"""What lies beside the page of an issue: its source, files that cite it, and its link set.

Who cites a text can prove by the SHA-256 of its source what was cited. Signposts say to programs
that gather issues for archives which file is what: the FAIR Signposting Profile
(https://signposting.org/FAIR/), level 1 as links in the head of the page, and level 2 as a link set
beside it (RFC 9264, section 4.2), which also leads back.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sphinx.application import Sphinx
from sphinx.builders import Builder

from .. import ROOMS
from ..citations import FORMATS, Citation, Format, cite_issue, cite_stories, format_citation
from ..domain import periodical_domain
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output, code_of, settings
from ..model.page import PAGE_SUFFIX
from ..model.publication import Publication
from ..model.records import IssueRecord
from .addresses import person_page

LINK_SET = ".linkset.json"
TYPES = ("https://schema.org/AboutPage", "https://schema.org/PublicationIssue")
BACK = {"item": "collection", "describedby": "describes"}
"""How a file leads to the page that leads to it."""


class Signpost(NamedTuple):
    """A link of a page: its relation, an address or a file beside the page, and of what type."""

    rel: str
    href: str
    type: str = ""


def files_beside(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the files; an edition has no link sets, but those of the current site."""
    domain = periodical_domain(builder.env)
    frame = fingerprint(code_of("site"), settings(builder.config))
    for issue in domain.concordance.issues:
        source = f"{issue.docname}{PAGE_SUFFIX}"
        yield Output(source, issue.digest, Path(app.srcdir, source).read_bytes)
        authors = [domain.registry.person(author).name for author in issue.head.authors]
        mark = fingerprint(frame, issue.docname, domain.env.all_docs[issue.docname], authors)
        for form in FORMATS:
            yield Output(
                f"{issue.docname}{form.ending}", mark, partial(_cited_as, form, issue, app)
            )
        signs = [*_signposts(issue, app)]
        if signs[-1].rel == "linkset":
            make = partial(_link_set, issue.docname, domain.publication, signs)
            yield Output(
                f"{issue.docname}{LINK_SET}", fingerprint(frame, issue.docname, signs), make
            )


def shown_beside(issue: IssueRecord, app: Sphinx) -> dict[str, Any]:
    """Return what the page of an issue shows of citations, its own first, source and signposts."""
    citations = _citations(issue, app)
    return {
        "cited": [{"citation": each, "words": [*format_citation(each)]} for each in citations],
        "citation_formats": FORMATS,
        "source_file": f"{issue.id}{PAGE_SUFFIX}",
        "source_digest": issue.digest,
        "signposts": [*_signposts(issue, app)],
    }


def _citations(issue: IssueRecord, app: Sphinx) -> list[Citation]:
    domain, config = periodical_domain(app.env), app.config
    whole = cite_issue(
        issue,
        domain.publication,
        domain.registry,
        release=config.periodical_release,
        with_pdf="pdf" in config.periodical_documents,
    )
    return [whole, *cite_stories(issue, whole)]


def _cited_as(form: Format, issue: IssueRecord, app: Sphinx) -> bytes:
    return form.make(_citations(issue, app)).encode()


def _signposts(issue: IssueRecord, app: Sphinx) -> Iterator[Signpost]:
    domain, publication = periodical_domain(app.env), periodical_domain(app.env).publication
    doi, page = issue.head.doi, publication.address_of(f"{issue.docname}.html")
    yield Signpost("cite-as", f"https://doi.org/{doi}" if doi else page)
    yield from (Signpost("type", each) for each in TYPES)
    for person in map(domain.registry.person, issue.head.authors):
        own = publication.address_of(f"{person_page(person.id)}.html")
        yield Signpost("author", f"https://orcid.org/{person.orcid}" if person.orcid else own)
    if (licence := publication.licence) and licence.url:
        yield Signpost("license", str(licence.url))
    yield Signpost("item", f"{issue.id}{PAGE_SUFFIX}", "text/markdown")
    for name in app.config.periodical_documents:
        document: Any = app.registry.builders[name]
        yield Signpost("item", f"{issue.id}{document.suffix}", document.media_type)
    for form in FORMATS:
        yield Signpost("describedby", f"{issue.id}{form.ending}", form.media_type)
    if "deposit" in ROOMS:
        jats = publication.address_of(f"data/jats/{issue.id}.xml")
        yield Signpost("describedby", jats, "application/xml")
    if publication.base_url and not app.config.periodical_release:
        yield Signpost("linkset", f"{issue.id}{LINK_SET}", "application/linkset+json")


def _link_set(docname: str, publication: Publication, signs: list[Signpost]) -> bytes:
    folder, page = docname.rpartition("/")[0], publication.address_of(f"{docname}.html")
    linked: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for rel, href, media_type in signs:
        target = href if "://" in href else publication.address_of(f"{folder}/{href}")
        link = {"href": target, "type": media_type} if media_type else {"href": target}
        linked[page][rel].append(link)
        if rel in BACK:
            linked[target][BACK[rel]].append({"href": page, "type": "text/html"})
    contexts = [{"anchor": anchor, **links} for anchor, links in linked.items()]
    return json.dumps({"linkset": contexts}, ensure_ascii=False, indent=1).encode()
