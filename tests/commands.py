"""The command `periodical` in a process of its own, which need not load all libraries again."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple
from unittest import mock

from periodical.defaults import PACKAGE
from periodical.faces import static_faces

from .quickly import any_code, compile_once

MODULE = ["-m", "periodical.cli"]


class _Request(NamedTuple):
    """A command, and where it is run, by what code and in what environment."""

    arguments: list[str]
    cwd: Path
    code: Path | None
    environment: dict[str, str]


_to_starter: list[Connection] = []


@contextlib.contextmanager
def starting() -> Iterator[None]:
    """Have a process that runs commands.

    It forks off before the first test: a fork of one that has made a PDF could make none, for the
    compiler's threads are not in it.
    """
    ours, its = multiprocessing.Pipe()
    child = os.fork()
    if not child:
        ours.close()
        try:
            _serve(its)
        finally:
            os._exit(0)
    its.close()
    _to_starter.append(ours)
    yield
    _to_starter.pop().close()
    os.waitpid(child, 0)


def periodical(
    *arguments: str | Path, cwd: Path, code: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own.

    It is as apart from the tests as one that is started anew, but for the libraries that it need
    not load again. Where a release is built, its code is run in the same way.

    Args:
        arguments: The arguments.
        cwd: Where it is run.
        code: The folder with the package, if it is not the one that the tests import.
    """
    [starter] = _to_starter
    starter.send(_Request([str(each) for each in arguments], cwd, code, dict(os.environ)))
    done: subprocess.CompletedProcess[str] = starter.recv()
    return done


def _serve(connection: Connection) -> None:
    is_ready = False
    while True:
        try:
            request: _Request = connection.recv()
        except EOFError:
            return
        if not is_ready:
            _compile_templates()
            compile_once(PACKAGE.rglob("*.py"))
            is_ready = True
        connection.send(_forked(partial(_carry_out, request), request.cwd))


def _compile_templates() -> None:
    from .conftest import make_publication

    with tempfile.TemporaryDirectory() as folder:
        publication = make_publication(Path(folder))
        # Without an address there are no cards for sharing, which the compiler would draw here.
        publication.overrides["html_baseurl"] = ""
        publication.issue("## In the Region\n\n### A Story\n\nWords.\n")
        publication.build()
    for face in static_faces():
        face.cut()


def _carry_out(request: _Request) -> int:
    os.environ.clear()
    os.environ.update(request.environment)
    time.tzset()
    if request.code is not None:
        _import_from(request.code)
    return _main(request.arguments)


def _main(arguments: list[str]) -> int:
    """Run the command, and what it starts by the same way."""
    from periodical.cli import main

    with contextlib.suppress(ImportError):  # where the room was taken out
        from periodical.releases import release

        start = SimpleNamespace(**vars(subprocess) | {"run": _run})
        mock.patch.object(release, "subprocess", start).start()
    return main(arguments)


def _run(
    command: Sequence[str], *, cwd: Path | str, env: Mapping[str, str], **_: bool
) -> subprocess.CompletedProcess[str]:
    """Do what `subprocess.run` does; the command of a tag is run in a fork, by the tag's code."""
    python, *arguments = command
    if python != sys.executable or arguments[:2] != MODULE:
        return subprocess.run(
            command, cwd=cwd, env=env, capture_output=True, text=True, check=False
        )

    request = _Request(arguments[2:], Path(cwd), Path(env["PYTHONPATH"]), dict(env))
    return _forked(partial(_carry_out, request), Path(cwd))


def _import_from(code: Path) -> None:
    """Forget the package, and import it from another folder."""
    for name in [each for each in sys.modules if each.partition(".")[0] == "periodical"]:
        del sys.modules[name]
    sys.path.insert(0, str(code))
    with contextlib.suppress(ImportError):  # where the room was taken out
        any_code()


def _forked(action: Callable[[], int], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Do something in a fork of this process, and return its status and what it says."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
        child = os.fork()
        if not child:
            status = 70
            try:
                with _saying(out.fileno(), error.fileno()):
                    status = _status_of(action, cwd)
            finally:
                os._exit(status)
        _, ended = os.waitpid(child, 0)
        said = []
        for file in (out, error):
            file.seek(0)
            said.append(file.read().decode())
    return subprocess.CompletedProcess([], os.waitstatus_to_exitcode(ended), *said)


@contextlib.contextmanager
def _saying(out: int, error: int) -> Iterator[None]:
    """Have what is printed, and what programs print that are started, in files."""
    with contextlib.ExitStack() as open_files:
        for number, file, name in ((1, out, "stdout"), (2, error, "stderr")):
            os.dup2(file, number)
            stream = io.TextIOWrapper(io.FileIO(number, "w", closefd=False), "utf-8")
            setattr(sys, name, open_files.enter_context(stream))
        yield


def _status_of(action: Callable[[], int], cwd: Path) -> int:
    os.chdir(cwd)
    try:
        return action()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BaseException:  # as the interpreter does
        traceback.print_exc()
        return 1
