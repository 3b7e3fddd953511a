"""What a host serves: the current site at the root, every release at ``/v/TAG/``.

It is laid out in a folder of its own, named by a digest of all that goes into it, and `public` is a
link to that folder which changes in one step: at any moment it leads to a whole site, and when
nothing is new there is nothing to do. Files that are in the store, or were published before, take
no room and no time: they are given another name, not copied.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..model.publication import Publication
from . import ReleasesError
from .addresses import ADDRESSES, FOLDER, Addresses, lost, read_addresses
from .git import Commit
from .manifest import MANIFEST, SUMS, FileRecord, Manifest, ManifestError, describe, record
from .store import Store, locked, place, refuse
from .versions import Versions

PUBLISHED = "published"
"""The folder beside `public` that holds what it leads to."""


class PublishError(ReleasesError):
    """A site that is not published, and why."""


@dataclass(frozen=True)
class CurrentSite:
    """The site as it was just built.

    Parameters
    ----------
    folder
        Where it is.
    templates
        The folder with the templates of the pages that list versions.
    publication
        Whose it is.
    commit
        What it was built from; `None` where the files of the tree are not those of a commit.
    tools
        Versions of what built it.
    """

    folder: Path
    templates: Path
    publication: Publication
    commit: Commit | None
    tools: Mapping[str, str]

    def manifest(
        self, files: dict[str, FileRecord], addresses: Addresses, releases: Sequence[Manifest]
    ) -> Manifest:
        """Return the manifest of the site, with some files."""
        return Manifest(
            publication=self.publication.name,
            address=self.publication.base_url,
            commit=self.commit.id if self.commit else None,
            date=self.commit.date if self.commit else None,
            tools=dict(self.tools),
            releases={each.tag or "": each.digest for each in releases},
            addresses=addresses,
            files=files,
        )


def publish(site: CurrentSite, store: Store, public: Path) -> bool:
    """Lay out the current site and all releases.

    Parameters
    ----------
    site
        The current site.
    store
        The releases.
    public
        What a host serves; a link to a folder beside it.

    Returns
    -------
    bool
        Whether there was anything new.

    Raises
    ------
    PublishError
        If an address that a release published leads nowhere in the current site.
    periodical.releases.store.StoreError
        If a file of a release is missing or damaged.
    """
    releases = store.releases()
    refuse(store.folder, store.missing(releases))
    addresses = read_addresses(site.folder)
    if gone := lost(((each.tag or "", each.addresses) for each in releases), addresses):
        raise PublishError("\n".join(map(str, gone)))
    if (site.folder / FOLDER).exists():
        raise PublishError(f"The site has a folder {FOLDER}/, where the releases go. Rename it.")
    if public.exists() and not public.is_symlink():
        raise PublishError(f"{public} is in the way, and is not of our making. Move it.")

    built = site.manifest(describe(site.folder, without=_OWN), addresses, releases)
    home = public.parent / PUBLISHED
    with locked(home):
        folder = home / _digest_of(built, site.templates)
        new = not (public.is_symlink() and public.resolve() == folder.resolve())
        if new:
            _Layout(site, built, store, releases, folder, _before(public)).make()
            link = home / ".link"
            link.unlink(missing_ok=True)
            link.symlink_to(Path(PUBLISHED, folder.name))  # as seen from `public`
            link.replace(public)
        for other in home.iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other)
    return new


_OWN = (ADDRESSES, MANIFEST, SUMS)


def _digest_of(built: Manifest, templates: Path) -> str:
    """Return a digest of all that decides what is published: files, templates and this code."""
    digest = hashlib.sha256(built.content)
    for path in (*sorted(templates.glob("*.html")), *sorted(Path(__file__).parent.glob("*.py"))):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:20]


@dataclass(frozen=True)
class _Before:
    """What was published last: files of it that stay need not be written again."""

    folder: Path
    files: Mapping[str, FileRecord]
    releases: Mapping[str, str]


def _before(public: Path) -> _Before:
    try:
        path = public / MANIFEST
        manifest = Manifest.from_json(path.read_bytes(), where=path)
    except (OSError, ManifestError):
        return _Before(public, {}, {})
    return _Before(public.resolve(), manifest.files, manifest.releases)


@dataclass(frozen=True)
class _Layout:
    """One folder with everything in it."""

    site: CurrentSite
    built: Manifest
    store: Store
    releases: Sequence[Manifest]
    folder: Path
    before: _Before

    def make(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)  # what a killed process left
        self.folder.mkdir()
        sound: set[str] = set()
        for release in self.releases:
            if self.before.releases.get(release.tag or "") == release.digest:
                sound.update(each.sha256 for each in release.files.values())
        for release in self.releases:
            self._lay_out_release(release, sound)
        self._lay_out_current()

    def _lay_out_release(self, release: Manifest, sound: set[str]) -> None:
        # What was not published before is read, byte by byte: a store may come from afar.
        self.store.check(release, sound)
        tag = release.tag or ""
        published = self.before.releases.get(tag) == release.digest
        below = f"{FOLDER}/{tag}"
        for path, each in release.files.items():
            earlier = self.before.folder / below / path
            source = earlier if published else self.store.object_path(each.sha256)
            place(source, self.folder / below / path)
        _write(self.folder / below / MANIFEST, release.content)
        _write(self.folder / below / SUMS, release.sums())

    def _lay_out_current(self) -> None:
        addresses = self.built.addresses
        publication, templates = self.site.publication, self.site.templates
        versions = Versions(publication, templates, self.releases, addresses)
        files = dict(self.built.files)
        for path, built in self.built.files.items():
            source = self.site.folder / path
            if path in addresses.pages:
                html = source.read_bytes()
                content = versions.on_page(path, html.decode()).encode()
                if content != html:
                    files[path] = self._put(path, content)
                    continue
            if self._is_kept(path, built):
                place(self.before.folder / path, self.folder / path)
            else:
                # Copied, for the next build may write into the file that it finds.
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, self.folder / path)
        for path, made in versions.made():
            files[path] = self._put(path, made.encode())
        manifest = self.site.manifest(files, addresses, self.releases)
        _write(self.folder / MANIFEST, manifest.content)
        _write(self.folder / SUMS, manifest.sums())

    def _put(self, path: str, content: bytes) -> FileRecord:
        made = record(content)
        if self._is_kept(path, made):
            place(self.before.folder / path, self.folder / path)
        else:
            _write(self.folder / path, content)
        return made

    def _is_kept(self, path: str, made: FileRecord) -> bool:
        return self.before.files.get(path) == made


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
