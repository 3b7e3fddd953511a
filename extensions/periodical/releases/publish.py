"""What a host serves: the current site at the root, every release at ``/v/TAG/``.

It is laid out in a folder of its own, named by a digest of all that goes into it, and `public` is a
link to that folder which changes in one step. What was published before is given another name, not
copied, and so is what releases share.

Which versions have a page is said as plain links: on the page itself, and on a page of their own,
which has the same address for the current text and for every edition of it.
"""

import datetime
import os
import posixpath
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from ..defaults import default_folder
from ..documents.templates import XmlTemplates
from ..ledger.outputs import code_of, files_in
from ..markup.languages import format_date
from ..model.files import fingerprint
from ..model.messages import TroubleError
from ..model.publication import read_publication
from ..site.links import A_TO_Z, ARCHIVE, CORRECTIONS
from . import locked
from .addresses import FOLDER, Addresses, lost
from .manifest import MANIFEST, Manifest, record
from .store import Store

_PUBLISHED = "published"
"""The folder beside `public` that holds what it leads to."""
_ALL_EDITIONS = f"{FOLDER}/index.html"
_MARK = "<!--versions-->"
"""Where `frame.html` has the versions stand; no page of a contributor can hold a comment."""

Read = Callable[[Sequence[str]], Iterable[tuple[str, bytes]]]
"""What yields path and content of the files that it is asked for."""


def publish(store: Store, site: Path, public: Path, key: Path | None = None) -> bool:
    """Lay out a site that was built and all releases, and tell whether there was anything new.

    What a host serves is `public`, a link to a folder beside it; a key signs its manifest. It is an
    error if an address that a release published leads nowhere now, if a release that `public` has
    is another in the store, or not there, or if a file of a release is missing or damaged.
    """
    if (site / FOLDER).exists():
        raise TroubleError("site-has-folder", folder=FOLDER)
    if public.exists() and not public.is_symlink():
        raise TroubleError("public-in-the-way", public=public)
    root, built = store.root, Manifest.of_copy(site)
    templates = [root / "_templates", default_folder("_templates")]
    home = public.parent / _PUBLISHED
    signer, code = key and key.read_bytes(), code_of("releases")
    goes_in = fingerprint(built.digest, signer, store.tip, code, *map(files_in, templates))
    with locked(home):
        folder = home / goes_in[:20]
        new = not (public.is_symlink() and public.resolve() == folder.resolve())
        if new:
            releases = store.releases()
            if gone := lost(releases, built.addresses):
                raise TroubleError("addresses-lost", said="\n".join(each.text for each in gone))
            known = _known_files(public, releases)
            shutil.rmtree(folder, ignore_errors=True)  # what a killed process left
            for release in releases:
                _lay_out(release, folder, known, partial(store.files, release))
            told = dict(_with_versions(root, templates, releases, built, site) if releases else ())
            files = built.files | {path: record(content) for path, content in told.items()}
            digests = {each.tag: each.digest for each in releases}
            current = built.but(files=files, releases=digests).signed(key)
            # Copied, for the next build may write into a file that it finds.
            _lay_out(
                current, folder, known,
                lambda new: ((each, told.get(each) or (site / each).read_bytes()) for each in new),
            )  # fmt: skip
            link = home / ".link"
            link.unlink(missing_ok=True)
            link.symlink_to(Path(_PUBLISHED, folder.name))  # as seen from `public`
            link.replace(public)
        for other in home.iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other)
    return new


def _editions(releases: Sequence[Manifest], now: Addresses) -> dict[str, list[dict[str, str]]]:
    """Return the editions that pages have, newest first, by what each page is called now."""
    editions = defaultdict(list)
    for release in reversed(releases):
        date = format_date(datetime.date.fromisoformat(release.date[:10]))
        said = {"tag": release.tag, "date": date, "commit": release.commit}
        for page in release.addresses.pages:
            editions[now.resolve(page) or page].append(said | {"page": f"{release.below}{page}"})
    return editions


