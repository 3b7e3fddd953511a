"""What happened to the issues in a bag: made, released, corrected, withdrawn.

Git's history says when a page was made and when it was first said, in its front matter, that it was
corrected or withdrawn; the store, when it was released. The day that front matter names is anyone's
to choose, so it stands in the words of the event. It is the moment only of what a page said already
when it was added, as one from an older archive does.

Format: PREMIS 3.0, https://www.loc.gov/standards/premis/v3/. Types of events are those of the
vocabulary of the Library of Congress.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from ..defaults import default_folder
from ..documents.templates import XmlTemplates, written
from ..model.git import Commit, Repository, paths_of
from ..model.issue import RevisionKind
from ..model.page import PAGE_SUFFIX, Page
from .manifest import Manifest, record

Event = tuple[str, str, str]
"""When something happened (ISO 8601), of what type it was, and in words."""


def describe_events(
    pages: Iterable[Page], repository: Repository, releases: Sequence[Manifest], commit: str
) -> bytes:
    """Return the events of pages up to a commit, which is that of the last of the releases."""
    shown = []
    for page in pages:
        events = sorted(_events(page, repository, releases, commit), key=itemgetter(0))
        shown.append((page, record(page.raw), events))
    templates = XmlTemplates([default_folder("_templates")], "en")
    return written(templates.page("releases/premis.xml", pages=shown))


def _events(
    page: Page, repository: Repository, releases: Sequence[Manifest], commit: str
) -> Iterator[Event]:
    paths = paths_of(page.docname, page.head) if page.head else (page.file,)
    names = {f"{path.removesuffix(PAGE_SUFFIX)}.html" for path in paths}
    told: list[tuple[str, RevisionKind]] = []
    for number, (made, text) in enumerate(repository.texts_of(paths, commit)):
        if number == 0:
            yield made.date, "creation", f"The page was added in commit {made.id}."
        yield from _revisions(Page(page.file, text), made, told, is_first=number == 0)
    for release in releases:
        if not names.isdisjoint(release.files):
            yield release.date, "dissemination", f"Released in {release.tag}."


def _revisions(
    page: Page, made: Commit, told: list[tuple[str, RevisionKind]], *, is_first: bool
) -> Iterator[Event]:
    """Yield what a page said of itself in a commit and not before; what was said is `told`."""
    before = told.copy()
    for each in page.head.revisions if page.head else ():
        day = each.date.isoformat()
        if (day, each.kind) in before:
            before.remove((day, each.kind))
            continue
        told.append((day, each.kind))
        kind = "deaccession" if each.kind is RevisionKind.WITHDRAWAL else "modification"
        said = f"{each.kind.capitalize()}, dated {day}, in commit {made.id}: {each.note}"
        yield day if is_first else made.date, kind, said
