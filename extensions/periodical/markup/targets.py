"""What a role's target means, and what a page is judged against; read without Sphinx.

`check` and the build ask here alike.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docutils.nodes import Element

from ..model.messages import Complaint
from ..model.page import IssueIndex
from ..model.publication import Publication
from ..model.registry import Entry, EntryKind, Registry
from ..model.style import StyleRule
from ..model.text import words_and_target

DOMAIN = "periodical"
"""The name of the Sphinx domain of references, a floor higher."""

ISSUE = "issue"
STORY = "story"
UNLINKED = "-"
"""What stands before words that are not to be linked."""

_TAG = re.compile(r"[A-Za-z0-9-]+")


def missing_entry(
    kind: EntryKind, target: str, registry: Registry, ids: Iterable[str] | None = None
) -> Complaint:
    """Return that the registry lacks an entry; `ids` are what could stand where names cannot."""
    known = registry.known(kind) if ids is None else ids
    return Complaint("entry-unknown", kind=kind, word=target, data=kind.file, known=known)


def read_named(kind: EntryKind, content: str, registry: Registry) -> tuple[str, Entry | None]:
    """Read what a role prints, and whom it means, if any; a `Complaint` if that is not known."""
    words, target = words_and_target(content)
    if target is None and words.startswith(UNLINKED) and words.strip(f"{UNLINKED} "):
        return words.removeprefix(UNLINKED).lstrip(), None
    entry = registry.find(kind, target or words)
    if entry is None:
        raise missing_entry(kind, target or words, registry)
    # By its id, an entry is printed under its name; by a name, as it is written.
    return entry.name if target is None and words == entry.id else words, entry


def story_target(target: str) -> tuple[str, str] | None:
    """Return the issue (empty for the same page) and heading that ``2024-04-09#address`` means."""
    issue, sign, anchor = target.partition("#")
    return (issue.strip(), anchor.strip()) if sign and anchor.strip() else None


def target_of(reference: Element) -> tuple[str, str]:
    """Return the issue (empty for the same page) and the heading there that a reference means."""
    target = str(reference["reftarget"])
    is_story = reference["reftype"] == STORY
    return (story_target(target) if is_story else None) or (target, "")


def no_heading_at(
    anchor: str, anchors: Sequence[str], moved: Mapping[str, str], page: str
) -> Complaint:
    """Return what is wrong with an address that the page so named lacks; `moved` is old to new."""
    if new := moved.get(anchor):
        return Complaint("anchor-moved", page=page, anchor=anchor, new=new)
    return Complaint("anchor-unknown", page=page, word=anchor, known=anchors)


def read_lang(content: str) -> tuple[str, str]:
    """Return the words and their language's tag; `Complaint` if one is missing or wrong."""
    words, tag = words_and_target(content)
    if tag is None:
        raise Complaint("lang-without-tag", words=content)
    # Imported here, as its tables take longer than a page: most pages name no language.
    import langcodes

    if not _TAG.fullmatch(tag) or not langcodes.tag_is_valid(tag):
        raise Complaint("lang-no-language", tag=tag)
    return words, langcodes.standardize_tag(tag)


@dataclass(frozen=True)
class Surroundings:
    """What a page is judged against; `issues` is `None` in a build, which resolves them later."""

    root: Path
    publication: Publication
    registry: Registry
    issues: IssueIndex | None
    style: tuple[StyleRule, ...] = ()
