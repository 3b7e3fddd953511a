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

from ..model.archive import PAGE_SUFFIX, is_issue
from ..model.limits import READING_SECONDS


class SlowPageError(SphinxError):
    """A page that takes too long to be read."""

    category = "Slow page"


def _can_be_limited() -> bool:
    on_main_thread = threading.current_thread() is threading.main_thread()
    return hasattr(signal, "setitimer") and on_main_thread


def begin(app: Sphinx, docname: str, source: list[str]) -> None:
    """Have the reading of a contributor's page end in time."""
    if not _can_be_limited():
        return

    def end_reading(number: int, frame: FrameType | None) -> None:
        file = f"{docname}{PAGE_SUFFIX}"
        raise SlowPageError(
            f"{file} takes more than {READING_SECONDS} s to be read, and nobody knows why. "
            "Take it out of issues/ to build the others, and show it to the maintainers."
        )

    signal.signal(signal.SIGVTALRM, end_reading)
    signal.setitimer(signal.ITIMER_VIRTUAL, READING_SECONDS if is_issue(docname) else 0)


def end(app: Sphinx, document: nodes.document) -> None:
    """Note that the page was read in time."""
    if _can_be_limited():
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
