"""The pages of issues: which files may be in `issues/`, and one page, read once, for all.

`check`, the parser, drafts, records, words, comparisons, references to headings and PDFs ask the
same `Page`, its front matter included, so that none can take a file for something else than others.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, groupby
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Self

from .issue import IssueHead
from .limits import PAGE_BYTES, PAGE_SIGNS, PAGE_WORDS
from .messages import Complaint, Problem, TroubleError
from .publication import ISSUES_FOLDER
from .text import with_few_marks, without_forbidden
from .validation import KeyPath, YamlSource, read_yaml, validate
from .values import IMAGE_TYPES, file_name_complaint, is_iso_date, same_name

PAGE_SUFFIX = ".md"
_PAGE = re.compile(
    rf"{ISSUES_FOLDER}/(?P<year>\d{{4}})/(?P<date>\d{{4}}-\d{{2}}-\d{{2}})-[a-z0-9]+(?:-[a-z0-9]+)*\.md"
)
_LONGEST_NAME = 150
_WITHDRAWN = "This issue has been withdrawn."
# What editors and systems lay beside a file for themselves; Vim tries with 4913 whether it can.
_IGNORED = re.compile(r"\..*|.*~|#.*#|Thumbs\.db|desktop\.ini|4913")


def is_issue(docname: str) -> bool:
    """Tell whether a Sphinx document is a contributor's page."""
    return docname.startswith(f"{ISSUES_FOLDER}/")


def page_of(identifier: str) -> str:
    """Return the path of the page of an issue, from the root."""
    return f"{ISSUES_FOLDER}/{identifier[:4]}/{identifier}{PAGE_SUFFIX}"


def date_in_name(docname: str) -> str:
    """Return the date that opens an issue's id, as text."""
    return docname.rpartition("/")[2][:10]


class IssueIndex(dict[str, list[str]]):
    """The ids of issues, by what a reference to them says: each by itself, and all of a date."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = frozenset(ids)
        by_date = groupby(sorted(self.ids), key=date_in_name)
        super().__init__({date: list(found) for date, found in by_date})
        self.update((each, [each]) for each in self.ids)

    def explain(self, target: str) -> Complaint | None:
        """Return what is wrong with a reference that means no issue, or several."""
        if found := self.get(target):
            several = Complaint("issue-not-one", target=target, found=", ".join(found))
            return several if len(found) > 1 else None
        case, latest = ("", max(self.ids)) if self.ids else ("none", "")
        return Complaint("issue-unknown", known=self, case=case, word=target, latest=latest)

    def meant(self, target: str) -> str:
        """Return the id of the issue that is named to a command; a `TroubleError` if it is none."""
        if wrong := self.explain(target):
            raise TroubleError("issue-not-meant", said=wrong.at("").text)
        return self[target][0]


@dataclass(frozen=True)
class IssueFiles:
    """The files of a publication, as far as its issues are concerned; `conf.py` is in its root."""

    root: Path

    @cached_property
    def files(self) -> dict[str, Complaint | None]:
        """All files and links below `issues/`, by their paths from the root, and what is wrong."""
        folder = self.root / ISSUES_FOLDER
        if folder.is_symlink():
            return {ISSUES_FOLDER: Complaint("file-link")}
        found: dict[str, Complaint | None] = {}
        folders = [ISSUES_FOLDER] if folder.is_dir() else []
        while folders:
            name = folders.pop()
            # What a folder knows of each of thousands is not asked of the disk once more.
            with os.scandir(self.root / name) as entries:
                for entry in entries:
                    file = f"{name}/{entry.name}"
                    if _IGNORED.fullmatch(entry.name):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(file)
                    else:
                        found[file] = _file_complaint(entry, file)
        return {file: found[file] for file in sorted(found)}

    @cached_property
    def index(self) -> IssueIndex:
        """The ids of all issues; a page under a wrong name, or in a wrong folder, is none."""
        names = (file.rpartition("/")[2] for file in self.page_files if self.files[file] is None)
        return IssueIndex(name.removesuffix(PAGE_SUFFIX) for name in names)

    @property
    def page_files(self) -> list[str]:
        """The paths of all pages that can be read, whatever their names; a link to one is none."""
        pages = ((file, wrong) for file, wrong in self.files.items() if file.endswith(PAGE_SUFFIX))
        return [file for file, wrong in pages if not wrong or wrong.name.startswith("page-name")]

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with names, places and types of files."""
        known: dict[str, str] = {}
        for file, wrong in self.files.items():
            # Some disks take a path, or a folder in it, for another's.
            for part in () if wrong else reversed([*accumulate(file.split("/"), "{}/{}".format)]):
                if (other := known.setdefault(same_name(part), part)) != part and not wrong:
                    wrong = Complaint("path-same-elsewhere", path=part, other=other)
            if wrong:
                yield wrong.at(file)


