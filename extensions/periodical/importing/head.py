"""The head of an edition: title, byline, day and credits, as lines above its first section say."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from babel.dates import get_month_names

from ..model.issue import IssueHead
from ..model.publication import Publication, fold_heading
from ..model.registry import EntryKind, Registry
from ..model.text import slug
from .blocks import SourceBlock
from .documents import Document
from .tables import LABELS, furniture

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = [
    re.compile(rf"\b(?P<month>[^\W\d]+)\.?\s+{_DAY},?\s+(?P<year>\d{{4}})\b"),
    re.compile(rf"\b{_DAY}\s+(?P<month>[^\W\d]+)\.?,?\s+(?P<year>\d{{4}})\b"),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d\d)\.(?P<year>\d{4})\b"),
]
_BETWEEN_NAMES = re.compile(r"\s*(?:,(?!\s*(?:Jr|Sr)\b)|;|&|\band\b|\bи\b)\s*")
_LONGEST_SUMMARY = max(
    getattr(rule, "max_length", 0) for rule in IssueHead.model_fields["summary"].metadata
)


class Head:
    """What is known of the head: from the source at first, then from its lines."""

    def __init__(
        self,
        document: Document,
        above: Sequence[SourceBlock],
        publication: Publication,
        registry: Registry,
    ) -> None:
        self.publication, self.registry = publication, registry
        self.title = self._title(document, above)
        self.date, self.credit = document.date, ""
        self.lead = document.get("lead"), document.get("lead_alt")
        self.authors = [self._author(name) for name in document.said["authors"]]
        summary = document.get("summary")
        self.summary = summary if len(summary) <= _LONGEST_SUMMARY else ""
        self.found: set[str] = set()
        self.questions: list[str] = []
        self.topics = [*self._topics(document.said["topics"])]

    def _author(self, name: str) -> str:
        """Return the id of an author whom the registry knows, or the name."""
        person = self.registry.find(EntryKind.PERSON, name)
        return person.id if person else name

    def _topics(self, names: Iterable[str]) -> Iterator[str]:
        """Yield the ids of topics that the registry knows; whether others are some is asked."""
        for name in names:
            if topic := self.registry.find(EntryKind.TOPIC, slug(name)):
                yield topic.id
            else:
                self.questions.append(f"Its source has the topic “{name}”, and _data/ has not.")

    def _title(self, document: Document, above: Sequence[SourceBlock]) -> str:
        """Return the title of an edition: the name of the publication is no part of it."""
        name = rf"{re.escape(self.publication.name)}\s*:"
        texts = [block for block in above if block.text]
        found = [b.text for b in texts if re.match(name, b.text, re.IGNORECASE)]
        found = found or [b.text for b in texts if b.level == 1]
        found += document.said["title"] or [b.text for b in texts if b.is_bold]
        # Of two that differ in their capitals, the one that was not typed in small letters alone.
        found.sort(key=str.islower)
        return self._without_names(next(iter(found), "")) or self.publication.name

    def _without_names(self, title: str) -> str:
        name, owner = map(re.escape, (self.publication.name, self.publication.publisher.name))
        title = re.sub(rf"(?i)^{name}\s*[:|—–-]\s*", "", " ".join(title.split()))
        return re.sub(rf"\s+[|—–-]\s+(?:.*{owner}.*|{name})$", "", title)

    def read_line(self, text: str) -> tuple[str, str] | None:
        """Return the key of the front matter to which a line belongs, and how it was changed.

        The key is empty where it belongs to none, and all is `None` for a line of text.
        """
        folded, title = fold_heading(text), fold_heading(self.title)
        if fold_heading(self._without_names(text)) == title:
            if "title" in self.found:
                return "", "the title, a second time"
            self.found.add("title")
            return "title", "" if folded == title else "the publication's name is not repeated"
        if date := day_in(text, self.publication.language):
            if self.date not in (None, date) and "date" not in self.found:
                self.questions.append(f"The text is dated {date}, its source {self.date}.")
            self.date = date
            self.found.add("date")
            return "date", "written as a date is in front matter"
        if (found := LABELS["byline"].fullmatch(text)) and (names := self._names(found["words"])):
            self.authors = names
            return "authors", "names alone"
        if LABELS["rights"].fullmatch(text):
            return "rights", ""
        if LABELS["credit"].fullmatch(text) and len(text.split()) < 15:
            self.credit = text
            return "credit", ""
        if is_masthead(text, self.publication):
            return "", "the name of the publication or of its publisher"
        why = furniture(text)
        return ("", why) if why else None

    def _names(self, words: str) -> list[str]:
        names = [name.strip() for name in _BETWEEN_NAMES.split(words) if name.strip()]
        known = self.registry.find
        are_names = all(1 < len(n.split()) < 6 or known(EntryKind.PERSON, n) for n in names)
        return list(map(self._author, names)) if are_names and len(names) < 8 else []

    def take_summary(self, words: str) -> bool:
        """Take a paragraph for the summary, if the source has no other; say whether it is."""
        is_same = not self.summary or fold_heading(self.summary) == fold_heading(words)
        may_be = is_same and len(words.split()) > 5 and len(words) <= _LONGEST_SUMMARY
        self.summary = words if may_be else self.summary
        return may_be


def is_masthead(text: str, publication: Publication) -> bool:
    """Tell whether a short line names the publication or who publishes it."""
    names = map(fold_heading, (publication.name, publication.publisher.name))
    return len(text.split()) < 9 and any(name in fold_heading(text) for name in names)


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
