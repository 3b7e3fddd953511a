"""The commands of an editor's week: `import`, `names`, `diff`, `links` and `init`."""

import argparse
import datetime
import sys
from collections.abc import Callable
from pathlib import Path

from ..model.problem import TroubleError

# What is imported by a command is large, and `check` is to begin at once.


def add_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands to those of `periodical`."""
    command = add(_import, "make drafts of old editions, in the forms in which they were kept")
    command.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="files or folders")
    command = add(_links, "ask which outside addresses are dead, and note them for readers")
    command.add_argument("--sources-of", metavar="ISSUE", help="archive saved pages (WACZ) instead")
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="with --sources-of")
    command = add(_init, "lay out a new publication, in a folder of its own")
    command.add_argument("name", help="what it is called")
    command.add_argument(
        "--language", default="en", metavar="TAG", help="such as ru; en by default"
    )
    command.add_argument("--publisher", default="", help="who publishes it; its name by default")
    command = add(_diff, "show what a reader would see of a change, before it is merged")
    command.add_argument("--against", default="origin/main", metavar="COMMIT", help="such as main")
    add(_names, "say what names the issues use and _data/ lacks")


def _import(root: Path, options: argparse.Namespace) -> int:
    from .importing import FOLDER, import_sources, summary

    work = import_sources(root, options.sources)
    print("".join(f"{each}\n" for each in work.failed), end="", file=sys.stderr)
    print(f"{summary(work)} All that was done is told in {FOLDER}/report.txt.")
    return 1 if work.failed else 0


def _diff(root: Path, options: argparse.Namespace) -> int:
    from . import difference

    changed = difference.changed_pages(root, options.against)
    text = difference.difference(root, changed)
    folder = root / difference.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "difference.txt").write_text(text, "utf-8")
    print(text, end="")
    for picture in difference.take_pictures(root, changed):
        print(f"A picture is {picture.relative_to(root)}")
    return 0


def _links(root: Path, options: argparse.Namespace) -> int:
    from ..model.registry import LINKS_FILE
    from .links import archive_sources, note_dead

    if options.sources_of:
        if not options.files:
            raise TroubleError("Name the files that you saved.")
        print(f"The sources are in {archive_sources(root, options.sources_of, options.files)}")
        return 0
    dead = note_dead(root, datetime.date.today())
    print("".join(f"{address}\n" for address in dead), end="")
    print(
        f"{len(dead)} dead: {LINKS_FILE} has them now; look at the copies." if dead else "all well"
    )
    return 0


def _init(root: Path, options: argparse.Namespace) -> int:
    from .init import init

    folder = init(root, options.name, options.language, options.publisher)
    print(f"{folder} is laid out: README.md there says how to go on.")
    return 0


def _names(root: Path, options: argparse.Namespace) -> int:
    from .names import names

    print("\n".join(names(root)), end="")
    return 0
