"""A page made from records: what it shows, known before it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class GeneratedPage:
    """A page made from records.

    Parameters
    ----------
    name
        Its address without ``.html``.
    template
        The template that sets it.
    shown
        What it shows, as plain data, so that a change of it can be noticed: every build asks this
        of every page, so it is short.
    context
        Makes what the template is given; asked only of a page that is written.
    """

    name: str
    template: str
    shown: object
    context: Callable[[], dict[str, Any]]

    @classmethod
    def of(cls, name: str, template: str, context: dict[str, Any]) -> GeneratedPage:
        """Return a page whose context is short enough to be its own digest."""
        return cls(name, template, context, lambda: dict(context))
