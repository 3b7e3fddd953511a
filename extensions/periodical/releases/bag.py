"""Bags for archives: a part of a release, or all of it, with its sources, records and checksums.

The packaging is that of BagIt (RFC 8493), made by the Library of Congress's own library.

A bag tells what happened to its issues (PREMIS 3.0, https://www.loc.gov/standards/premis/v3/, with
the types of events of the vocabulary of the Library of Congress). Git's history says when a page
was made and when it was first said, in its front matter, that it was corrected or withdrawn; the
store, when it was released. The day that front matter names is anyone's to choose, so it stands in
the words of the event. It is the moment only of what a page said already when it was added, as one
from an older archive does.
"""

import html
import json
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from .. import __version__
from ..defaults import default_folder
from ..documents.templates import XmlTemplates, written
from ..model.files import write_whole
from ..model.git import Repository, paths_of
from ..model.issue import RevisionKind
from ..model.messages import TroubleError
from ..model.page import PAGE_SUFFIX, Page, is_issue
from ..model.publication import ISSUES_FOLDER, read_publication
from ..model.text import as_json
from .manifest import SUMS, Manifest, record
from .store import Store, age

with warnings.catch_warnings():
    # It asks setuptools for its version, which says that it should not be asked.
    warnings.simplefilter("ignore")
    import bagit

_FORMS = XmlTemplates([default_folder("_templates")], "en")


def belongs(path: str, part: str) -> bool:
    """Tell whether a file is of a part: an issue by its id, or a year; of everything, all are.

    What is made of an issue, for readers and for registries, is called by its id.
    """
    name = PurePosixPath(path).name.partition(".")[0].removesuffix("_changes")
    is_of_year = bool(re.fullmatch(r"\d{4}", part)) and name.startswith(f"{part}-")
    is_named = path.startswith((f"{ISSUES_FOLDER}/", "data/")) and (name == part or is_of_year)
    return not part or is_named or path.startswith(f"{ISSUES_FOLDER}/{part}/")


def make_bag(store: Store, manifest: Manifest, target: Path, part: str) -> None:
    """Make a bag of a part of a release: an issue by its id, a year, or everything.

    It is an error if there is no such part, or if the repository lacks the commit or its history.
    """
    store.require_history()
    outputs = {path for path in manifest.files if belongs(path, part)}
    objects = store.files_of(manifest.commit)
    sources = {path for path in objects if belongs(path, part)}
    if not outputs or not sources:
        raise TroubleError("bag-of-nothing", tag=manifest.tag, part=part)
    if part:
        # What its pages load: styles, scripts and faces all alike, and own pictures.
        asking = [path for path in outputs if path.endswith(".html")]
        text = "".join(content.decode() for _, content in store.files(manifest, asking))
        outputs |= {path for path in manifest.files if path.startswith("_static/")}
        images = (path for path in manifest.files if path.startswith("_images/"))
        outputs |= {path for path in images if html.escape(quote(path)) in text}
    # A picture on a page has the path of its source.
    pictures = {path.removeprefix("_images/") for path in outputs if path.startswith("_images/")}
    sources |= pictures & objects.keys()
    texts = store.texts(objects, filter(is_issue, sources))
    issues = (Page(path, content) for path, content in texts)
    pages = [page for page in issues if f"{page.docname}.html" in manifest.files]
    data = store.files(manifest, {"data/issues.json"} & manifest.files.keys())
    rows = [row for _, content in data for row in json.loads(content)]
    releases = [each for each in store.releases() if age(each) <= age(manifest)]
    own = [row for row in rows if belongs(f"data/{row['id']}.json", part)]
    records = {f"records/{row['id']}.json": as_json(row) for row in own}
    premis = describe_events(pages, store, releases, manifest.commit)
    beside = {"premis.xml": premis} | records | manifest.beside()
    del beside[SUMS]  # of the whole release; a bag has sums of its own
    site, texts = store.files(manifest, outputs), store.texts(objects, sources)
    for folder, files in (("site", site), ("sources", texts), ("", beside.items())):
        for path, content in files:
            write_whole(target / folder / path, content)
    told = {"publication": read_publication(store.root), "manifest": manifest, "part": part}
    told |= {"version": __version__, "bagit": bagit.VERSION}
    lines = _FORMS.text("releases/bag-info.txt", **told).splitlines()
    info = dict(line.split(": ", 1) for line in lines)
    bagit.make_bag(str(target), info, checksums=["sha256", "sha512"])


def describe_events(
    pages: Iterable[Page], repository: Repository, releases: Sequence[Manifest], commit: str
) -> bytes:
    """Return the events of pages up to a commit, which is that of the last of the releases."""
    events = partial(_events, repository=repository, releases=releases, commit=commit)
    shown = [(page, record(page.raw), sorted(events(page), key=itemgetter(0))) for page in pages]
    return written(_FORMS.page("releases/premis.xml", pages=shown))


def _events(
    page: Page, repository: Repository, releases: Sequence[Manifest], commit: str
) -> Iterator[tuple[str, str, str]]:
    """Yield when something happened to a page (ISO 8601), of what type it was, and in words."""
    paths = paths_of(page.docname, page.head) if page.head else (page.file,)
    names = {f"{path.removesuffix(PAGE_SUFFIX)}.html" for path in paths}
    told: Counter[tuple[str, RevisionKind]] = Counter()
    for number, (made, text) in enumerate(repository.texts_of(paths, commit)):
        if number == 0:
            yield made.date, "creation", f"The page was added in commit {made.id}."
        head, before = Page(page.file, text).head, told.copy()
        for each in head.revisions if head else ():
            day = each.date.isoformat()
            if before[day, each.kind]:
                before[day, each.kind] -= 1
                continue
            told[day, each.kind] += 1
            kind = "deaccession" if each.kind is RevisionKind.WITHDRAWAL else "modification"
            said = f"{each.kind.capitalize()}, dated {day}, in commit {made.id}: {each.note}"
            yield made.date if number else day, kind, said
    for release in releases:
        if not names.isdisjoint(release.files):
            yield release.date, "dissemination", f"Released in {release.tag}."
