"""The current site, as a build left it, and the manifest that says what it consists of."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..model.git import Commit, Repository
from ..model.publication import Publication, read_publication
from .addresses import Addresses, read_addresses
from .manifest import LOCK, FileRecord, Manifest, describe, tools_here


@dataclass(frozen=True)
class CurrentSite:
    """The site as it was just built.

    Args:
        folder: Where it is.
        templates: The folder with the templates of the pages that list versions.
        publication: Whose it is.
        commit: What it was built from; `None` where the files of the tree are not those of a
            commit.
        tools: Versions of what built it.
    """

    folder: Path
    templates: Path
    publication: Publication
    commit: Commit | None
    tools: Mapping[str, str]

    @classmethod
    def of(cls, root: Path, folder: Path) -> CurrentSite:
        """Return the site that was built into a folder from a publication.

        Raises:
            periodical.model.publication.PublicationError: If `conf.py` does not describe a
                publication.
        """
        repository, lock = Repository(root), root / LOCK
        pins = lock.read_text(encoding="utf-8") if lock.is_file() else ""
        return cls(
            folder=folder,
            templates=root / "_templates",
            publication=read_publication(root),
            commit=None if repository.changed() else repository.head(),
            tools=tools_here(pins, platform.python_version()),
        )

    def manifest(
        self,
        files: dict[str, FileRecord],
        addresses: Addresses,
        releases: Iterable[Manifest] = (),
    ) -> Manifest:
        """Return the manifest of the site, with some files and the releases that lie below it."""
        return Manifest(
            publication=self.publication.name,
            address=self.publication.base_url,
            commit=self.commit.id if self.commit else None,
            date=self.commit.date if self.commit else None,
            draft=self.commit is None,
            tools=dict(self.tools),
            releases={each.tag or "": each.digest for each in releases},
            addresses=addresses,
            files=files,
        )

    def seal(self) -> None:
        """Put the manifest beside the pages."""
        self.manifest(describe(self.folder), read_addresses(self.folder)).write(self.folder)
