"""What each block of a source is of an edition: its head, a section, a story, a callout, a note."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise, takewhile

from babel.dates import get_month_names
from bs4 import Tag

from ..model.issue import IssueHead
from ..model.publication import Kind, Publication, Section, fold_heading
from ..model.registry import EntryKind, Registry
from ..model.text import slug
from . import DATES, FURNITURE, LABELS
from .blocks import LISTS, MARKED, SourceBlock, read_blocks
from .documents import Document

TO_DO = "TK"
"""What opens a line that only a person can finish, as editors write it (“to come”)."""

RELATED = "{related-articles}"
_BETWEEN_NAMES = re.compile(r"\s*(?:,(?!\s*(?:Jr|Sr)\b)|;|&|\band\b|\bи\b)\s*")
_SUMMARY = IssueHead.model_fields["summary"]
_LONGEST_SUMMARY = max(getattr(rule, "max_length", 0) for rule in _SUMMARY.metadata)


@dataclass(eq=False)
class OldEdition:
    """An edition, whose blocks are read in order.

    What its head says is taken from its source at first, then from the lines above its first
    section. `inside` is how their directive opens, `pictures` are names of files by addresses.
    """

    document: Document
    blocks: Sequence[SourceBlock]
    publication: Publication
    registry: Registry
    pictures: Mapping[str, str] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        document, text = self.document, self.kept
        self.title = self._title([*takewhile(lambda b: not b.section, text)])
        self.date, self.credit = document.date, ""
        self.lead = document.get("lead"), document.get("lead_alt")
        self.authors = document.said("authors")
        summary = document.get("summary")
        self.summary = summary if len(summary) <= _LONGEST_SUMMARY else ""
        self.topics = []
        for name in document.said("topics"):
            if topic := self.registry.find(EntryKind.TOPIC, slug(name)):
                self.topics.append(topic.id)
            else:
                self.questions.append(f"Its source has the topic “{name}”, and _data/ has not.")
        self.found, self.seen = set[str](), set[str]()
        self.section: Section | None = None
        self.before: SourceBlock | None = None
        self.box: Tag | None = None
        self.inside, self.highest, self.show = "", 0, ""
        # Where no heading is set as one, a short line that does not end as a sentence may be.
        set_apart = (b for b in text if b.level > 1 or b.is_within("b"))
        self.is_plain = all(b.section or LABELS["callout"].match(b.text) for b in set_apart)
        self._read()

    @property
    def kept(self) -> list[SourceBlock]:
        """The blocks that are not dropped."""
        return [block for block in self.blocks if block.role != "dropped"]

    def _title(self, above: Sequence[SourceBlock]) -> str:
        """Return the title of an edition: the name of the publication is no part of it."""
        name = re.compile(rf"(?i){re.escape(self.publication.name)}\s*:")
        found = [b.text for b in above if name.match(b.text)]
        found = found or [b.text for b in above if b.level == 1 and b.text]
        found += self.document.said("title") or [b.text for b in above if b.is_within("b")]
        # Of two that differ in their capitals, the one that was not typed in small letters alone.
        found.sort(key=str.islower)
        return self._without_names(next(iter(found), "")) or self.publication.name

    def _without_names(self, title: str) -> str:
        name, owner = map(re.escape, (self.publication.name, self.publication.publisher.name))
        title = re.sub(rf"(?i)^{name}\s*[:|—–-]\s*", "", " ".join(title.split()))
        return re.sub(rf"\s+[|—–-]\s+(?:.*{owner}.*|{name})$", "", title)

    def _read(self) -> None:
        """Find what each block is."""
        for n, block in enumerate(self.blocks):
            if block.role == "text":
                if block.tag.name != "table" and (why := _furniture(block.text)):
                    block.role, block.why = "dropped", why
                elif self.section is not None or not self._above(block):
                    self._below(block, self.blocks[n + 1 :])
            if block.role != "dropped":
                self.before = block
        kept = self.kept
        for this, following in pairwise(kept):
            is_short = len(this.words.split()) < 6 and not (this.tag("a") or this.tag.name in LISTS)
            if this.role == following.role == "headline" and is_short:
                this.role = "category"
        # A paragraph above all sections is the summary, if the source has no other.
        for block in takewhile(lambda block: block.role not in ("section", "story"), kept):
            words = block.words
            is_plain = block.role == "text" and not (block.added or block.tag("a"))
            fits = len(words.split()) > 5 and len(words) <= _LONGEST_SUMMARY
            is_same = fold_heading(self.summary or words) == fold_heading(words)
            if is_plain and fits and is_same:
                self.summary = words
                block.role, block.value = "head", "summary"
                break
        if self.section is None:
            self.questions.append("No section of conf.py is named in it: is it an edition?")

    def _above(self, block: SourceBlock) -> bool:
        """Read a block above the first section; return whether it is a part of a head."""
        if block.image and not self.lead[0]:
            self.lead = block.image
            block.role, block.value = "head", "lead_image"
            return True
        lines = [*map(" ".join, filter(None, map(str.split, re.split(r"[|•·\n]", block.raw))))]
        if lines and all(map(LABELS["forwarded"].fullmatch, lines)):
            block.role, block.why = "dropped", "the head of a forwarded message"
            # What its source says is of the one who forwarded it.
            self.authors = []
            for before in self.blocks[: self.blocks.index(block)]:
                if before.role == "text":
                    before.role, before.why = "dropped", "words of the one who forwarded it"
            return True
        said = [self._line_of_head(line) for line in lines]
        if not said or not all(map(any, said)):
            return False
        places = [place for place, _ in said if place]
        block.why = "; ".join(dict.fromkeys(why for _, why in said if why))
        if not places:
            block.role = "dropped"
        elif "rights" in places:
            block.added = f"{TO_DO}: whose rights are these, and where do they belong?"
        elif "credit" in places and not self.lead[0]:
            block.added = f"{TO_DO}: the picture of this line is missing."
        else:
            block.role, block.value = "head", ", ".join(places)
        return True

    def _line_of_head(self, text: str) -> tuple[str, str]:
        """Return the key of the front matter to which a line belongs, and how it was changed.

        The key is empty where it belongs to none; of a line of text, both are.
        """
        folded, title = fold_heading(text), fold_heading(self.title)
        if fold_heading(self._without_names(text)) == title:
            if "title" in self.found:
                return "", "the title, a second time"
            self.found.add("title")
            return "title", "" if folded == title else "the publication's name is not repeated"
        if date := _day_in(text, self.publication.language):
            if self.date not in (None, date) and "date" not in self.found:
                self.questions.append(f"The text is dated {date}, its source {self.date}.")
            self.date = date
            self.found.add("date")
            return "date", "written as a date is in front matter"
        if found := LABELS["byline"].fullmatch(text):
            names = [*filter(None, map(str.strip, _BETWEEN_NAMES.split(found["words"])))]
            known = self.registry.find
            are_names = all(1 < len(n.split()) < 6 or known(EntryKind.PERSON, n) for n in names)
            if names and are_names and len(names) < 8:
                self.authors = names
                return "authors", "names alone"
        if LABELS["rights"].fullmatch(text):
            return "rights", ""
        if LABELS["credit"].fullmatch(text) and len(text.split()) < 15:
            self.credit = text
            return "credit", ""
        if _is_masthead(text, self.publication):
            return "", "the name of the publication or of its publisher"
        return "", _furniture(text)

    def _below(self, block: SourceBlock, later: Sequence[SourceBlock]) -> None:
        """Read a block of the text."""
        before = self.before
        if self.box is not None and block.box is not self.box:
            self.inside, self.box = "", None
        kind = self.section.kind if self.section else None
        figure = block.tag.find_parent("figure")
        if block.section:
            self._open_section(block, block.section)
        elif block.image:
            block.role = "picture"
        elif before and figure is not None and before.tag.find_parent("figure") is figure:
            if before.role in ("picture", "caption"):
                block.role = "caption"
            else:
                block.added = f"{TO_DO}: these words stood below the picture of the issue."
        elif label := LABELS["callout"].match(block.raw):
            # A label that has a box for itself stands above what it opens.
            is_all = label.end() == len(block.raw)
            is_alone = is_all and (not later or later[0].box is not block.box)
            self.inside, self.box = "{why-its-important}", None if is_alone else block.box
            if is_all:
                block.role, block.why = "dropped", "a label, which the directive prints"
            else:
                block.cut(LABELS["callout"])
                block.why, block.inside = "its label is printed by the directive", self.inside
                block.tag.name = "p" if block.level else block.tag.name
        elif kind is Kind.RELATED:
            self._read_related(block)
        elif self._is_heading(block, later):
            self._open_story(block)
        elif kind is Kind.PODCAST:
            self._read_podcast(block)
        else:
            block.inside = self.inside

    def _open_section(self, block: SourceBlock, section: Section) -> None:
        self.inside, self.box, self.highest = "", None, 0
        if section.title not in self.seen:
            self.seen.add(section.title)
            self.section = section
            block.role, block.value = "section", section.title
        else:
            block.role, block.why = "story", "the section is there already: a heading below it"
            block.tag.name = "h3"

    def _is_heading(self, block: SourceBlock, later: Sequence[SourceBlock]) -> bool:
        text = block.text
        if block.level or block.tag.name != "p":
            return bool(block.level)
        following = next((b for b in later if b.role != "dropped" and not b.image), None)
        ends = re.sub(r"[”’\"'»)]+$", "", text)[-1:] in ".!?…:;,"
        if ends or len(text.split()) > 20 or not following or following.section:
            return False
        in_stories = self.section is not None and self.section.kind.holds.stories
        is_prose = following.text[-1:] in '.!?…”"’»:)'
        begins = len(text.split()) > 1 and not text[0].islower()
        return block.is_within("b") or (self.is_plain and in_stories and begins and is_prose)

    def _open_story(self, block: SourceBlock) -> None:
        self.inside, self.box = "", None
        if self.section is None:
            sections = self.publication.sections
            self.section = next((s for s in sections if s.kind.holds.stories), sections[0])
            block.added = self.section.title
            self.seen.add(block.added)
            self.questions.append(f"“{block.added}” was put above “{block.text}”: is that right?")
        block.why = "" if block.level else "a paragraph set as a heading is one"
        rank = block.level or (7 if block.is_within("b") else 8)
        self.highest = self.highest or rank
        is_part = rank > self.highest and self.section.kind.holds.stories
        block.role, block.tag.name = "story", "h4" if is_part else "h3"
        for each in block.tag([*MARKED]):
            each.unwrap()

    def _read_podcast(self, block: SourceBlock) -> None:
        is_named = self.before is not None and LABELS["guests"].search(self.before.text)
        if block.tag.name in LISTS and (is_named or self.inside == "{guests}"):
            self.inside = block.inside = "{guests}"
            return
        title = f"{self.section.title if self.section else ''} {block.text}".casefold()
        shows = self.registry.shows
        named = (key for key, show in shows.items() if show.name.casefold() in title)
        self.show = self.show or next(named, next(iter(shows)) if len(shows) == 1 else "")
        self.inside = block.inside = f"{{podcast}} {self.show}" if self.show else ""
        if not self.show:
            self.questions.append("Which show of _data/shows.yaml is this podcast of?")

    def _read_related(self, block: SourceBlock) -> None:
        """Read a line of the related articles: a title, or what invites to read on."""
        is_marked = block.is_within("a", *MARKED)
        is_short = len(block.text.split()) <= 20 and block.text[-1:] not in ".!…;,"
        block.inside = self.inside
        if not block.tag.select_one("li li"):
            if block.level or block.tag.name in LISTS or is_marked or is_short:
                block.role, block.inside = "headline", RELATED
            elif self.before and self.before.role in ("headline", "teaser"):
                block.role, block.inside = "teaser", RELATED


def read_editions(
    document: Document, publication: Publication, registry: Registry
) -> Iterator[OldEdition]:
    """Yield the editions of a text; where there are several, what a source says is of none."""
    blocks = read_blocks(document.tree, publication)
    name = fold_heading(publication.name)
    starts, seen = [0], False
    for n, block in enumerate(blocks):
        if block.role == "dropped":
            continue
        if seen and (block.level == 1 or fold_heading(block.text).startswith(f"{name}:")):
            # The name of the publisher above the title is the next edition's, too.
            starts.append(n - 1 if _is_masthead(blocks[n - 1].text, publication) else n)
            seen = False
        seen = seen or block.section is not None
    for start, end in pairwise([*starts, len(blocks)]):
        own = document
        if len(starts) > 1:
            part = f"{document.name}, from block {start + 1} on"
            own = replace(document, name=part, metadata={"url": document.get("url")}, left_out=())
        yield OldEdition(own, blocks[start:end], publication, registry)


def _furniture(text: str) -> str:
    """Return why a text has no place in an issue, by what it says; empty if it may have one."""
    return next((why for why, words in FURNITURE.items() if words.fullmatch(text)), "")


def _is_masthead(text: str, publication: Publication) -> bool:
    """Tell whether a short line names the publication or who publishes it."""
    names = map(fold_heading, (publication.name, publication.publisher.name))
    return len(text.split()) < 9 and any(name in fold_heading(text) for name in names)


def _day_in(text: str, language: str) -> datetime.date | None:
    """Return the day that a short line names, with two words around it at the most."""
    for pattern in DATES:
        found = pattern.search(text)
        if found and len((text[: found.start()] + text[found.end() :]).split()) <= 2:
            month = found["month"]
            number = int(month) if month.isdigit() else _months(language).get(month.casefold(), 0)
            with suppress(ValueError):
                return datetime.date(int(found["year"]), number, int(found["day"]))
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
