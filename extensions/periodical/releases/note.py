"""What a build notes for its releases: its own addresses, and the profile of all bags."""

from collections.abc import Iterator
from functools import partial

from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output
from ..model.text import as_json
from ..site.builder import SiteBuilder
from .addresses import ADDRESSES, PROFILE, Addresses


def notes_of_a_build(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the note, and the profile of bags, if this is the builder that knows its pages."""
    if isinstance(builder, SiteBuilder):
        publication = builder.domain.publication
        shown = {"publication": publication, "identifier": publication.address_of(PROFILE)}
        profile = builder.templates.render(f"releases/{PROFILE}", shown)
        yield Output(PROFILE, fingerprint(profile), profile.encode)
        yield Output(ADDRESSES, fingerprint(builder.inputs), partial(_addresses, builder))


def _addresses(builder: SiteBuilder) -> bytes:
    """Return the addresses of a site: its pages, and those to which its old names lead."""
    pages, issues = builder.addresses(), builder.domain.chronicle.issues
    anchors: dict[str, tuple[str, ...]] = {
        f"{name}.html": () for name, leads_to in pages.items() if not leads_to
    }
    for issue in issues:
        stories = {story.anchor for story in issue.stories} | set(issue.head.moved_anchors)
        anchors[f"{issue.docname}.html"] = tuple(sorted(stories))
    addresses = Addresses(
        pages=anchors,
        redirects={f"{name}.html": f"{to}.html" for name, to in pages.items() if to},
        withdrawn=tuple(f"{issue.docname}.html" for issue in issues if issue.head.is_withdrawn),
    )
    return as_json(addresses.model_dump(mode="json"), sort_keys=True)
