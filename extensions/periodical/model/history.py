"""The history of a publication: its releases, which are git tags, and the texts that they hold.

Where there is no git, no repository or no release, there is no history, and nothing fails for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from .archive import PAGE_SUFFIX
from .git import RELEASE_TAG, Repository, version_order
from .issue import IssueHead
from .limits import PAGE_BYTES
from .page import Page
from .publication import ISSUES_FOLDER


class Release(NamedTuple):
    """A release: its tag, and the day on which it was made, as ISO 8601."""

    tag: str
    date: str


class Version(NamedTuple):
    """The page of an issue as it was committed, and the first release with this text."""

    release: Release
    page: Page


@dataclass(frozen=True)
class History:
    """What git knows of a publication, whose repository may begin above its folder."""

    root: Path

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """The releases that led to the current commit, oldest first."""
        form = "--format=%(refname:lstrip=2)%00%(creatordate:short)"
        answer = Repository(self.root).ask("for-each-ref", "--merged=HEAD", form, "refs/tags/v*")
        tags = (Release(*line.split("\0")) for line in (answer or "").splitlines())
        found = [release for release in tags if RELEASE_TAG.fullmatch(release.tag)]
        # Git's own order of versions can be configured, and so differ between machines.
        return tuple(sorted(found, key=lambda release: version_order(release.tag)))

    @cached_property
    def changed(self) -> frozenset[str] | None:
        """The pages, from the root, that differ on disk from the last release, if there is one."""
        if not self.releases:
            return None
        git, tag = Repository(self.root), f"refs/tags/{self.releases[-1].tag}"
        differing = git.ask(
            "diff", "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z", tag,
            "--", ISSUES_FOLDER,
        )  # fmt: skip
        new = git.ask("ls-files", "--others", "--exclude-standard", "-z", "--", ISSUES_FOLDER)
        names = f"{differing or ''}\0{new or ''}".split("\0")
        return frozenset(name for name in names if name.endswith(PAGE_SUFFIX))

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
        asked = [
            (release, page, path)
            for release in releases
            for page, paths in pages.items()
            for path in paths
        ]
        contents = Repository(self.root).contents(
            f"refs/tags/{release.tag}:./{path}" for release, _, path in asked
        )
        versions: dict[str, list[Version]] = defaultdict(list)
        answered = None
        for (release, page, _), source in zip(asked, contents, strict=True):
            if source is None or len(source) > PAGE_BYTES or answered == (release, page):
                continue
            answered = (release, page)
            if not versions[page] or versions[page][-1].page.raw != source:
                versions[page].append(Version(release, Page(pages[page][0], source)))
        return {page: tuple(found) for page, found in versions.items()}

    def texts_before(self, pages: Mapping[str, Page]) -> dict[str, Version]:
        """Return what the last release has of pages that are different now, by their paths.

        Those that it does not have, or whose front matter cannot be read, are left out.
        """
        paths = {
            page: paths_of(pages[page].docname, head)
            for page in sorted((self.changed or frozenset()).intersection(pages))
            if (head := pages[page].head)
        }
        found = self.versions(paths, self.releases[-1:])
        return {page: version for page, (version,) in found.items()}


def paths_of(docname: str, head: IssueHead) -> tuple[str, ...]:
    """Return the paths that an issue's page has and, by its old addresses, had."""
    old = (address.removesuffix(".html") for address in head.moved_pages)
    return tuple(f"{name}{PAGE_SUFFIX}" for name in (docname, *old))