def _file_complaint(entry: "os.DirEntry[str]", file: str) -> Complaint | None:
    if entry.is_symlink():
        return Complaint("file-link")
    if not entry.is_file():
        return Complaint("file-none")
    path = PurePosixPath(file)
    if path.suffix == PAGE_SUFFIX:
        too_long = entry.stat().st_size > PAGE_BYTES
        return Complaint("page-too-long") if too_long else page_name_complaint(file)
    if path.suffix.lower() not in IMAGE_TYPES:
        kinds = ", ".join(sorted(IMAGE_TYPES))
        return Complaint("file-type", type=path.suffix or path.name, types=kinds)
    wrong = file_name_complaint(file)
    return wrong.with_values(code="file-name") if wrong else None


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


class FrontMatter(NamedTuple):
    """The front matter of a page: the issue's head, or what is wrong with it.

    The source is empty where there is none; `end` counts the lines, both ``---`` lines included.
    """

    head: IssueHead | None
    problems: tuple[Problem, ...]
    source: YamlSource
    end: int


def decode(raw: bytes) -> str:
    r"""Return the text of a file as people save it, with line ends as ``\n``."""
    return raw.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")


def not_utf_8(file: str, raw: bytes) -> Problem | None:
    """Return that the bytes of a file are no text, and where, if they are none."""
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        lines = decode(error.object[: error.start]).split("\n")
        return Complaint("not-utf-8").at(file, len(lines), len(lines[-1]) + 1)
    return None


# What begins a line; what stands for itself; and what opens something in a line.
_SIGNS = re.compile(r"(?m)^[^\S\n]*+\S|(?<!\S)(?:\d+[.)]|[^\w\s]++)(?!\S)|[\[<`{|]|[*_~]++")


