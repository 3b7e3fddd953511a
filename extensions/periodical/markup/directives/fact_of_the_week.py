"""``fact-of-the-week``: a fact with a date or source; below its heading, plain text is one too."""

import datetime
from collections.abc import Iterator

from docutils import nodes

from ...model.publication import Kind
from ...model.records import FactRecord
from ...words import _
from ..directive import Data, DirectiveKind, Invocation, Option, as_date, as_text, as_url
from ..languages import format_date
from ..nodes import OwnNode
from ..places import addressed, prose


class fact_of_the_week(OwnNode, nodes.block_quote, printed="div.fact"):
    """A fact; its last child is an attribution where a source or a date is given."""


class fact_source(OwnNode, nodes.attribution, printed="p.attribution"):
    """Where a fact is from, or when it was one."""


def _make(read: Invocation) -> list[nodes.Node]:
    given = read.options
    fact = fact_of_the_week("", *read.children, **given)
    source, link = given.get("source"), given.get("link")
    said: list[nodes.Node] = []
    if link:
        said.append(nodes.reference("", source or link, refuri=link))
    elif source:
        said.append(nodes.Text(source))
    if date := given.get("date"):
        words = f", {format_date(date)}" if said else _("As of %s") % format_date(date)
        said.append(nodes.Text(words))
    if said:
        fact += fact_source("", "", *said)
    return [fact]


def _record(document: nodes.document) -> Iterator[FactRecord]:
    """Yield the facts of the sections that hold facts, made by this directive or plain text."""
    for section in document.findall(nodes.section):
        if section.get("kind") != Kind.FACT:
            continue
        facts = dict(addressed(section, fact_of_the_week, "fact"))
        for fact in facts:
            words = [child for child in fact if not isinstance(child, nodes.attribution)]
            date = datetime.date.fromisoformat(fact["date"]) if "date" in fact else None
            text = "\n\n".join(map(prose, words)) or None
            yield FactRecord(text, date, fact.get("source"), anchor=fact["ids"][0])
        if not facts:
            yield FactRecord("\n\n".join(map(prose, section[1:])) or None, anchor=section["ids"][0])


DIRECTIVE = DirectiveKind(
    "fact-of-the-week",
    options={
        "date": Option(as_date, "2024-04-08"),
        "source": Option(as_text, "Ministry of Emergency Situations of Kazakhstan"),
        "link": Option(as_url, "https://example.org/report"),
    },
    make=_make,
    plain=(Kind.FACT, fact_of_the_week),
    record=_record,
    data=Data(
        "facts",
        "Facts of the week",
        "One figure an issue that should not be missed.",
        FactRecord,
        in_stories=False,
    ),
)
