"""The role ``issue``: a reference to another issue, by its date or its id."""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxRole

from ..model.text import words_and_target

DOMAIN = "periodical"


class IssueRole(SphinxRole):
    """``{issue}`2024-04-09` `` or ``{issue}`words <2024-04-09>` ``.

    Not Sphinx's `XRefRole`: it reads more than `check` does, such as ``!`` for no reference.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the reference, in our domain whatever the name under which the role is called."""
        words, target = words_and_target(self.text)
        reference = pending_xref(
            self.rawtext,
            nodes.inline(words, words, classes=["xref", DOMAIN]),
            refdomain=DOMAIN,
            reftype="issue",
            reftarget=target or words,
            refexplicit=target is not None,
            refdoc=self.env.docname,
            refwarn=True,
        )
        self.set_source_info(reference)
        return [reference], []
