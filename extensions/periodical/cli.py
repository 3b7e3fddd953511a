"""The command `periodical`, for people at work and for CI."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from . import ROOMS, __version__
from .desk import newsroom
from .desk.check import check
from .desk.reports import FORMATS
from .desk.troubles import day, in_words, port
from .model.problem import TroubleError

# What is imported by a command is large, and `check` is to begin at once.


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="periodical", description="Check, build and preview a periodical."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument(
        "--root", type=Path, default=Path(), metavar="FOLDER", help="the folder with conf.py"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    building = argparse.ArgumentParser(add_help=False)
    building.add_argument("-j", "--jobs", default="auto", help="how many processes; or auto")
    building.add_argument("-q", "--quiet", action="store_true", default=None)

    def add(
        run: Callable[[Path, Any], int], summary: str, *parents: argparse.ArgumentParser
    ) -> argparse.ArgumentParser:
        name = run.__name__.removeprefix("_")
        command = commands.add_parser(name, help=summary, parents=list(parents))
        command.set_defaults(run=run)
        return command

    command = add(_check, "say what is wrong with the issues, without Sphinx")
    command.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="pages; all by default"
    )
    command.add_argument("--format", choices=sorted(FORMATS), default="text")
    command.add_argument("--fix", action="store_true", help="mend what is certain, and show it")
    command = add(_build, "build the site, with its PDFs, into _build/site", building)
    command.add_argument("--release", default="", metavar="TAG", help=argparse.SUPPRESS)
    add(_pdf, "build the PDFs alone, into _build/pdf", building)
    if "releases" in ROOMS:
        from .desk import releasing

        releasing.add_commands(add, building)
    if "mail" in ROOMS:
        from .desk import mailing, sharing

        mailing.add_commands(add, building)
        sharing.add_commands(add, building)
    command = add(_preview, "show the site, and every edit as it is saved")
    command.add_argument("--port", type=port, default=8000)
    command.add_argument("--open", action="store_true", help="open a browser")
    command = add(_new, "lay out an empty issue, as a draft")
    command.add_argument("title")
    command.add_argument("--date", type=day, required=True, metavar="YYYY-MM-DD")
    command.add_argument(
        "--author", action="append", required=True, help="an id or a name; repeatable"
    )
    newsroom.add_commands(add)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if all is well, 1 if pages have problems, 2 if the command could not be done."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options.root.resolve(), options))
    except (TroubleError, ValueError) as error:
        print(f"periodical: {error}", file=sys.stderr)
    except OSError as error:
        print(f"periodical: {in_words(error)}", file=sys.stderr)
    return 2


def _check(root: Path, options: argparse.Namespace) -> int:
    from .desk.fix import fix

    mend = fix if options.fix else None
    problems, pages = check(root, options.files or None, fix=mend, hints=True)
    mistakes = sum(not problem.is_note for problem in problems)
    hints = len(problems) - mistakes
    sys.stdout.write(FORMATS[options.format](problems))
    if options.format != "sarif":
        looked_at = f"{pages} page{'' if pages == 1 else 's'}"
        found = f"{mistakes} problem{'' if mistakes == 1 else 's'}" if mistakes else "all well"
        advice = f", and {hints} hint{'' if hints == 1 else 's'}" if hints else ""
        print(f"{looked_at} checked: {found}{advice}.", file=sys.stderr)
    return 1 if mistakes else 0


def _build(root: Path, options: argparse.Namespace) -> int:
    from .desk.build import build

    return build(root, jobs=options.jobs, quiet=options.quiet, release=options.release)


def _pdf(root: Path, options: argparse.Namespace) -> int:
    from .desk.build import build_pdfs

    return build_pdfs(root, jobs=options.jobs, quiet=options.quiet)


def _preview(root: Path, options: argparse.Namespace) -> int:
    from .desk.preview import preview

    return preview(root, port=options.port, open_browser=options.open)


def _new(root: Path, options: argparse.Namespace) -> int:
    from .desk.new import new_issue

    path = new_issue(root, options.title, options.date, options.author)
    print(f"{path.relative_to(root)} is laid out as a draft: `make preview` shows it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
