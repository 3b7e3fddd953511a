"""``periodical build`` and ``periodical preview``: Sphinx, called as this publication needs it."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path

BUILD_FOLDER = "_build"


def build(root: Path, *, jobs: str = "auto", quiet: bool | None = None) -> int:
    """Build the site.

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
    if quiet is None:
        quiet = not sys.stdout.isatty()
    # sphinxext-opengraph prints, when imported, that it draws no cards; they are not wanted.
    with contextlib.redirect_stdout(io.StringIO()):
        import sphinxext.opengraph  # noqa: F401
    from sphinx.application import ENV_PICKLE_FILENAME
    from sphinx.cmd.build import main

    out = root / BUILD_FOLDER / "site"
    doctrees = root / BUILD_FOLDER / "doctrees"
    status = main(
        ["-b", "html", "-n", "-W", "--keep-going", "-j", jobs, *(["-q"] if quiet else []),
         "-d", str(doctrees), str(root), str(out)]
    )  # fmt: skip
    shown = os.path.relpath(out)
    if status == 0:
        print(f"The site is in {shown}: open {shown}/index.html")
    else:
        # Sphinx warns of a page when it reads or writes it, and not again while the page stays as
        # it is: the next build would pass, with the mistake in it. So it begins anew.
        (doctrees / ENV_PICKLE_FILENAME).unlink(missing_ok=True)
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
