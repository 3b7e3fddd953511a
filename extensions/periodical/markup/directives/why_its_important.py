"""``why-its-important``: the callout that says what a story means."""

import re
from collections.abc import Iterator

from docutils import nodes

from ...model.records import CalloutRecord
from ...words import N_, _
from ..directive import Data, DirectiveKind, Invocation
from ..nodes import OwnNode
from ..places import addressed, prose

LABEL = N_("Why It’s Important")
"""The one form in which the label is printed, however an edition spelt it."""

_SPELLINGS = re.compile(r"\Awhy it['’]s important\s*(?::\s*|$)", re.IGNORECASE)


class why_its_important(OwnNode, nodes.admonition, printed="div.why-its-important", labelled=True):
    """A callout; its first child is its title."""


def _make(read: Invocation) -> list[nodes.Node]:
    """Return the callout, without a label that its text brings along, in whatever spelling."""
    label, first = _SPELLINGS, next(iter(read.children), None)
    if isinstance(first, nodes.paragraph):
        if isinstance(first[0], nodes.strong) and label.fullmatch(first[0].astext()):
            del first[0]
            label = re.compile(r"\A[\s:]*")
        if first.children and isinstance(first[0], nodes.Text):
            first[0] = nodes.Text(label.sub("", first[0]))
        if not first.astext():  # it had a paragraph to itself
            del read.children[0]
    return [why_its_important("", nodes.title(LABEL, _(LABEL)), *read.children)]


def _record(document: nodes.document) -> Iterator[CalloutRecord]:
    for callout, story in addressed(document, why_its_important, "why-its-important"):
        text = "\n\n".join(prose(child) for child in callout[1:])
        yield CalloutRecord(text, anchor=callout["ids"][0], story=story)


DIRECTIVE = DirectiveKind(
    "why-its-important",
    label=LABEL,
    make=_make,
    record=_record,
    data=Data("callouts", "Why it’s important", "Why each story matters.", CalloutRecord),
)
