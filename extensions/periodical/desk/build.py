"""``periodical build``: Sphinx, called as this publication needs it."""

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from .. import ROOMS
from ..model.publication import BUILD_FOLDER, read_publication

DOCTREES = f"{BUILD_FOLDER}/doctrees"
UNDER_WAY = "under-way"
"""A file beside the doctrees, from the beginning of a build until its good end."""


def make_writable_folder(folder: Path) -> None:
    """Make a folder, and see that files can be written in it: Sphinx would end in a traceback."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        error.filename = str(folder)
        raise


def load_opengraph() -> None:
    """Import sphinxext-opengraph, which prints that it draws no cards; they are not wanted."""
    with contextlib.redirect_stdout(io.StringIO()):
        import sphinxext.opengraph  # noqa: F401


def build(
    root: Path,
    *,
    jobs: str = "auto",
    quiet: bool = False,
    release: str = "",
) -> int:
    """Build the site, and the PDFs beside its pages, and return 0 if nothing was wrong.

    Args:
        quiet: Whether to say nothing but warnings; else progress is shown on a terminal.
        release: The tag whose edition this is, as its pages then say; empty for the current site.
    """
    out = root / BUILD_FOLDER / "site"
    first = next(filter(None, ROOMS.values()))
    settings = ["periodical_whole=1", f"periodical_release={release}"]
    status = _run_sphinx(root, first, out, jobs, quiet, settings)
    # Without a site there is none to compare.
    if not (status or release) and {"site", "releases"} <= ROOMS.keys():
        status = _compare(root, out)
    return _conclude(root, status, f"The site is in {{}}: open {{}}{os.sep}index.html", out)


def _compare(root: Path, site: Path) -> int:
    """Say which published addresses are lost in a site; if none is, prove it.

    Its manifest is put beside it, unless that is there and nothing has changed.
    """
    from ..ledger.ledger import Ledger
    from ..ledger.outputs import ledgers_of
    from ..model.files import fingerprint
    from ..releases.addresses import lost, read_addresses
    from ..releases.manifest import MANIFEST, SUMS
    from ..releases.publish import current_source
    from ..releases.store import Store
    from .since_release import moved_since_release

    if gone := lost(Store(root).published(), read_addresses(site)) + moved_since_release(root):
        print("".join(f"{each.text}\n" for each in gone), end="", file=sys.stderr)
        return 1
    source, ledgers = current_source(root), sorted(ledgers_of(root / DOCTREES, site).glob("*.json"))
    mark = fingerprint(source.content, *(file.read_bytes() for file in ledgers))
    ledger = Ledger(root / DOCTREES / "ledger" / "manifest.json", site)
    if ledger.due({MANIFEST: mark, SUMS: mark}):
        made = (Ledger(file, site).digests.items() for file in ledgers)
        source.of_site(site, dict(chain.from_iterable(made))).write(site)
        ledger.note(MANIFEST, mark)
        ledger.note(SUMS, mark)
        ledger.save()
    return 0


def build_pdfs(root: Path, *, jobs: str = "auto", quiet: bool = False) -> int:
    """Build the PDFs alone, into a folder of their own; see `build` for the parameters."""
    out = root / BUILD_FOLDER / "pdf"
    return _conclude(root, _run_sphinx(root, "pdf", out, jobs, quiet), "The PDFs are in {}", out)


def _run_sphinx(
    root: Path, builder: str, out: Path, jobs: str, quiet: bool, settings: Sequence[str] = ()
) -> int:
    """Run Sphinx, and note that a build is under way, until it is brought to its end.

    Sphinx warns of a page when it reads or writes it, and not again while the page stays as it is:
    after a build that was killed the next would pass, with the mistake in it. So it begins anew.
    """
    # What is wrong with `conf.py` is said in a line, and not as an error of Sphinx.
    read_publication(root)
    make_writable_folder(root / BUILD_FOLDER)
    load_opengraph()
    from sphinx.application import ENV_PICKLE_FILENAME
    from sphinx.cmd.build import main

    under_way = root / DOCTREES / UNDER_WAY
    if under_way.exists():
        under_way.with_name(ENV_PICKLE_FILENAME).unlink(missing_ok=True)
    under_way.parent.mkdir(parents=True, exist_ok=True)
    under_way.touch()
    quietly = ["-q"] if quiet or not sys.stdout.isatty() else []
    arguments = ["-b", builder, "-n", "-W", "--keep-going", "-j", jobs, *quietly]
    arguments += [argument for setting in settings for argument in ("-D", setting)]
    return main([*arguments, "-d", str(root / DOCTREES), str(root), str(out)])


def _conclude(root: Path, status: int, success: str, out: Path) -> int:
    if status == 0:
        (root / DOCTREES / UNDER_WAY).unlink(missing_ok=True)
        shown = os.path.relpath(out)
        print(success.format(shown, shown))
    else:
        print("The build found problems; they are above.", file=sys.stderr)
    return status
