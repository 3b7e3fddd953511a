"""A page that no one writes."""

from __future__ import annotations

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
    context
        What the template shows; plain data, so that a change of it can be noticed.
    """

    name: str
    template: str
    context: dict[str, Any]
