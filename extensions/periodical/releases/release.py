"""A release: the site of a tag, built once from a clean checkout with what the tag's lock pins.

The tag's own code builds it, in a process that sees nothing of the user's settings, clock or
language; what is agreed upon between this code and that of any tag is one command line.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from ..model.files import table_beside
from ..model.git import Commit, GitError
from ..model.messages import TroubleError
from ..model.publication import BUILD_FOLDER, PublicationError
from . import locked, scratch
from .addresses import lost
from .manifest import LOCK, Manifest, Verdict, differing
from .store import Store


def release(store: Store, tag: str, python: Path | None = None, key: Path | None = None) -> bool:
    """Build a tag and keep it, signed if there is a key; tell whether there was anything to do.

    It is an error if there is no such tag, if it cannot be built, was moved since it was released,
    or has lost addresses that an earlier release published. `python` has what the tag's lock file
    pins; by default an environment is made.
    """
    commit = store.commit_of(tag)
    # One at a time, for another process may be making this one.
    with scratch(store.root / BUILD_FOLDER / "release") as home:
        if tag in store.commits:
            _require_unmoved(store.manifest(tag), commit)
            return False
        manifest, site = _built(store, tag, commit, python, home)
        if gone := lost(store.releases(), manifest.addresses):
            said = "\n".join(each.text for each in gone)
            raise TroubleError("tag-to-mend", tag=tag, said=said)
        store.add(manifest.signed(key), site.joinpath)
    return True


def rebuild(store: Store, tag: str, python: Path | None = None) -> Verdict:
    """Build a release again, elsewhere, and compare it with the one that is kept.

    It is an error if the store lacks it, if it cannot be built, or if its tag is another commit.
    """
    store.require_history()
    kept, commit = store.manifest(tag), store.commit_of(tag)
    _require_unmoved(kept, commit)
    with scratch(store.root / BUILD_FOLDER / "release") as home:
        manifest, _ = _built(store, tag, commit, python, home)
    return Verdict(kept, len(kept.files), tuple(differing(kept.files, manifest.files)))


def _require_unmoved(kept: Manifest, commit: Commit) -> None:
    """Make sure that a tag is still the commit that was released; it is an error if not."""
    if kept.commit != commit.id:
        was, now = kept.commit[:10], commit.id[:10]
        raise TroubleError("tag-moved", tag=kept.tag, was=was, now=now)


def _built(
    store: Store, tag: str, commit: Commit, python: Path | None, home: Path
) -> tuple[Manifest, Path]:
    """Build a tag in an empty folder, and return its manifest and its site."""
    try:
        checkout = store.check_out(commit, home / "checkout")
        lock = checkout / LOCK
        if python is None and not lock.is_file():
            raise TroubleError("lock-missing", tag=tag, lock=LOCK)
        python = python or environment_for(lock, store.root / BUILD_FOLDER / "environments")
        # Not resolved: an environment's interpreter is a link, and knows by it where it is.
        version = _build(python.absolute(), checkout, tag, commit, home)
        source = Manifest.made_from(checkout, commit, version, tag)
    except (GitError, PublicationError) as error:
        raise TroubleError("release-impossible", tag=tag, said=error) from error
    site = checkout / BUILD_FOLDER / "site"
    return source.of_site(site), site


def _build(python: Path, checkout: Path, tag: str, commit: Commit, home: Path) -> str:
    """Build the site, and return the version of Python that did.

    It is the same for every user, place, language and year.
    """
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    kept |= table_beside(__file__, "environment.toml")
    environment = kept | {
        "HOME": str(home),
        "PYTHONPATH": str(checkout / "extensions"),
        "SOURCE_DATE_EPOCH": str(commit.seconds),
        # A checkout below another repository is none of it.
        "GIT_CEILING_DIRECTORIES": str(home),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - the tag's own code, which its maintainers released
            [str(python), *arguments],
            cwd=checkout, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    options = ("--root", str(checkout), "build", "--quiet", "--release", tag)
    done = run("-m", "periodical.cli", *options)
    said = (done.stderr + done.stdout).replace(f"{checkout}{os.sep}", "").strip()
    said = "\n".join(said.splitlines()[-30:])
    # As of every command: 1 if pages have problems, another if it cannot be done here and now.
    if done.returncode == 1:
        raise TroubleError("tag-to-mend", tag=tag, said=said)
    if done.returncode:
        raise TroubleError("release-impossible", tag=tag, said=said)
    return run("-c", "import platform; print(platform.python_version())").stdout.strip()


def environment_for(lock: Path, folder: Path) -> Path:
    """Return the interpreter of an environment, made if there is none that was finished.

    Every package in the lock file has hashes, and packages without one are refused.
    """
    version = "{}.{}".format(*sys.version_info)
    key = hashlib.sha256(version.encode() + b"\0" + lock.read_bytes()).hexdigest()[:16]
    home = folder / f"python{version}-{key}"
    python, finished = home / "bin" / "python", home / ".finished"
    with locked(folder):
        if not finished.is_file():
            shutil.rmtree(home, ignore_errors=True)
            venv.create(home, with_pip=True)
            done = subprocess.run(  # noqa: S603 - our own environment's pip
                [str(python), "-I", "-m", "pip", "install", "--quiet", "--no-input",
                 "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:",
                 "-r", str(lock)],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                said = done.stderr.strip()
                raise TroubleError("lock-cannot-be-installed", lock=lock.name, said=said)
            finished.touch()
    return python
