"""Floor 4: feeds of the publication and of all that it tells of, and calendars.

`entries` says which feeds there are, and what an entry of one is; templates write it as Atom, RSS
and JSON Feed. Here is listed what is made, and pages and their readers are told of it. Days are
calendars (iCalendar, RFC 5545): of issues, and of the stories of threads.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from icalendar import TRANSP, Calendar, Event
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.docutils import SphinxDirective

from ..domain import periodical_domain
from ..ledger.outputs import OUTPUTS, Output
from ..markup.nodes import line_break
from ..model.files import fingerprint
from ..model.registry import EntryKey, EntryKind, entry_page
from ..words import _
from .entries import ARCHIVED, CORRECTIONS, FOLDER, FORMATS, ISSUES, Feeds, Subject, section_feeds

OPML = f"{FOLDER}/feeds.opml"
_CALENDAR = "calendar.ics"


def feed_files(app: Sphinx, builder: StandaloneHTMLBuilder) -> Iterator[Output]:
    """Yield the files; addresses in them are absolute, so there are none of a site without one."""
    if not _has_feeds(app):
        return
    feeds = Feeds(builder)
    marks = map(feeds.contents.whole_mark, feeds.domain.concordance.issues)
    mark = fingerprint(feeds.frame, feeds.domain.registry, *marks)
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
        shown = feeds.mark(feeds.all[path], feeds.all[path].subjects)
        yield Output(f"{path}.ics", shown, partial(_calendar, feeds, thread))
    yield Output(_CALENDAR, mark, partial(_calendar, feeds, *threads, issues=True))


def _calendar(feeds: Feeds, *threads: EntryKey, issues: bool = False) -> bytes:
    """Return the days of the stories of some threads, and those of all issues if asked."""
    concordance, title = feeds.domain.concordance, feeds.publication.name
    days = [(Subject(each), each.head.date, "") for each in concordance.issues if issues]
    for told in threads:
        name, parts = concordance.entry(told).name, concordance.threads[told]
        days += [(Subject(of, story.anchor), of.day_of(story), name) for of, story in parts]
    made = Calendar()
    made.add("prodid", title)
    made.add("version", "2.0")
    made.add("name", title if issues else f"{days[0][2]} · {title}")
    for subject, day, thread in days:
        said, event = feeds.entry(subject), Event()
        event.uid, event.stamp, event.start = said["id"], said["updated"], day
        event.summary, event.description = said["title"], said["summary"]
        event.url, event.transparency = said["address"], TRANSP.TRANSPARENT
        if thread:
            event.categories = [thread]
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
    about = {ISSUES: periodical_domain(app.env).publication.name}
    if entry := context.get("entry"):
        about = {f"{FOLDER}/{context['page']}": entry.name, **about}
    elif page.startswith("corrections/"):
        about = {CORRECTIONS: _("Corrections"), **about}
    feeds = context["feeds"] = list[tuple[str, str, str, str]]()
    for path, title in about.items():
        feeds += [(each.file_of(path), title, each.media_type, each.name) for each in FORMATS]
        if context.get("kind") is EntryKind.THREAD and path != ISSUES:
            feeds.append((f"{path}.ics", title, "text/calendar", _("Calendar")))


class Subscriptions(SphinxDirective):
    """The feeds that every publication has, and the lists of the others, with their addresses."""

    def run(self) -> list[nodes.Node]:
        """Return a list of definitions, whose addresses can be copied."""
        publication = periodical_domain(self.env).publication
        # With another address of the site, the page is read again.
        self.env.note_dependency(str(Path(self.env.srcdir, "conf.py")))
        formats = {each.name: each.ending for each in FORMATS}
        lines = [(_("Every issue, with its whole text"), ISSUES, formats)]
        lines += [(each.title, path, formats) for path, each in section_feeds(publication)]
        lines.append((_("Corrections"), CORRECTIONS, formats))
        lines.append((_("All feeds, in one list for your reader"), OPML, {"OPML": ""}))
        lines.append((_("Calendar"), _CALENDAR, {"iCalendar": ""}))
        made = nodes.definition_list()
        for title, path, endings in lines:
            words = nodes.paragraph()
            for name, ending in endings.items():
                address = publication.address_of(f"{path}{ending}")
                words += [line_break("", "\n")] if words.children else []
                words += [nodes.Text(f"{name}: "), nodes.reference("", address, refuri=address)]
            term = nodes.term("", "", nodes.strong(title, title))
            made += nodes.definition_list_item("", term, nodes.definition("", words))
        return [made]


def setup_feeds(app: Sphinx) -> None:
    """Register the files, what pages are told of them, and the directive that lists them."""
    app.connect(OUTPUTS, feed_files)
    app.connect("html-page-context", add_feeds)
    app.add_directive("subscriptions", Subscriptions)
