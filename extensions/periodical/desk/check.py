"""``periodical check``: all that can be known of the issues without Sphinx."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from .. import ROOMS
from ..ledger.memory import fewer_collections
from ..markup.advice import advise
from ..markup.rules import check_page
from ..markup.targets import Surroundings
from ..model.archive import IssueFiles, date_in_name
from ..model.claims import claimed_twice
from ..model.history import History
from ..model.messages import Complaint
from ..model.page import Page
from ..model.problem import Problem, TroubleError
from ..model.publication import ISSUES_FOLDER, read_publication
from ..model.registry import read_registry
from ..model.style import read_style
from ..model.values import IMAGE_TYPES
from .spelling import misspelt
from .unannounced import changes_since_release

Fix: TypeAlias = Callable[[Page, Surroundings], Page]

WORTH_WORKERS = 200
"""From how many pages on it is worth starting other processes."""


def check(
    root: Path, files: Iterable[Path] | None = None, *, fix: Fix | None = None, hints: bool = False
) -> tuple[list[Problem], int]:
    """Check the issues of a publication; return what is wrong, and how many pages were looked at.

    Where no files of `issues/` are named, all are checked, and `_data/`. It is an error if one that
    is named does not exist, or is elsewhere.

    Args:
        fix: What is done with each page before it is checked; it returns the page as it is then.
        hints: Whether there is to be advice, too. That, and `fix`, are for pages that are named, or
            are not as the last release has them: what was published is not written anew in passing.
    """
    root = root.resolve()
    publication = read_publication(root)
    registry, registry_problems = read_registry(root)
    style, style_problems = read_style(root)
    archive, day = IssueFiles(root), publication.day
    all_around = Surroundings(root, publication, registry, archive.index, style)
    named = None if files is None else {_name(file, root) for file in files}
    problems = [*registry_problems, *style_problems, *archive.problems()]
    pages = {file: Page.read(root, file) for file in archive.page_files}
    to_check = {file: page for file, page in pages.items() if named is None or file in named}
    asked = set(to_check) if named else _not_as_released(root, to_check)
    if fix:
        pages |= {file: fix(to_check[file], all_around) for file in sorted(asked)}
        to_check = {file: pages[file] for file in to_check}
    held_back = {Path(file).stem: page for file, page in pages.items() if page.is_held_back(day)}
    around = dict(_surroundings(to_check.values(), held_back, all_around))
    problems += _check_pages(around)
    if hints:
        advised = [page for file, page in to_check.items() if file in asked]
        problems += [each.problem for page in advised for each in advise(page, around[page])]
        problems += misspelt(advised, registry)
    problems += _of_later_days(to_check.values(), day)
    problems += _claimed_twice(pages)
    problems += changes_since_release(root, to_check)
    problems += _places_in_pictures(archive)
    if "releases" in ROOMS:
        from ..releases.addresses import lost_addresses
        from ..releases.store import Store

        on_site = {file: page for file, page in pages.items() if not page.is_held_back(day)}
        problems += lost_addresses(root, Store(root).published(), on_site)
    if named is not None:
        problems = [problem for problem in problems if problem.file in named]
    return sorted(set(problems)), len(to_check)


def _not_as_released(root: Path, files: Iterable[str]) -> set[str]:
    """Return those files that are not as the last release has them."""
    history = History(root)
    changed = history.changed_since(history.releases[-1]) if history.releases else files
    return set(files).intersection(changed)


def _of_later_days(pages: Iterable[Page], day: str) -> Iterator[Problem]:
    """Yield a note for each page that appears behind a day."""
    for page in pages:
        if not page.is_draft and page.is_held_back(day):
            yield Complaint("page-of-a-later-day", date=date_in_name(page.file)).at(page.file)


def _surroundings(
    pages: Iterable[Page], held_back: Mapping[str, Page], around: Surroundings
) -> Iterator[tuple[Page, Surroundings]]:
    """Yield pages with what each finds: what is on the site when it appears; and a draft, all."""
    issues, today = around.issues, around.publication.day

    @cache
    def on(day: str) -> Surroundings:
        hidden = [name for name, page in held_back.items() if page.is_held_back(day)]
        return replace(around, issues=issues and issues.without(hidden))

    for page in pages:
        yield page, around if page.is_draft else on(max(today, date_in_name(page.file)))


def _check_pages(pages: Mapping[Page, Surroundings]) -> list[Problem]:
    """Check pages, a large archive with as many processes as there are cores."""
    with fewer_collections():
        if len(pages) < WORTH_WORKERS:
            return list(chain.from_iterable(map(check_page, pages, pages.values())))
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor() as workers:
            found = workers.map(check_page, pages, pages.values(), chunksize=50)
            return list(chain.from_iterable(found))


def _places_in_pictures(archive: IssueFiles) -> Iterator[Problem]:
    """Yield a note for each picture whose file says where it was taken."""
    pictures = [path for path in archive.files if path.suffix.lower() in IMAGE_TYPES]
    if not pictures:
        return
    from ..pictures.content import has_place

    for path in pictures:
        if not path.is_symlink() and has_place(path):
            yield Complaint("picture-with-place").at(path.relative_to(archive.root).as_posix())


def _name(file: Path, root: Path) -> str:
    # Links are not followed: a page that is one is what `check` has to find.
    path = Path(file) if file.is_absolute() else Path.cwd() / file
    path = path.parent.resolve() / path.name
    if not path.is_symlink() and not path.exists():
        raise TroubleError(f"There is no file {file}.")
    if not path.is_relative_to(root / ISSUES_FOLDER):
        raise TroubleError(f"{file} is not in {ISSUES_FOLDER}/: only issues are checked.")
    return path.relative_to(root).as_posix()


def _claimed_twice(pages: Mapping[str, Page]) -> Iterator[Problem]:
    """Yield old addresses and DOIs that several issues claim."""
    # Of thousands of pages, only those are read that say something of it.
    heads = {
        file: page.head
        for file, page in pages.items()
        if re.search(rb"redirect_from|\bdoi\b", page.raw) and page.head
    }
    for file, path, wrong in claimed_twice(heads, pages):
        yield wrong.at(file, *pages[file].front_matter.source.place(path))
