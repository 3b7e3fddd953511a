"""The note that a build leaves of its own addresses, taken from the builder and the records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial

from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..domain import PeriodicalDomain
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output
from ..site.builder import SiteBuilder
from .addresses import ADDRESSES, Addresses


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


def note_of_addresses(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the note, if this is the builder that knows its pages."""
    if isinstance(builder, SiteBuilder):
        yield Output(ADDRESSES, fingerprint(builder.inputs), partial(_note, builder))


def _note(builder: SiteBuilder) -> bytes:
    plain = addresses_of(builder.addresses(), builder.domain).model_dump(mode="json")
    return f"{json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()
