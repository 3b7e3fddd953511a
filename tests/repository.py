"""A publication in a real git repository, for the tests of what changes between releases."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .conftest import Publication

WHO = "A Fictional Editor"


@dataclass
class Repository:
    """A publication whose folder is in a repository."""

    publication: Publication
    top: Path

    def git(self, *arguments: str, date: str = "2031-02-01") -> str:
        """Run git, on a day that the test chooses, and return what it says."""
        moment = f"{date}T12:00:00+05:00"
        environment = {
            "GIT_AUTHOR_NAME": WHO, "GIT_AUTHOR_EMAIL": "editor@example.org",
            "GIT_COMMITTER_NAME": WHO, "GIT_COMMITTER_EMAIL": "editor@example.org",
            "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment,
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        }  # fmt: skip
        return subprocess.run(
            ["git", *arguments], cwd=self.top, env=os.environ | environment, check=True,
            capture_output=True, text=True,
        ).stdout  # fmt: skip

    def commit(self, *, date: str = "2031-02-01") -> None:
        """Commit all that there is."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Fiction", date=date)

    def release(self, tag: str, *, date: str = "2031-02-01", annotated: bool = True) -> None:
        """Commit all that there is, and tag it."""
        self.commit(date=date)
        self.git("tag", *(["-a", "-m", tag] if annotated else []), tag, date=date)

    def rewrite(self, page: str, old: str, new: str) -> None:
        """Change words of a page."""
        path = self.publication.root / f"{page}.md"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


def make_repository(publication: Publication, *, top: Path | None = None) -> Repository:
    """Begin a repository at the publication's root, or in a folder above it."""
    repository = Repository(publication, top or publication.root)
    publication.write(".gitignore", "/_build/\n")
    repository.git("init", "-q", "-b", "main")
    return repository
