"""What a host serves: the current site at the root, every release at ``/v/TAG/``.

It is laid out in a folder of its own, named by a digest of all that goes into it, and `public` is a
link to that folder which changes in one step. What was published before is given another name, not
copied, and so is what releases share.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from ..model.git import Commit, Repository
from ..model.publication import Publication, read_publication
from . import ReleasesError
from .addresses import FOLDER, lost
from .manifest import LOCK, MANIFEST, FileRecord, Manifest, locked, record, tools_here
from .signature import sign
from .store import Store
from .versions import Versions

PUBLISHED = "published"
"""The folder beside `public` that holds what it leads to."""


def publish(site: "CurrentSite", store: Store, public: Path, key: Path | None = None) -> bool:
    """Lay out the current site and all releases, and tell whether there was anything new.

    What a host serves is `public`, a link to a folder beside it; a key signs its manifest. It is an
    error if an address that a release published leads nowhere now, or a file of a release is
    missing or damaged.
    """
    if (site.folder / FOLDER).exists():
        raise ReleasesError(f"The site has a folder {FOLDER}/, where the releases go. Rename it.")
    if public.exists() and not public.is_symlink():
        raise ReleasesError(f"{public} is in the way, and is not of our making. Move it.")
    built = site.manifest()
    home = public.parent / PUBLISHED
    with locked(home):
        folder = home / _digest_of(built, sign(built, key), store.tip, site.templates)
        new = not (public.is_symlink() and public.resolve() == folder.resolve())
        if new:
            releases = store.releases()
            if gone := lost(store.published(), built.addresses):
                raise ReleasesError("\n".join(each.text for each in gone))
            _Layout(site, built, store, releases, folder, key).make(public.resolve())
            link = home / ".link"
            link.unlink(missing_ok=True)
            link.symlink_to(Path(PUBLISHED, folder.name))  # as seen from `public`
            link.replace(public)
        for other in home.iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other)
    return new


def _digest_of(built: Manifest, signature: bytes, releases: str, templates: Path) -> str:
    """Return a digest of all that is published: the site, the releases, templates and this code."""
    digest = hashlib.sha256(built.content + signature + releases.encode())
    for path in (*sorted(templates.glob("*.html")), *sorted(Path(__file__).parent.glob("*.py"))):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:20]


@dataclass(frozen=True)
class _Layout:
    """One folder with everything in it; `known` is where some content is already, by its digest."""

    site: "CurrentSite"
    built: Manifest
    store: Store
    releases: Sequence[Manifest]
    folder: Path
    key: Path | None
    known: dict[str, Path] = field(default_factory=dict)

    def make(self, before: Path) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)  # what a killed process left
        self.folder.mkdir()
        try:
            last = Manifest.from_json((before / MANIFEST).read_bytes(), where=before)
        except (OSError, ReleasesError):
            last = self.built.but(files={})  # nothing was published yet
        for release in self.releases:
            if last.releases.get(release.tag or "") == release.digest:
                self._note(release, before / FOLDER / str(release.tag))
        for release in self.releases:
            self._lay_out_release(release, f"{FOLDER}/{release.tag}/")
        self._note(last, before)
        self._lay_out_current()

    def _note(self, manifest: Manifest, folder: Path) -> None:
        for path, each in manifest.files.items():
            self.known.setdefault(each.sha256, folder / path)

    def _lay_out_release(self, release: Manifest, below: str) -> None:
        # What was not published before is read, byte by byte: a store may come from afar.
        for path, content in self.store.files(release, self.known):
            self._put(f"{below}{path}", release.files[path], content.__bytes__)
        for path, each in release.files.items():
            if not (self.folder / below / path).exists():
                self._put(f"{below}{path}", each)
        release.write(self.folder / below, self.store.signature(release))

    def _lay_out_current(self) -> None:
        files = dict(self.built.files)
        for path, content in self._made():
            files[path] = record(content)
            self._put(path, files[path], content.__bytes__)
        for path, each in self.built.files.items():
            if not (self.folder / path).exists():
                # Copied, for the next build may write into the file that it finds.
                self._put(path, each, (self.site.folder / path).read_bytes)
        digests = {each.tag or "": each.digest for each in self.releases}
        whole = self.built.but(files=files, releases=digests)
        whole.write(self.folder, sign(whole, self.key))

    def _made(self) -> Iterator[tuple[str, bytes]]:
        """Yield the pages that say which versions there are."""
        site, now = self.site, self.built.addresses
        versions = Versions(site.publication, site.templates, self.releases, now)
        for path in self.built.files:
            if path in now.pages:
                html = (site.folder / path).read_text("utf-8")
                if (content := versions.on_page(path, html)) != html:
                    yield path, content.encode()
        for path, made in versions.made():
            yield path, made.encode()

    def _put(self, path: str, each: FileRecord, read: Callable[[], bytes] = bytes) -> None:
        """Put a file in its place, without taking room where the disk has it already."""
        target = self.folder / path
        if each.sha256 in self.known:
            place(self.known[each.sha256], target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(read())
            self.known[each.sha256] = target


def place(source: Path, target: Path) -> None:
    """Give a file another name; where the disk cannot, copy it."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        if not source.is_file():
            raise
        target.parent.mkdir(parents=True, exist_ok=True)
        place(source, target)
    except OSError:
        # Another disk, or more names than the file system gives one file.
        shutil.copyfile(source, target)


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
    def of(cls, root: Path, folder: Path) -> "CurrentSite":
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
