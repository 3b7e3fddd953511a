"""Floor 5: releases of the site, which read built sites and git tags, never doctrees.

Only what a build itself has to know is registered with Sphinx: of which release it is, and where
its addresses are noted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class ReleasesError(Exception):
    """What cannot be released, published, verified or packed, and what to do about it."""


def setup_releases(app: Sphinx) -> None:
    """Register the note of addresses."""
    from .note import setup_addresses

    setup_addresses(app)
