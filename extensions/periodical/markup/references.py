"""The roles: references to issues and stories, and to whom and what the registry knows.

``{issue}`2024-04-09` ``, ``{story}`2024-04-09#anglo-saxon-kazakhstan` ``, ``{person}`an id` ``;
each also as ``{role}`words <target>` ``. ``{person}`-Lemon` `` prints a word that is not to be
linked, though it is somebody's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxRole

from ..model.registry import MENTIONED, EntryKey, EntryKind, Registry, entry_page
from ..model.text import words_and_target
from .printing import Code, Element, EntryLink, PaperWriter, Printed
from .targets import DOMAIN, ISSUE, STORY, read_named


class mention(nodes.inline):  # noqa: N801 - docutils' nodes are named so
    """Words that name someone or something of the registry.

    Attributes ``kind`` (an `EntryKind`) and ``entry`` (an id). Printed as words; as a link where
    the output has a page for it.
    """


class unlinked(nodes.inline):  # noqa: N801
    """Words that are not to be taken for a name."""


def make_mention(key: EntryKey, words: str) -> mention:
    """Return the node for words that name an entry."""
    kind, identifier = key
    return mention(words, words, kind=str(kind), entry=identifier)


def key_of(node: mention) -> EntryKey:
    """Return whom a mention names."""
    return EntryKind(node["kind"]), str(node["entry"])


def _mention_on_paper(writer: PaperWriter, node: mention) -> Iterator[Code]:
    yield writer.call("mentioned", entry_page(key_of(node)), writer.words(node))


ROLE_NODES: Mapping[type[nodes.Element], Printed] = {
    mention: Printed(html=EntryLink("mention", key_of), paper=_mention_on_paper),
    unlinked: Printed(html=Element()),
}
"""The nodes of the roles, and how each is printed."""


class NamedRole(SphinxRole):
    """A role for one kind of entries."""

    def __init__(self, kind: EntryKind) -> None:
        super().__init__()
        self.kind = kind

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the words; contributors' pages have been judged before."""
        # The domain, a floor higher, keeps the registry; it is asked by name, not imported.
        registry: Registry = self.env.get_domain(DOMAIN).registry  # type: ignore[attr-defined]
        try:
            words, entry = read_named(self.kind, self.text, registry)
        except LookupError as error:
            message = self.inliner.reporter.error(
                f"There is no {self.kind} “{error}” in the registry.", line=self.lineno
            )
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        if entry is None:
            return [unlinked(self.rawtext, words)], []
        return [make_mention((self.kind, entry.id), words)], []


class PageRole(SphinxRole):
    """A reference to an issue or to a story in one.

    Not Sphinx's `XRefRole`: it reads more than `check` does, such as ``!`` for no reference.

    Args:
        kind: `ISSUE` or `STORY`.
    """

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
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
    **{str(kind): NamedRole(kind) for kind in MENTIONED},
}
"""The roles by name."""
