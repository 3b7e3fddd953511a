"""The current site, as a build left it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ..model.git import Commit, Repository
from ..model.publication import Publication, read_publication
from .manifest import LOCK, Manifest, tools_here


@dataclass(frozen=True)
class CurrentSite:
    """The site as it was just built, and what made it.

    Args:
        templates: The folder with the templates of the pages that list versions.
        commit: `None` where the files of the tree are not those of a commit.
    """

    folder: Path
    templates: Path
    publication: Publication
    commit: Commit | None
    tools: Mapping[str, str]

    @classmethod
    def of(cls, root: Path, folder: Path) -> CurrentSite:
        """Return the site that was built into a folder from a publication."""
        repository = Repository(root)
        return cls(
            folder=folder,
            templates=root / "_templates",
            publication=read_publication(root),
            commit=None if repository.changed() else repository.head(),
            tools=tools_here(root / LOCK),
        )

    def manifest(self, known: Mapping[str, str] = MappingProxyType({})) -> Manifest:
        """Return the manifest of what is in the folder; see `describe`."""
        return Manifest.of(self.folder, self.publication, self.commit, self.tools, known=known)
