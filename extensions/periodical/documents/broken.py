"""Pages of which no PDF can be made, because something on them was refused or could not be read.

Sphinx reports a problem once, when it reads the page; a later build has to know too. What would be
printed is not what the author wrote, and a volume without one of its issues is not that year.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sphinx.application import Sphinx

from ..domain import PeriodicalDomain
from ..markup.reading import left_out
from ..model.archive import PAGE_SUFFIX, IssueFiles
from ..model.messages import Complaint
from ..model.problem import Problem, on_one_line
from ..model.records import ReferenceRecord

_YEAR = re.compile(r"(?<=/)\d{4}(?=[/-])")


@dataclass(frozen=True)
class BrokenPage:
    """A page with problems: what is wrong, with its place, and of what years it would be a part."""

    years: frozenset[int]
    reason: str


def broken_pages(app: Sphinx, domain: PeriodicalDomain) -> dict[str, BrokenPage]:
    """Return the broken pages of `issues/` by docname, in order; drafts left out are not read."""
    found = {docname: _reason(problems) for docname, problems in domain.problems.items()}
    for docname, issue in domain.issues.items():
        if dead := next((each for each in issue.references if _is_dead(each, domain)), None):
            words = f"{dead.issue}#{dead.anchor}".removesuffix("#")
            found.setdefault(docname, str(Complaint("pdf-link", words=words).at(f"{docname}.md")))
    archive = IssueFiles(Path(app.srcdir))
    files = [path.relative_to(archive.root).as_posix() for path in archive.files]
    pages = {file.removesuffix(PAGE_SUFFIX): file for file in files if file.endswith(PAGE_SUFFIX)}
    if unread := pages.keys() - domain.issues.keys() - found.keys():
        problems, drafts = left_out(app)
        of_folder = {problem.file: str(problem) for problem in problems}
        for docname in unread:
            file = pages[docname]
            if file not in drafts:
                found[docname] = of_folder.get(file, f"{on_one_line(file)}: It cannot be read.")
    return {
        docname: BrokenPage(_years(docname, domain), found[docname]) for docname in sorted(found)
    }


def _is_dead(reference: ReferenceRecord, domain: PeriodicalDomain) -> bool:
    """Tell whether a reference leads nowhere, of which Sphinx warns when it writes the page."""
    led_to = domain.concordance.target_of(reference)
    if led_to is None:
        return True
    return bool(reference.anchor) and reference.anchor not in led_to[0].anchors


def _reason(problems: Collection[Problem]) -> str:
    first = str(next(iter(problems)))
    return f"{first} (And {len(problems) - 1} more.)" if len(problems) > 1 else first


def _years(docname: str, domain: PeriodicalDomain) -> frozenset[int]:
    recorded = [domain.issues[docname].year] if docname in domain.issues else []
    return frozenset([*map(int, _YEAR.findall(docname)), *recorded])
