"""An output, to show how small one is: a list of all issues as text, beside the site's pages."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..domain import periodical_domain
from ..ledger.outputs import OUTPUTS, Output, code_of
from ..model.files import fingerprint


def list_issues(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the list: what decides it, and what makes it."""
    issues = periodical_domain(builder.env).concordance.issues
    lines = [f"{issue.head.date}: {issue.head.title}\n" for issue in issues]
    mark = fingerprint(code_of("reading_list"), lines)
    yield Output("issues.txt", mark, lambda: "".join(lines).encode())


def setup_reading_list(app: Sphinx) -> None:
    """Register the list."""
    app.connect(OUTPUTS, list_issues)
