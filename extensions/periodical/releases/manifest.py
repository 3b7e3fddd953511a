"""What a copy of the site consists of: `manifest.json` for programs, `SHA256SUMS` for coreutils.

A manifest is a function of the files and of the commit: no clock, no machine, no user is in it.
"""

import contextlib
import fcntl
import hashlib
import importlib.metadata
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError

from ..model.git import Commit
from ..model.publication import Model, Publication
from ..model.text import as_json
from . import ReleasesError
from .addresses import ADDRESSES, Addresses, read_addresses

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
SIGNATURE = f"{MANIFEST}.sig"
NOT_LISTED = (ADDRESSES, MANIFEST, SUMS, SIGNATURE)
"""What is no file of a site, though it lies beside its pages."""

LOCK = "requirements.lock"
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", re.MULTILINE)


def _inside(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or path != "/".join(parts) or ".." in parts or path.startswith("/"):
        raise ValueError("is not a path inside the site")
    if re.search(r"[\\\x00-\x1f\x7f]", path):
        raise ValueError("has a character that SHA256SUMS cannot hold as it is")
    return path


SitePath = Annotated[str, AfterValidator(_inside)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class FileRecord(Model):
    """The SHA-256 of a file, as hexadecimal digits, and its size in bytes."""

    sha256: Digest
    size: int = Field(ge=0)


class Manifest(Model):
    """What a release, or the current site, consists of.

    Args:
        format: The version of this description; an edition of the first was built without the tags
            before it, and does not say what was corrected since.
        tag, commit, date: What it was made from: the tag of a release; the commit, or `None` where
            the files of the tree were not those of a commit; the date of the commit, ISO 8601.
        draft: Whether it is none of these: no commit has all of its files.
        tools: Versions of Python and of each package that made it.
        releases: The SHA-256 of the manifest of each release that lies below the current site, by
            tag; none in a release.
        files: Every other file, by its path.
    """

    format: Literal[1, 2] = 2
    publication: str
    address: str
    tag: str | None = None
    commit: str | None = None
    date: str | None = None
    draft: bool = False
    tools: dict[str, str]
    releases: dict[str, Digest] = Field(default_factory=dict)
    addresses: Addresses
    files: dict[SitePath, FileRecord]

    @cached_property
    def content(self) -> bytes:
        """The content of `manifest.json`: of a manifest that was read, what was read."""
        return as_json(self.model_dump(mode="json"), sort_keys=True)

    @classmethod
    def of(
        cls,
        site: Path,
        publication: Publication,
        commit: Commit | None,
        tools: Mapping[str, str],
        tag: str | None = None,
        known: Mapping[str, str] = MappingProxyType({}),
    ) -> "Manifest":
        """Return the manifest of a site, as a build left it in a folder; see `describe`."""
        return cls(
            publication=publication.name,
            address=publication.base_url,
            tag=tag,
            commit=commit.id if commit else None,
            date=commit.date if commit else None,
            draft=commit is None,
            tools=dict(tools),
            addresses=read_addresses(site),
            files=describe(site, known),
        )

    def but(self, **others: Any) -> "Manifest":
        """Return the same manifest with other files, or of other releases."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_construct(**fields | others)

    @classmethod
    def from_json(cls, content: bytes, *, where: object) -> "Manifest":
        """Read a manifest; `where` names it where it is cut short, or is none."""
        try:
            manifest = cls.model_validate_json(content)
        except ValidationError as error:
            raise ReleasesError(
                f"{where} is damaged or is not a manifest: {error.errors()[0]['msg']}."
            ) from error
        manifest.__dict__["content"] = content
        return manifest

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of `manifest.json`: who knows it from elsewhere can trust all it lists."""
        return hashlib.sha256(self.content).hexdigest()

    def beside(self, signature: bytes = b"") -> Iterator[tuple[str, bytes]]:
        """Yield name and content of the files that prove the others."""
        yield MANIFEST, self.content
        yield SUMS, self.sums()
        if signature:
            yield SIGNATURE, signature

    def write(self, folder: Path, signature: bytes = b"") -> None:
        """Write the files that prove the others, where they are to say something new."""
        for name, content in self.beside(signature):
            path = folder / name
            if not path.is_file() or path.read_bytes() != content:
                path.write_bytes(content)

    def sums(self) -> bytes:
        """Return the content of `SHA256SUMS`, for ``sha256sum --check``."""
        digests = {path: record.sha256 for path, record in self.files.items()}
        digests[MANIFEST] = self.digest
        return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode()


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes from writing to a folder; the lock ends with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Have a folder of one's own, gone afterwards; what a killed process left is gone before.

    It has another name each time: what that process had started may still be writing.
    """
    with locked(folder):
        for left in folder.iterdir():
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as made:
            yield Path(made)


def record(content: bytes) -> FileRecord:
    """Return the record of some bytes."""
    return FileRecord(sha256=hashlib.sha256(content).hexdigest(), size=len(content))


def record_file(path: Path) -> FileRecord:
    """Return the record of a file, read in pieces."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileRecord(sha256=digest, size=file.tell())


def describe(
    folder: Path, known: Mapping[str, str] = MappingProxyType({})
) -> dict[str, FileRecord]:
    """Return the records of all files of a built site; hidden ones are a builder's own notes.

    Files whose SHA-256 is `known`, by path, need not be read.
    """
    found = {}
    for file in folder.rglob("*"):
        path = file.relative_to(folder).as_posix()
        if path in NOT_LISTED or path.startswith(".") or "/." in path or not file.is_file():
            continue
        try:
            sha256 = known.get(_inside(path))
            found[path] = (
                FileRecord.model_construct(sha256=sha256, size=file.stat().st_size)
                if sha256
                else record_file(file)
            )
        except ValueError as error:
            raise ReleasesError(f"The file {path!r} {error}. Give it another name.") from error
    return dict(sorted(found.items()))


def pinned(lock: Path) -> dict[str, str]:
    """Return name and version of each package that a lock file pins, if there is one."""
    text = lock.read_text(encoding="utf-8") if lock.is_file() else ""
    return {name.lower(): version for name, version in _PIN.findall(text)}


def tools_here(lock: Path) -> dict[str, str]:
    """Return the versions of what builds in this environment, of the packages that a lock names."""
    versions = {"python": platform.python_version()}
    for name in pinned(lock):
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # a package for another system
    return versions
