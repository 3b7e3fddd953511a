"""The roles: references to issues and stories, to whom and what the registry knows, and languages.

``{issue}`2024-04-09` ``, ``{story}`2024-04-09#anglo-saxon-kazakhstan` ``, ``{person}`an id` ``;
each also as ``{role}`words <target>` ``. ``{person}`-Lemon` `` prints a word that is not to be
linked, though it is somebody's name. ``{lang}`نوروز <fa>` `` marks Persian words in an English
sentence, so that they are read aloud and set rightly (WCAG 2.2, 3.1.2). What a target means,
`check`, which does without Sphinx, and the build ask here alike.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

from docutils import nodes

from ..model.messages import Complaint, Problem
from ..model.page import IssueIndex
from ..model.registry import MENTIONED, Entry, EntryKind, Registry
from ..model.text import words_and_target
from .nodes import make_foreign, make_mention, unlinked

if TYPE_CHECKING:
    from sphinx.addnodes import pending_xref
    from sphinx.environment import BuildEnvironment

    from .judging import Surroundings

DOMAIN = "periodical"
"""The name of the Sphinx domain of references, a floor higher."""

ISSUE, STORY = "issue", "story"


class ReadingDomain(Protocol):
    """The domain as reading knows it: `PeriodicalDomain` says what each of these is."""

    problems: dict[str, dict[Problem, None]]
    unread: list[Problem]
    on_disk: IssueIndex
    surroundings: "Surroundings"


def reading_domain(environment: "BuildEnvironment") -> ReadingDomain:
    """Return the domain, which is a floor higher: it is asked by name, and not imported."""
    return cast("ReadingDomain", environment.get_domain(DOMAIN))


def missing_entry(
    kind: EntryKind, target: str, registry: Registry, ids: Iterable[str] | None = None
) -> Complaint:
    """Return that the registry lacks an entry; `ids` are what could stand where names cannot."""
    known = registry.known(kind) if ids is None else ids
    return Complaint("entry-unknown", kind=kind, word=target, data=kind.file, known=known)


def read_named(kind: EntryKind, content: str, registry: Registry) -> tuple[str, Entry | None]:
    """Read what a role prints, and whom it means, if any; a `Complaint` if that is not known."""
    words, target = words_and_target(content)
    if target is None and words.startswith("-") and words.strip("- "):
        return words.removeprefix("-").lstrip(), None
    entry = registry.find(kind, target or words)
    if entry is None:
        raise missing_entry(kind, target or words, registry)
    # By its id, an entry is printed under its name; by a name, as it is written.
    return entry.name if target is None and words == entry.id else words, entry


def read_lang(content: str) -> tuple[str, str]:
    """Return the words and their language's tag; `Complaint` if one is missing or wrong."""
    words, tag = words_and_target(content)
    if tag is None:
        raise Complaint("lang-without-tag", words=content)
    import langcodes  # here, as its tables take longer than a page

    if not re.fullmatch(r"(?!x-)[a-z0-9-]+", tag.lower()) or not langcodes.tag_is_valid(tag):
        raise Complaint("lang-no-language", tag=tag)
    return words, langcodes.standardize_tag(tag)


def story_target(target: str) -> tuple[str, str] | None:
    """Return the issue (empty for the same page) and heading that ``2024-04-09#address`` means."""
    issue, sign, anchor = target.partition("#")
    return (issue.strip(), anchor.strip()) if sign and anchor.strip() else None


def target_of(reference: nodes.Element) -> tuple[str, str]:
    """Return the issue (empty for the same page) and the heading there that a reference means."""
    target = str(reference["reftarget"])
    return (story_target(target) if reference["reftype"] == STORY else None) or (target, "")


def no_heading_at(
    anchor: str, anchors: Sequence[str], moved: Mapping[str, str], page: str
) -> Complaint:
    """Return what is wrong with an address that the page so named lacks; `moved` is old to new."""
    if new := moved.get(anchor):
        return Complaint("anchor-moved", page=page, anchor=anchor, new=new)
    return Complaint("anchor-unknown", page=page, word=anchor, known=anchors)


def make_reference(
    kind: str, target: str, docname: str, words: nodes.Node, *, explicit: bool
) -> "pending_xref":
    """Return a reference, resolved once all issues are known, which give words not explicit."""
    from sphinx.addnodes import pending_xref

    led_to = {"refdomain": DOMAIN, "reftype": kind, "reftarget": target, "refdoc": docname}
    return pending_xref("", words, **led_to, refexplicit=explicit, refwarn=True)


def make_role(name: str, content: str, docname: str, registry: Registry) -> nodes.Element:
    """Return what a role is on a page, where what it means is known."""
    words, target = words_and_target(content)
    if name in (ISSUE, STORY):
        shown = nodes.inline(words, words, classes=["xref", DOMAIN])
        return make_reference(name, target or words, docname, shown, explicit=target is not None)
    if name == "lang":
        words, tag = read_lang(content)
        return make_foreign(tag, nodes.Text(words))
    words, entry = read_named(EntryKind(name), content, registry)
    return make_mention((EntryKind(name), entry.id), words) if entry else unlinked("", words)


def _run_role(
    name: str, rawtext: str, text: str, line: int, inliner: Any, *more: Any, **how: Any
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return what a role is on a page of the maintainers, of which nothing was judged before."""
    environment = inliner.document.settings.env
    registry = reading_domain(environment).surroundings.registry
    try:
        node = make_role(name.rpartition(":")[2].lower(), text, environment.docname, registry)
    except Complaint as error:
        message = inliner.reporter.error(str(error), line=line)
        return [inliner.problematic(rawtext, rawtext, message)], [message]
    node.source, node.line = inliner.document["source"], line
    return [node], []


ROLES = dict.fromkeys(sorted({ISSUE, STORY, "lang", *map(str, MENTIONED)}), _run_role)
"""The roles by name: a contributor's page is made without them, once it was judged."""
