"""What proves a copy of the site: `manifest.json` for programs, `SHA256SUMS` for coreutils.

A manifest is a function of the files and of the commit: no clock, no machine, no user is in it. Who
vouches for a copy signs its manifest, by ``ssh-keygen -Y`` of OpenSSH, in its format SSHSIG
(PROTOCOL.sshsig). Whose keys count says `keys/allowed_signers` of the repository (ssh-keygen(1),
"ALLOWED SIGNERS"). `verify` says whether a copy is what its manifest says.
"""

import hashlib
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, ValidationError

from ..model.files import sha256_of, write_whole
from ..model.git import Commit
from ..model.messages import TroubleError
from ..model.publication import read_publication
from ..model.text import as_json
from ..model.values import Model
from .addresses import ADDRESSES, FOLDER, Addresses, read_addresses

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
SIGNATURE = f"{MANIFEST}.sig"
NOT_LISTED = (ADDRESSES, MANIFEST, SUMS, SIGNATURE)
"""What is no file of a site, though it lies beside its pages."""

LOCK = "requirements.lock"
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", re.MULTILINE)

SIGNERS = Path("keys", "allowed_signers")
_NAMESPACE = "periodical"
"""So that nobody can pass a signature off for one of something else."""


def _inside(path: str) -> str:
    """Return a path in the site, which SHA256SUMS can hold as it is."""
    parts = PurePosixPath(path).parts
    is_inside = parts and path == "/".join(parts) and ".." not in parts and parts[0] != "/"
    if not is_inside or re.search(r"[\\\x00-\x1f\x7f]", path):
        raise TroubleError("path-outside", path=repr(path))
    return path


_SitePath = Annotated[str, AfterValidator(_inside)]
_Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_OfCommit = Annotated[
    str, BeforeValidator(lambda said: said or ""), PlainSerializer(lambda said: said or None)
]
"""What only a commit has; where there is none, null in the file."""


class FileRecord(Model):
    """The SHA-256 of a file, as hexadecimal digits, and its size in bytes."""

    sha256: _Digest
    size: int = Field(ge=0)


class Manifest(Model):
    """What a release, or the current site, consists of.

    Args:
        format: The version of this description.
        tag, commit, date: What it was made from: the tag of a release; the commit, where the files
            of the tree were those of one; the date of the commit, ISO 8601.
        draft: Whether it is none of these: no commit has all of its files.
        tools: Versions of Python, and of each package that the lock file pins, which made it.
        releases: The SHA-256 of the manifest of each release that lies below the current site, by
            tag; none in a release.
        files: Every other file, by its path.
        signature: What lies beside the manifest where somebody has signed it.
    """

    format: Literal[1, 2] = 2
    publication: str
    address: str
    tag: _OfCommit = ""
    commit: _OfCommit = ""
    date: _OfCommit = ""
    draft: bool = False
    tools: dict[str, str]
    releases: dict[str, _Digest] = Field(default_factory=dict)
    addresses: Addresses = Addresses()
    files: dict[_SitePath, FileRecord] = Field(default_factory=dict)

    signature: bytes = Field(default=b"", exclude=True)

    @classmethod
    def made_from(cls, root: Path, commit: Commit | None, python: str, tag: str = "") -> "Manifest":
        """Return a manifest that says what a site is made from, and nothing yet of its files.

        Args:
            root: The publication, or a checkout of it, with the lock file of its tools.
            python: The version of Python that makes it.
        """
        publication, lock = read_publication(root), root / LOCK
        pins = _PIN.findall(lock.read_text("utf-8")) if lock.is_file() else ()
        tools = {"python": python} | {name.lower(): version for name, version in pins}
        name, address = publication.name, publication.base_url
        made: Any = {"commit": commit.id, "date": commit.date} if commit else {"draft": True}
        return cls(publication=name, address=address, tag=tag, tools=tools, **made)

    @classmethod
    def from_json(cls, content: bytes, *, where: object, signature: bytes = b"") -> "Manifest":
        """Read a manifest; `where` names it where it is cut short, or is none."""
        try:
            manifest = cls.model_validate_json(content)
        except ValidationError as error:
            said = error.errors()[0]["msg"]
            raise TroubleError("manifest-damaged", where=where, said=said) from error
        return manifest.model_copy(update={"content": content, "signature": signature})

    @classmethod
    def of_copy(cls, folder: Path) -> "Manifest":
        """Read the manifest of a copy; it is an error if it has none."""
        path, beside = folder / MANIFEST, folder / SIGNATURE
        if not path.is_file():
            raise TroubleError("manifest-missing", folder=folder)
        signature = beside.read_bytes() if beside.is_file() else b""
        return cls.from_json(path.read_bytes(), where=path, signature=signature)

    def but(self, **others: Any) -> "Manifest":
        """Return the same manifest with other files, or of other releases; nobody signed that."""
        return self.model_construct(**dict(self) | {"signature": b""} | others)

    def of_site(self, site: Path, known: Mapping[str, str] | None = None) -> "Manifest":
        """Return it with the files of a site, as a build left them in a folder.

        Hidden ones are a builder's own notes; those with a `known` SHA-256, by path, are not read.
        """
        found = {}
        for file in site.rglob("*"):
            path = file.relative_to(site).as_posix()
            if path in NOT_LISTED or path.startswith(".") or "/." in path or not file.is_file():
                continue
            digest, size = (known or {}).get(_inside(path)) or sha256_of(file), file.stat().st_size
            found[path] = FileRecord(sha256=digest, size=size)
        return self.but(addresses=read_addresses(site), files=dict(sorted(found.items())))

    @property
    def below(self) -> str:
        """The folder, below the current site, in which it lies: that of a release, or none."""
        return f"{FOLDER}/{self.tag}/" if self.tag else ""

    @cached_property
    def content(self) -> bytes:
        """The content of `manifest.json`: of a manifest that was read, what was read."""
        return as_json(self.model_dump(mode="json"), sort_keys=True)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of `manifest.json`: who knows it from elsewhere can trust all it lists."""
        return hashlib.sha256(self.content).hexdigest()

    def signed(self, key: Path | None) -> "Manifest":
        """Return it with its signature; see `signature_of`."""
        return self.model_copy(update={"signature": signature_of(self.content, key)})

    def beside(self) -> dict[str, bytes]:
        """Return name and content of the files that prove the others."""
        listed = self.files | {MANIFEST: record(self.content)}
        # For ``sha256sum --check``.
        sums = "".join(f"{listed[path].sha256}  {path}\n" for path in sorted(listed))
        proofs = {MANIFEST: self.content, SUMS: sums.encode(), SIGNATURE: self.signature}
        return {name: content for name, content in proofs.items() if content}

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of all files, those that prove the others too."""
        whole = self.files | {name: record(content) for name, content in self.beside().items()}
        return {path: each.sha256 for path, each in whole.items()}

    def write(self, folder: Path) -> None:
        """Write the files that prove the others."""
        for name, content in self.beside().items():
            write_whole(folder / name, content)


