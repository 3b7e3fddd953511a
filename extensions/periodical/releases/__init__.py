"""Floor 5: releases of the site, which read built sites and git tags, never doctrees."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .. import ROOMS

if TYPE_CHECKING:
    from sphinx.application import Sphinx


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes from writing to a folder; the lock ends with the process."""
    import fcntl  # which Windows lacks, where `check` asks this package for addresses

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write(f"Another command is at work in {folder}: this one waits.\n")
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


def setup_releases(app: "Sphinx") -> None:
    """Have a build note its addresses: all else that happens to releases is no business of it."""
    if "site" in ROOMS:
        from ..ledger.outputs import OUTPUTS
        from .addresses import note_of_a_build

        app.connect(OUTPUTS, note_of_a_build)
