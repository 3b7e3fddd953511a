"""The one place that asks git, and the history of a publication: its releases, which are tags.

Nothing around it leads git to another repository, and no setting of the user's reaches the files
that it gives: line ends are the repository's. Where there is no git, no repository or no release,
there is no history, and nothing fails for it.
"""

import io
import os
import re
import subprocess
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

from .issue import IssueHead
from .limits import PAGE_BYTES
from .messages import TroubleError, did_you_mean
from .page import PAGE_SUFFIX, Page
from .publication import ISSUES_FOLDER

T = TypeVar("T")

RELEASE_TAG = re.compile(r"v\d[0-9A-Za-z._-]*")
"""How a tag is called that is a release: ``v2024.1``."""

# A hook of git's hands on what leads git to another repository, another index, other objects or
# another meaning of paths: of its variables those alone stay that say how this machine's is set up.
_MISLEADING = re.compile("GIT_(?!CONFIG|CEILING_|DISCOVERY_|EXEC_PATH).*")
_SETTINGS = {
    "LC_ALL": "C",
    "TZ": "UTC0",
    # Nothing is written in passing, not even in git's index; and no object stands for another.
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
}

_AT_ONCE = 200
"""How many objects git is asked for at once; their contents are in memory together."""


class GitError(TroubleError):
    """What git cannot give, and what to do about it."""


class Commit(NamedTuple):
    """A commit: its full id, and its moment, in seconds since 1970 and in UTC as ISO 8601."""

    id: str
    seconds: int
    date: str


