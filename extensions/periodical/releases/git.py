"""What is asked of git: which commit a tag is, and the files of a commit.

Nothing of the user's settings reaches the files: line ends are as the repository says.
"""

from __future__ import annotations

import datetime
import io
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from ..model.history import RELEASE_TAG, version_order
from ..model.problem import did_you_mean
from . import ReleasesError


class GitError(ReleasesError):
    """What git cannot give, and what to do about it."""


@dataclass(frozen=True)
class Commit:
    """A commit: its full id, and its moment in seconds since 1970."""

    id: str
    seconds: int

    @property
    def date(self) -> str:
        """Its date and time in UTC, ISO 8601."""
        moment = datetime.datetime.fromtimestamp(self.seconds, datetime.UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Repository:
    """The git repository in which a publication lies.

    Parameters
    ----------
    root
        The folder with `conf.py`: the top of the repository, or a folder in it.
    """

    root: Path

    def _git(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 - arguments are ours, or a checked tag
                ["git", "-C", str(self.root), *arguments],  # noqa: S607 - the user's own git
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            raise GitError("git is not installed, and releases are made from git tags.") from None

    def _answer(self, *arguments: str) -> str | None:
        done = self._git(*arguments)
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def require(self) -> None:
        """Make sure that there is a repository.

        Raises
        ------
        GitError
            If there is none.
        """
        done = self._git("rev-parse", "--git-dir")
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            raise GitError(
                f"{self.root} is not in a git repository that can be read, and a release is a tag "
                f"of one. git says: {said}"
            )

    def release_tags(self) -> list[str]:
        """Return the tags that are releases, oldest version first."""
        listed = (self._answer("tag", "--list", "v*") or "").split()
        return sorted(filter(RELEASE_TAG.fullmatch, listed), key=version_order)

    def commit_of(self, tag: str) -> Commit:
        """Return the commit of a release tag.

        Raises
        ------
        GitError
            If there is no such tag here, with how to fetch it where the clone is shallow.
        """
        self.require()
        if not RELEASE_TAG.fullmatch(tag):
            raise GitError(
                f"“{tag}” is not the name of a release. Name the tag like v2024.1: a v, a digit, "
                "then letters, digits, full stops and hyphens."
            )
        found = self._commit(f"refs/tags/{tag}^{{commit}}")
        if found is not None:
            return found
        if self._answer("rev-parse", "--is-shallow-repository") == "true":
            raise GitError(
                f"This clone is shallow and does not have the tag {tag}. Fetch it: "
                f"git fetch --depth 1 origin tag {tag} (or check out with fetch-depth: 0)."
            )
        tags = self.release_tags()
        if not tags:
            raise GitError(
                f"There is no tag {tag}: this repository has no release tags. Make one with "
                f"git tag {tag}, or fetch them with git fetch --tags."
            )
        meant = did_you_mean(tag, tags) or f"There is {tags[-1]}."
        raise GitError(f"There is no tag {tag}. {meant}")

    def head(self) -> Commit | None:
        """Return the commit that is checked out, or `None` outside a repository with commits."""
        return self._commit("HEAD^{commit}")

    def _commit(self, revision: str) -> Commit | None:
        identifier = self._answer("rev-parse", "--verify", "--quiet", revision)
        if identifier is None:
            return None
        seconds = self._answer("log", "-1", "--no-show-signature", "--format=%ct", identifier)
        return Commit(identifier, int(seconds)) if seconds else None

    def changed(self) -> list[str]:
        """Return the files of the publication that are not as they were committed."""
        listed = self._git("status", "--porcelain=v1", "-z", "--no-renames", "--", ".")
        entries = listed.stdout.decode(errors="replace").split("\0")
        return [entry[3:] for entry in entries if entry]

    def extract(self, commit: Commit, folder: Path) -> None:
        """Lay out the publication as a commit has it, and nothing else.

        Raises
        ------
        GitError
            If git cannot give the files, as in a clone without them.
        """
        # In a folder of the repository, git gives that folder alone.
        done = self._git(
            "-c", "core.autocrlf=false", "-c", "core.eol=lf", "-c", "tar.umask=0022",
            "archive", "--format=tar", commit.id,
        )  # fmt: skip
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            raise GitError(f"git cannot give the files of {commit.id[:10]}. It says: {said}")
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
