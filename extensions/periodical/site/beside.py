"""What lies beside the page of an issue: source, files that cite it, link set, and the picture.

Who cites a text can prove by the SHA-256 of its source what was cited. Signposts say to programs
that gather issues for archives which file is what: the FAIR Signposting Profile
(https://signposting.org/FAIR/), level 1 as links in the head of the page, and level 2 as a link set
beside it (RFC 9264, section 4.2), which also leads back. The picture is that with which an issue is
shared that has none of its own: a card in the look of the publication, drawn by Typst with letters
of every script: 800 by 420 pixels, enough to be shown large, and 8 ms. Other pages share one.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.application import Sphinx

from .. import ROOMS
from ..citations import FORMATS, Citation, Format, cite_issue, cite_stories, format_citation
from ..documents.templates import Drawer
from ..domain import periodical_domain
from ..faces import fonts_digest
from ..ledger.outputs import Output, code_of, frame_of, templates
from ..model.files import fingerprint
from ..model.page import PAGE_SUFFIX
from ..model.publication import ISSUES_FOLDER
from ..model.records import IssueRecord
from ..model.registry import EntryKind, entry_page
from .links import card_of

if TYPE_CHECKING:
    from .builder import SiteBuilder

LINK_SET = ".linkset.json"
TYPES = ("https://schema.org/AboutPage", "https://schema.org/PublicationIssue")

CARD_SIZE = (800, 420)
DOTS_PER_INCH = 96
"""Of a page of 600 by 315 points."""
TEMPLATES = ("card.typ", "press.typ")


def files_beside(app: Sphinx, builder: "SiteBuilder") -> Iterator[Output]:
    """Yield the files; an edition has no link sets, but those of the current site."""
    domain = builder.domain
    frame = frame_of(builder, "site", LINK_SET, *(form.ending for form in FORMATS))
    for issue in domain.concordance.issues:
        source = f"{issue.docname}{PAGE_SUFFIX}"
        yield Output(source, issue.digest, Path(app.srcdir, source).read_bytes)
        read, authors = domain.env.all_docs[issue.docname], domain.authors_of(issue)
        mark = fingerprint(frame, issue.docname, read, authors)
        for form in FORMATS:
            make = partial(_cited_as, form, issue, app)
            yield Output(f"{issue.docname}{form.ending}", mark, make)
        signs = [*_signposts(issue, app)]
        if signs and signs[-1][0] == "linkset":
            make = partial(_link_set, issue.docname, signs, builder)
            yield Output(f"{issue.docname}{LINK_SET}", fingerprint(mark, signs), make)


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


def downloads_of(page: str, app: Sphinx) -> Iterator[tuple[str, str, str]]:
    """Yield what the page of an issue, or of a year, can be read in, too: form, address, type."""
    domain, name = periodical_domain(app.env), page.rpartition("/")[2]
    issue, builders = domain.issues.get(page), cast("dict[str, Any]", app.registry.builders)
    if issue or page in {f"{ISSUES_FOLDER}/{year}" for year in domain.volumes}:
        for each in app.config.periodical_documents:
            yield each.upper(), f"{name}.{each}", builders[each].media_type
        if issue and domain.publication.base_url and "deposit" in ROOMS:
            yield "JATS", f"{'../' * page.count('/')}data/jats/{issue.id}.xml", "application/xml"


def _citations(issue: IssueRecord, app: Sphinx) -> list[Citation]:
    domain, release = periodical_domain(app.env), app.config.periodical_release
    pdf = "pdf" in app.config.periodical_documents
    authors = domain.authors_of(issue)
    whole = cite_issue(issue, domain.publication, authors, release=release, with_pdf=pdf)
    return [whole, *cite_stories(issue, whole)]


def _cited_as(form: Format, issue: IssueRecord, app: Sphinx) -> bytes:
    return form.file_of(_citations(issue, app), app.builder.templates.render)


def _signposts(issue: IssueRecord, app: Sphinx) -> Iterator[tuple[str, str, str]]:
    """Yield the links of a page: the relation, an address or a file beside it, and of what type.

    Most are absolute, so there are none on a site without an address.
    """
    domain, config = periodical_domain(app.env), app.config
    publication = domain.publication
    if not publication.base_url:
        return
    doi, page = issue.head.doi, publication.page_address(issue.docname)
    yield "cite-as", f"https://doi.org/{doi}" if doi else page, ""
    yield from (("type", each, "") for each in TYPES)
    for person in map(domain.registry.person, issue.head.authors):
        own = publication.page_address(entry_page((EntryKind.PERSON, person.id)))
        yield "author", f"https://orcid.org/{person.orcid}" if person.orcid else own, ""
    if (licence := publication.licence) and licence.url:
        yield "license", str(licence.url), ""
    yield "item", f"{issue.id}{PAGE_SUFFIX}", "text/markdown"
    for name in config.periodical_documents:
        document: Any = app.registry.builders[name]
        yield "item", f"{issue.id}.{name}", document.media_type
    for form in FORMATS:
        yield "describedby", f"{issue.id}{form.ending}", form.media_type
    if "deposit" in ROOMS:
        yield "describedby", publication.address_of(f"data/jats/{issue.id}.xml"), "application/xml"
    if not config.periodical_release:
        yield "linkset", f"{issue.id}{LINK_SET}", "application/linkset+json"


def _link_set(docname: str, signs: list[tuple[str, str, str]], builder: "SiteBuilder") -> bytes:
    publication, folder = builder.domain.publication, docname.rpartition("/")[0]
    shown = {"publication": publication, "folder": folder, "signposts": signs}
    shown["page"] = publication.page_address(docname)
    return str(builder.templates.render(f"issue{LINK_SET}", shown)).encode()


def card_path(page: str) -> str:
    """Return the path of the card of an issue, or of the front page: that of all others."""
    return f"cards/{page}.png"


def share_cards(app: Sphinx, builder: "SiteBuilder") -> Iterator[Output]:
    """Yield the cards. An edition has none: its pages show those of the current site."""
    domain, config = builder.domain, builder.config
    publication = domain.publication
    if config.periodical_release or not publication.base_url:
        return
    tagline = publication.tagline or publication.name
    texts = {"title": tagline, "language": publication.language, "kicker": "", "line": ""}
    cards = {config.root_doc: texts}
    for issue in domain.concordance.issues:
        if not issue.picture:
            card = card_of(issue, domain.registry)
            line = " · ".join(filter(None, (card.day, card.numbering)))
            texts = {"title": card.title, "language": card.language}
            cards[card.page] = {**texts, "kicker": card.kicker, "line": line}
    typ, drawer = templates(builder, ".typ"), Drawer(builder, TEMPLATES[0])
    looks = fingerprint(code_of("site"), [typ.get(name) for name in TEMPLATES], fonts_digest())
    for page, texts in cards.items():
        make = partial(drawer.draw, DOTS_PER_INCH, publication=publication.name, **texts)
        yield Output(card_path(page), fingerprint(looks, publication.name, texts), make)
