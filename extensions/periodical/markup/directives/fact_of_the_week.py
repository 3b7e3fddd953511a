"""``fact-of-the-week``: a fact whose date or source must be said.

A plain paragraph under the heading *Fact of the Week* is a fact too, and needs no directive.
"""

from __future__ import annotations

from docutils import nodes

from ..dates import format_date
from ..form import Body, Form, FormDirective, Option, as_date, as_text, as_url

FORM = Form(
    "fact-of-the-week",
    Body.TEXT,
    options={
        "date": Option(as_date, "2024-04-08"),
        "source": Option(as_text, "Ministry of Emergency Situations of Kazakhstan"),
        "link": Option(as_url, "https://example.org/report"),
    },
)


class fact_of_the_week(nodes.block_quote):  # noqa: N801
    """A fact; its last child is an attribution where a source or a date is given."""


class fact_source(nodes.attribution):  # noqa: N801
    """Where a fact is from, or when it was one."""


class FactOfTheWeek(FormDirective):
    """Make a fact from its text, its source and its date."""

    form = FORM

    def make(self) -> list[nodes.Node]:
        """Return the fact."""
        fact = self.locate(fact_of_the_week())
        # docutils leaves an attribute of the name “source” out, unless it is told.
        fact.update_all_atts(dict(self.options), and_source=True)
        fact += self.parse_body()
        source, link = self.options.get("source"), self.options.get("link")
        said: list[nodes.Node] = []
        if link:
            said.append(nodes.reference("", source or link, refuri=link))
        elif source:
            said.append(nodes.Text(source))
        if date := self.options.get("date"):
            said.append(
                nodes.Text(f", {format_date(date)}" if said else f"As of {format_date(date)}")
            )
        if said:
            fact += self.locate(fact_source("", "", *said))
        return [fact]
