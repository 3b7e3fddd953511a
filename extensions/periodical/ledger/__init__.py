"""Floor 4, beneath the outputs: what each output is made from, and whether it is as it should be.

`ledger` keeps what was made from what; `outputs` says what a change of code, templates or settings
makes stale, and collects and writes the files that rooms list.
"""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def fewer_collections() -> Iterator[None]:
    """Have Python look for garbage less often.

    A build makes millions of nodes and keeps them until their page is read or written: to look
    through them again and again, as is the default, takes a sixth of its time and finds little.
    """
    before = gc.get_threshold()
    gc.set_threshold(10_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
