"""The roles: references to issues and stories, to whom and what the registry knows, and languages.

``{issue}`2024-04-09` ``, ``{story}`2024-04-09#anglo-saxon-kazakhstan` ``, ``{person}`an id` ``;
each also as ``{role}`words <target>` ``. ``{person}`-Lemon` `` prints a word that is not to be
linked, though it is somebody's name. ``{lang}`نوروز <fa>` `` marks Persian words in an English
sentence, so that they are read aloud and set rightly (WCAG 2.2, 3.1.2).
"""

from typing import TypeAlias

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxRole

from ..model.messages import Complaint
from ..model.registry import MENTIONED, EntryKind, Registry
from ..model.text import words_and_target
from .own_nodes import make_foreign, make_mention, unlinked
from .targets import DOMAIN, ISSUE, STORY, read_lang, read_named

RoleResult: TypeAlias = tuple[list[nodes.Node], list[nodes.system_message]]
"""What a role gives docutils."""


class PeriodicalRole(SphinxRole):
    """A role of ours; contributors' pages have been judged before."""

    def refused(self, why: str) -> RoleResult:
        """Report what is wrong on a page of the maintainers."""
        message = self.inliner.reporter.error(why, line=self.lineno)
        return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]


class LangRole(PeriodicalRole):
    """The role ``lang``."""

    def run(self) -> RoleResult:
        """Mark words in another language."""
        try:
            words, tag = read_lang(self.text)
        except Complaint as error:
            return self.refused(str(error))
        return [make_foreign(tag, nodes.Text(words))], []


class NamedRole(PeriodicalRole):
    """A role for one kind of entries."""

    def __init__(self, kind: EntryKind) -> None:
        super().__init__()
        self.kind = kind

    def run(self) -> RoleResult:
        """Make the words."""
        # The domain, a floor higher, keeps the registry; it is asked by name, not imported.
        registry: Registry = self.env.get_domain(DOMAIN).registry  # type: ignore[attr-defined]
        try:
            words, entry = read_named(self.kind, self.text, registry)
        except LookupError as error:
            return self.refused(f"There is no {self.kind} “{error}” in the registry.")
        if entry is None:
            return [unlinked(self.rawtext, words)], []
        return [make_mention((self.kind, entry.id), words)], []


class PageRole(SphinxRole):
    """A reference to an issue or story; `XRefRole` reads more than `check`, as ``!`` for none."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def run(self) -> RoleResult:
        """Make the reference, in our domain whatever the name under which the role is called."""
        words, target = words_and_target(self.text)
        reference = make_reference(self.kind, target or words, self.env.docname)
        reference["refexplicit"] = target is not None
        reference += nodes.inline(words, words, classes=["xref", DOMAIN])
        self.set_source_info(reference)
        return [reference], []


def make_reference(kind: str, target: str, docname: str) -> pending_xref:
    """Return a reference without words, to be resolved once all issues are known."""
    return pending_xref(
        refdomain=DOMAIN,
        reftype=kind,
        reftarget=target,
        refexplicit=True,
        refdoc=docname,
        refwarn=True,
    )


ROLES = {
    ISSUE: PageRole(ISSUE),
    STORY: PageRole(STORY),
    "lang": LangRole(),
    **{str(kind): NamedRole(kind) for kind in MENTIONED},
}
"""The roles by name."""
