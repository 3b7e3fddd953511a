"""What the front matter says, as nodes at the head and the foot of a page.

So every builder prints it: byline, date, standfirst, lead image, the source of an adapted edition,
revisions and topics. Names that the registry knows are filled in when the page is resolved.
"""

from collections.abc import Mapping

from docutils import nodes
from sphinx.addnodes import pending_xref

from ..model.issue import IssueHead, Revision, RevisionKind, Source
from ..model.registry import EntryKind
from ..model.text import listed
from ..words import N_, _
from .dates import format_date
from .directives.picture import lead_image, make_picture
from .printing import Element, Notes, Printed, as_call, as_content, as_labelled, not_at_all
from .targets import DOMAIN, ISSUE


class issue_head(nodes.container):  # noqa: N801 - docutils' nodes are named so
    """All that stands between the title and the first section."""


class standfirst(nodes.paragraph):  # noqa: N801
    """The summary, under the title."""


class byline(nodes.paragraph):  # noqa: N801
    """Who wrote the issue; attribute ``authors`` holds ids or names."""


class byline_author(nodes.inline):  # noqa: N801
    """An author's name; attribute ``person`` holds the id."""


class dateline(nodes.paragraph):  # noqa: N801
    """The date, and the volume and number; attribute ``date`` holds the date as ISO 8601."""


class issue_date(nodes.inline):  # noqa: N801
    """The date, in words; attribute ``datetime`` holds it as ISO 8601."""


class adaptation(nodes.paragraph):  # noqa: N801
    """What an adapted edition is adapted from."""


class adaptation_note(nodes.inline):  # noqa: N801
    """What was done to what it is adapted from."""


class translation(nodes.paragraph):  # noqa: N801
    """Which issue it is a translation of."""


class revision_notice(nodes.admonition):  # noqa: N801
    """A correction at the head or an update at the foot: ``kind``, ``date``, ``docname``."""


class topic_line(nodes.paragraph):  # noqa: N801
    """What the issue is about; attribute ``topics`` holds ids."""


HEAD_NODES: Mapping[type[nodes.Element], Printed] = {
    issue_head: Printed(html=Element("div", "issue-head"), paper=as_content),
    standfirst: Printed(html=Element("p", "standfirst"), paper=as_call("standfirst")),
    byline: Printed(html=Element("p", "byline"), paper=as_call("byline")),
    byline_author: Printed(
        html=Element(
            "span", "author", entry=lambda node: (EntryKind.PERSON, node["person"]), rel="author"
        )
    ),
    # On paper, the date stands in the masthead.
    dateline: Printed(html=Element("p", "dateline"), paper=not_at_all),
    issue_date: Printed(
        html=Element("time", attributes=lambda node: {"datetime": node["datetime"]})
    ),
    adaptation: Printed(
        html=Element("div", "adaptation", attributes=lambda node: {"role": "note"}),
        paper=as_call("adaptation", notes=Notes.INLINE),
    ),
    # It may be long, and the news is to begin on the first screen of a phone.
    adaptation_note: Printed(html=Element("details", folded=N_("What was done to it"))),
    translation: Printed(
        html=Element("p", "adaptation"), paper=as_call("adaptation", notes=Notes.INLINE)
    ),
    revision_notice: Printed(
        html=Element("div", "revision", labelled=True, breaks=True),
        paper=as_labelled("revision"),
    ),
    topic_line: Printed(html=Element("p", "topics"), paper=as_call("topics")),
}
"""The nodes at the head and the foot, and how each is printed."""


def make_head(head: IssueHead, docname: str) -> issue_head:
    """Return the nodes that follow the title; `docname` says of which document."""
    made = issue_head(docname=docname)
    made += standfirst("", head.summary)
    made += byline("", ", ".join(head.authors), authors=list(head.authors))
    made += _dateline(head)
    if head.source:
        made += _adaptation(head.source)
    if head.translation_of:
        original = pending_xref(refdomain=DOMAIN, reftype=ISSUE, reftarget=head.translation_of)
        original += nodes.Text(head.translation_of)
        made += translation("", "", nodes.Text(_("A translation of") + " "), original)
    for revision in head.revisions:
        if revision.kind is not RevisionKind.UPDATE:
            made += _revision(revision, head.language, docname)
    if head.lead_image:
        image = head.lead_image
        link = str(image.link) if image.link else None
        made += lead_image("", make_picture(**dict(image) | {"link": link}))
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
    made = adaptation("", "", nodes.strong("", _("An adaptation.")))
    made += [nodes.Text(" " + _("Written anew from “")), title, nodes.Text(rest)]
    if source.note:
        made += adaptation_note("", f" {source.note}")
    return made


def _revision(revision: Revision, language: str, docname: str) -> revision_notice:
    title = ", ".join([_(revision.kind.capitalize()), format_date(revision.date, language)])
    words = [nodes.title(title, title), nodes.paragraph(revision.note, revision.note)]
    kind, date = str(revision.kind), revision.date.isoformat()
    return revision_notice("", *words, kind=kind, date=date, docname=docname)
