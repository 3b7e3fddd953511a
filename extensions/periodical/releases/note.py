"""The note that a build leaves of its own addresses, taken from the builder and the records."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..domain import PeriodicalDomain
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output
from ..model.publication import Publication
from ..model.text import as_json
from ..site.builder import SiteBuilder
from .addresses import ADDRESSES, PROFILE, Addresses


def addresses_of(pages: Mapping[str, str], domain: PeriodicalDomain) -> Addresses:
    """Return the addresses of a site: its pages, and those to which its old names lead."""
    anchors: dict[str, tuple[str, ...]] = {
        f"{name}.html": () for name, leads_to in pages.items() if not leads_to
    }
    for issue in domain.chronicle.issues:
        stories = {story.anchor for story in issue.stories} | set(issue.head.moved_anchors)
        anchors[f"{issue.docname}.html"] = tuple(sorted(stories))
    return Addresses(
        pages=anchors,
        redirects={f"{name}.html": f"{to}.html" for name, to in pages.items() if to},
        withdrawn=tuple(
            f"{issue.docname}.html" for issue in domain.chronicle.issues if issue.head.is_withdrawn
        ),
    )


def notes_of_a_build(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the note, and the profile of bags, if this is the builder that knows its pages."""
    if isinstance(builder, SiteBuilder):
        profile = _profile(builder.domain.publication)
        yield Output(PROFILE, fingerprint(profile), profile.__bytes__)
        yield Output(ADDRESSES, fingerprint(builder.inputs), partial(_note, builder))


def _profile(publication: Publication) -> bytes:
    """Return what holds for all bags of a publication (BagIt Profiles Specification 1.4.0)."""
    plain = json.loads(Path(__file__).with_name(PROFILE).read_bytes())
    plain["BagIt-Profile-Info"] |= {
        "BagIt-Profile-Identifier": publication.address_of(PROFILE),
        "Source-Organization": publication.publisher.name,
    }
    plain["Bag-Info"]["Source-Organization"]["values"] = [publication.publisher.name]
    return as_json(plain)


def _note(builder: SiteBuilder) -> bytes:
    plain = addresses_of(builder.addresses(), builder.domain).model_dump(mode="json")
    return as_json(plain, sort_keys=True)
