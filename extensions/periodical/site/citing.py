"""*Cite this issue*: at the foot of its page, in the page's metadata, and as files beside it.

Beside it lies its source, too: who cites a text can prove by its SHA-256 what was cited.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config

from ..citations.citation import Citation, cite_issue, cite_stories, format_citation
from ..citations.formats import FORMATS, Format
from ..domain import PeriodicalDomain, periodical_domain
from ..ledger.inputs import code_of, settings
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output
from ..model.archive import PAGE_SUFFIX
from ..model.records import IssueRecord


def _cite(issue: IssueRecord, domain: PeriodicalDomain, config: Config) -> list[Citation]:
    """Return the citations of an issue and of its stories."""
    whole = cite_issue(
        issue,
        domain.publication,
        domain.registry,
        release=config.periodical_release,
        with_pdf="pdf" in config.periodical_documents,
    )
    return [whole, *cite_stories(issue, whole)]


def citation_files(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the source of each issue, and the files that cite the issue and its stories."""
    domain = periodical_domain(builder.env)
    frame = fingerprint(code_of("site"), settings(builder.config))
    for issue in domain.chronicle.issues:
        source = f"{issue.docname}{PAGE_SUFFIX}"
        yield Output(source, issue.digest, Path(app.srcdir, source).read_bytes)
        authors = [domain.registry.person(author).name for author in issue.head.authors]
        mark = fingerprint(frame, issue.docname, domain.env.all_docs[issue.docname], authors)
        for each in FORMATS:
            make = partial(_file, each, issue, domain, builder.config)
            yield Output(f"{issue.docname}{each.ending}", mark, make)


def _file(form: Format, issue: IssueRecord, domain: PeriodicalDomain, config: Config) -> bytes:
    return form.make(_cite(issue, domain, config)).encode()


def citations_of(issue: IssueRecord, domain: PeriodicalDomain, config: Config) -> dict[str, Any]:
    """Return what the page of an issue shows of its citations, its own first, and of its source."""
    citations = _cite(issue, domain, config)
    return {
        "cited": [{"citation": each, "words": [*format_citation(each)]} for each in citations],
        "citation_formats": FORMATS,
        "source_file": f"{issue.id}{PAGE_SUFFIX}",
        "source_digest": issue.digest,
    }
