"""The head of an edition: title, byline, day and credits, as lines above its first section say."""

import datetime
import re
from collections.abc import Sequence
from functools import cache

from babel.dates import get_month_names

from ..model.issue import IssueHead
from ..model.publication import Publication, fold_heading
from ..model.registry import EntryKind, Registry
from .blocks import SourceBlock
from .documents import Document
from .tables import furniture, labels

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = [
    re.compile(rf"\b(?P<month>[^\W\d]+)\.?\s+{_DAY},?\s+(?P<year>\d{{4}})\b"),
    re.compile(rf"\b{_DAY}\s+(?P<month>[^\W\d]+)\.?,?\s+(?P<year>\d{{4}})\b"),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d\d)\.(?P<year>\d{4})\b"),
]
_BETWEEN_NAMES = re.compile(r"\s*(?:,(?!\s*(?:Jr|Sr)\b)|;|&|\band\b|\bи\b)\s*")


class Head:
    """What is known of the head: from the source at first, then from its lines."""

    def __init__(
        self, document: Document, title: str, publication: Publication, registry: Registry
    ) -> None:
        self.title, self.date, self.lead = title, document.date, document.lead
        self.publication, self.registry = publication, registry
        self.authors = [self.author(name) for name in document.authors]
        summary = " ".join(document.summary.split())
        self.summary = summary if self.may_be(summary) else ""
        self.credit = ""
        self.found: set[str] = set()
        self.questions: list[str] = []

    def author(self, name: str) -> str:
        """Return the id of an author whom the registry knows, or the name."""
        person = self.registry.find(EntryKind.PERSON, name)
        return person.id if person else name

    def may_be(self, summary: str) -> bool:
        """Tell whether a text is short enough to be a summary."""
        field = IssueHead.model_fields["summary"]
        return len(summary) <= max(getattr(rule, "max_length", 0) for rule in field.metadata)


def title_of(document: Document, above: Sequence[SourceBlock], publication: Publication) -> str:
    """Return the title of an edition: the name of the publication is no part of it."""
    name = rf"{re.escape(publication.name)}\s*:"
    texts = [block for block in above if block.text]
    found = [b.text for b in texts if re.match(name, b.text, re.IGNORECASE)]
    found = found or [b.text for b in texts if b.level == 1]
    found += [document.title] if document.title else [b.text for b in texts if b.is_bold]
    # Of two that differ in their capitals, the one that was not typed in small letters alone.
    found.sort(key=str.islower)
    return _without_names(next(iter(found), ""), publication) or publication.name


def _without_names(title: str, publication: Publication) -> str:
    name, owner = re.escape(publication.name), re.escape(publication.publisher.name)
    title = re.sub(rf"(?i)^{name}\s*[:|—–-]\s*", "", " ".join(title.split()))
    return re.sub(rf"\s+[|—–-]\s+(?:.*{owner}.*|{name})$", "", title)


def read_head_line(text: str, head: Head) -> tuple[str, str] | None:
    """Return the key of the front matter to which a line belongs, and how it was changed.

    The key is empty where it belongs to none, and all is `None` for a line of text.
    """
    folded, title = fold_heading(text), fold_heading(head.title)
    if fold_heading(_without_names(text, head.publication)) == title:
        if "title" in head.found:
            return "", "the title, a second time"
        head.found.add("title")
        return "title", "" if folded == title else "the publication's name is not repeated"
    if date := day_in(text, head.publication.language):
        if head.date not in (None, date) and "date" not in head.found:
            head.questions.append(f"The text is dated {date}, its source {head.date}.")
        head.date = date
        head.found.add("date")
        return "date", "written as a date is in front matter"
    if (found := labels()["byline"].fullmatch(text)) and (names := _names(found["words"], head)):
        head.authors = names
        return "authors", "names alone"
    if labels()["rights"].fullmatch(text):
        return "rights", ""
    if labels()["credit"].fullmatch(text) and len(text.split()) < 15:
        head.credit = text
        return "credit", ""
    if is_masthead(text, head.publication):
        return "", "the name of the publication or of its publisher"
    why = furniture(text)
    return ("", why) if why else None


def is_masthead(text: str, publication: Publication) -> bool:
    """Tell whether a short line names the publication or who publishes it."""
    names = map(fold_heading, (publication.name, publication.publisher.name))
    return len(text.split()) < 9 and any(name in fold_heading(text) for name in names)


def _names(words: str, head: Head) -> list[str]:
    names = [name.strip() for name in _BETWEEN_NAMES.split(words) if name.strip()]
    known = head.registry.find
    are_names = all(1 < len(n.split()) < 6 or known(EntryKind.PERSON, n) for n in names)
    return [head.author(name) for name in names] if are_names and len(names) < 8 else []


def day_in(text: str, language: str) -> datetime.date | None:
    """Return the day that a short line names, with two words around it at the most."""
    for pattern in _DATES:
        found = pattern.search(text)
        if found and len((text[: found.start()] + text[found.end() :]).split()) <= 2:
            month = found["month"]
            number = int(month) if month.isdigit() else _months(language).get(month.casefold(), 0)
            try:
                return datetime.date(int(found["year"]), number, int(found["day"]))
            except ValueError:
                continue
    return None


@cache
def _months(language: str) -> dict[str, int]:
    return {
        str(name).casefold().rstrip("."): number
        for locale in ("ru", language, "en")
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, locale).items()
    }
