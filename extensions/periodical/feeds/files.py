"""The files of the feeds, and what pages and their readers are told of them."""

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.docutils import SphinxDirective

from ..domain import periodical_domain
from ..ledger.inputs import code_of, settings
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output, kept_files
from ..markup.own_nodes import line_break
from ..model.registry import MENTIONED, EntryKind, entry_page
from ..words import _
from .calendars import threads_calendar
from .entries import CORRECTIONS, FOLDER, ISSUES, FeedPage, Feeds, section_feeds
from .formats import FeedFormat, formats

*FORMATS, LIST = formats()
OPML = LIST.file_of(f"{FOLDER}/feeds")
CALENDAR = "calendar.ics"


class FeedFiles:
    """The files of one build; of each, what decides it and what makes it."""

    def __init__(self, builder: StandaloneHTMLBuilder) -> None:
        self._feeds = Feeds(builder)
        self.frame = fingerprint(code_of(FOLDER), settings(builder.config))

    @cached_property
    def mark(self) -> str:
        """What decides which files there are, and what they hold."""
        return fingerprint(self.frame, self._feeds.domain.registry, self._feeds.marks)

    @cached_property
    def all(self) -> dict[str, tuple[str, Callable[[], bytes]]]:
        """All files, by path."""
        return {path: (mark, make) for path, mark, make in self._files()}

    def _files(self) -> Iterator[tuple[str, str, Callable[[], bytes]]]:
        feeds, frame = self._feeds, self.frame
        for feed in feeds.all.values():
            marks = [feeds.mark(subject, text=feed.text) for subject in feed.subjects]
            for number in range(FeedPage(feed).before + 1):
                page = FeedPage(feed, number)
                # One without entries has the day of the latest issue.
                shown = marks[page.place] or str(feeds.domain.chronicle.issues[-1].head.date)
                mark = fingerprint(frame, feed.title, page.before, shown)
                for form in FORMATS:
                    if form.has_archive or not number:
                        write = partial(_write, form, page, feeds)
                        yield form.file_of(feed.path, number), mark, write
        named = [feeds.named(feed, FORMATS[0]) for feed in feeds.all.values()]
        said = {"title": feeds.publication.name, "feeds": named}
        yield OPML, fingerprint(frame, named), partial(LIST.write, said)
        threads = sorted(feeds.domain.concordance.threads)
        for thread in threads:
            path = f"{FOLDER}/{entry_page((EntryKind.THREAD, thread))}"
            mark = fingerprint(frame, [feeds.mark(each) for each in feeds.all[path].subjects])
            yield f"{path}.ics", mark, partial(threads_calendar, feeds, thread)
        mark = fingerprint(frame, feeds.marks)
        yield CALENDAR, mark, partial(threads_calendar, feeds, *threads, issues=True)


def _write(form: FeedFormat, page: FeedPage, feeds: Feeds) -> bytes:
    return form.write(feeds.said(page, form))


def feed_files(app: Sphinx, builder: StandaloneHTMLBuilder) -> Iterator[Output]:
    """Yield the files; addresses in them are absolute, so there are none of a site without one."""
    if not _has_feeds(app):
        return
    files = FeedFiles(builder)
    kept = Path(builder.doctreedir, FOLDER, "files.json")
    marks = kept_files(
        kept, files.mark, lambda: {path: each[0] for path, each in files.all.items()}
    )
    for path, mark in marks.items():
        yield Output(path, mark, lambda path=path: files.all[path][1]())  # type: ignore[misc]


def _has_feeds(app: Sphinx) -> bool:
    """Tell whether there are feeds; not of a release, which does not go on."""
    domain = periodical_domain(app.env)
    is_current = not app.config.periodical_release
    return bool(is_current and domain.publication.base_url and domain.issues)


def add_feeds(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give a page the feeds of what it is about, its own first: path, title, type and format."""
    if app.builder.name != "html" or not _has_feeds(app):
        return
    domain = periodical_domain(app.env)
    folder, _sign, name = pagename.partition("/")
    kind = next((each for each in MENTIONED if each.plural == folder), None)
    key = (kind, name.partition("/")[0]) if kind else None
    about = []
    if key and domain.concordance.has_page(key):
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
        context["feeds"].insert(
            len(FORMATS), (f"{path}.ics", title, "text/calendar", _("Calendar"))
        )


class Subscriptions(SphinxDirective):
    """The feeds that every publication has, and the lists of the others, with their addresses."""

    def run(self) -> list[nodes.Node]:
        """Return a list of definitions, whose addresses can be copied."""
        publication = periodical_domain(self.env).publication
        # With another address of the site, the page is read again.
        self.env.note_dependency(str(Path(self.env.srcdir, "conf.py")))
        feeds = [(ISSUES, _("Every issue, with its whole text"))]
        feeds += [(path, title) for path, title, _kind in section_feeds(publication)]
        feeds.append((CORRECTIONS, _("Corrections")))
        lines = [
            (title, [(form.name, form.file_of(path)) for form in FORMATS]) for path, title in feeds
        ]
        lines.append((_("All feeds, in one list for your reader"), [("OPML", OPML)]))
        lines.append((_("Calendar"), [("iCalendar", CALENDAR)]))
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
