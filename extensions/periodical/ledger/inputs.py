"""What a build is made from: whether there is anything to do is asked before Sphinx is loaded.

As `make` asks it, but that a file with another time is known by its content. All files of the
publication and of this package count, whatever reads them. Where any is another, or anything else
that decides outputs, their own fingerprints say what is due.
"""

import contextlib
import os
import platform
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from ..defaults import PACKAGE, default_folder
from ..model.files import fingerprint
from ..model.publication import BUILD_FOLDER
from .ledger import Ledger, ledgers_of


class Inputs:
    """All that a build is made from, as it is before it begins.

    Args:
        root, doctrees, out: The folders of the publication, of what a build knows, and of outputs.
        others: What decides outputs beside files: settings, the day, what git knows.
    """

    def __init__(self, root: Path, doctrees: Path, out: Path, *others: object) -> None:
        self._folder, self._out = ledgers_of(doctrees, out), out
        own = [PACKAGE, *map(default_folder, ("_templates", "_static"))]
        folders = [root.resolve(), *filter(Path.is_dir, own)]
        made = str(folders[0] / BUILD_FOLDER)
        self._files = {file for each in folders for file in files_below(each, but=made)}
        self._others = fingerprint(installed(), others)
        self._ledger = Ledger(doctrees / "ledger" / "inputs.json", Path())

    def are_built(self) -> bool:
        """Tell whether the last build was of the same, and all that it made is there."""
        wanted = dict.fromkeys([*self._files, *self._ledger.made], self._mark())
        made = all(each.is_intact(path) for each in self.ledgers for path in each.made)
        return made and not self._ledger.due(wanted)

    @property
    def ledgers(self) -> list[Ledger]:
        """The ledgers of all that was made."""
        return [Ledger(each, self._out) for each in self._folder.glob("*.json")]

    def _mark(self) -> str:
        """Return a fingerprint of all but the files, and of what ledgers say of the outputs."""
        ledgers = (each.read_bytes() for each in sorted(self._folder.glob("*.json")))
        return fingerprint(self._others, *ledgers)

    def note(self) -> None:
        """Note the files before a build: what is written meanwhile, the next one has to see."""
        ledger = self._ledger
        ledger.made = {path: made for path, made in ledger.made.items() if path in self._files}
        for path in self._files:
            if not ledger.is_intact(path):
                # What is no file, or cannot be read, is not noted: it is never as it was.
                with contextlib.suppress(OSError):
                    ledger.enter(path, "")

    def close(self, *proofs: Path) -> None:
        """Note that all is made of them, and files that prove it, which are in no other ledger."""
        for path in proofs:
            self._ledger.enter(str(path.absolute()), "")
        mark, made = self._mark(), self._ledger.made
        made.update({path: each._replace(fingerprint=mark) for path, each in made.items()})
        self._ledger.save()


def installed() -> list[str]:
    """Return Python, and all packages that are installed, with their versions.

    Tools of development, which only their lock file pins, decide no output. What no lock file pins
    counts: it may be an extension that `conf.py` names.
    """
    # What a package brings along in itself counts with it, whether it is on the path by now or not.
    folders = (each for each in map(Path, sys.path) if not (each.parent / "__init__.py").exists())
    packages = {path.stem for each in folders for path in each.glob("*.dist-info")}
    tools = _pinned("requirements-dev.lock") - _pinned("requirements.lock")
    named = ((re.sub(r"[-_.]+", "-", each.partition("-")[0]).lower(), each) for each in packages)
    return [platform.python_version(), *sorted(each for name, each in named if name not in tools)]


def _pinned(lock: str) -> set[str]:
    path = default_folder(lock)
    text = path.read_text("utf-8") if path.is_file() else ""
    return set(re.findall(r"(?m)^([\w.-]+)==", text))


def files_below(folder: str | Path, but: str = "") -> Iterator[str]:
    """Yield the files below a folder, but for those in another one.

    Hidden ones are left out, as they are never copied, and so is what Python makes of code. A link
    to a folder is not followed: it stands for itself, as one does that nobody may read.
    """
    try:
        entries = [*os.scandir(folder)]
    except OSError:
        yield str(folder)
        return
    for entry in entries:
        if entry.name.startswith((".", "__pycache__")) or entry.path == but:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(entry.path, but)
        else:
            yield entry.path
