"""What each block of a source is of an edition: its head, a section, a story, a callout, a note."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto
from itertools import pairwise

from ..model.publication import Publication, Section, fold_heading
from ..model.registry import Registry
from ..model.section_kinds import Kind
from .blocks import SourceBlock, Span, cut
from .documents import Document
from .head import Head, is_masthead, read_head_line, title_of
from .tables import furniture, labels

TO_DO = "TK"
"""What opens a line that only a person can finish, as editors write it (“to come”)."""


class Role(StrEnum):
    """What a block is of an edition."""

    DROPPED = auto()
    HEAD = auto()
    SECTION = auto()
    STORY = auto()
    PART = auto()
    TEXT = auto()
    PICTURE = auto()
    CAPTION = auto()
    NOTE = auto()
    CATEGORY = auto()
    HEADLINE = auto()
    TEASER = auto()


@dataclass
class Reading:
    """A block, and what it is.

    Args:
        spans: Its words that go into the draft.
        why: Why it was dropped, or how it was changed.
        inside: The directive in which it stands.
        value: Its place in the front matter, the label of a note, or the title of a section.
        added: What stands before its words and is not in the source.
    """

    block: SourceBlock
    role: Role
    spans: Sequence[Span] = ()
    why: str = ""
    inside: str = ""
    value: str = ""
    added: str = ""

    @property
    def words(self) -> str:
        """The words that have to be in the draft."""
        return " ".join("".join(s.text for s in self.spans if not s.link.startswith("^")).split())


@dataclass
class OldEdition:
    """An edition as it was read; `blocks` are those of the source, by their numbers."""

    document: Document
    head: Head
    blocks: Mapping[int, SourceBlock]
    readings: list[Reading] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


def read_editions(
    document: Document, blocks: Sequence[SourceBlock], publication: Publication, registry: Registry
) -> Iterator[OldEdition]:
    """Yield the editions of a text; where there are several, what a source says is of none."""
    blocks = _unquoted(blocks, publication)
    name = fold_heading(publication.name)
    starts, seen = [0], False
    for n, block in enumerate(blocks):
        if block.dropped:
            continue
        if seen and (block.level == 1 or fold_heading(block.text).startswith(f"{name}:")):
            # The name of the publisher above the title is the next edition's, too.
            starts.append(n - 1 if is_masthead(blocks[n - 1].text, publication) else n)
            seen = False
        seen = seen or section_of(block, publication) is not None
    for start, end in pairwise([*starts, len(blocks)]):
        own = document
        if len(starts) > 1:
            part = f"{document.name}, from block {start + 1} on"
            own = Document(part, document.source, url=document.url, picture=document.picture)
        yield _Reader(own, blocks[start:end], publication, registry).read()


def section_of(block: SourceBlock, publication: Publication) -> Section | None:
    """Return the section of which a block is the heading, however it is set."""
    in_list = block.item and not (block.bullet or block.box)
    return None if in_list else publication.section(block.text.rstrip(" :"))


def _unquoted(blocks: Sequence[SourceBlock], publication: Publication) -> Sequence[SourceBlock]:
    """Return blocks without the quotation, or quotations, in which forwarded mail stands."""
    depth = next((each.quote for each in blocks if section_of(each, publication)), 0)
    if not depth:
        return blocks
    made = []
    for block in blocks:
        quote, box = block.quote - depth, block.box if block.quote > depth else 0
        why = block.dropped or ("words of the one who forwarded it" if quote < 0 else "")
        made.append(replace(block, quote=max(0, quote), box=box, dropped=why))
    return made


class _Reader:
    """Reads the blocks of an edition in order; `inside` is the directive that is open."""

    def __init__(
        self,
        document: Document,
        blocks: Sequence[SourceBlock],
        publication: Publication,
        registry: Registry,
    ) -> None:
        self.publication, self.registry = publication, registry
        self.blocks, self.notes = _with_notes(blocks)
        text = [block for block in self.blocks if not block.dropped]
        self.first = next((b.number for b in text if section_of(b, publication)), 0)
        above = [b for b in text if b.number < self.first or not self.first]
        title = title_of(document, above, publication)
        head = Head(document, title, publication, registry)
        self.edition = OldEdition(document, head, {block.number: block for block in blocks})
        self.readings = self.edition.readings
        self.section: Section | None = None
        self.seen: set[str] = set()
        self.inside, self.box, self.quote, self.highest, self.show = "", 0, 0, 0, ""
        self.guests_are_named = False
        # Where no heading is set as one, a short line that does not end as a sentence may be.
        set_apart = (b for b in text if b.level > 1 or b.is_bold)
        self.is_plain = not any(
            not (section_of(b, publication) or labels()["callout"].match(b.text)) for b in set_apart
        )

    def read(self) -> OldEdition:
        for n, block in enumerate(self.blocks):
            is_text = not (block.image or block.rows)
            why = block.dropped or (furniture(block.text) if is_text else "")
            if why:
                read: Reading | None = Reading(block, Role.DROPPED, (), why)
            else:
                above = self.section is None and (not self.first or block.number < self.first)
                read = self._above(block) if above else None
            self.readings.append(read or self._below(block, n))
        kept = (each for each in self.readings if each.role is not Role.DROPPED)
        for this, following in pairwise(kept):
            is_short = len(this.words.split()) < 6 and not any(span.link for span in this.spans)
            if this.role is following.role is Role.HEADLINE and is_short and not this.block.item:
                this.role = Role.CATEGORY
        self._summarize()
        if not self.seen:
            self.edition.questions.append("No section of conf.py is named in it: is it an edition?")
        return self.edition

    def _above(self, block: SourceBlock) -> Reading | None:
        """Read a block above the first section; `None` if it is no part of a head."""
        head = self.edition.head
        if block.image:
            if "lead_image" in head.found or head.lead[0]:
                return None
            head.found.add("lead_image")
            head.lead = block.image
            return Reading(block, Role.HEAD, value="lead_image")
        if labels()["forwarded"].fullmatch(block.text):
            return Reading(block, Role.DROPPED, (), "the head of a forwarded message")
        lines = [" ".join(each.split()) for each in re.split(r"[|•·\n]", block.raw) if each.strip()]
        read = [read_head_line(line, head) for line in lines]
        said = [each for each in read if each is not None]
        if len(said) < len(read) or not said:
            return None
        places = [place for place, _ in said if place]
        why = "; ".join(dict.fromkeys(why for _, why in said if why))
        if not places:
            return Reading(block, Role.DROPPED, (), why)
        missing = ""
        if "rights" in places:
            missing = f"{TO_DO}: whose rights are these, and where do they belong? "
        elif "credit" in places and not head.lead[0]:
            missing = f"{TO_DO}: the picture of this line is missing. "
        if missing:
            return Reading(block, Role.TEXT, block.spans, added=missing)
        return Reading(block, Role.HEAD, block.spans, why, value=", ".join(places))

    def _below(self, block: SourceBlock, n: int) -> Reading:
        """Read a block of the text."""
        if block.number in self.notes:
            return Reading(block, Role.NOTE, block.spans, "a note", value=self.notes[block.number])
        if self.box and block.box != self.box:
            self.inside, self.box = "", 0
        if section := section_of(block, self.publication):
            return self._open_section(block, section)
        if block.image:
            return Reading(block, Role.PICTURE, block.spans)
        before = self.readings[-1] if self.readings else Reading(SourceBlock(), Role.TEXT)
        if block.figure and before.block.figure == block.figure:
            if before.role in (Role.PICTURE, Role.CAPTION):
                return Reading(block, Role.CAPTION, block.spans)
            added = f"{TO_DO}: these words stood below the picture of the issue. "
            return Reading(block, Role.TEXT, block.spans, added=added)
        if label := labels()["callout"].match(block.raw):
            following = self.blocks[n + 1].box if n + 1 < len(self.blocks) else 0
            # A label that has a box for itself stands above what it opens.
            is_boxed = label.end() < len(block.raw) or following == block.box
            return self._open_callout(block, label.end(), block.box if is_boxed else 0)
        kind = self.section.kind if self.section else None
        if kind is Kind.RELATED:
            return self._of_related(block, before)
        if self._is_heading(block, n):
            return self._open_story(block)
        return self._of_podcast(block) if kind is Kind.PODCAST else self._text(block)

    def _text(self, block: SourceBlock) -> Reading:
        spans, why = block.spans, ""
        if block.bullet:
            spans, why = cut(spans, len(block.bullet)), "a list that was typed is a list"
        self.guests_are_named = bool(labels()["guests"].search(block.text)) or (
            self.guests_are_named and bool(block.item)
        )
        # Within a quotation that is a callout's box, nothing is quoted for that.
        own = replace(block, quote=max(0, block.quote - self.quote)) if self.inside else block
        return Reading(own, Role.TEXT, spans, why, self.inside)

    def _open_section(self, block: SourceBlock, section: Section) -> Reading:
        self.inside, self.box, self.highest = "", 0, 0
        if section.title not in self.seen:
            self.seen.add(section.title)
            self.section = section
            return Reading(block, Role.SECTION, block.spans, value=section.title)
        if self.section is section and self.readings[-1].role is Role.SECTION:
            return Reading(block, Role.DROPPED, (), "the heading of the section, a second time")
        why = "the section is there already: a heading below it"
        return Reading(block, Role.STORY, block.spans, why)

    def _open_callout(self, block: SourceBlock, end: int, box: int) -> Reading:
        self.inside, self.box, self.quote = "why-its-important", box, block.quote if box else 0
        spans = cut(block.spans, end)
        if not "".join(span.text for span in spans).strip():
            return Reading(block, Role.DROPPED, (), "a label, which the directive prints")
        why = "its label is printed by the directive"
        return Reading(replace(block, level=0, quote=0), Role.TEXT, spans, why, self.inside)

    def _is_heading(self, block: SourceBlock, n: int) -> bool:
        text = block.text
        if block.level or block.item or block.is_code or block.rows or block.quote:
            return bool(block.level)
        following = (b for b in self.blocks[n + 1 :] if not (b.dropped or b.image))
        later = next(following, None)
        ends = re.sub(r"[”’\"'»)]+$", "", text)[-1:] in ".!?…:;,"
        if ends or len(text.split()) > 20 or not later or section_of(later, self.publication):
            return False
        in_stories = self.section is not None and self.section.kind.holds.stories
        is_prose = later.text[-1:] in '.!?…”"’»:)'
        begins = len(text.split()) > 1 and not text[0].islower()
        return block.is_bold or (self.is_plain and in_stories and begins and is_prose)

    def _open_story(self, block: SourceBlock) -> Reading:
        self.inside, self.box = "", 0
        if self.section is None:
            sections = self.publication.sections
            self.section = next((s for s in sections if s.kind.holds.stories), sections[0])
            title = self.section.title
            self.seen.add(title)
            self.edition.questions.append(f"“{title}” was put above “{block.text}”: is that right?")
            self.readings.append(Reading(SourceBlock(), Role.SECTION, (), "added", value=title))
        rank = block.level or (7 if block.is_bold else 8)
        self.highest = self.highest or rank
        is_part = rank > self.highest and self.section.kind.holds.stories
        why = "" if block.level else "a paragraph set as a heading is one"
        return Reading(block, Role.PART if is_part else Role.STORY, block.spans, why)

    def _of_podcast(self, block: SourceBlock) -> Reading:
        if block.item and (self.guests_are_named or self.inside == "guests"):
            self.inside = "guests"
            read = self._text(block)
            raw = "".join(span.text for span in read.spans)
            joint = re.search(r"\s*(?:;(?:\s*and)?|,\s*and|(?<!\b[A-Z])(?<!\b[JS]r)\.)\s*$", raw)
            if joint:
                read.spans = cut(read.spans, 0, joint.start())
                read.why = "the signs between the guests are the list's"
            return read
        title = f"{self.section.title if self.section else ''} {block.text}".casefold()
        shows = self.registry.shows
        named = (key for key, show in shows.items() if show.name.casefold() in title)
        self.show = self.show or next(named, next(iter(shows)) if len(shows) == 1 else "")
        self.inside = f"podcast {self.show}" if self.show else ""
        if not self.show:
            self.edition.questions.append("Which show of _data/shows.yaml is this podcast of?")
        return self._text(block)

    def _of_related(self, block: SourceBlock, before: Reading) -> Reading:
        """Read a line of the related articles: a title, or what invites to read on."""
        read = self._text(block)
        looks = {(s.link, bool(s.marks)) for s in read.spans if s.text.strip()}
        first = next((s for s in read.spans if s.text.strip()), Span(""))
        is_marked = bool(first.link or first.marks) and (len(looks) == 1 or bool(block.item))
        is_short = len(block.text.split()) <= 20 and block.text[-1:] not in ".!…;,"
        if block.level or is_marked or is_short:
            read.role, read.inside = Role.HEADLINE, "related-articles"
        elif before.role in (Role.HEADLINE, Role.TEASER):
            read.role, read.inside = Role.TEASER, "related-articles"
        return read

    def _summarize(self) -> None:
        """Take a paragraph above all sections for the summary, if the source has no other."""
        head = self.edition.head
        for read in self.readings:
            if read.role in (Role.SECTION, Role.STORY):
                return
            is_plain = read.role is Role.TEXT and not (
                read.added or any(s.link for s in read.spans)
            )
            is_same = not head.summary or fold_heading(head.summary) == fold_heading(read.words)
            if is_plain and is_same and len(read.words.split()) > 5 and head.may_be(read.words):
                read.role, read.value, head.summary = Role.HEAD, "summary", read.words
                return


_NUMBER = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡↩↑^]\ufe0e?|[a-z])[\])]?\.?\ufe0e?")
_TYPED_NUMBER = re.compile(r"\s*[\[(]?\d{1,3}[\]).]\s*")


def _with_notes(blocks: Sequence[SourceBlock]) -> tuple[list[SourceBlock], dict[int, str]]:
    """Return blocks whose references to notes are told from links, and the labels of the notes.

    A reference leads to a block further down; the way back from there is no part of the note.
    """
    where = {address: block.number for block in blocks for address in block.ids}
    notes: dict[int, str] = {}
    made = []
    for block in blocks:
        spans = []
        for span in block.spans:
            target = where.get(span.link.rpartition("#")[2]) if "#" in span.link else None
            if target is None or not _NUMBER.fullmatch(span.text.strip()):
                spans.append(span)
            elif target > block.number:
                label = notes.setdefault(target, str(len(notes) + 1))
                spans.append(replace(span, link=f"^{label}"))
            elif block.number not in notes:
                spans.append(span)
        block = replace(block, spans=tuple(spans))
        if block.number in notes and (typed := _TYPED_NUMBER.match(block.raw)):
            block = replace(block, spans=cut(spans, typed.end()))
        made.append(block)
    return made, notes
