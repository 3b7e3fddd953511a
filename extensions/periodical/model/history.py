"""The history of a publication: its releases, which are git tags, and the texts that they hold.

Git is asked for nothing else, and only here. Where there is no git, no repository or no release,
there is no history, and nothing fails for it.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, pairwise
from pathlib import Path

from .archive import MOST_BYTES, PAGE_SUFFIX
from .issue import IssueHead
from .publication import ISSUES_FOLDER

RELEASE_TAG = re.compile(r"v\d[0-9A-Za-z._-]*")
"""How a tag is called that is a release: ``v2024.1``."""


_FILES = ("100644", "100755")
"""The modes of files; a link to one is no page."""


@dataclass(frozen=True)
class Release:
    """A release: its tag, and the day on which it was made, as ISO 8601."""

    tag: str
    date: str


@dataclass(frozen=True)
class Version:
    """The text of an issue as a release has it.

    Parameters
    ----------
    release
        The first release with this text.
    source
        The page, as it was committed.
    digest
        SHA-256 of the source, as hexadecimal digits.
    """

    release: Release
    source: bytes = field(repr=False)
    digest: str

    @classmethod
    def of(cls, release: Release, source: bytes) -> Version:
        """Return the version with a source."""
        return cls(release, source, hashlib.sha256(source).hexdigest())


@dataclass(frozen=True)
class History:
    """What git knows of a publication.

    Parameters
    ----------
    root
        The folder with `conf.py`; the repository may begin above it.
    """

    root: Path

    @property
    def is_shallow(self) -> bool:
        """Whether the clone has only the latest commits, and so perhaps no releases."""
        return (self._git("rev-parse", "--is-shallow-repository") or b"").strip() == b"true"

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """The releases that led to the current commit, oldest first."""
        answer = self._git(
            "for-each-ref",
            "--merged=HEAD",
            "--format=%(refname:lstrip=2)%00%(creatordate:short)",
            "refs/tags/v*",
        )
        lines = (answer or b"").decode("utf-8", "replace").splitlines()
        tags = (Release(*line.split("\0")) for line in lines)
        found = [release for release in tags if RELEASE_TAG.fullmatch(release.tag)]
        # Git's own order of versions can be configured, and so differ between machines.
        return tuple(sorted(found, key=lambda release: version_order(release.tag)))

    def changed_since(self, release: Release) -> tuple[str, ...]:
        """Return the pages, from the root, that are not as a release has them.

        The files on disk count, committed or not.
        """
        tag = f"refs/tags/{release.tag}"
        names = (
            self._git(*command, "-z", *rest, "--", ISSUES_FOLDER) or b""
            for command, rest in (
                (("diff", "--name-only", "--no-renames", "--no-ext-diff", "--relative"), (tag,)),
                (("ls-files", "--others", "--exclude-standard"), ()),
            )
        )
        found = b"".join(names).decode("utf-8", "surrogateescape").split("\0")
        return tuple(name for name in found if name.endswith(PAGE_SUFFIX))

    def versions(
        self, pages: Mapping[str, Sequence[str]], releases: Iterable[Release] | None = None
    ) -> dict[str, tuple[Version, ...]]:
        """Return the released texts of some pages.

        Parameters
        ----------
        pages
            The paths, from the root, that each page has or had: the first that a release holds is
            the page.
        releases
            The releases to look at, oldest first; all by default.

        Returns
        -------
        dict
            The versions of each page, oldest first, without those that changed nothing. Pages that
            were never released are left out.
        """
        releases = self.releases if releases is None else tuple(releases)
        if not releases or not pages:
            return {}
        wanted = {path for candidates in pages.values() for path in candidates}
        blobs: dict[str, list[tuple[int, str | None]]] = defaultdict(list)
        for number, path, blob in self._steps(releases):
            if path in wanted:
                blobs[path].append((number, blob))
        kept = {page: _first_held(candidates, blobs) for page, candidates in pages.items()}
        sources = self._contents({blob for found in kept.values() for _, blob in found})
        versions = {
            page: tuple(
                Version.of(releases[number], sources[blob])
                for number, blob in found
                if blob in sources
            )
            for page, found in kept.items()
        }
        return {page: found for page, found in versions.items() if found}

    def _steps(self, releases: Sequence[Release]) -> Iterator[tuple[int, str, str | None]]:
        """Yield what each release changed in the folder of issues: its number, a path, a blob.

        From release to release, so that the work is that of the changes, and not of all pages of
        all releases.
        """
        named = self._git("rev-parse", *(f"refs/tags/{each.tag}^{{tree}}" for each in releases))
        nothing = self._git("hash-object", "-t", "tree", "--stdin")
        if named is None or nothing is None:
            return
        trees = [nothing.decode().strip(), *named.decode().split()]
        pairs = [f"{before} {after}" for before, after in pairwise(trees)]
        answer = self._git(
            "diff-tree", "--stdin", "-r", "-z", "--no-renames", "--relative", "--", ISSUES_FOLDER,
            text="".join(f"{pair}\n" for pair in pairs),
        )  # fmt: skip
        number = -1
        fields = iter((answer or b"").decode("utf-8", "surrogateescape").split("\0"))
        # git-diff-tree(1), raw output: the pair on a line; modes, blobs and status; then a path.
        for each in fields:
            *heads, change = each.split("\n")
            for head in heads:
                number = pairs.index(head, number + 1)
            if change:
                _, mode, _, blob, _ = change.split(" ")
                yield number, next(fields), blob if mode in _FILES else None

    def _contents(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of files, but for those that are missing or too long for a page."""
        names = "".join(f"{blob}\n" for blob in blobs)
        answer = self._git("cat-file", "--batch", text=names) or b""
        contents, at = {}, 0
        while at < len(answer):
            begin = answer.index(b"\n", at) + 1
            blob, kind, *size = answer[at:begin].decode().split()
            if kind == "missing":
                at = begin
                continue
            at = begin + int(size[0]) + 1
            if int(size[0]) <= MOST_BYTES:
                contents[blob] = answer[begin : at - 1]
        return contents

    def _git(self, *arguments: str, text: str = "") -> bytes | None:
        """Return what git answers, or `None` where it cannot."""
        git = shutil.which("git")
        if git is None:
            return None
        # A hook of git's runs with variables that lead to another repository.
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
        }
        done = subprocess.run(  # noqa: S603 - no shell, and no argument from a page but as a path
            [git, *arguments],
            cwd=self.root,
            # A partial clone would ask its server for every text that it lacks; and nothing is
            # written, not even what git would note in its index.
            env=environment | {"LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"},
            input=text.encode(),
            capture_output=True,
            check=False,
        )
        return done.stdout if done.returncode == 0 else None


