"""What a command costs: CPU and memory of its whole tree of processes, and time by the clock."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from ..fiction import REPOSITORY

PERIODICAL = ("-m", "periodical.cli")
# Compiled modules are kept, as they are of their own accord; or each process would compile them.
_ENVIRONMENT = {
    "PYTHONPATH": str(REPOSITORY / "extensions"),
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "",
}
_PR_SET_CHILD_SUBREAPER = 36
"""From ``linux/prctl.h``."""


@dataclass(frozen=True)
class Run:
    """CPU and clock seconds, and the most memory at one time in MB."""

    cpu: float
    clock: float
    peak: float


def run(*arguments: str | Path, cwd: Path = REPOSITORY) -> Run:
    """Run Python with some arguments, and measure it with all processes that it starts.

    Raises:
        RuntimeError: If it fails, with what it said.
    """
    _adopt_orphans()
    before, clock = _children_cpu(), time.perf_counter()
    with started(*arguments, cwd=cwd) as process:
        peaks = [0.0]
        watcher = threading.Thread(target=_watch, args=(process.pid, peaks), daemon=True)
        watcher.start()
        output, _ = process.communicate()
    seconds = time.perf_counter() - clock
    watcher.join()
    # What outlives the command for a moment, such as a server of workers, counts too.
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, arguments))}:\n{output}")
    return Run(_children_cpu() - before, seconds, peaks[0])


def started(*arguments: str | Path, cwd: Path = REPOSITORY) -> subprocess.Popen[str]:
    """Start Python with some arguments."""
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)], cwd=cwd, env=os.environ | _ENVIRONMENT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def least(runs: Sequence[Run]) -> Run:
    """Return the least of each figure: what else the machine does can only add to it."""
    return Run(*(min(getattr(run, name) for run in runs) for name in ("cpu", "clock", "peak")))


def _adopt_orphans() -> None:
    """Become the parent of processes whose own has ended, or their CPU time would be nobody's."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _children_cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _watch(pid: int, peaks: list[float]) -> None:
    """Keep the most memory that a process and all below it had at one time.

    What they share is counted once where the system tells (PSS, on Linux).
    """
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            family = [process, *process.children(recursive=True)]
            peaks[0] = max(peaks[0], sum(map(_memory, family)) / 2**20)
            time.sleep(0.1)
    except psutil.Error:
        return


def _memory(process: psutil.Process) -> float:
    try:
        info = process.memory_full_info()
        return float(getattr(info, "pss", info.rss))
    except psutil.Error:
        return 0.0
