"""A file that lies beside a page, for programs rather than readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class SideFile:
    """A file made from records.

    Parameters
    ----------
    path
        Its path in the site.
    shown
        A digest of all that it is made from: it is written when this has changed.
    make
        Gives its text, when it is due.
    """

    path: str
    shown: str
    make: Callable[[], str]
