"""Bags for archives: a part of a release, or all of it, with its sources, records and checksums.

The packaging is that of BagIt (RFC 8493), made by the Library of Congress's own library.
"""

import html
import re
import shutil
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from .. import __version__
from ..model.archive import PAGE_SUFFIX, IssueFiles
from ..model.git import Commit, Repository
from ..model.issue import IssueHead
from ..model.page import Page
from ..model.publication import ISSUES_FOLDER, Publication, read_publication
from ..model.text import as_json
from . import ReleasesError
from .addresses import PROFILE
from .manifest import SUMS, Manifest, record_file
from .premis import describe_events
from .store import Store, age

with warnings.catch_warnings():
    # It asks setuptools for its version, which says that it should not be asked.
    warnings.simplefilter("ignore")
    import bagit

CHECKSUMS = ["sha256", "sha512"]


def belongs(path: str, part: str) -> bool:
    """Tell whether a source, a page or a document is of a part: an issue by its id, or a year."""
    parts = PurePosixPath(path).with_suffix("").parts
    name = parts[1:2] if re.fullmatch(r"\d{4}", part) else parts[-1:]
    return not part or (parts[0] == ISSUES_FOLDER and name == (part,))


def make_bag(store: Store, repository: Repository, tag: str, part: str, target: Path) -> None:
    """Make a bag of a part of a release: an issue by its id, a year, or everything.

    The folder appears when it is complete; it is an error if it exists, if there is no such release
    or part, or if the repository does not have the commit.
    """
    if target.exists():
        raise ReleasesError(f"{target} exists. Move it, or delete it.")
    manifest = store.manifest(tag)
    commit = Commit(manifest.commit or "", 0)
    target.parent.mkdir(parents=True, exist_ok=True)
    with store.laid_out(manifest, target.parent) as site:
        checkout = repository.check_out(commit, site.parent / "checkout")
        bag = site.parent / "bag"
        outputs = {path for path in manifest.files if belongs(path, part)}
        sources = [path for path in _files(checkout) if belongs(path, part)]
        if not outputs or not sources:
            raise ReleasesError(f"{tag} has no issue and no year {part}.")
        outputs |= set(_loaded(outputs, manifest, site))
        # A picture on a page has the path of its source.
        images = {path for path in outputs if path.startswith("_images/")}
        pictures = {path.removeprefix("_images/") for path in images}
        for path in sorted(outputs):
            _copy(site / path, bag / "site" / path)
        for path in sorted({*sources, *(each for each in pictures if (checkout / each).is_file())}):
            _copy(checkout / path, bag / "sources" / path)
        publication = read_publication(checkout)
        heads = dict(_heads(checkout, sources, manifest))
        pages = [(page, record_file(checkout / page), head) for page, head in heads.items()]
        releases = [each for each in store.releases() if age(each) <= age(manifest)]
        events = describe_events(pages, repository, releases, commit.id)
        (bag / "premis.xml").write_bytes(events)
        for name, entry in _records(heads, publication, manifest):
            (bag / "records").mkdir(exist_ok=True)
            (bag / "records" / f"{name}.json").write_bytes(as_json(entry, sort_keys=True))
        for name, content in manifest.beside(store.signature(manifest)):
            if name != SUMS:  # of the whole release; a bag has sums of its own
                (bag / name).write_bytes(content)
        bagit.make_bag(str(bag), _info(publication, manifest, part), checksums=CHECKSUMS)
        bag.replace(target)


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and name.parts[0] != ".git":
            yield name.as_posix()


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _heads(
    checkout: Path, sources: Iterable[str], manifest: Manifest
) -> Iterator[tuple[str, IssueHead]]:
    """Yield the front matter of each issue that is in a bag and on the site, by its page."""
    held = frozenset(sources)
    for page in IssueFiles(checkout).page_files:
        head = Page.read(checkout, page).head if page in held else None
        if head is not None and f"{page.removesuffix(PAGE_SUFFIX)}.html" in manifest.files:
            yield page, head


def _records(
    heads: Mapping[str, IssueHead], publication: Publication, manifest: Manifest
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield, for each issue, what its front matter says, its address and its files."""
    for page, head in heads.items():
        docname = page.removesuffix(PAGE_SUFFIX)
        outputs = [f"{docname}.{kind}" for kind in ("html", "pdf", "epub")]
        files = {path: manifest.files[path].sha256 for path in outputs if path in manifest.files}
        yield (
            PurePosixPath(docname).name,
            {
                "address": publication.address_of(outputs[0]),
                "source": page,
                "files": files,
                "issue": head.model_dump(mode="json", exclude_none=True),
            },
        )


def _info(publication: Publication, manifest: Manifest, part: str) -> dict[str, str]:
    """Return the metadata of a bag, RFC 8493, section 2.2.2; its date is that of the commit."""
    what = part or "everything"
    info = {
        "Source-Organization": publication.publisher.name,
        "External-Description": f"{publication.name}: {what}, as published in {manifest.tag}",
        "External-Identifier": publication.address_of(f"v/{manifest.tag}/"),
        "Bag-Group-Identifier": manifest.tag or "",
        "Internal-Sender-Identifier": manifest.commit or "",
        "BagIt-Profile-Identifier": publication.address_of(PROFILE),
        "Bagging-Date": (manifest.date or "")[:10],
        "Bag-Software-Agent": f"sphinx-periodical {__version__}, bagit.py {bagit.VERSION}",
    }
    if publication.contact:
        info["Contact-Name"] = publication.contact
    return info


def _loaded(pages: Iterable[str], manifest: Manifest, site: Path) -> Iterator[str]:
    """Yield the files that pages load: styles, scripts and faces all alike, and own pictures."""
    text = "".join((site / page).read_text("utf-8") for page in pages if page.endswith(".html"))
    for path in manifest.files:
        own = path.startswith("_images/") and html.escape(quote(path)) in text
        if own or path.startswith("_static/"):
            yield path
