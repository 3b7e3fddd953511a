"""``python -m tests.bench.share FILE MODULE …``: the CPU time of the search in a run of a module.

What is its own in a build is measured from within: taking words while pages are read, putting the
index together, writing its files. Each process adds what it used to the file, a line each time.
"""

from __future__ import annotations

import functools
import runpy
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from periodical.ledger.ledger import Ledger
from periodical.search import reading
from periodical.search.index import SearchFiles


def _counted(function: Callable[..., Any], file: Path) -> Callable[..., Any]:
    @functools.wraps(function)
    def counted(*arguments: Any, **named: Any) -> Any:
        before = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            with file.open("a", encoding="utf-8") as log:
                log.write(f"{time.process_time() - before}\n")

    return counted


def count_search(file: Path) -> None:
    """Have the search note what it uses."""
    records_of = reading.records_of
    reading.records_of = _counted(lambda *read: [*records_of(*read)], file)
    SearchFiles.all.func = _counted(SearchFiles.all.func, file)  # type: ignore[attr-defined]
    enter, counted = Ledger.enter, _counted(Ledger.enter, file)

    def enter_counted(ledger: Ledger, path: str, *rest: Any, **more: Any) -> None:
        (counted if path.startswith("search/") else enter)(ledger, path, *rest, **more)

    Ledger.enter = enter_counted  # type: ignore[method-assign]


if __name__ == "__main__":
    count_search(Path(sys.argv.pop(1)))
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
