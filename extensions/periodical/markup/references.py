"""The roles: references to issues and stories, to whom and what the registry knows, and languages.

``{issue}`2024-04-09` ``, ``{story}`2024-04-09#anglo-saxon-kazakhstan` ``, ``{person}`an id` ``;
each also as ``{role}`words <target>` ``. ``{person}`-Lemon` `` prints a word that is not to be
linked, though it is somebody's name. ``{lang}`نوروز <fa>` `` marks Persian words in an English
sentence, so that they are read aloud and set rightly (WCAG 2.2, 3.1.2).
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.environment import BuildEnvironment

from ..model.messages import Complaint
from ..model.registry import EntryKind, Registry
from ..model.text import words_and_target
from .markdown import ROLES
from .nodes import make_foreign, make_mention, unlinked
from .targets import DOMAIN, ISSUE, STORY, read_lang, read_named

Role: TypeAlias = Callable[..., tuple[list[nodes.Node], list[nodes.system_message]]]
"""What docutils calls for a role."""


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


def role_node(name: str, content: str, environment: BuildEnvironment) -> nodes.Element:
    """Return what a role is on a page; a `Complaint` if what is in it cannot be read."""
    if name in (ISSUE, STORY):
        words, target = words_and_target(content)
        reference = make_reference(name, target or words, environment.docname)
        reference["refexplicit"] = target is not None
        reference += nodes.inline(words, words, classes=["xref", DOMAIN])
        return reference
    if name == "lang":
        words, tag = read_lang(content)
        return make_foreign(tag, nodes.Text(words))
    # The domain, a floor higher, keeps the registry; it is asked by name, not imported.
    registry: Registry = environment.get_domain(DOMAIN).registry  # type: ignore[attr-defined]
    words, entry = read_named(EntryKind(name), content, registry)
    return make_mention((EntryKind(name), entry.id), words) if entry else unlinked("", words)


def role(name: str) -> Role:
    """Return the role of a name for the maintainers' pages, on which nothing is judged before."""

    def run(
        _: str, rawtext: str, text: str, line: int, inliner: Any, *more: Any, **how: Any
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            node = role_node(name, text, inliner.document.settings.env)
        except Complaint as error:
            message = inliner.reporter.error(str(error), line=line)
            return [inliner.problematic(rawtext, rawtext, message)], [message]
        node.source, node.line = inliner.document["source"], line
        return [node], []

    return run


def roles() -> dict[str, Role]:
    """Return the roles by name."""
    return {name: role(name) for name in sorted(ROLES)}
