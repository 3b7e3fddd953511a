"""One build in a process of its own, measured from within: what `python -m tests.bench` starts.

Prints one line of JSON. CPU time is that of the process and of all workers that it has waited for.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from periodical.desk.build import fewer_collections


def cpu() -> float:
    """Return the CPU seconds of this process and its finished children, user and system."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


class Stopwatch:
    """CPU seconds spent in some functions of this process; what workers do is not counted."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def timed(self, function: Callable[..., Any], result: Callable[[Any], Any]) -> Any:
        """Return a function that does the same, and is timed.

        Parameters
        ----------
        function
            What is timed.
        result
            What is done with its result while it is timed: a generator works only when it is read.
        """

        def measured(*arguments: Any) -> Any:
            start = time.process_time()
            try:
                return result(function(*arguments))
            finally:
                self.seconds += time.process_time() - start

        return measured


def _time_names(names: Stopwatch) -> None:
    """Have what finds and records names timed, which the domain calls for each page."""
    from periodical import domain, recording

    domain.link_names = names.timed(domain.link_names, lambda found: found)
    recording.mentions_in = names.timed(recording.mentions_in, tuple)


def build(root: Path, jobs: int) -> dict[str, Any]:
    """Build a site, any warning being an error, and return the CPU seconds of its stages.

    ``names``, a part of ``read``, is what finding and recording names takes with one process.
    """
    names = Stopwatch()
    with contextlib.redirect_stdout(io.StringIO()):
        from sphinx.application import Sphinx

        out = root / "_build"
        warnings = io.StringIO()
        app = Sphinx(
            root, root, out / "site", out / "doctrees", "html", {"nitpicky": True},
            status=None, warning=warnings, warningiserror=True, parallel=jobs,
        )  # fmt: skip
    if "periodical.domain" in sys.modules:  # not imported for the book theme as it comes
        _time_names(names)
    times: dict[str, float] = {}

    def note(name: str) -> None:
        times[name] = cpu()

    app.connect("env-before-read-docs", lambda *_: note("read"), priority=0)
    app.connect("env-updated", lambda *_: note("update"), priority=0)
    app.connect("env-check-consistency", lambda *_: note("write"), priority=999)
    app.connect("html-collect-pages", lambda *_: note("finish") or [], priority=0)
    # As `periodical build` does; the book theme as it comes is given the same help.
    with fewer_collections():
        app.build()
    end = cpu()
    start = times["read"]
    update = times.get("update", start)
    write = times.get("write", update)
    finish = times.get("finish", end)
    return {
        "start": start,
        "read": update - start,
        "names": names.seconds,
        "resolve": write - update,
        "write": finish - write,
        "finish": end - finish,
        "cpu": end,
        "status": app.statuscode,
        "warnings": warnings.getvalue(),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(build(Path(sys.argv[1]).resolve(), int(sys.argv[2]))))
