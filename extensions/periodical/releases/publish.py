"""What a host serves: the current site at the root, every release at ``/v/TAG/``.

It is laid out in a folder of its own, named by a digest of all that goes into it, and `public` is a
link to that folder which changes in one step. What was published before is given another name, not
copied, and so is what releases share.

Which versions have a page is said as plain links: on the page itself, and on a page of their own,
which has the same address for the current text and for every edition of it.
"""

import contextlib
import datetime
import os
import platform
import posixpath
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from ..defaults import default_folder
from ..documents.templates import XmlTemplates
from ..ledger.ledger import fingerprint
from ..ledger.outputs import code_of, files_in
from ..markup.languages import format_date
from ..model.git import Repository
from ..model.publication import read_publication
from ..site.links import A_TO_Z, ARCHIVE, CORRECTIONS
from . import ReleasesError, locked
from .addresses import FOLDER, edition_of, lost
from .manifest import FileRecord, Manifest, record
from .store import Store

_PUBLISHED = "published"
"""The folder beside `public` that holds what it leads to."""
_ALL_EDITIONS = f"{FOLDER}/index.html"
_MARK = "<!--versions-->"
"""Where `frame.html` has the versions stand; no page of a contributor can hold a comment."""


def current_source(root: Path) -> Manifest:
    """Return the manifest of the site that is built from a publication now, yet without files."""
    repository = Repository(root)
    commit = None if repository.changed() else repository.head()
    return Manifest.made_from(root, commit, platform.python_version())


def publish(root: Path, site: Path, store: Store, public: Path, key: Path | None = None) -> bool:
    """Lay out the current site and all releases, and tell whether there was anything new.

    What a host serves is `public`, a link to a folder beside it; a key signs its manifest. It is an
    error if an address that a release published leads nowhere now, or a file of a release is
    missing or damaged.
    """
    if (site / FOLDER).exists():
        raise ReleasesError("site-has-folder", folder=FOLDER)
    if public.exists() and not public.is_symlink():
        raise ReleasesError("public-in-the-way", public=public)
    built = current_source(root).of_site(site)
    templates = [root / "_templates", default_folder("_templates")]
    home = public.parent / _PUBLISHED
    signed, code = built.signed(key), code_of("releases")
    goes_in = (signed.digest, signed.signature, store.tip, code, *map(files_in, templates))
    with locked(home):
        folder = home / fingerprint(*goes_in)[:20]
        new = not (public.is_symlink() and public.resolve() == folder.resolve())
        if new:
            releases = store.releases()
            before = {each.tag: each.addresses for each in releases}
            if gone := lost(before, built.addresses):
                raise ReleasesError("addresses-lost", said="\n".join(each.text for each in gone))
            layout = _Layout(folder, public.resolve())
            for release in releases:
                layout.lay_out_release(release, store)
            told = _with_versions(root, templates, releases, built, site) if releases else ()
            files = layout.lay_out_current(built, site, told)
            digests = {each.tag: each.digest for each in releases}
            built.but(files=files, releases=digests).signed(key).write(folder)
            link = home / ".link"
            link.unlink(missing_ok=True)
            link.symlink_to(Path(_PUBLISHED, folder.name))  # as seen from `public`
            link.replace(public)
        for other in home.iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other)
    return new


def _with_versions(
    root: Path, templates: Iterable[Path], releases: Sequence[Manifest], built: Manifest, site: Path
) -> Iterator[tuple[str, str]]:
    """Yield path and text of each page that says which versions there are, a current one or new."""
    now, publication = built.addresses, read_publication(root)
    pages, editions = {*now.pages}, defaultdict[str, list[Mapping[str, str]]](list)
    for release in reversed(releases):
        date = format_date(datetime.date.fromisoformat(release.date[:10]))
        said = {"tag": release.tag, "date": date, "commit": release.commit}
        for page in release.addresses.pages:
            # An edition under an old name is one of the page that has it now.
            edition = said | {"page": edition_of(release.tag, page)}
            editions[now.resolve(page) or page].append(edition)
            pages.add(page)
    prepared = XmlTemplates(
        templates,
        publication.language,
        publication=publication,
        # What the masthead of all pages asks of Sphinx.
        hasdoc=lambda name: f"{name}.html" in now.pages,
        archive_page=ARCHIVE,
        a_to_z_page=A_TO_Z,
        search_page="search" if "search.html" in now.pages else "",
        corrections_index=CORRECTIONS,
        theme_logo=defaultdict(str, publication.theme.get("logo", {})),
    )

    def made(template: str, page: str, of: str) -> str:
        current = now.resolve(of)
        link = partial(posixpath.relpath, start=posixpath.dirname(page) or ".")
        return prepared.text(
            template,
            page=page,
            of=of,
            versions=editions.get(current or of, []),
            all_versions=f"{FOLDER}/pages/{of}",
            current=current,
            withdrawn=current in now.withdrawn,
            link=link,
            pathto=lambda name, is_file=False: link(name if is_file else f"{name}.html"),
        )

    for page in now.pages.keys() & built.files.keys():
        before, mark, after = (site / page).read_text("utf-8").rpartition(_MARK)
        if mark and (now.resolve(page) or page) in editions:
            yield page, f"{before}{made('versions-nav.html', page, page)}{after}"
    yield _ALL_EDITIONS, made("editions.html", _ALL_EDITIONS, "index.html")
    for page in pages:
        address = f"{FOLDER}/pages/{page}"
        yield address, made("versions.html", address, page)


class _Layout:
    """A folder that is filled; what the disk has in what was published last takes no room again."""

    def __init__(self, folder: Path, last: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)  # what a killed process left
        folder.mkdir()
        self._folder, self._last = folder, last
        self._known: dict[str, Path] = {}
        self._published: dict[str, str] = {}
        with contextlib.suppress(ReleasesError):  # where nothing was published yet
            manifest = Manifest.of_copy(last)
            self._published = manifest.releases
            self._note(manifest, last)

    def _note(self, manifest: Manifest, folder: Path) -> None:
        for path, each in manifest.files.items():
            self._known.setdefault(each.sha256, folder / path)

    def lay_out_release(self, release: Manifest, store: Store) -> None:
        below = edition_of(release.tag, "")
        if self._published.get(release.tag) == release.digest:
            self._note(release, self._last / below)
        # What was not published before is read, byte by byte: a store may come from afar.
        new = [path for path, each in release.files.items() if each.sha256 not in self._known]
        for path, content in store.files(release, new):
            self._put(f"{below}{path}", release.files[path], content.__bytes__)
        for path in release.files.keys() - set(new):
            self._put(f"{below}{path}", release.files[path])
        release.write(self._folder / below)

    def lay_out_current(
        self, built: Manifest, site: Path, told: Iterable[tuple[str, str]]
    ) -> dict[str, FileRecord]:
        """Lay out a site with its pages that say which versions there are; return what it has."""
        files, left = dict(built.files), {*built.files}
        for path, text in told:
            files[path] = record(text.encode())
            self._put(path, files[path], text.encode)
            left.discard(path)
        for path in left:
            # Copied, for the next build may write into the file that it finds.
            self._put(path, files[path], (site / path).read_bytes)
        return files

    def _put(self, path: str, each: FileRecord, read: Callable[[], bytes] = bytes) -> None:
        """Put a file in its place, without taking room where the disk has it already."""
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        known = self._known.setdefault(each.sha256, target)
        if known == target:
            target.write_bytes(read())
            return
        try:
            os.link(known, target)
        except OSError:
            # Another disk, or more names than the file system gives one file.
            shutil.copyfile(known, target)
