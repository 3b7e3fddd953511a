"""The store: the branch `releases` of a git repository, on which each release is a commit.

The branch moves in one step, when all is written and was read again, and only forwards. What a
killed process wrote is found ready by the next one.
"""

import datetime
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..model.git import RELEASE_TAG, Repository, version_order
from . import ReleasesError
from .addresses import Addresses
from .manifest import MANIFEST, SIGNATURE, Manifest, record

_BRANCH = "refs/heads/releases"
_FETCHED = "refs/remotes/origin/releases"
_UNREAD = "refs/unread"
"""Where releases are between being written and being read again."""

_DURABLE = ("-c", "core.fsync=all")
"""What has a name is on the disk: of git's own accord, not all of it would be."""


@dataclass(frozen=True)
class Store(Repository):
    """A repository, or a folder in it, that keeps releases; where there is none, there are none."""

    def _commit_at(self, ref: str) -> str:
        return self.ask("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}") or ""

    @property
    def tip(self) -> str:
        """The commit at which the branch is, here or as fetched; nothing where there is none."""
        here, fetched = self._commit_at(_BRANCH), self._commit_at(_FETCHED)
        if here and fetched:
            is_behind = self.ask("merge-base", "--is-ancestor", here, fetched) is not None
            return fetched if is_behind else here
        return here or fetched

    @property
    def commits(self) -> dict[str, str]:
        """The commit of each release, by tag: of two that claim it, the first."""
        if not (tip := self.tip):
            return {}
        log = self.ask("log", "--no-show-signature", "--format=%H %s", tip) or ""
        commits = (line.partition(" ") for line in log.splitlines())
        return {tag: commit for commit, _, tag in commits if RELEASE_TAG.fullmatch(tag)}

    def releases(self) -> list[Manifest]:
        """Return the manifests of all releases, oldest commit first."""
        commits = self.commits
        return sorted(self._read(commits), key=age) if commits else []

    def published(self) -> list[tuple[str, Addresses]]:
        """Return tag and addresses of all releases, oldest first."""
        return [(each.tag, each.addresses) for each in self.releases()]

    def manifest(self, tag: str) -> Manifest:
        """Return the manifest of a release; it is an error if there is none that can be read."""
        if (commit := self.commits.get(tag)) is None:
            raise ReleasesError(
                f"The store {self.root} has no release {tag}. Make it: periodical release {tag}."
            )
        return next(self._read({tag: commit}))

    def _read(self, commits: Mapping[str, str]) -> Iterator[Manifest]:
        names = [f"{each}:{name}" for each in commits.values() for name in (MANIFEST, SIGNATURE)]
        contents = self.contents(names)
        for tag, content, signature in zip(commits, contents, contents, strict=True):
            where = f"{MANIFEST} of {tag} in {self.root}"
            read = Manifest.from_json(content or b"", where=where, signature=signature or b"")
            if read.tag != tag:
                raise ReleasesError(f"{where} is the manifest of {read.tag}: files were mixed up.")
            yield read

    def add(self, manifest: Manifest, path_of: Callable[[str], Path]) -> None:
        """Keep a release, of which `path_of` says where each file is.

        It is an error if there is a release of that tag, if a file is not what the manifest says,
        or if the branch moves at the same time.
        """
        tag = manifest.tag
        if tag in self.commits:
            raise ReleasesError(f"The store has the release {tag}, and what it has is not altered.")
        here = self._commit_at(_BRANCH) or "0" * 40
        hash_object = (*_DURABLE, "hash-object", "-w", "--no-filters")
        paths = "".join(f"{path_of(path).absolute()}\n" for path in manifest.files)
        kept = self.run(*hash_object, "--stdin-paths", text=paths).decode().split()
        objects = dict(zip(manifest.files, kept, strict=True))
        for path, content in manifest.beside().items():
            objects[path] = self.run(*hash_object, "--stdin", text=content).decode().strip()
        # A name of its own: what a killed process started may still be writing another.
        unread = f"{_UNREAD}/{uuid.uuid4()}"
        made = self._as_commit(unread, manifest, objects)
        self.run(*_DURABLE, "fast-import", "--quiet", text=made)
        commit = self._commit_at(unread)
        # What was ready before is looked at as well: a release is kept whole or not at all.
        looked_at = self._contents(manifest, commit, manifest.files)
        if bad := [path for path, content in looked_at if content is None]:
            raise ReleasesError(
                f"{bad[0]} changed while it was read, or is damaged in {self.root}. Build again; "
                "if it says the same, restore the store from where it is kept."
            )
        self.run(*_DURABLE, "update-ref", "-m", tag, _BRANCH, commit, here)
        for each in (self.ask("for-each-ref", "--format=%(refname)", _UNREAD) or "").split():
            self.run("update-ref", "-d", each)

    def _as_commit(self, ref: str, manifest: Manifest, objects: Mapping[str, str]) -> str:
        """Return a commit in the language of `git fast-import`.

        The same releases, in the same order, give the same branch wherever they are made.
        """
        seconds = int(datetime.datetime.fromisoformat(manifest.date).timestamp())
        name, tag = manifest.publication.translate({60: "", 62: ""}), manifest.tag
        lines = [f"commit {ref}", f"committer {name} <> {seconds} +0000"]
        lines += [f"data {len(tag) + 1}\n{tag}\n"]
        lines += [f"from {tip}"] if (tip := self.tip) else []
        # A path is quoted as in C, and so as in JSON: it has no character that needs more.
        quoted = {json.dumps(path, ensure_ascii=False): each for path, each in objects.items()}
        lines += ["deleteall", *(f"M 100644 {each} {path}" for path, each in quoted.items())]
        return "".join(f"{line}\n" for line in lines)

    def _contents(
        self, manifest: Manifest, commit: str, paths: Iterable[str]
    ) -> Iterator[tuple[str, bytes | None]]:
        """Yield files that a commit has, each `None` if it is not as the manifest says."""
        asked = list(paths)
        contents = self.contents(f"{commit}:{path}" for path in asked)
        for path, content in zip(asked, contents, strict=True):
            sound = content is not None and record(content) == manifest.files[path]
            yield path, content if sound else None

    def files(
        self, manifest: Manifest, paths: Iterable[str] | None = None
    ) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of files of a release, all by default, after a look at every byte.

        At the end it is an error if one was missing, or not what the manifest says.
        """
        bad: list[str] = []
        asked = manifest.files if paths is None else sorted(paths)
        for path, content in self._contents(manifest, self.commits[manifest.tag], asked):
            if content is None:
                bad.append(f"  {manifest.tag}: {path}\n")
            else:
                yield path, content
        if bad:
            raise ReleasesError(
                f"The store {self.root} is not whole; {len(bad)} files are missing or damaged:\n"
                f"{''.join(bad[:10])}Restore it from where it is kept; nothing was published."
            )


def take_over(store: Store, folder: Path) -> Iterator[str]:
    """Keep the releases of a folder in which each file lies by its SHA-256, and yield their tags.

    Such a folder was a store once: ``objects/ab/ab12…``, and ``releases/v2024.1.json``. It is an
    error if there is no release in it, or a file is not what its name says.
    """
    manifests = [
        Manifest.from_json(path.read_bytes(), where=path)
        for path in (folder / "releases").glob("[!.]*.json")
    ]
    if not manifests:
        raise ReleasesError(f"{folder} has no releases/*.json: it was no store of releases.")
    for manifest in sorted(manifests, key=age):
        if (tag := manifest.tag) not in store.commits:
            digests = {path: each.sha256 for path, each in manifest.files.items()}
            objects = {path: folder / "objects" / each[:2] / each for path, each in digests.items()}
            store.add(manifest, objects.__getitem__)
            yield tag


def age(manifest: Manifest) -> tuple[str, tuple[object, ...]]:
    """Return by what releases are put in order, the oldest first."""
    # Of one date, v2024.9 comes before v2024.10.
    return manifest.date, version_order(manifest.tag)
