"""A release: the site of a tag, built once from a clean checkout with what the tag's lock pins.

The tag's own code builds it, in a process that sees nothing of the user's settings, clock or
language; what is agreed upon between this code and that of any tag is one command line.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..model.publication import PublicationError, read_publication
from . import ReleasesError
from .addresses import ADDRESSES, lost, read_addresses
from .environment import LockError, environment_for
from .git import Commit, GitError, Repository
from .manifest import LOCK, MANIFEST, SUMS, FileRecord, Manifest, describe, pinned
from .store import Store


class ReleaseError(ReleasesError):
    """A release that cannot be made, and why."""


@dataclass(frozen=True)
class Workshop:
    """Where releases are made.

    Parameters
    ----------
    root
        The folder with `conf.py`, in a git repository.
    environments
        Where environments are kept between releases.
    python
        An interpreter that has what the tags' lock files pin; by default an environment is made.
    """

    root: Path
    environments: Path
    python: Path | None = None

    @property
    def repository(self) -> Repository:
        """The repository."""
        return Repository(self.root)

    @contextlib.contextmanager
    def built(self, tag: str, commit: Commit) -> Iterator[tuple[Manifest, Path]]:
        """Build a tag in a folder that is gone afterwards.

        Yields
        ------
        tuple
            The manifest, and the folder with its files.

        Raises
        ------
        ReleaseError
            If the tag cannot be checked out or built.
        """
        with tempfile.TemporaryDirectory(prefix="release-") as folder:
            checkout = Path(folder, "checkout")
            checkout.mkdir()
            try:
                self.repository.extract(commit, checkout)
                python = self._python(checkout, tag)
                version = self._build(python, checkout, tag, commit)
                yield _manifest_of(checkout, tag, commit, version)
            except (GitError, LockError, PublicationError) as error:
                raise ReleaseError(f"{tag} cannot be released. {error}") from error

    def _python(self, checkout: Path, tag: str) -> Path:
        if self.python is not None:
            return self.python
        lock = checkout / LOCK
        if not lock.is_file():
            raise ReleaseError(
                f"{tag} cannot be released: it has no {LOCK}, so nobody can say what builds it."
            )
        return environment_for(lock, self.environments)

    def _build(self, python: Path, checkout: Path, tag: str, commit: Commit) -> str:
        """Build the site, and return the version of Python that did."""
        environment = _clean_environment(checkout, commit)
        done = _run(
            [str(python), "-m", "periodical.cli", "--root", str(checkout), "build", "--quiet",
             "--release", tag],
            checkout, environment,
        )  # fmt: skip
        if done.returncode:
            said = (done.stderr + done.stdout).replace(f"{checkout}{os.sep}", "").strip()
            last = "\n".join(said.splitlines()[-30:])
            raise ReleaseError(
                f"{tag} cannot be released: its build fails. Mend it on a branch, and give the "
                f"mended commit a tag of its own. The build says:\n{last}"
            )
        question = "import platform; print(platform.python_version())"
        return _run([str(python), "-c", question], checkout, environment).stdout.strip()


def _run(
    command: list[str], folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the tag's own code, which its maintainers released
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def _clean_environment(checkout: Path, commit: Commit) -> dict[str, str]:
    """Return the environment of a build: the same for every user, place, language and year."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return kept | {
        "HOME": str(checkout.parent),
        "PYTHONPATH": str(checkout / "extensions"),
        "PYTHONNOUSERSITE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": str(commit.seconds),
        # A checkout below another repository is none of it.
        "GIT_CEILING_DIRECTORIES": str(checkout.parent),
    }


def _manifest_of(checkout: Path, tag: str, commit: Commit, python: str) -> tuple[Manifest, Path]:
    site = checkout / "_build" / "site"
    publication = read_publication(checkout)
    lock = checkout / LOCK
    pins = pinned(lock.read_text(encoding="utf-8")) if lock.is_file() else {}
    manifest = Manifest(
        publication=publication.name,
        address=publication.base_url,
        tag=tag,
        commit=commit.id,
        date=commit.date,
        tools={"python": python, **pins},
        addresses=read_addresses(site),
        files=describe(site, without=(ADDRESSES, MANIFEST, SUMS)),
    )
    return manifest, site


def release(workshop: Workshop, store: Store, tag: str) -> bool:
    """Build a tag and keep it, unless the store has it.

    Returns
    -------
    bool
        Whether there was anything to do.

    Raises
    ------
    ReleaseError
        If the tag cannot be built, was moved since it was released, or has lost addresses that an
        earlier release published.
    periodical.releases.git.GitError
        If there is no such tag.
    """
    commit = workshop.repository.commit_of(tag)
    if tag in store:
        kept = store.manifest(tag)
        if kept.commit != commit.id:
            raise ReleaseError(
                f"The tag {tag} was moved: it was released from {str(kept.commit)[:10]} and now is "
                f"{commit.id[:10]}. A release is never altered: put the tag back, and give the new "
                "commit a tag of its own."
            )
        return False
    with workshop.built(tag, commit) as (manifest, folder):
        if gone := lost(store.published(), manifest.addresses):
            raise ReleaseError("\n".join([f"{tag} cannot be released.", *map(str, gone)]))
        store.add(manifest, folder)
    return True


@dataclass(frozen=True)
class Comparison:
    """A release and the same release, built again.

    Parameters
    ----------
    files
        How many files were compared.
    differences
        What differs, a line a file; nothing where every byte is the same.
    tools
        Tools of which another version was used.
    """

    files: int
    differences: tuple[str, ...]
    tools: tuple[str, ...]


def rebuild(workshop: Workshop, store: Store, tag: str) -> Comparison:
    """Build a release again, elsewhere, and compare it with the one that is kept.

    Raises
    ------
    ReleaseError
        If it cannot be built, or the tag is not the commit that was released.
    periodical.releases.store.StoreError
        If the store does not have it.
    """
    kept = store.manifest(tag)
    commit = workshop.repository.commit_of(tag)
    if kept.commit != commit.id:
        raise ReleaseError(
            f"{tag} was released from {str(kept.commit)[:10]}, and the tag is {commit.id[:10]}: "
            "it was moved. Fetch the tag that was released."
        )
    with workshop.built(tag, commit) as (manifest, _):
        tools = [
            f"{name} {manifest.tools.get(name, 'none')}, then {kept.tools.get(name, 'none')}"
            for name in sorted({*manifest.tools, *kept.tools})
            if manifest.tools.get(name) != kept.tools.get(name)
        ]
        differences = tuple(differing(kept.files, manifest.files))
        return Comparison(len(kept.files), differences, tuple(tools))


def differing(kept: dict[str, FileRecord], found: dict[str, FileRecord]) -> Iterator[str]:
    """Yield a line for each file that is missing, changed or extra, in the order of paths."""
    for path in sorted({*kept, *found}):
        if path not in found:
            yield f"missing: {path}"
        elif path not in kept:
            yield f"extra: {path}"
        elif kept[path] != found[path]:
            yield f"changed: {path}"
