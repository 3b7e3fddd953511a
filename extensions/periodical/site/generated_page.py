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
        fingerprint: A digest of what it shows, or plain data that is no longer than one: every
            build asks this of every page.
        context: Makes what the template is given; asked only of a page that is written.
        leads_to: The page that is now at this address, where this is an old one.
    """

    name: str
    template: str
    fingerprint: object
    context: Callable[[], dict[str, Any]]
    leads_to: str = ""

    @classmethod
    def of(cls, name: str, template: str, context: dict[str, Any]) -> GeneratedPage:
        """Return a page whose context is short enough to be its own fingerprint."""
        return cls(name, template, context, lambda: dict(context))
