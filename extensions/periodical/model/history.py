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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from .archive import MOST_BYTES, PAGE_SUFFIX
from .issue import IssueHead
from .publication import ISSUES_FOLDER

RELEASE_TAG = re.compile(r"v\d[0-9A-Za-z._-]*")
"""How a tag is called that is a release: ``v2024.1``."""


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

    @cached_property
    def _place(self) -> tuple[str, bool] | None:
        """Where the root is in its repository, and whether history was left out in cloning."""
        answer = self._git("rev-parse", "--show-prefix", "--is-shallow-repository")
        if answer is None:
            return None
        prefix, shallow, *_ = answer.decode().split("\n")
        return prefix, shallow == "true"

    @property
    def is_shallow(self) -> bool:
        """Whether the clone has only the latest commits, and so perhaps no releases."""
        return self._place is not None and self._place[1]

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """The releases that led to the current commit, oldest first."""
        if self._place is None:
            return ()
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
        if self._place is None or not releases or not pages:
            return {}
        prefix = self._place[0]
        paths = dict.fromkeys(path for candidates in pages.values() for path in candidates)
        places = [(release.tag, path) for release in releases for path in paths]
        objects = self._objects([f"refs/tags/{tag}:{prefix}{path}" for tag, path in places])
        blobs = dict(zip(places, objects, strict=True))
        sources = self._contents(dict.fromkeys(blob for blob in objects if blob))
        if not sources:
            return {}
        found: dict[str, tuple[Version, ...]] = {}
        for page, candidates in pages.items():
            kept: list[tuple[str, Release]] = []
            for release in releases:
                held = (blobs[release.tag, path] for path in candidates)
                blob = next(filter(None, held), None)
                if blob and (not kept or kept[-1][0] != blob):
                    kept.append((blob, release))
            if kept:
                found[page] = tuple(Version.of(release, sources[blob]) for blob, release in kept)
        return found

    def _objects(self, names: Sequence[str]) -> list[str | None]:
        """Return the ids of files in releases, `None` for what is none or too long for a page."""
        answer = self._git("cat-file", "--batch-check", text="".join(f"{n}\n" for n in names))
        objects: list[str | None] = []
        for line in (answer or b"").decode("utf-8", "replace").splitlines():
            match line.split(" "):
                case [blob, "blob", size] if int(size) <= MOST_BYTES:
                    objects.append(blob)
                case _:
                    objects.append(None)
        return objects if len(objects) == len(names) else [None] * len(names)

    def _contents(self, blobs: Iterable[str]) -> dict[str, bytes]:
        blobs = list(blobs)
        answer = self._git("cat-file", "--batch", text="".join(f"{b}\n" for b in blobs)) or b""
        contents, at = {}, 0
        for blob in blobs if answer else ():
            begin = answer.index(b"\n", at) + 1
            end = begin + int(answer[at:begin].split()[2])
            contents[blob] = answer[begin:end]
            at = end + 1
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


def version_order(tag: str) -> tuple[object, ...]:
    """Return a key that sorts tags as versions: ``v2 < v10-rc1 < v10 < v10.1``."""
    version, _, suffix = tag.partition("-")
    return _natural(version), not suffix, _natural(suffix), tag


def _natural(text: str) -> tuple[tuple[bool, int, str], ...]:
    parts = re.findall(r"[0-9]+|[^0-9]+", text)
    return tuple((each.isdecimal(), int(each) if each.isdecimal() else 0, each) for each in parts)


def paths_of(docname: str, head: IssueHead) -> tuple[str, ...]:
    """Return the paths that an issue's page has and, by its old addresses, had."""
    old = (address.removesuffix(".html") for address in head.redirect_from)
    return tuple(f"{name}{PAGE_SUFFIX}" for name in (docname, *old))
