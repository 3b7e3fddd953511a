"""What a role's target means; read without Sphinx, for `check` and the build alike."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.registry import Entry, EntryKind, Registry
from ..model.text import words_and_target

DOMAIN = "periodical"
"""The name of the Sphinx domain of references, a floor higher."""

ISSUE = "issue"
STORY = "story"
UNLINKED = "-"
"""What stands before words that are not to be linked."""


@dataclass(frozen=True)
class Named:
    """What a role of the registry says.

    Parameters
    ----------
    words
        What to print.
    entry
        Whom it means; `None` for words that are not to be linked.
    """

    words: str
    entry: Entry | None


def read_named(kind: EntryKind, content: str, registry: Registry) -> Named:
    """Read the content of a role such as ``person``.

    Raises
    ------
    LookupError
        With the target, if the registry does not have it.
    """
    words, target = words_and_target(content)
    if target is None and words.startswith(UNLINKED) and words.strip(f"{UNLINKED} "):
        return Named(words.removeprefix(UNLINKED).lstrip(), None)
    entry = registry.find(kind, target or words)
    if entry is None:
        raise LookupError(target or words)
    # By its id, an entry is printed under its name; by a name, as it is written.
    return Named(entry.name if target is None and words == entry.id else words, entry)


def story_target(target: str) -> tuple[str, str] | None:
    """Return the issue and the heading's address that ``2024-04-09#address`` means.

    The issue is empty for a story of the same page (``#address``).
    """
    issue, sign, anchor = target.partition("#")
    return (issue.strip(), anchor.strip()) if sign and anchor.strip() else None
