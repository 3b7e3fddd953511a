"""Days as calendars (iCalendar, RFC 5545): of issues, and of the stories of threads."""

import datetime

from icalendar import Calendar, Event

from ..model.registry import EntryKind
from .entries import Feeds, Subject


def threads_calendar(feeds: Feeds, *threads: str, issues: bool = False) -> bytes:
    """Return the days of the stories of some threads, and those of all issues if asked."""
    made, concordance = Calendar(), feeds.domain.concordance
    entries = [concordance.entry((EntryKind.THREAD, thread)) for thread in threads]
    name = feeds.publication.name if issues else f"{entries[0].name} · {feeds.publication.name}"
    for key, value in (("prodid", feeds.publication.name), ("version", "2.0"), ("name", name)):
        made.add(key, value)
    for issue in feeds.domain.chronicle.issues if issues else ():
        made.add_component(_event(feeds, Subject(issue), issue.head.date))
    for thread, entry in zip(threads, entries, strict=True):
        for part in concordance.threads[thread]:
            subject = Subject(part.issue, part.story.anchor)
            made.add_component(_event(feeds, subject, part.date, entry.name))
    return bytes(made.to_ical())


def _event(feeds: Feeds, subject: Subject, day: datetime.date, thread: str = "") -> Event:
    said, made = feeds.entry(subject), Event()
    for key, value in {
        "uid": said["id"], "dtstamp": said["updated"], "dtstart": day, "summary": said["title"],
        "description": said["summary"], "url": said["address"], "transp": "TRANSPARENT",
    }.items():  # fmt: skip
        made.add(key, value)
    if thread:
        made.add("categories", [thread])
    return made