def record(content: bytes) -> FileRecord:
    """Return the record of some bytes."""
    return FileRecord(sha256=hashlib.sha256(content).hexdigest(), size=len(content))


def signature_of(content: bytes, key: Path | None) -> bytes:
    """Return a signature, of Ed25519 always the same; without a key, none.

    The key is a private one, or a public one whose private one an agent or a device has.
    """
    if key is None:
        return b""
    done = _ssh("sign", "-n", _NAMESPACE, "-f", str(key.absolute()), content=content)
    if done.returncode:
        raise TroubleError("key-cannot-sign", key=key, said=done.stderr.decode().strip())
    return done.stdout


def _signer_of(manifest: Manifest, signature: Path, signers: Path) -> str:
    """Return who signed a manifest, as the signers call them; empty if none of them has.

    A key counts that was valid when what it signs was committed.
    """
    how = ["-s", str(signature.absolute()), "-f", str(signers.absolute())]
    if moment := "".join(filter(str.isdigit, manifest.date)):
        how.append(f"-Overify-time={moment}Z")
    found = _ssh("find-principals", *how).stdout.decode().split("\n")[0].strip()
    asked = ("verify", "-n", _NAMESPACE, *how, "-I", found)
    is_signed = bool(found) and not _ssh(*asked, content=manifest.content).returncode
    return found if is_signed else ""


def _ssh(*options: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["ssh-keygen", "-Y", *options]
    # A day in the list of signers is the same one wherever somebody verifies.
    there = os.environ | {"TZ": "UTC"}
    try:
        return subprocess.run(  # noqa: S603 - a program by its name, and no shell
            command, env=there, input=content, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise TroubleError("ssh-keygen-missing") from None


class Verdict(NamedTuple):
    """What was found: in how many files; what is missing, changed or extra, a line a file.

    The signer is who has signed the manifest; empty if nobody has, or nobody's keys were given.
    """

    manifest: Manifest
    files: int
    differences: tuple[str, ...]
    signer: str = ""


def verify(folder: Path, signers: Path = Path()) -> Verdict:
    """Compare a copy of a release, or of a whole site with its releases, with its manifest.

    If there are signers, one of them has to have signed what is at the root; a manifest below it is
    vouched for by that at the root, but if it is signed, then by one of them. It is an error if
    there is no manifest, or none that can be read.
    """
    root = Manifest.of_copy(folder)
    found = {
        # What is neither file nor folder, as a link that leads nowhere, is not as it was either.
        path.relative_to(folder).as_posix(): sha256_of(path) if path.is_file() else ""
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    if not root.tag:
        found.pop(ADDRESSES, "")  # A build leaves its addresses beside the current site.
    editions, expected = {"": root}, root.digests()
    for tag, digest in root.releases.items():
        below = f"{FOLDER}/{tag}/"
        expected[f"{below}{MANIFEST}"] = digest
        if found.get(f"{below}{MANIFEST}") == digest:
            edition = editions[below] = Manifest.of_copy(folder / below)
            expected |= {f"{below}{path}": each for path, each in edition.digests().items()}
        else:
            # What it should consist of is not known, and that is all there is to say.
            hidden = {path for path in found.keys() - expected.keys() if path.startswith(below)}
            found = {path: found[path] for path in found.keys() - hidden}
    signer, unsigned = "", []
    is_asked = signers.is_file() and re.search(r"(?m)^[^#\s]", signers.read_text("utf-8"))
    for below, edition in editions.items() if is_asked else ():
        if edition.signature or not below:
            path = f"{below}{SIGNATURE}"
            who = _signer_of(edition, folder / path, signers)
            signer = signer if below else who
            wrong = "changed" if edition.signature else "missing"
            unsigned += [] if who else [f"{wrong}: {path}, by which a key in {signers} signs it"]
    return Verdict(root, len(found), (*unsigned, *differing(expected, found)), signer)


def differing(kept: Mapping[str, object], found: Mapping[str, object]) -> Iterator[str]:
    """Yield a line for each file that is missing, changed or extra, in the order of paths."""
    for path in sorted({*kept, *found}):
        if kept.get(path) != found.get(path):
            wrong = "changed" if path in kept else "extra"
            yield f"{wrong if path in found else 'missing'}: {path}"
