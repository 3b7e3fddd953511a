"""An environment with what a lock file pins, and nothing else: made once for each lock file."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from . import ReleasesError
from .manifest import locked


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
                raise ReleasesError(
                    f"What {lock.name} pins cannot be installed. pip says:\n{done.stderr.strip()}"
                )
            finished.touch()
    return python
