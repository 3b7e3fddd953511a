"""The command `periodical`, for people at work and for CI: what it can do is in a table."""

import argparse
import errno
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

# Nobody has any: to look for them takes longer than a page.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from pydantic import Field, NonNegativeFloat, TypeAdapter

from . import ROOMS, __version__
from .ledger import collect_less
from .model.files import table_beside
from .model.messages import TroubleError
from .model.values import Date


def commands() -> dict[str, dict[str, Any]]:
    """Return what is told of each command, with the arguments that it shares among its own."""
    told = table_beside(__file__, "desk/commands.toml")
    shared = told.pop("shared")
    shared["key"]["--key"]["default"] = os.environ.get("PERIODICAL_SIGNING_KEY") or None
    for command in told.values():
        for name in command.get("shared", ()):
            command["arguments"] = shared[name] | command.get("arguments", {})
    return {name: each for name, each in told.items() if each.get("room", "") in {"", *ROOMS}}


Jobs = Annotated[str, Field(pattern="^(auto|[1-9][0-9]*)$")]
_FORMS: Mapping[str, tuple[Any, str]] = {
    "day": (Date, "is not a day of the calendar. Write year, month and day: 2024-04-09."),
    "jobs": (Jobs, "is no number of processes. Write one, or auto."),
    "path": (Path, "is no path."),
    "port": (Annotated[int, Field(ge=0, lt=65536)], "is not a port. Write a number such as 8001."),
    "seconds": (NonNegativeFloat, "is no number of seconds. Write one such as 0.5."),
}
"""What an argument can be, by its `type` in the table, and what is said where it is not."""


def _read(kind: str, text: str) -> Any:
    form, wrong = _FORMS[kind]
    try:
        return TypeAdapter(form).validate_python(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” {wrong}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="periodical", description="Check, build and preview a periodical."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument(
        "--root", type=Path, default=Path(), metavar="FOLDER", help="the folder with conf.py"
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, told in commands().items():
        command = subparsers.add_parser(name, help=told["help"], description=told["help"])
        command.set_defaults(run=told["run"], **told.get("set", {}))
        for kind in _FORMS:
            command.register("type", kind, partial(_read, kind))
        for names, settings in told.get("arguments", {}).items():
            command.add_argument(*names.split(), **settings)
    return parser


def in_words(error: OSError) -> str:
    """Return what the machine refused, and a way out, without numbers of the system."""
    place = f"“{error.filename}”" if error.filename else "A file"
    match error.errno:
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return str(TroubleError("system-forbids", place=place))
        case errno.EEXIST | errno.ENOTDIR:
            return str(TroubleError("system-has-a-file", place=place))
        case errno.ENOSPC | errno.EDQUOT:
            return str(TroubleError("system-is-full"))
        case errno.EADDRINUSE:
            return str(TroubleError("system-uses-port"))
    said = (error.strerror or str(error)).rstrip(".")
    return str(TroubleError("system-refuses", place=place, said=said))


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if all is well, 1 if pages have problems, 2 if the command could not be done."""
    # Who names no command is shown all.
    options = vars(_parser().parse_args(arguments or sys.argv[1:] or ["--help"]))
    module, _, function = options.pop("run").partition(":")
    collect_less()
    try:
        run = getattr(import_module(f".desk.{module}", __package__), function)
        return int(run(options.pop("root").resolve(), **options) or 0)
    except TroubleError as error:
        print(f"periodical: {error}", file=sys.stderr)
    except OSError as error:
        print(f"periodical: {in_words(error)}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
