"""What the front matter says, as nodes at the head and the foot of a page; and pictures.

So every builder prints it: byline, date, standfirst, lead image, the source of an adapted edition,
revisions and topics. Names that the registry knows are filled in when the page is resolved.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from docutils import nodes

from ..model.concordance import Concordance
from ..model.issue import IssueHead, RevisionKind, Source
from ..model.registry import EntryKind
from ..model.text import listed
from ..words import N_, _, spoken
from .languages import format_date
from .nodes import OwnNode, make_mention, separated, words_of
from .references import ISSUE, make_reference


class issue_head(OwnNode, nodes.container, printed="div.issue-head", in_text=False):
    """All that stands between the title and the first section."""


class byline(OwnNode, nodes.paragraph, printed="p.byline", by_site=True):
    """Who wrote the issue; attribute ``authors`` holds ids or names."""

    def fill(self, concordance: Concordance, as_printed: Callable[[str], str]) -> None:
        """Print the names of the authors."""
        line: list[nodes.Node] = []
        for person in map(concordance.registry.person, self["authors"]):
            name, key = as_printed(person.name), {"kind": "person", "entry": person.id}
            line += [nodes.Text(", "), byline_author(name, name, **key, rel="author")]
        if len(line) > 2:
            line[-2] = nodes.Text(_(" and "))
        self[:] = [nodes.Text(_("By") + " "), *line[1:]]


class byline_author(OwnNode, nodes.inline, printed="span.author", to_entry=True, attributes="rel"):
    """An author's name, and whose it is, as in a mention."""


class issue_date(OwnNode, nodes.inline, printed="time", attributes="datetime"):
    """The date, in words; attribute ``datetime`` holds it as ISO 8601."""


class adaptation(
    OwnNode, nodes.paragraph, printed="div.adaptation", attributes="role", by_site=True
):
    """What an adapted edition is adapted from."""


# It may be long, and the news is to begin on the first screen of a phone.
class adaptation_note(OwnNode, nodes.inline, printed="details", folded=N_("What was done to it")):
    """What was done to what it is adapted from."""


class revision_notice(
    OwnNode, nodes.admonition, printed="div.revision", labelled=True, in_text=False
):
    """A correction at the head or an update at the foot; attribute ``kind``."""


class topic_line(OwnNode, nodes.paragraph, printed="p.topics", in_text=False, by_site=True):
    """What the issue is about; attribute ``topics`` holds ids."""

    def fill(self, concordance: Concordance, as_printed: Callable[[str], str]) -> None:
        """Print the names of the topics."""
        topics = map(concordance.registry.topic, self["topics"])
        named = {(EntryKind.TOPIC, topic.id): as_printed(topic.name) for topic in topics}
        self[:] = separated(([make_mention(*topic)] for topic in named.items()), ", ")


class lead_image(OwnNode, nodes.container, printed="div.lead-image"):
    """The picture at the head of an issue."""


def make_picture(
    file: str, about: Mapping[str, Any], caption: Sequence[nodes.Node] = ()
) -> nodes.figure:
    """Return a picture with its caption, and a legend that holds its credit.

    Args:
        file: Its name, relative to the page.
        about: Its ``alt``, ``credit``, ``rights`` and ``link``, as far as given; see `LeadImage`.
        caption: Paragraphs, of which the first is set as such.
    """
    figure = nodes.figure("", nodes.image(uri=file, alt=about["alt"]))
    said: list[nodes.Node] = [nodes.Text(about["credit"])]
    if rights := about.get("rights"):
        said.append(nodes.inline(rights, rights, classes=["rights"]))
    if link := about.get("link"):
        said.append(nodes.reference("", _("Source of the picture"), refuri=str(link)))
    if caption and isinstance(caption[0], nodes.paragraph):
        figure += nodes.caption("", "", *caption[0].children)
        caption = caption[1:]
    credit = nodes.paragraph("", "", *separated(zip(said)), classes=["credit"])
    figure += nodes.legend("", *caption, credit)
    return figure


def make_head(head: IssueHead, docname: str) -> tuple[issue_head, list[nodes.Node]]:
    """Return the nodes that follow the title of a document, and those behind its last section."""
    made = issue_head()
    made += nodes.paragraph("", head.summary, classes=["standfirst"])
    made += byline("", ", ".join(head.authors), authors=list(head.authors))
    date = format_date(head.date, head.language)
    line: list[nodes.Node] = [issue_date("", date, datetime=head.date.isoformat())]
    numbered = {_("Volume %s"): head.volume, _("No. %s"): head.number}
    line += (words_of(spoken(), said % of, head.language) for said, of in numbered.items() if of)
    made += nodes.paragraph("", "", *separated(zip(line)), classes=["dateline"])
    if head.source:
        made += _adaptation(head.source, head.language)
    if head.translation_of:
        shown = nodes.Text(head.translation_of)
        original = make_reference(ISSUE, head.translation_of, docname, shown, explicit=False)
        words = words_of(spoken(), _("A translation of") + " ", head.language)
        made += nodes.paragraph("", "", words, original, classes=["adaptation"])
    made += _notices(head, updates=False)
    if head.lead_image:
        made += lead_image("", make_picture(head.lead_image.file, dict(head.lead_image)))
    foot: list[nodes.Node] = [*_notices(head, updates=True)]
    if head.topics:
        foot.append(topic_line("", ", ".join(head.topics), topics=list(head.topics)))
    return made, foot


def _notices(head: IssueHead, *, updates: bool) -> Iterator[revision_notice]:
    """Yield the notices of updates, or of all other revisions."""
    for revision in head.revisions:
        if (revision.kind is RevisionKind.UPDATE) is updates:
            title = f"{_(revision.kind.capitalize())}, {format_date(revision.date)}"
            words = [nodes.title(title, title), nodes.paragraph(revision.note, revision.note)]
            yield revision_notice("", *words, kind=str(revision.kind))


def _adaptation(source: Source, language: str) -> adaptation:
    title: nodes.Node = nodes.Text(source.title)
    if source.url:
        title = nodes.reference("", source.title, refuri=str(source.url))
    who, date = listed(source.authors), format_date(source.date)
    rest = _("” by %(who)s, published by %(publisher)s on %(date)s.")
    rest %= {"who": who, "publisher": source.publisher, "date": date}
    made = adaptation("", "", nodes.strong("", _("An adaptation.")), role="note")
    made += [nodes.Text(" " + _("Written anew from “")), title, nodes.Text(rest)]
    if source.note:
        made += adaptation_note("", "", words_of(language, f" {source.note}", spoken()))
    return made