def _first_held(
    candidates: Sequence[str], blobs: Mapping[str, Sequence[tuple[int, str | None]]]
) -> list[tuple[int, str]]:
    """Return the releases that changed a page, and its blob: of its paths, the first there is."""
    steps = sorted(
        (number, place, blob)
        for place, path in enumerate(candidates)
        for number, blob in blobs.get(path, ())
    )
    held: dict[int, str | None] = {}
    found: list[tuple[int, str]] = []
    for number, changes in groupby(steps, key=lambda step: step[0]):
        held |= {place: blob for _, place, blob in changes}
        blob = next((held[place] for place in sorted(held) if held[place]), None)
        if blob and (not found or found[-1][1] != blob):
            found.append((number, blob))
    return found


def version_order(tag: str) -> tuple[object, ...]:
    """Return a key that sorts tags as versions: ``v2 < v10-rc1 < v10 < v10.1``."""
    version, _, suffix = tag.partition("-")
    return _natural(version), not suffix, _natural(suffix), tag


def _natural(text: str) -> tuple[tuple[bool, int, str], ...]:
    parts = re.findall(r"[0-9]+|[^0-9]+", text)
    return tuple((each.isdecimal(), int(each) if each.isdecimal() else 0, each) for each in parts)


def paths_of(docname: str, head: IssueHead) -> tuple[str, ...]:
    """Return the paths that an issue's page has and, by its old addresses, had."""
    old = (address.removesuffix(".html") for address in head.moved_pages)
    return tuple(f"{name}{PAGE_SUFFIX}" for name in (docname, *old))
