"""What the front matter says, as nodes at the head and the foot of a page; and pictures.

So every builder prints it: byline, date, standfirst, lead image, the source of an adapted edition,
revisions and topics. Names that the registry knows are filled in when the page is resolved.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from docutils import nodes

from ..model.issue import IssueHead, Revision, RevisionKind, Source
from ..model.registry import EntryKind
from ..model.text import listed
from ..words import N_, _
from .languages import format_date
from .nodes import Archive, OwnNode, Printed, make_mention, separated, styled
from .references import ISSUE, make_reference


class issue_head(OwnNode, nodes.container):  # noqa: N801 - docutils' nodes are named so
    """All that stands between the title and the first section."""

    printed = Printed("div", "issue-head")
    in_text = searched = False


class standfirst(OwnNode, nodes.paragraph):  # noqa: N801
    """The summary, under the title."""

    printed = Printed("p", "standfirst")


class byline(OwnNode, nodes.paragraph):  # noqa: N801
    """Who wrote the issue; attribute ``authors`` holds ids or names."""

    printed = Printed("p", "byline")

    def fill(self, archive: Archive) -> None:
        """Print the names of the authors."""
        self.children = []
        self += nodes.Text(_("By") + " ")
        last = len(self["authors"]) - 1
        for index, author in enumerate(self["authors"]):
            if index:
                self += nodes.Text(_(" and ") if index == last else ", ")
            person = archive.registry.person(author)
            name = archive.printed(person.name)
            kind = str(EntryKind.PERSON)
            self += byline_author(name, name, kind=kind, entry=person.id, rel="author")


class byline_author(OwnNode, nodes.inline):  # noqa: N801
    """An author's name, and whose it is, as in a mention."""

    printed = Printed("span", "author", to_entry=True, attributes=("rel",))


class dateline(OwnNode, nodes.paragraph):  # noqa: N801
    """The date, and the volume and number; attribute ``date`` holds the date as ISO 8601."""

    printed = Printed("p", "dateline")


class issue_date(OwnNode, nodes.inline):  # noqa: N801
    """The date, in words; attribute ``datetime`` holds it as ISO 8601."""

    printed = Printed("time", attributes=("datetime",))


class adaptation(OwnNode, nodes.paragraph):  # noqa: N801
    """What an adapted edition is adapted from."""

    printed = Printed("div", "adaptation", attributes=("role",))


class adaptation_note(OwnNode, nodes.inline):  # noqa: N801
    """What was done to what it is adapted from."""

    # It may be long, and the news is to begin on the first screen of a phone.
    printed = Printed("details", folded=N_("What was done to it"))


class revision_notice(OwnNode, nodes.admonition):  # noqa: N801
    """A correction at the head or an update at the foot: ``kind``, ``date``, ``docname``."""

    printed = Printed("div", "revision", labelled=True, breaks=True)
    in_text = searched = False


class topic_line(OwnNode, nodes.paragraph):  # noqa: N801
    """What the issue is about; attribute ``topics`` holds ids."""

    printed = Printed("p", "topics")
    in_text = searched = False

    def fill(self, archive: Archive) -> None:
        """Print the names of the topics."""
        names = [archive.printed(archive.registry.topic(each).name) for each in self["topics"]]
        keys = [(EntryKind.TOPIC, each) for each in self["topics"]]
        self[:] = separated(([mention] for mention in map(make_mention, keys, names)), ", ")


class lead_image(OwnNode, nodes.container):  # noqa: N801
    """The picture at the head of an issue."""

    printed = Printed("div", "lead-image")


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
    legend = nodes.legend()
    if caption:
        first, *others = caption
        words = first.children if isinstance(first, nodes.paragraph) else []
        figure += nodes.caption("", "", *words)
        legend += others if words else caption
    legend += styled("", "", *separated([each] for each in said), look="credit")
    figure += legend
    return figure


def make_head(head: IssueHead, docname: str) -> issue_head:
    """Return the nodes that follow the title; `docname` says of which document."""
    made = issue_head(docname=docname)
    made += standfirst("", head.summary)
    made += byline("", ", ".join(head.authors), authors=list(head.authors))
    made += _dateline(head)
    if head.source:
        made += _adaptation(head.source)
    if head.translation_of:
        shown = nodes.Text(head.translation_of)
        original = make_reference(ISSUE, head.translation_of, docname, shown)
        original["refexplicit"] = False
        words = nodes.Text(_("A translation of") + " ")
        made += styled("", "", words, original, look="adaptation")
    for revision in head.revisions:
        if revision.kind is not RevisionKind.UPDATE:
            made += _revision(revision, head.language, docname)
    if head.lead_image:
        made += lead_image("", make_picture(head.lead_image.file, dict(head.lead_image)))
    return made


def make_foot(head: IssueHead, docname: str) -> list[nodes.Node]:
    """Return the nodes that follow the last section; `docname` says of which document."""
    updates = (each for each in head.revisions if each.kind is RevisionKind.UPDATE)
    made: list[nodes.Node] = [_revision(each, head.language, docname) for each in updates]
    if head.topics:
        made.append(topic_line("", ", ".join(head.topics), topics=list(head.topics)))
    return made


def _dateline(head: IssueHead) -> dateline:
    date, words = head.date.isoformat(), format_date(head.date, head.language)
    made = dateline("", "", issue_date("", words, datetime=date), date=date)
    if head.volume:
        made += nodes.Text(" · " + _("Volume %s") % head.volume)
    if head.number:
        made += nodes.Text(" · " + _("No. %s") % head.number)
    return made


def _adaptation(source: Source) -> adaptation:
    title: nodes.Node = nodes.Text(source.title)
    if source.url:
        title = nodes.reference("", source.title, refuri=str(source.url))
    who, date = listed(source.authors), format_date(source.date)
    rest = _("” by %(who)s, published by %(publisher)s on %(date)s.")
    rest %= {"who": who, "publisher": source.publisher, "date": date}
    made = adaptation("", "", nodes.strong("", _("An adaptation.")), role="note")
    made += [nodes.Text(" " + _("Written anew from “")), title, nodes.Text(rest)]
    if source.note:
        made += adaptation_note("", f" {source.note}")
    return made


def _revision(revision: Revision, language: str, docname: str) -> revision_notice:
    title = ", ".join([_(revision.kind.capitalize()), format_date(revision.date, language)])
    words = [nodes.title(title, title), nodes.paragraph(revision.note, revision.note)]
    kind, date = str(revision.kind), revision.date.isoformat()
    return revision_notice("", *words, kind=kind, date=date, docname=docname)