def _with_versions(
    root: Path, templates: Iterable[Path], releases: Sequence[Manifest], built: Manifest, site: Path
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the pages that say which versions there are, current ones too."""
    now, publication = built.addresses, read_publication(root)
    editions = _editions(releases, now)
    # What the masthead of all pages asks of Sphinx.
    asked: dict[str, Any] = {"archive_page": ARCHIVE, "a_to_z_page": A_TO_Z}
    asked |= {"corrections_index": CORRECTIONS, "hasdoc": lambda name: f"{name}.html" in now.pages}
    asked["search_page"] = "search" if "search.html" in now.pages else ""
    asked["theme_logo"] = defaultdict(str, publication.theme.get("logo", {}))
    prepared = XmlTemplates(templates, publication.language, publication=publication, **asked)

    def made(template: str, page: str, of: str) -> str:
        current = now.resolve(of)
        link = partial(posixpath.relpath, start=posixpath.dirname(page) or ".")
        told: dict[str, Any] = {"page": page, "of": of, "current": current, "link": link}
        told["pathto"] = lambda name, is_file=False: link(name if is_file else f"{name}.html")
        told["versions"] = editions.get(current or of, [])
        told |= {"withdrawn": current in now.withdrawn, "all_versions": f"{FOLDER}/pages/{of}"}
        return prepared.text(template, **told)

    for page in now.pages.keys() & built.files.keys():
        before, mark, after = (site / page).read_text("utf-8").rpartition(_MARK)
        if mark and (now.resolve(page) or page) in editions:
            nav = made("versions-nav.html", page, page)
            yield page, f"{before}{nav}{after}".encode()
    yield _ALL_EDITIONS, made("editions.html", _ALL_EDITIONS, "index.html").encode()
    for page in {*now.pages, *(page for each in releases for page in each.addresses.pages)}:
        address = f"{FOLDER}/pages/{page}"
        yield address, made("versions.html", address, page).encode()


def _known_files(public: Path, releases: Iterable[Manifest]) -> dict[str, Path]:
    """Return where the disk has what was published last, by SHA-256; it takes no room again.

    What was changed since is left out. It is an error if a published release is another, or gone.
    """
    if not (public / MANIFEST).is_file():
        return {}
    shown, last = Manifest.of_copy(public), public.resolve()
    there = [each for each in releases if shown.releases.get(each.tag) == each.digest]
    if lacking := shown.releases.keys() - {each.tag for each in there}:
        raise TroubleError("releases-otherwise", public=public, tags=", ".join(sorted(lacking)))
    known: dict[str, Path] = {}
    written_last = (last / MANIFEST).stat().st_mtime_ns
    for manifest in (shown, *there):
        for path, each in manifest.files.items():
            file = last / manifest.below / path
            is_new = each.sha256 not in known and file.is_file()
            if is_new and file.stat().st_mtime_ns <= written_last:
                known[each.sha256] = file
    return known


def _lay_out(manifest: Manifest, folder: Path, known: dict[str, Path], read: Read) -> None:
    """Lay out a release, or the current site.

    What the disk does not have is read, from a store byte by byte: that may come from afar.
    """
    files = manifest.files
    new = [path for path, each in files.items() if each.sha256 not in known]
    others = ((path, b"") for path in files.keys() - set(new))
    for path, content in chain(read(new), others):
        target = folder / manifest.below / path
        target.parent.mkdir(parents=True, exist_ok=True)
        there = known.setdefault(files[path].sha256, target)
        if there == target:
            if record(content) != files[path]:
                raise TroubleError("file-changed", path=path, store=folder)
            target.write_bytes(content)
            continue
        try:
            os.link(there, target)
        except OSError:
            # Another disk, or more names than the file system gives one file.
            shutil.copyfile(there, target)
    manifest.write(folder / manifest.below)
