"""Where in an issue something stands: in which section, and in which story."""

from __future__ import annotations

from typing import TypeGuard

from docutils import nodes

from ..model.section_kinds import Kind


def section_of(node: nodes.Node) -> nodes.section | None:
    """Return the section in which something stands."""
    parent = node.parent
    while parent is not None and not isinstance(parent, nodes.section):
        parent = parent.parent
    return parent


def kind_of(node: nodes.Node) -> Kind | None:
    """Return the kind of the declared section in which a node stands, or which it is."""
    section = node if isinstance(node, nodes.section) else section_of(node)
    while section is not None and "kind" not in section:
        section = section_of(section)
    return Kind(section["kind"]) if section is not None else None


def is_story(section: nodes.section) -> bool:
    """Tell whether a section is a story or a brief: one right below a section of such."""
    return (
        isinstance(section.parent, nodes.section)
        and "kind" in section.parent
        and Kind(section.parent["kind"]).holds.stories
    )


SCOPE = "scope"
"""An attribute of footnotes: the address of the story, or the section, that refers to them."""


def scope_of(node: nodes.Node) -> str:
    """Return the address of the story in which something stands, or else of its section."""
    if (note := _footnote_of(node)) is not None and SCOPE in note:
        return str(note[SCOPE])
    section = node if isinstance(node, nodes.section) else section_of(node)
    while section is not None and not (is_story(section) or "kind" in section):
        section = section_of(section)
    return str(section["ids"][0]) if section is not None and section["ids"] else ""


def is_reference(node: nodes.Node) -> TypeGuard[nodes.Element]:
    """Tell whether a node is Sphinx's `pending_xref`, by its name: `check` does without Sphinx."""
    return type(node).__name__ == "pending_xref"


def numbered(anchor: str, number: int) -> str:
    """Return the address of the first, the second … of several things at one place."""
    return anchor if number == 1 else f"{anchor}-{number}"


def _footnote_of(node: nodes.Node) -> nodes.footnote | None:
    parent = node
    while parent is not None and not isinstance(parent, nodes.section):
        if isinstance(parent, nodes.footnote):
            return parent
        parent = parent.parent
    return None
