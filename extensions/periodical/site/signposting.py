"""Signposts: which file is what, for programs that gather issues for archives.

The FAIR Signposting Profile (https://signposting.org/FAIR/), level 1 as links in the head of an
issue's page, and level 2 as a link set beside it (RFC 9264, section 4.2), which also leads back.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config

from ..citations.formats import FORMATS
from ..domain import PeriodicalDomain, periodical_domain
from ..ledger.inputs import code_of, settings
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output
from ..model.archive import PAGE_SUFFIX
from ..model.records import IssueRecord
from .addresses import person_page

LINK_SET, LINK_SET_TYPE = ".linkset.json", "application/linkset+json"
PAGE_TYPE = "text/html"
TYPES = ("https://schema.org/AboutPage", "https://schema.org/PublicationIssue")
BACK = {"item": "collection", "describedby": "describes"}
"""How a file leads to the page that leads to it."""


class Signpost(NamedTuple):
    """A link of a page: its relation, where it leads, and of what type that is.

    The target is an address, or a file beside the page.
    """

    rel: str
    href: str
    type: str = ""


def signposts(issue: IssueRecord, app: Sphinx) -> Iterator[Signpost]:
    """Yield the signposts of an issue."""
    domain, config = periodical_domain(app.env), app.config
    publication = domain.publication
    yield Signpost("cite-as", publication.address_of(f"{issue.docname}.html"))
    yield from (Signpost("type", each) for each in TYPES)
    for author in issue.head.authors:
        page = f"{person_page(domain.registry.person(author).id)}.html"
        yield Signpost("author", publication.address_of(page))
    if (licence := publication.licence) and licence.url:
        yield Signpost("license", str(licence.url))
    yield Signpost("item", f"{issue.id}{PAGE_SUFFIX}", "text/markdown")
    for name in config.periodical_documents:
        document: Any = app.registry.builders[name]
        yield Signpost("item", f"{issue.id}{document.suffix}", document.media_type)
    for form in FORMATS:
        yield Signpost("describedby", f"{issue.id}{form.ending}", form.media_type)
    if has_link_sets(domain, config):
        yield Signpost("linkset", f"{issue.id}{LINK_SET}", LINK_SET_TYPE)


def has_link_sets(domain: PeriodicalDomain, config: Config) -> bool:
    """Tell whether there are link sets: an edition leads to the current site, which has its own."""
    return bool(domain.publication.base_url) and not config.periodical_release


def link_sets(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the link sets of all issues."""
    domain, config = periodical_domain(builder.env), builder.config
    frame = fingerprint(code_of("site"), settings(config))
    for issue in domain.chronicle.issues if has_link_sets(domain, config) else ():
        signs = [*signposts(issue, app)]
        make = partial(_link_set, issue, domain, signs)
        yield Output(f"{issue.docname}{LINK_SET}", fingerprint(frame, issue.docname, signs), make)


def _link_set(issue: IssueRecord, domain: PeriodicalDomain, signs: list[Signpost]) -> bytes:
    folder = issue.docname.rpartition("/")[0]
    page = domain.publication.address_of(f"{issue.docname}.html")
    linked: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for rel, href, media_type in signs:
        target = href if "://" in href else domain.publication.address_of(f"{folder}/{href}")
        link = {"href": target, "type": media_type} if media_type else {"href": target}
        linked[page][rel].append(link)
        if rel in BACK:
            linked[target][BACK[rel]].append({"href": page, "type": PAGE_TYPE})
    contexts = [{"anchor": anchor, **links} for anchor, links in linked.items()]
    return json.dumps({"linkset": contexts}, ensure_ascii=False, indent=1).encode()
