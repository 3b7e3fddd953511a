"""The files of the feeds, and what pages and their readers are told of them.

Days are calendars (iCalendar, RFC 5545): of issues, and of the stories of threads.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from icalendar import Calendar, Event
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.docutils import SphinxDirective

from ..domain import periodical_domain
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output, kept_outputs
from ..markup.nodes import line_break
from ..model.registry import MENTIONED, EntryKey, EntryKind, entry_page
from ..words import _
from .entries import ARCHIVED, CORRECTIONS, FOLDER, FORMATS, ISSUES, Feeds, Subject, section_feeds

OPML = f"{FOLDER}/feeds.opml"
_CALENDAR = "calendar.ics"


def feed_files(app: Sphinx, builder: StandaloneHTMLBuilder) -> Iterator[Output]:
    """Yield the files; addresses in them are absolute, so there are none of a site without one."""
    if _has_feeds(app):
        feeds = Feeds(builder)
        mark = fingerprint(feeds.frame, feeds.domain.registry, feeds.marks)
        yield from kept_outputs(builder, FOLDER, mark, partial(_listed, feeds, mark))


def _listed(feeds: Feeds, mark: str) -> Iterator[Output]:
    """Yield the files; `mark` is that of all of them."""
    for feed in feeds.all.values():
        for number in range(feed.before() + 1):
            shown = fingerprint(feeds.mark(feed, feed.shown(number)), feed.before(number))
            for form in ARCHIVED if number else FORMATS:
                write = partial(feeds.document, feed, number, form)
                yield Output(form.file_of(feed.path, number), shown, write)
    yield Output(OPML, fingerprint(feeds.frame, [*feeds.all], mark), feeds.opml)
    threads = sorted(feeds.domain.concordance.threads)
    for thread in threads:
        path = f"{FOLDER}/{entry_page(thread)}"
        feed = feeds.all[path]
        write = partial(_calendar, feeds, thread)
        yield Output(f"{path}.ics", feeds.mark(feed, feed.subjects), write)
    yield Output(_CALENDAR, mark, partial(_calendar, feeds, *threads, issues=True))


def _calendar(feeds: Feeds, *threads: EntryKey, issues: bool = False) -> bytes:
    """Return the days of the stories of some threads, and those of all issues if asked."""
    publication, concordance = feeds.publication, feeds.domain.concordance
    whole = feeds.domain.concordance.issues if issues else ()
    days = [(Subject(each), each.head.date, "") for each in whole]
    for told in threads:
        name, parts = concordance.entry(told).name, concordance.threads[told]
        days += [(Subject(of, story.anchor), of.day_of(story), name) for of, story in parts]
    title = publication.name if issues else f"{days[0][2]} · {publication.name}"
    made = Calendar()
    for key, value in (("prodid", publication.name), ("version", "2.0"), ("name", title)):
        made.add(key, value)
    for subject, day, thread in days:
        said, event = feeds.entry(subject), Event()
        for key, value in {
            "uid": said["id"], "dtstamp": said["updated"], "dtstart": day, "summary": said["title"],
            "description": said["summary"], "url": said["address"], "transp": "TRANSPARENT",
        }.items():  # fmt: skip
            event.add(key, value)
        if thread:
            event.add("categories", [thread])
        made.add_component(event)
    return bytes(made.to_ical())


def _has_feeds(app: Sphinx) -> bool:
    """Tell whether there are feeds; not of a release, which does not go on."""
    domain = periodical_domain(app.env)
    is_current = not app.config.periodical_release
    return bool(is_current and domain.publication.base_url and domain.issues)


def add_feeds(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    """Give a page the feeds of what it is about, its own first: path, title, type and format."""
    if app.builder.name != "html" or not _has_feeds(app):
        return
    domain = periodical_domain(app.env)
    folder, _sign, name = page.partition("/")
    kind = next((each for each in MENTIONED if each.plural == folder), None)
    key = (kind, name.partition("/")[0]) if kind else None
    about = []
    if key and key in domain.concordance.entries:
        about.append((f"{FOLDER}/{entry_page(key)}", domain.concordance.entry(key).name))
    elif folder == "corrections":
        about.append((CORRECTIONS, _("Corrections")))
    about.append((ISSUES, domain.publication.name))
    context["feeds"] = [
        (form.file_of(path), title, form.media_type, form.name)
        for path, title in about
        for form in FORMATS
    ]
    if kind is EntryKind.THREAD and len(about) > 1:
        path, title = about[0]
        calendar = (f"{path}.ics", title, "text/calendar", _("Calendar"))
        context["feeds"].insert(len(FORMATS), calendar)


class Subscriptions(SphinxDirective):
    """The feeds that every publication has, and the lists of the others, with their addresses."""

    def run(self) -> list[nodes.Node]:
        """Return a list of definitions, whose addresses can be copied."""
        publication = periodical_domain(self.env).publication
        # With another address of the site, the page is read again.
        self.env.note_dependency(str(Path(self.env.srcdir, "conf.py")))
        feeds = [(ISSUES, _("Every issue, with its whole text"))]
        feeds += [(path, section.title) for path, section in section_feeds(publication)]
        feeds.append((CORRECTIONS, _("Corrections")))
        lines = [
            (title, [(form.name, form.file_of(path)) for form in FORMATS]) for path, title in feeds
        ]
        lines.append((_("All feeds, in one list for your reader"), [("OPML", OPML)]))
        lines.append((_("Calendar"), [("iCalendar", _CALENDAR)]))
        made = nodes.definition_list()
        for title, files in lines:
            words = nodes.paragraph()
            for name, path in files:
                address = publication.address_of(path)
                words += [line_break("", "\n")] if words.children else []
                words += [nodes.Text(f"{name}: "), nodes.reference("", address, refuri=address)]
            term = nodes.term("", "", nodes.strong(title, title))
            made += nodes.definition_list_item("", term, nodes.definition("", words))
        return [made]