@dataclass(frozen=True)
class Page:
    """A page of an issue, by its path from the root with slashes, on disk or in a release."""

    file: str
    raw: bytes = field(repr=False)

    @classmethod
    def read(cls, root: Path, name: str) -> Self:
        """Read a page of the folder with `conf.py`, by its path or its name in Sphinx."""
        file = f"{name.removesuffix(PAGE_SUFFIX)}{PAGE_SUFFIX}"
        return cls(file, (root / file).read_bytes())

    @property
    def docname(self) -> str:
        """The name of the page in a Sphinx project."""
        return self.file.removesuffix(PAGE_SUFFIX)

    @cached_property
    def front_matter(self) -> FrontMatter:
        """What stands between the ``---`` lines."""
        source, end = YamlSource(self.file), 0
        head, problems = None, []
        fences = (n for n, line in enumerate(self.lines) if n and line.rstrip() == "---")
        if self.lines[0].rstrip() != "---":
            problems = [Complaint("front-matter-missing").at(self.file)]
        elif (last := next(fences, None)) is None:
            problems, end = [Complaint("front-matter-endless").at(self.file)], len(self.lines)
        else:
            end = last + 1
            # The first line is blanked, so that lines keep their numbers.
            source = read_yaml("\n".join(["", *self.lines[1:last], ""]), file=self.file)
            if source.broken or isinstance(source.data, dict | None):
                head, problems = validate(IssueHead, source, {})
            else:
                problems = [Complaint("front-matter-no-keys").at(self.file, 2)]
        if head and head.is_withdrawn:
            # Whoever asks, check or build, is told nothing of a text that is gone.
            nothing = {"summary": _WITHDRAWN, "lead_image": None, "topics": ()}
            head = head.model_copy(update=nothing)
        return FrontMatter(head, tuple(problems), source, end)

    @property
    def head(self) -> IssueHead | None:
        """What the front matter says, where all of it is right."""
        return self.front_matter.head

    @property
    def moved_anchors(self) -> dict[str, str]:
        """Old anchors of its stories, and the anchors they have now, as far as its head says."""
        return self.head.moved_anchors if self.head else {}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, as hexadecimal digits."""
        return hashlib.sha256(self.raw).hexdigest()

    @cached_property
    def text(self) -> str:
        """The text, without what could hold up or cover anything until it is mended.

        U+FFFD stands for what no text can hold.
        """
        return with_few_marks(without_forbidden(decode(self.raw)))

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return self.text.split("\n")

    @cached_property
    def unreadable(self) -> Problem | None:
        """Why the page is not read: it is no text, or too long a one."""
        wrong = not_utf_8(self.file, self.raw)
        # There are no more letters than bytes.
        if wrong or len(self.raw) < PAGE_SIGNS:
            return wrong
        if (count := len(self.text.split())) > PAGE_WORDS:
            return Complaint("page-too-many-words", count=count, most=PAGE_WORDS).at(self.file)
        if (count := len(_SIGNS.findall(self.text))) > PAGE_SIGNS:
            return Complaint("page-too-many-signs", count=count, most=PAGE_SIGNS).at(self.file)
        return None

    @cached_property
    def body(self) -> str:
        """The text with the front matter blanked, so that lines keep their numbers."""
        end = self.front_matter.end
        return "\n" * end + "\n".join(self.lines[end:])

    def is_held_back(self, day: str) -> bool:
        """Whether the page is not on the site on a day (ISO 8601): a draft, or of a later day."""
        is_later = date_in_name(self.file) > day and page_name_complaint(self.file) is None
        return is_later or self.is_draft

    def place_of(self, words: str, line: int) -> tuple[int, int]:
        """Return where words stand, on a line or in the paragraph that begins there."""
        for number, text in enumerate(self.lines[line - 1 :], start=line):
            if (column := text.find(words)) >= 0:
                return number, column + 1
            if not text.strip():
                break
        return line, 1

    @property
    def is_draft(self) -> bool:
        """Whether the page says that it is a draft, whatever else is wrong with it.

        This is asked of every page at every build: only where the words stand is YAML read, or
        where a letter of them may be written as a number.
        """
        head = self.raw.partition(b"\n---")[0]
        if b"\\" not in head and (b"status" not in head or b"draft" not in head):
            return False
        data = self.front_matter.source.data
        return isinstance(data, dict) and data.get("status") == "draft"


def claimed_twice(
    heads: Mapping[str, IssueHead], files: Iterable[str], page: Callable[[str], Page]
) -> Iterator[Problem]:
    """Yield that an old address or a DOI is another's already.

    Args:
        heads: The heads that may claim something, by their pages' paths.
        files: The paths of all pages, whose own addresses are theirs.
        page: Gives the page of a path, for the place of what it claims.
    """
    addresses = {file.removesuffix(PAGE_SUFFIX) + ".html": file for file in files}
    taken = {same_name(address): (address, file) for address, file in addresses.items()}
    for file, head in sorted(heads.items()):
        old = enumerate(head.redirect_from)
        claims: dict[KeyPath, str] = {("redirect_from", number): each for number, each in old}
        claims |= {("doi",): head.doi} if head.doi else {}
        for path, claimed in claims.items():
            mine = (claimed, file)
            if (other := taken.setdefault(same_name(claimed), mine)) is not mine:
                same = "redirect-twice" if other[0] == claimed else "redirect-same-file"
                name = "doi-twice" if "doi" in path else same
                wrong = Complaint(name, claimed=claimed, owner=other[1])
                yield wrong.at(file, *page(file).front_matter.source.place(path))
