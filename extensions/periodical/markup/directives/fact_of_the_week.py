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


class FactOfTheWeek(FormDirective):
    """Make a fact from its text, its source and its date."""

    form = FORM

    def run(self) -> list[nodes.Node]:
        """Return the fact."""
        fact = self.locate(fact_of_the_week())
        fact.update_all_atts({name: value for name, value in self.options.items()})
        fact += self.parse_body()
        source, date = self.options.get("source", ""), self.options.get("date")
        attribution: list[nodes.Node] = []
        if link := self.options.get("link"):
            attribution.append(nodes.reference("", source or link, refuri=link))
        elif source:
            attribution.append(nodes.Text(source))
        if date:
            attribution.append(nodes.Text(", " if attribution else ""))
            attribution.append(nodes.Text(format_date(date)))
        if attribution:
            fact += self.locate(nodes.attribution("", "", *attribution))
        return [fact]
