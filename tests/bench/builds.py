"""One build in a process of its own, measured from within: what `python -m tests.bench` starts.

Prints one line of JSON. CPU time is that of the process and of all workers that it has waited for.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
from pathlib import Path
from typing import Any


def cpu() -> float:
    """Return the CPU seconds of this process and its finished children, user and system."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def build(root: Path, jobs: int) -> dict[str, Any]:
    """Build a site, any warning being an error, and return the CPU seconds of its stages."""
    with contextlib.redirect_stdout(io.StringIO()):
        from sphinx.application import Sphinx

        out = root / "_build"
        warnings = io.StringIO()
        app = Sphinx(
            root, root, out / "site", out / "doctrees", "html", {"nitpicky": True},
            status=None, warning=warnings, warningiserror=True, parallel=jobs,
        )  # fmt: skip
    times: dict[str, float] = {}

    def note(name: str) -> None:
        times[name] = cpu()

    app.connect("env-before-read-docs", lambda *_: note("read"), priority=0)
    app.connect("env-updated", lambda *_: note("update"), priority=0)
    app.connect("env-check-consistency", lambda *_: note("write"), priority=999)
    app.connect("html-collect-pages", lambda *_: note("finish") or [], priority=0)
    app.build()
    end = cpu()
    start = times["read"]
    update = times.get("update", start)
    write = times.get("write", update)
    finish = times.get("finish", end)
    return {
        "start": start,
        "read": update - start,
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
