"""Work for many items: in other processes where that is worth it, with progress and time left."""

import itertools
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from sphinx.builders import Builder
from sphinx.util.display import status_iterator
from sphinx.util.parallel import ParallelTasks, make_chunks, parallel_available

WORTH_PROCESSES = 200
"""From how many items on, such as pages, it is worth having other processes work on them."""
FILE_DUE = "periodical-file-due"
"""The event before each file: others may have their turn."""

T = TypeVar("T")


def in_processes(
    builder: Builder,
    items: Sequence[str],
    work: Callable[[Sequence[str]], Iterator[T]],
    note: Callable[[T], object],
    *,
    words: str = "",
    batch: int = 10,
    can_fork: bool = True,
) -> None:
    """Do some work for many items, in other processes where it is worth it.

    Args:
        work: Is given some of the items, in a process of its own, or all.
        note: Is given each result of the work, in this process.
        words: What is done, to show progress.
        batch: How many items at least it is worth beginning a process for.
        can_fork: Whether copies of this process can do it.
    """
    app, shown = builder._app, progress(builder, items, words)
    may_fork = can_fork and parallel_available and app.parallel > 1
    if not may_fork or len(items) < WORTH_PROCESSES:
        for result in work(items):
            note(result)
            next(shown, None)
        next(shown, None)  # ends the line of progress
        return
    ended: list[BaseException] = []

    def go_on(chunk: Sequence[str], results: Sequence[T]) -> None:
        try:
            for result in results:
                note(result)
            for _item in chunk:
                next(shown)
            builder.events.emit(FILE_DUE)
        except BaseException as error:  # of which Sphinx's tasks would make another
            ended.append(error)
            tasks.nproc = 0

    tasks, chunks = ParallelTasks(0), make_chunks(items, app.parallel, batch)
    for chunk in chunks:
        # None begins before all are there: what failed meanwhile, nobody would be told.
        tasks.nproc = app.parallel if chunk is chunks[-1] else 0
        tasks.add_task(lambda some: [*work(some)], chunk, go_on)
    tasks.join()
    if ended:
        raise ended[0]
    next(shown, None)


def progress(builder: Builder, items: Sequence[str], words: str) -> Iterator[str]:
    """Say of each item, once it is done, which it is, and how much time is left; or nothing."""
    begun, counted = time.monotonic(), itertools.count(1)
    # A line is written over only where it is one: of a long name, the end is shown in a terminal.
    room = shutil.get_terminal_size((999, 0)).columns - len(f"{words}[100%] , 10:00 left") - 1

    def with_time_left(item: str) -> str:
        done = next(counted)
        left = round((time.monotonic() - begun) / done * (len(items) - done))
        return f"{item[-max(room, 9) :]}, {left // 60}:{left % 60:02} left"

    if not words or not items:
        return iter(items)
    return status_iterator(
        items, words, "darkgreen", len(items), builder._app.verbosity, with_time_left
    )
