"""``periodical build``: Sphinx, called as this publication needs it."""

import contextlib
import io
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .. import ROOMS
from ..ledger.inputs import Inputs
from ..model.git import Repository
from ..model.publication import BUILD_FOLDER, publication_from, read_publication, read_settings

DOCTREES = f"{BUILD_FOLDER}/doctrees"
UNDER_WAY = "under-way"
"""A file beside the doctrees, from the beginning of a build until its good end."""


def make_writable_folder(folder: Path) -> None:
    """Make a folder, and see that files can be written in it: Sphinx would end in a traceback."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(2**20))
    except OSError as error:
        error.filename = str(folder)
        raise


def load_opengraph() -> None:
    """Import sphinxext-opengraph, which prints that it draws no cards; they are not wanted."""
    with contextlib.redirect_stdout(io.StringIO()):
        import sphinxext.opengraph  # noqa: F401


def build(root: Path, *, jobs: str = "auto", quiet: bool = False, release: str = "") -> int:
    """Build the site, and the PDFs beside its pages, and return 0 if nothing was wrong.

    Args:
        quiet: Whether to say nothing but warnings; else progress is shown on a terminal.
        release: The tag whose edition this is, as its pages then say; empty for the current site.
    """
    out = root / BUILD_FOLDER / "site"
    inputs = _inputs(root, out, release)
    status = 0
    if (root / DOCTREES / UNDER_WAY).exists() or not inputs.are_built():
        inputs.note()
        first = next(filter(None, ROOMS.values()))
        settings = ["periodical_whole=1", f"periodical_release={release}"]
        status, proofs = _run_sphinx(root, first, out, jobs, quiet, settings), list[Path]()
        # Without a site there is none to prove.
        if not (status or release) and {"site", "releases"} <= ROOMS.keys():
            proofs = _prove(root, out, inputs)
            status = 0 if proofs else 1
        if status == 0:
            inputs.close(*proofs)
    shown, page = os.path.relpath(out), os.path.relpath(out / "index.html")
    opened = f": open {page}" if "site" in ROOMS else ""
    return _conclude(root, status, f"The site is in {shown}{opened}", quiet)


def _inputs(root: Path, out: Path, release: str) -> Inputs:
    """Return all that the site is made from."""
    said = read_settings(root)
    # What is wrong with it is said in a line, and not as an error of Sphinx.
    day = publication_from(said).day
    plain = (str, int, float, list, tuple, dict)
    told = {name: each for name, each in said.items() if name[0] != "_" and isinstance(each, plain)}
    clock = os.environ.get("SOURCE_DATE_EPOCH")
    return Inputs(root, root / DOCTREES, out, told, day, clock, release, Repository(root).state())


def _prove(root: Path, site: Path, inputs: Inputs) -> list[Path]:
    """Put the manifest of a site beside it; but if published addresses are lost, say which."""
    from ..releases.addresses import lost, read_addresses
    from ..releases.manifest import MANIFEST, SUMS, Manifest
    from ..releases.store import Store
    from .since_release import moved_since_release

    if gone := lost(Store(root).releases(), read_addresses(site)) + moved_since_release(root):
        print("".join(f"{each.text}\n" for each in gone), end="", file=sys.stderr)
        return []
    made = (each for ledger in inputs.ledgers for each in ledger.made.items())
    known = {path: each.sha256 for path, each in made}
    repository = Repository(root)
    commit = None if repository.changed() else repository.head()
    Manifest.made_from(root, commit, platform.python_version()).of_site(site, known).write(site)
    return [site / MANIFEST, site / SUMS]


def build_pdfs(root: Path, *, jobs: str = "auto", quiet: bool = False) -> int:
    """Build the PDFs alone, into a folder of their own; see `build` for the parameters."""
    out = root / BUILD_FOLDER / "pdf"
    read_publication(root)  # of which what is wrong is said in a line, too
    status = _run_sphinx(root, "pdf", out, jobs, quiet)
    return _conclude(root, status, f"The PDFs are in {os.path.relpath(out)}", quiet)


def _run_sphinx(
    root: Path, builder: str, out: Path, jobs: str, quiet: bool, settings: Sequence[str] = ()
) -> int:
    """Run Sphinx, and note that a build is under way, until it is brought to its end.

    Sphinx warns of a page when it reads or writes it, and not again while the page stays as it is:
    after a build that was killed the next would pass, with the mistake in it. So it begins anew.
    """
    make_writable_folder(root / BUILD_FOLDER)
    load_opengraph()
    from sphinx.application import ENV_PICKLE_FILENAME
    from sphinx.cmd.build import build_main  # whose words are those of no locale

    under_way = root / DOCTREES / UNDER_WAY
    if under_way.exists():
        under_way.with_name(ENV_PICKLE_FILENAME).unlink(missing_ok=True)
    under_way.parent.mkdir(parents=True, exist_ok=True)
    under_way.touch()
    quietly = ["-q"] if quiet or not sys.stdout.isatty() else []
    arguments = ["-b", builder, "-n", "-W", "--keep-going", "-j", jobs, *quietly]
    arguments += [argument for setting in settings for argument in ("-D", setting)]
    status = build_main([*arguments, "-d", str(root / DOCTREES), str(root), str(out)])
    if status == 2:
        make_writable_folder(root / BUILD_FOLDER)  # Sphinx says of a full disk where it failed.
    return status


def _conclude(root: Path, status: int, success: str, quiet: bool) -> int:
    if status:
        print("The build found problems; they are above.", file=sys.stderr)
    else:
        (root / DOCTREES / UNDER_WAY).unlink(missing_ok=True)
        if not quiet:
            print(success)
    return status