@dataclass(frozen=True)
class Repository:
    """The git repository in which a folder lies."""

    root: Path

    def run(self, *arguments: str, text: str = "", check: bool = True) -> bytes:
        """Return what git answers to a command, of which nothing is a page's but as a path.

        It is a `GitError` if git is not installed, or, unless nobody checks, says that it cannot;
        and another error if the repository belongs to somebody whom git was not told to trust.
        """
        given = text.encode("utf-8", "surrogateescape")
        kept = {name: said for name, said in os.environ.items() if not _MISLEADING.fullmatch(name)}
        command = ["git", "-C", str(self.root), *arguments]
        try:
            done = subprocess.run(  # noqa: S603 - no shell
                command, env=kept | _SETTINGS, input=given, capture_output=True, check=False
            )
        except FileNotFoundError:
            raise GitError("git-missing") from None
        if check and done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            if "dubious ownership" in said:
                # It is there, so it is not as if nothing had been released.
                raise TroubleError("repository-of-another", said=said)
            named = next(each for each in arguments if not re.match("-|.*=", each))
            raise GitError("git-refuses", command=named, said=said)
        return done.stdout

    def ask(self, *arguments: str) -> str | None:
        """Return what git answers, without the last line's end, or `None` where it cannot."""
        try:
            return self.run(*arguments).decode("utf-8", "surrogateescape").removesuffix("\n")
        except GitError:
            return None

    def contents(self, objects: Iterable[tuple[T, str]]) -> Iterator[tuple[T, bytes | None]]:
        """Yield the content of each object, with what it is; `None` where it cannot be read."""
        left = deque(objects)
        while left:
            names = "".join(f"{name}\n" for _, name in islice(left, _AT_ONCE))
            behind = max(0, len(left) - _AT_ONCE)
            said = io.BytesIO(self.run("cat-file", "--batch", text=names, check=False))
            for answer in said:
                about = re.fullmatch(rb"\w+ \w+ (\d+)\n", answer)
                length = int(about[1]) if about else -1
                content = said.read(length + 1)
                if len(content) <= length:
                    break
                yield left.popleft()[0], content[:-1] if about else None
            if len(left) > behind:
                # Git ends at an object that is damaged, and is asked anew for those behind it.
                yield left.popleft()[0], None

    def files_of(self, commit: str) -> dict[str, str]:
        """Return the object of each file of the folder in a commit, by its path; links are none."""
        listed = self.run("ls-tree", "-r", "-z", commit).decode("utf-8", "surrogateescape")
        return {path: found for found, path in re.findall(r"100\d+ blob (\w+)\t([^\0]+)\0", listed)}

    def texts(self, objects: dict[str, str], paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of some files of a commit; see `files_of`."""
        for path, content in self.contents((path, objects[path]) for path in sorted(paths)):
            if content is None:
                raise GitError("file-not-in-git", path=path)
            yield path, content

    def _first_there(self, asked: list[tuple[T, str, Sequence[str]]]) -> Iterator[tuple[T, bytes]]:
        """Yield, with what it is asked for, the first of some files that a revision has."""
        names = ((key, f"{revision}:./{path}") for key, revision, paths in asked for path in paths)
        there = ((key, content) for key, content in self.contents(names) if content is not None)
        for _, found in groupby(there, itemgetter(0)):
            yield next(found)

    def texts_of(self, paths: Sequence[str], commit: str) -> Iterator[tuple[Commit, bytes]]:
        """Yield the commits, up to one, that changed a file, from the first, and what it was then.

        `paths` are those that it had, the latest first: git, which could guess, is often wrong.
        """
        commits = self._commits("--reverse", commit, "--", *paths)
        return self._first_there([(each, each.id, paths) for each in commits])

    def require(self) -> None:
        """Make sure that there is a repository."""
        try:
            self.run("rev-parse", "--git-dir")
        except GitError as error:
            raise GitError("repository-missing", folder=self.root, said=error) from error

    @property
    def is_shallow(self) -> bool:
        """Whether the clone has only the latest commits, and so perhaps no releases."""
        return self.ask("rev-parse", "--is-shallow-repository") == "true"

    def release_tags(self) -> list[str]:
        """Return the tags that are releases, oldest version first."""
        listed = (self.ask("tag", "--list", "v*") or "").split()
        return sorted(filter(RELEASE_TAG.fullmatch, listed), key=version_order)

    def commit_of(self, tag: str) -> Commit:
        """Return the commit of a release tag; if it is not here, say how to fetch it."""
        self.require()
        if not RELEASE_TAG.fullmatch(tag):
            raise GitError("tag-of-no-release", tag=tag)
        if found := self._commits("-1", f"refs/tags/{tag}^{{commit}}"):
            return found[0]
        if not (tags := self.release_tags()):
            raise GitError("tag-of-none", tag=tag)
        meant = did_you_mean(tag, tags) or f"There is {tags[-1]}."
        raise GitError("tag-missing", tag=tag, meant=meant)

    def head(self) -> Commit | None:
        """Return the commit that is checked out, or `None` outside a repository with commits."""
        return next(iter(self._commits("-1", "HEAD")), None)

    def _commits(self, *arguments: str) -> list[Commit]:
        form = ("--format=%H %ct %cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ")
        listed = self.ask("log", "--no-show-signature", *form, *arguments) or ""
        found = (line.split() for line in listed.splitlines())
        return [Commit(identifier, int(seconds), date) for identifier, seconds, date in found]

    def state(self) -> tuple[object, ...]:
        """Return what decides all answers: references, what is checked out, what is changed."""
        return self.ask("for-each-ref"), self.is_shallow, self.head(), self.changed()

    def changed(self) -> list[str]:
        """Return the files of the folder that are not as they were committed."""
        listed = self.ask("status", "--porcelain=v1", "-z", "--no-renames", "--", ".") or ""
        return [entry[3:] for entry in listed.split("\0") if entry]

    def differing_pages(self, commit: str) -> frozenset[str]:
        """Return the pages of issues, from the root, that differ on disk from a commit."""
        differing = self.ask(
            "diff", "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z",
            commit, "--", ISSUES_FOLDER,
        )  # fmt: skip
        new = self.ask("ls-files", "--others", "--exclude-standard", "-z", "--", ISSUES_FOLDER)
        names = f"{differing or ''}\0{new or ''}".split("\0")
        return frozenset(name for name in names if name.endswith(PAGE_SUFFIX))

    def check_out(self, commit: Commit, folder: Path) -> Path:
        """Clone a commit with its tags, objects not copied; return where this folder is in it."""
        top, inner = self.run("rev-parse", "--show-toplevel", "--show-prefix").decode().splitlines()
        self.run("clone", "--quiet", "--shared", "--no-checkout", "--template=", top, str(folder))
        Repository(folder).run(
            "-c", "core.autocrlf=false", "-c", "core.eol=lf", "-c", f"core.hooksPath={os.devnull}",
            "checkout", "--quiet", "--detach", commit.id,
        )  # fmt: skip
        return folder / inner


def version_order(tag: str) -> tuple[object, ...]:
    """Return a key that sorts tags as versions: ``v2 < v10-rc1 < v10 < v10.1``."""
    version, _, suffix = tag.partition("-")
    return _natural(version), not suffix, _natural(suffix), tag


def _natural(text: str) -> list[str | int]:
    """Return the texts and the numbers, in turn, of which a text consists."""
    return [int(part) if n % 2 else part for n, part in enumerate(re.split("([0-9]+)", text))]


class Release(NamedTuple):
    """A release: its tag, and the day on which it was made, as ISO 8601."""

    tag: str
    date: str


class Version(NamedTuple):
    """The page of an issue as it was committed, and the first release with this text."""

    release: Release
    page: Page


class History(Repository):
    """What git knows of a publication, whose repository may begin above its folder."""

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """The releases that led to the current commit, oldest first."""
        form = "--format=%(refname:lstrip=2)%00%(creatordate:short)"
        answer = self.ask("for-each-ref", "--merged=HEAD", form, "refs/tags/v*")
        tags = (Release(*line.split("\0")) for line in (answer or "").splitlines())
        found = [release for release in tags if RELEASE_TAG.fullmatch(release.tag)]
        # Git's own order of versions can be configured, and so differ between machines.
        return tuple(sorted(found, key=lambda release: version_order(release.tag)))

    @cached_property
    def changed_pages(self) -> frozenset[str] | None:
        """The pages, from the root, that differ on disk from the last release, if there is one."""
        return self.differing_pages(f"refs/tags/{self.releases[-1].tag}") if self.releases else None

    def versions(
        self, pages: Mapping[str, Sequence[str]], releases: Iterable[Release] | None = None
    ) -> dict[str, tuple[Version, ...]]:
        """Return the released texts of pages, oldest first, without those that changed nothing.

        Args:
            pages: The paths, from the root, that each page has, first, or had: what a release holds
                of them first is the page. Pages that were never released are left out.
            releases: The releases to look at, oldest first; all by default.
        """
        releases = self.releases if releases is None else tuple(releases)
        every = pages.items()
        asked = [((of, page), f"refs/tags/{of.tag}", had) for of in releases for page, had in every]
        versions: dict[str, list[Version]] = defaultdict(list)
        for (release, page), source in self._first_there(asked):
            is_new = not versions[page] or versions[page][-1].page.raw != source
            if is_new and len(source) <= PAGE_BYTES:
                versions[page].append(Version(release, Page(pages[page][0], source)))
        return {page: tuple(found) for page, found in versions.items() if found}

    def texts_before(self, pages: Mapping[str, Page]) -> dict[str, Version]:
        """Return what the last release has of pages that are different now, by their paths.

        Those that it does not have, or whose front matter cannot be read, are left out.
        """
        changed = sorted((self.changed_pages or frozenset()).intersection(pages))
        heads = ((page, pages[page].head) for page in changed)
        paths = {page: paths_of(pages[page].docname, head) for page, head in heads if head}
        found = self.versions(paths, self.releases[-1:])
        return {page: version for page, (version,) in found.items()}


def paths_of(docname: str, head: IssueHead) -> tuple[str, ...]:
    """Return the paths that an issue's page has and, by its old addresses, had."""
    old = (address.removesuffix(".html") for address in head.moved_pages)
    return tuple(f"{name}{PAGE_SUFFIX}" for name in (docname, *old))
