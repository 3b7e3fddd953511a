"""The note that a build leaves of its own addresses, taken from the records."""

from __future__ import annotations

import json
from pathlib import Path

from sphinx.application import Sphinx

from ..domain import periodical_domain
from ..site.addresses import EDITION
from ..site.builder import SiteBuilder
from ..site.pages.redirects import REDIRECT
from .addresses import ADDRESSES, Addresses


def addresses_of(builder: SiteBuilder) -> Addresses:
    """Return the addresses of the site that a builder has just written."""
    domain = periodical_domain(builder.env)
    issues = domain.chronicle.issues
    moved = {
        name: page.context()["target"]
        for name, page in builder.pages.items()
        if page.template == REDIRECT
    }
    pages: dict[str, tuple[str, ...]] = {
        f"{name}.html": ()
        for name in (*builder.shown, "search")
        # What a release says of itself is no promise of the next one.
        if name not in moved and name != EDITION
    }
    for issue in issues:
        stories = {story.anchor for story in issue.stories} | set(issue.head.moved_anchors)
        pages[f"{issue.docname}.html"] = tuple(sorted(stories))
    return Addresses(
        pages=pages,
        redirects={f"{name}.html": f"{target}.html" for name, target in moved.items()},
        withdrawn=tuple(f"{issue.docname}.html" for issue in issues if issue.head.is_withdrawn),
    )


def note_addresses(app: Sphinx, exception: Exception | None) -> None:
    """Note the addresses beside the pages, once all are written."""
    if exception is not None or not isinstance(app.builder, SiteBuilder):
        return
    plain = addresses_of(app.builder).model_dump(mode="json")
    text = json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path = Path(app.outdir, ADDRESSES)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")


def setup_addresses(app: Sphinx) -> None:
    """Register the note."""
    app.connect("build-finished", note_addresses)
