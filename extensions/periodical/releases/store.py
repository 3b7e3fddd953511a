"""The store: the branch `releases` of a git repository, on which each release is a commit.

The branch moves in one step, when all is written and was read again, and only forwards. What a
killed process wrote is found ready by the next one.
"""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..model.git import RELEASE_TAG, Repository, version_order
from ..model.messages import TroubleError
from ..model.publication import read_publication
from .manifest import MANIFEST, SIGNATURE, Manifest, record

_BRANCH = "refs/heads/releases"
_FETCHED = "refs/remotes/origin/releases"
_DURABLE = ("-c", "core.fsync=all")
"""What has a name is on the disk: of git's own accord, not all of it would be."""


@dataclass(frozen=True)
class Store(Repository):
    """A publication's repository, which keeps its releases; where there is none, there are none."""

    def _commit_at(self, ref: str) -> str:
        return self.ask("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}") or ""

    @property
    def tip(self) -> str:
        """The commit at which the branch is, here or as fetched; nothing where there is none."""
        here, fetched = self._commit_at(_BRANCH), self._commit_at(_FETCHED)
        is_behind = fetched and self.ask("merge-base", "--is-ancestor", here, fetched) is not None
        return fetched if is_behind or not here else here

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
        return sorted(self._read(self.commits), key=age)

    def manifest(self, tag: str | None) -> Manifest:
        """Return the manifest of a release, without a tag the latest one's.

        It is an error if there is no such release, or its manifest cannot be read.
        """
        if not tag:
            if not (releases := self.releases()):
                raise TroubleError("releases-none", store=self.root)
            return releases[-1]
        if (commit := self.commits.get(tag)) is None:
            raise TroubleError("release-missing", store=self.root, tag=tag)
        return next(self._read({tag: commit}))

    def require_history(self) -> None:
        """Make sure that all is here that led to the current text, and the tags of all releases.

        What was corrected is told from them; a shallow clone may lack what was published; and what
        is of another publication, by its name and its address, is not to be mixed with it.
        """
        self.require()
        if self.is_shallow:
            raise TroubleError("history-lacking")
        if lacking := sorted(self.commits.keys() - set(self.release_tags())):
            raise TroubleError("tags-lacking", tags=", ".join(lacking))
        for tag in [*self.commits][:1]:
            ours, latest = read_publication(self.root), self.manifest(tag)
            if latest.publication != ours.name and latest.address != (ours.base_url or None):
                raise TroubleError("releases-of-another", publication=latest.publication)

    def _read(self, commits: Mapping[str, str]) -> Iterator[Manifest]:
        beside = (MANIFEST, SIGNATURE)
        names = ((tag, f"{each}:{name}") for tag, each in commits.items() for name in beside)
        contents = self.contents(names)
        for (tag, content), (_, signature) in zip(contents, contents, strict=True):
            where = f"{MANIFEST} of {tag} in {self.root}"
            read = Manifest.from_json(content or b"", where=where, signature=signature or b"")
            if read.tag != tag:
                raise TroubleError("manifest-of-another", where=where, tag=read.tag)
            yield read

    def add(self, manifest: Manifest, path_of: Callable[[str], Path]) -> None:
        """Keep a release, of which `path_of` says where each file is.

        It is an error if there is a release of that tag, if a file is not what the manifest says,
        or if the branch moves at the same time.
        """
        tag, tip = manifest.tag, self.tip
        if tag in self.commits:
            raise TroubleError("release-altered", tag=tag)
        here = self._commit_at(_BRANCH)
        hash_object = ("hash-object", "-w", "--no-filters", "--stdin-paths")
        paths = "".join(f"{path_of(path).absolute()}\n" for path in manifest.files)
        objects = self.run(*_DURABLE, *hash_object, text=paths).decode().split()
        # The same releases, in the same order, give the same branch wherever they are made.
        seconds = int(datetime.datetime.fromisoformat(manifest.date).timestamp())
        name = manifest.publication.translate({60: "", 62: ""})
        lines = ["commit refs/unread", "mark :1", f"committer {name} <> {seconds} +0000"]
        lines += [f"data {len(tag) + 1}\n{tag}\n"]
        lines += [f"from {tip}", "deleteall"] if tip else ["deleteall"]
        for path, each in zip(manifest.files, objects, strict=True):
            # A path is quoted as in C, and so as in JSON: it has no character that needs more.
            lines += [f"M 100644 {each} {json.dumps(path, ensure_ascii=False)}"]
        for path, content in manifest.beside().items():
            lines += [f"M 100644 inline {path}\ndata {len(content)}\n{content.decode()}"]
        # The commit is known by its id alone, until all of it was read again.
        lines += ["get-mark :1", "reset refs/unread"]
        made = "".join(f"{line}\n" for line in lines)
        commit = self.run(*_DURABLE, "fast-import", "--quiet", text=made).decode().strip()
        # What was ready before is looked at as well: a release is kept whole or not at all.
        for _ in self.files(manifest, unread=commit):
            pass
        self.run(*_DURABLE, "update-ref", "-m", tag, _BRANCH, commit, here)

    def files(
        self, manifest: Manifest, paths: Iterable[str] | None = None, *, unread: str = ""
    ) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of files of a release, all by default, after a look at every byte.

        At the end it is an error if one was missing, or not what the manifest says. `unread` is the
        commit of a release that is about to be kept.
        """
        asked, bad = manifest.files if paths is None else sorted(paths), []
        commit = unread or self.commits[manifest.tag]
        for path, content in self.contents((path, f"{commit}:{path}") for path in asked):
            if content is not None and record(content) == manifest.files[path]:
                yield path, content
            else:
                bad.append(path)
        if bad:
            listed = "".join(f"  {manifest.tag}: {path}\n" for path in bad[:10])
            values = {"store": self.root, "path": bad[0], "count": len(bad), "files": listed}
            raise TroubleError("file-changed" if unread else "store-damaged", **values)


def take_over(store: Store, folder: Path) -> Iterator[str]:
    """Keep the releases of a folder in which each file lies by its SHA-256, and yield their tags.

    Such a folder was a store once: ``objects/ab/ab12…``, and ``releases/v2024.1.json``. It is an
    error if there is no release in it, or a file is not what its name says.
    """
    files = (folder / "releases").glob("[!.]*.json")
    manifests = [Manifest.from_json(path.read_bytes(), where=path) for path in files]
    if not manifests:
        raise TroubleError("old-store-missing", folder=folder)
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
