"""How long the reading of a page may take: so that none can hold up a build without being named.

The limits of `model/limits.py` decide what is read at all, by sizes alone. This is the last resort,
should some be slow within them: in a processor's time, not the clock's, where POSIX has it.
"""

import signal
import threading
from types import FrameType

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from ..model.limits import READING_SECONDS
from ..model.page import PAGE_SUFFIX, is_issue


def _can_be_limited() -> bool:
    on_main_thread = threading.current_thread() is threading.main_thread()
    return on_main_thread and hasattr(signal, "setitimer")


def begin(app: Sphinx, docname: str, source: list[str]) -> None:
    """Have the reading of a contributor's page end in time."""

    def end_reading(number: int, frame: FrameType | None) -> None:
        raise SphinxError(
            f"{docname}{PAGE_SUFFIX} takes more than {READING_SECONDS} s to be read, and nobody "
            "knows why. Take it out of issues/ to build the others, and show it to the maintainers."
        )

    if _can_be_limited() and is_issue(docname):
        signal.signal(signal.SIGVTALRM, end_reading)
        signal.setitimer(signal.ITIMER_VIRTUAL, READING_SECONDS)


def end(app: Sphinx, document: nodes.document) -> None:
    """Note that the page was read in time."""
    if _can_be_limited():
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
