"""Floor 5: releases of the site, which read built sites and git tags, never doctrees."""

from typing import TYPE_CHECKING

from .. import ROOMS
from ..model.problem import TroubleError

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class ReleasesError(TroubleError):
    """What cannot be released, published, verified or packed, and what to do about it."""


def setup_releases(app: "Sphinx") -> None:
    """Have a build note its addresses: all else that happens to releases is no business of it."""
    if "site" in ROOMS:
        from ..ledger.outputs import OUTPUTS
        from .note import notes_of_a_build

        app.connect(OUTPUTS, notes_of_a_build)
