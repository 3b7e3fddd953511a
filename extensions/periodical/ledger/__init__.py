"""Floor 4, beneath the outputs: what each output is made from, and whether it is as it should be.

`ledger` keeps what was made from what; `inputs` asks whether there is anything to do; `outputs`
says what a change of code, templates or settings makes stale, and has the files made that rooms
list, by other `processes` where there are many.
"""

import gc
import os


def collect_less() -> None:
    """Have Python look for garbage less often, until the process ends.

    A build makes millions of nodes and keeps them until their page is read or written: to look
    through them again and again, as is the default, takes a sixth of its time and finds little.
    """
    gc.set_threshold(max(gc.get_threshold()[0], 10_000), 50, 100)
    if hasattr(os, "fork"):
        # What a copy of this process has from it is no garbage of its own.
        os.register_at_fork(after_in_child=gc.freeze)
