"""``periodical build`` and ``periodical preview``: Sphinx, called as this publication needs it."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

BUILD_FOLDER = "_build"


@contextlib.contextmanager
def fewer_collections() -> Iterator[None]:
    """Have Python look for garbage less often.

    A build makes millions of nodes and keeps nearly all until their page is written: to look
    through them again and again, as is the default, takes a sixth of its time and finds little.
    """
    before = gc.get_threshold()
    gc.set_threshold(10_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def build(root: Path, *, jobs: str = "auto", quiet: bool | None = None) -> int:
    """Build the site, and the PDFs beside its pages.

    Parameters
    ----------
    root
        The folder with `conf.py`.
    jobs
        How many processes, or ``auto``.
    quiet
        Whether to say nothing but warnings; by default Sphinx's progress is shown on a terminal.

    Returns
    -------
    int
        0, or another number if anything was wrong: a warning is an error here.
    """
    out = root / BUILD_FOLDER / "site"
    # One reading serves both: the second builder finds the doctrees of the first.
    site = _run_sphinx(root, "html", out, jobs=jobs, quiet=quiet, settings=["periodical_pdfs=1"])
    pdfs = _run_sphinx(root, "pdf", out, jobs=jobs, quiet=quiet)
    return _conclude(
        root, max(site, pdfs), f"The site is in {{}}: open {{}}{os.sep}index.html", out
    )


def build_pdfs(root: Path, *, jobs: str = "auto", quiet: bool | None = None) -> int:
    """Build the PDFs alone, into a folder of their own; see `build` for the parameters."""
    out = root / BUILD_FOLDER / "pdf"
    status = _run_sphinx(root, "pdf", out, jobs=jobs, quiet=quiet)
    return _conclude(root, status, "The PDFs are in {}", out)


def _run_sphinx(
    root: Path,
    builder: str,
    out: Path,
    *,
    jobs: str,
    quiet: bool | None,
    settings: Sequence[str] = (),
) -> int:
    if quiet is None:
        quiet = not sys.stdout.isatty()
    # sphinxext-opengraph prints, when imported, that it draws no cards; they are not wanted.
    with contextlib.redirect_stdout(io.StringIO()):
        import sphinxext.opengraph  # noqa: F401
    from sphinx.cmd.build import main

    arguments = ["-b", builder, "-n", "-W", "--keep-going", "-j", jobs]
    arguments += ["-q"] if quiet else []
    arguments += [argument for setting in settings for argument in ("-D", setting)]
    with fewer_collections():
        return main([*arguments, "-d", str(_doctrees(root)), str(root), str(out)])


def _doctrees(root: Path) -> Path:
    return root / BUILD_FOLDER / "doctrees"


def _conclude(root: Path, status: int, success: str, out: Path) -> int:
    from sphinx.application import ENV_PICKLE_FILENAME

    if status == 0:
        shown = os.path.relpath(out)
        print(success.format(shown, shown))
    else:
        # Sphinx warns of a page when it reads or writes it, and not again while the page stays as
        # it is: the next build would pass, with the mistake in it. So it begins anew.
        (_doctrees(root) / ENV_PICKLE_FILENAME).unlink(missing_ok=True)
        print("The build found problems; they are above.", file=sys.stderr)
    return status


def preview(root: Path, *, port: int, open_browser: bool) -> int:
    """Serve the site on this machine, drafts included, and show an edit as it is saved.

    Parameters
    ----------
    root
        The folder with `conf.py`.
    port
        Where to listen; 0 finds a free one.
    open_browser
        Whether to open a browser.
    """
    from sphinx_autobuild.__main__ import main

    folder = root / BUILD_FOLDER / "preview"
    not_watched = r"/_build/|/\.git/|/\.venv/"
    main(
        [str(root), str(folder / "site"), "-d", str(folder / "doctrees"), "-n", "-q",
         "-D", "periodical_drafts=1", "--port", str(port), "--re-ignore", not_watched,
         *(["--open-browser"] if open_browser else [])]
    )  # fmt: skip
    return 0
