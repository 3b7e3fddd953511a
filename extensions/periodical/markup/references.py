"""The roles: references to issues and stories, to whom and what the registry knows, and languages.

``{issue}`2024-04-09` ``, ``{story}`2024-04-09#anglo-saxon-kazakhstan` ``, ``{person}`an id` ``;
each also as ``{role}`words <target>` ``. ``{person}`-Lemon` `` prints a word that is not to be
linked, though it is somebody's name. ``{lang}`نوروز <fa>` `` marks Persian words in an English
sentence, so that they are read aloud and set rightly (WCAG 2.2, 3.1.2).
"""

from collections.abc import Mapping
from typing import TypeAlias

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxRole

from ..model.messages import Complaint
from ..model.registry import MENTIONED, EntryKey, EntryKind, Registry, entry_page
from ..model.text import words_and_target
from .dates import is_right_to_left
from .printing import Element, Printed
from .targets import DOMAIN, ISSUE, STORY, read_lang, read_named


class mention(nodes.inline):  # noqa: N801 - docutils' nodes are named so
    """Words for an ``entry`` (an id) of a ``kind`` (`EntryKind`); a link where it has a page."""


class unlinked(nodes.inline):  # noqa: N801
    """Words that are not to be taken for a name."""


class foreign(nodes.inline):  # noqa: N801
    """Words in another language; attributes ``language`` (BCP 47) and ``direction``."""


def make_mention(key: EntryKey, words: str) -> mention:
    """Return the node for words that name an entry."""
    kind, identifier = key
    return mention(words, words, kind=str(kind), entry=identifier)


def make_foreign(tag: str, *words: nodes.Node) -> foreign:
    """Return the node for words in another language."""
    direction = "rtl" if is_right_to_left(tag) else "ltr"
    return foreign("", "", *words, language=tag, direction=direction, classes=[f"language-{tag}"])


def key_of(node: mention) -> EntryKey:
    """Return whom a mention names."""
    return EntryKind(node["kind"]), str(node["entry"])


ROLE_NODES: Mapping[type[nodes.Element], Printed] = {
    mention: Printed(
        html=Element("span", "mention", entry=key_of),
        paper=lambda writer, node: [
            writer.call("mentioned", entry_page(key_of(node)), writer.words(node))
        ],
    ),
    unlinked: Printed(html=Element()),
    # docutils' HTML writers turn a class language-* into the attribute lang.
    foreign: Printed(
        html=Element("span", attributes=lambda node: {"dir": node["direction"]}),
        paper=lambda writer, node: [writer.words_in(node["language"], writer.words(node))],
    ),
}
"""The nodes of the roles, and how each is printed."""


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
