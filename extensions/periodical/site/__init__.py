"""Floor 4: the site."""
from __future__ import annotations
def setup_site(app):
    pass
