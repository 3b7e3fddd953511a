"""What a machine may refuse a contributor, in a sentence and with a way out."""

import argparse
import datetime
import errno
import tempfile
from pathlib import Path

from ..model.messages import TroubleError
from ..model.values import is_iso_date


def in_words(error: OSError) -> str:
    """Return what went wrong with a file, and a way out, without numbers of the system."""
    place = f"“{error.filename}”" if error.filename else "A file"
    match error.errno:
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return (
                f"{place} may not be read or written here. Copy the project to a folder of your "
                "own, or have the owner give you the right."
            )
        case errno.ENOSPC | errno.EDQUOT:
            return "The disk is full. Make room, as with `make clean`, and try again."
        case errno.EADDRINUSE:
            return "The port is in use. Name another: periodical preview --port 8001"
        case _:
            return f"{place}: {(error.strerror or str(error)).rstrip('.')}."


def make_writable_folder(folder: Path) -> None:
    """Make a folder, and see that files can be written in it: Sphinx would end in a traceback."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except (FileExistsError, NotADirectoryError):
        raise TroubleError(f"“{folder}” is a file, and has to be a folder. Move it away.") from None
    except OSError as error:
        error.filename = str(folder)
        raise TroubleError(in_words(error)) from None


def port(text: str) -> int:
    """Return the port that an argument of a command names; 0 stands for a free one."""
    if not (text.isascii() and text.isdecimal() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"“{text}” is not a port. Write a number such as 8001.")
    return int(text)


def day(text: str) -> datetime.date:
    """Return the day that an argument of a command names."""
    if not is_iso_date(text):
        raise argparse.ArgumentTypeError(
            f"“{text}” is not a day of the calendar. Write year, month and day: 2024-04-09."
        )
    return datetime.date.fromisoformat(text)
