"""The folder `issues/`: which files may be in it, what each page is called, and what is its own."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path, PurePosixPath

from .issue import IssueHead
from .limits import PAGE_BYTES
from .messages import Complaint, Problem
from .publication import ISSUES_FOLDER
from .validation import KeyPath
from .values import IMAGE_TYPES, file_name_complaint, is_iso_date, same_name

PAGE_SUFFIX = ".md"
_PAGE = re.compile(
    rf"{ISSUES_FOLDER}/(?P<year>\d{{4}})/(?P<date>\d{{4}}-\d{{2}}-\d{{2}})-[a-z0-9]+(?:-[a-z0-9]+)*\.md"
)
_LONGEST_NAME = 150
_IGNORED = {".DS_Store", "Thumbs.db", ".gitkeep"}


def is_issue(docname: str) -> bool:
    """Tell whether a Sphinx document is a contributor's page."""
    return docname.startswith(f"{ISSUES_FOLDER}/")


def page_of(identifier: str) -> str:
    """Return the path of the page of an issue, from the root."""
    return f"{ISSUES_FOLDER}/{identifier[:4]}/{identifier}{PAGE_SUFFIX}"


def date_in_name(docname: str) -> str:
    """Return the date that opens an issue's id, as text."""
    return PurePosixPath(docname).name[:10]


@dataclass(frozen=True)
class IssueIndex:
    """The ids of all issues, to look up what a reference means."""

    ids: frozenset[str]

    def without(self, ids: Iterable[str]) -> "IssueIndex":
        """Return the index without some ids."""
        return IssueIndex(self.ids.difference(ids))

    @cached_property
    def _by_date(self) -> dict[str, list[str]]:
        return {date: list(ids) for date, ids in groupby(sorted(self.ids), key=date_in_name)}

    def find(self, target: str) -> list[str]:
        """Return the ids that a reference means: the one of that name, or all of that date."""
        return [target] if target in self.ids else self._by_date.get(target, [])

    def explain(self, target: str) -> Complaint:
        """Return what is wrong with a reference that means no issue, or several."""
        if found := self.find(target):
            return Complaint("issue-not-one", target=target, found=", ".join(found))
        if not self.ids:
            return Complaint("issue-unknown", word=target, case="none")
        known = [*self.ids, *self._by_date]
        return Complaint("issue-unknown", word=target, known=known, latest=max(self.ids))


@dataclass(frozen=True)
class IssueFiles:
    """The files of a publication, as far as its issues are concerned; `conf.py` is in its root."""

    root: Path

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """All files and links below `issues/`, in the order of their names."""
        return tuple(sorted(_files(self.root / ISSUES_FOLDER)))

    @cached_property
    def index(self) -> IssueIndex:
        """The ids of all issues; a page under a wrong name, or in a wrong folder, is none."""
        names = [name for name in self.page_files if page_name_complaint(name) is None]
        return IssueIndex(frozenset(PurePosixPath(name).stem for name in names))

    @cached_property
    def page_files(self) -> tuple[str, ...]:
        """The paths of all pages that can be read, from the root; a link to a page is none."""
        return tuple(
            path.relative_to(self.root).as_posix()
            for path in self.files
            if path.suffix == PAGE_SUFFIX
            and path.is_file()
            and not path.is_symlink()
            and path.stat().st_size <= PAGE_BYTES
        )

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with names, places and types of files."""
        known: dict[str, str] = {}
        for path in self.files:
            file = path.relative_to(self.root).as_posix()
            if wrong := _file_complaint(path, file) or _same_elsewhere(file, known):
                yield wrong.at(file)


def _file_complaint(path: Path, file: str) -> Complaint | None:
    if path.is_symlink():
        return Complaint("file-link")
    if not path.is_file():
        return Complaint("file-none")
    if path.suffix == PAGE_SUFFIX:
        too_long = path.stat().st_size > PAGE_BYTES
        return Complaint("page-too-long") if too_long else page_name_complaint(file)
    if path.suffix.lower() not in IMAGE_TYPES:
        kinds = ", ".join(sorted(IMAGE_TYPES))
        return Complaint("file-type", type=path.suffix or path.name, types=kinds)
    wrong = file_name_complaint(file)
    return wrong.with_values(code="file-name") if wrong else None


def _same_elsewhere(file: str, known: dict[str, str]) -> Complaint | None:
    """Return what is wrong with a path that some disk takes for another's.

    `known` has the paths and folders of all files before it, each by what disks make of it.
    """
    for part in (file, *map(str, PurePosixPath(file).parents)):
        if (other := known.setdefault(same_name(part), part)) != part:
            return Complaint("path-same-elsewhere", path=part, other=other)
    return None


def page_name_complaint(file: str) -> Complaint | None:
    """Return what is wrong with the name of a page; `None` if nothing is."""
    match = _PAGE.fullmatch(file)
    if match is None:
        return Complaint("page-name", name=file)
    if len(file) > _LONGEST_NAME:
        return Complaint("page-name-too-long")
    date, year = match["date"], match["date"][:4]
    if not is_iso_date(date):
        return Complaint("page-name-no-day", date=date)
    if year != match["year"]:
        folder = f"{ISSUES_FOLDER}/{year}/"
        return Complaint("page-name-other-year", date=date, year=match["year"], folder=folder)
    return None


def claimed_twice(
    heads: Mapping[str, IssueHead], files: Iterable[str]
) -> Iterator[tuple[str, KeyPath, Complaint]]:
    """Yield what is claimed once more: by which page, where in its front matter, and what it is.

    Args:
        heads: The heads that may claim something, by their pages' paths.
        files: The paths of all pages, whose own addresses are theirs.
    """
    addresses = {file.removesuffix(PAGE_SUFFIX) + ".html": file for file in files}
    taken = {same_name(address): (address, file) for address, file in addresses.items()}
    for file, head in sorted(heads.items()):
        claims: list[tuple[KeyPath, str]] = [
            (("redirect_from", index), each) for index, each in enumerate(head.redirect_from)
        ]
        claims += [(("doi",), head.doi)] if head.doi else []
        for path, claimed in claims:
            if other := taken.get(same_name(claimed)):
                same = "redirect-twice" if other[0] == claimed else "redirect-same-file"
                name = "doi-twice" if path == ("doi",) else same
                yield file, path, Complaint(name, claimed=claimed, owner=other[1])
            taken.setdefault(same_name(claimed), (claimed, file))


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_symlink():
        yield folder
        return
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            yield from _files(path)
        elif entry.name not in _IGNORED:
            yield path
