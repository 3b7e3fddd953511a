"""A page made from records: what it shows, known before it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class GeneratedPage:
    """A page made from records.

    Args:
        name: Its address without ``.html``.
        shown: Makes what the template is given, as plain data: by a digest of it every build that
            writes anything knows whether the page is due, and keeps nothing else of it.
        leads_to: The page that is now at this address, where this is an old one.
    """

    name: str
    template: str
    shown: Callable[[], dict[str, Any]]
    leads_to: str = ""

    @classmethod
    def of(cls, name: str, template: str, **shown: object) -> GeneratedPage:
        """Return a page that shows what is at hand already."""
        return cls(name, template, lambda: shown)
