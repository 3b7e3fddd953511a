"""``why-its-important``: the callout that says what a story means."""

import re
from collections.abc import Iterator

from docutils import nodes

from ...model.records import CalloutRecord
from ...words import N_, _
from ..directive import Data, DirectiveKind, Written
from ..form import Form
from ..own_nodes import OwnNode
from ..places import addressed, prose
from ..printing import Element, Printed, as_labelled

LABEL = N_("Why It’s Important")
"""The one form in which the label is printed, however an edition spelt it."""

_SPELLINGS = re.compile(r"why it['’]s important\s*(?::\s*|$)", re.IGNORECASE)


class why_its_important(OwnNode, nodes.admonition):  # noqa: N801 - docutils' nodes are named so
    """A callout; its first child is its title."""

    printed = Printed(
        Element("div", "why-its-important", labelled=True, breaks=True), as_labelled("callout")
    )


def _make(written: Written) -> list[nodes.Node]:
    callout = written.locate(why_its_important())
    callout += written.locate(nodes.title(LABEL, _(LABEL)))
    callout += written.body
    drop_label(callout)
    return [callout]


def drop_label(callout: why_its_important) -> None:
    """Drop a label that the text brings along, in whatever spelling: it is printed already."""
    first = callout[1] if len(callout) > 1 else None
    if not isinstance(first, nodes.paragraph):
        return
    # Markdown opens a paragraph that begins with markup with an empty text.
    pieces = [child for child in first.children if child.astext()]
    if pieces and isinstance(pieces[0], nodes.strong) and _SPELLINGS.fullmatch(pieces[0].astext()):
        first.remove(pieces.pop(0))
        label = re.compile(r"[\s:]*")
    else:
        label = _SPELLINGS
    if pieces and isinstance(pieces[0], nodes.Text) and (found := label.match(pieces[0])):
        first.replace(pieces[0], nodes.Text(pieces[0][found.end() :]))


def _record(document: nodes.document) -> Iterator[CalloutRecord]:
    for callout, story in addressed(document, why_its_important, "why-its-important"):
        text = "\n\n".join(prose(child) for child in callout[1:])
        yield CalloutRecord(text, anchor=callout["ids"][0], story=story)


DIRECTIVE = DirectiveKind(
    Form("why-its-important"),
    label=LABEL,
    make=_make,
    record=_record,
    data=Data("callouts", "Why it’s important", "Why each story matters.", CalloutRecord),
)
