"""The command `periodical`, for people at work and for CI."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Sequence
from pathlib import Path

from . import ROOMS, __version__
from .desk.build import BUILD_FOLDER
from .desk.check import NotAPageError, check
from .desk.reports import FORMATS
from .desk.troubles import TroubleError, day, in_words, make_writable_folder
from .model.publication import PublicationError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="periodical", description="Check, build and preview a periodical."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument(
        "--root", type=Path, default=Path(), metavar="FOLDER", help="the folder with conf.py"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    command = commands.add_parser("check", help="say what is wrong with the issues, without Sphinx")
    command.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="pages; all by default"
    )
    command.add_argument("--format", choices=sorted(FORMATS), default="text")

    for name, help_ in (
        ("build", "build the site, with its PDFs, into _build/site"),
        ("pdf", "build the PDFs alone, into _build/pdf"),
    ):
        command = commands.add_parser(name, help=help_)
        command.add_argument("-j", "--jobs", default="auto", help="how many processes; or auto")
        command.add_argument("-q", "--quiet", action="store_true", default=None)
        if name == "build":
            command.add_argument("--release", default="", metavar="TAG", help=argparse.SUPPRESS)

    if "releases" in ROOMS:
        from .desk import releasing

        releasing.add_commands(commands)
    command = commands.add_parser("preview", help="show the site, and every edit as it is saved")
    command.add_argument("--port", type=int, default=8000)
    command.add_argument("--open", action="store_true", help="open a browser")

    command = commands.add_parser("new", help="lay out an empty issue, as a draft")
    command.add_argument("title")
    command.add_argument("--date", type=day, required=True, metavar="YYYY-MM-DD")
    command.add_argument(
        "--author", action="append", required=True, help="an id or a name; repeatable"
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        int: 0 if all is well, 1 if pages have problems, 2 if the command could not be carried out.
    """
    options = _parser().parse_args(arguments)
    root: Path = options.root.resolve()
    try:
        if options.command in ("build", "pdf", "preview"):
            make_writable_folder(root / BUILD_FOLDER)
        match options.command:
            case "check":
                return _check(root, options.files, options.format)
            case "build":
                from .desk.build import build

                return build(root, jobs=options.jobs, quiet=options.quiet, release=options.release)
            case "pdf":
                from .desk.build import build_pdfs

                return build_pdfs(root, jobs=options.jobs, quiet=options.quiet)
            case "preview":
                from .desk.preview import preview

                return preview(root, port=options.port, open_browser=options.open)
            case "new":
                return _new(root, options.title, options.date, options.author)
            case _:
                from .desk import releasing

                return releasing.run(root, options)
    except (PublicationError, NotAPageError, TroubleError, ValueError) as error:
        print(f"periodical: {error}", file=sys.stderr)
    except OSError as error:
        print(f"periodical: {in_words(error)}", file=sys.stderr)
    return 2


def _check(root: Path, files: list[Path], form: str) -> int:
    problems, pages = check(root, files or None)
    mistakes = sum(not problem.is_note for problem in problems)
    sys.stdout.write(FORMATS[form](problems))
    if form != "sarif":
        looked_at = f"{pages} page{'' if pages == 1 else 's'}"
        found = f"{mistakes} problem{'' if mistakes == 1 else 's'}" if mistakes else "all well"
        print(f"{looked_at} checked: {found}.", file=sys.stderr)
    return 1 if mistakes else 0


def _new(root: Path, title: str, date: datetime.date, authors: list[str]) -> int:
    from .desk.new import new_issue

    path = new_issue(root, title, date, authors)
    print(f"{path.relative_to(root)} is laid out as a draft: `make preview` shows it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
