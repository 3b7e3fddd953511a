"""The role ``issue``: a reference to another issue, by its date or its id."""

from __future__ import annotations

from sphinx.roles import XRefRole

DOMAIN = "periodical"


class IssueRole(XRefRole):
    """``{issue}`2024-04-09` `` or ``{issue}`words <2024-04-09>` ``."""

    def __init__(self) -> None:
        super().__init__(warn_dangling=True)
        self.refdomain, self.reftype = DOMAIN, "issue"
        self.classes = ["xref", DOMAIN]

    def run(self):  # type: ignore[no-untyped-def]
        """Make the reference, in our domain whatever the name under which the role is called."""
        self.name = f"{DOMAIN}:issue"
        return super().run()
