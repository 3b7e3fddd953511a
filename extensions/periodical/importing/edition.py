"""What each block of a source is of an edition: its head, a section, a story, a callout, a note."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from itertools import pairwise, takewhile

from bs4 import Tag

from ..model.publication import Kind, Publication, Section, fold_heading
from ..model.registry import Registry
from .blocks import MARKED, Role, SourceBlock
from .documents import Document
from .head import Head, is_masthead
from .tables import LABELS, furniture

TO_DO = "TK"
"""What opens a line that only a person can finish, as editors write it (“to come”)."""

_JOINT = re.compile(r"\s*(?:;(?:\s*and)?|,\s*and|(?<!\b[A-Z])(?<!\b[JS]r)\.)\s*$")
"""What stands between the guests of a list."""


def section_of(block: SourceBlock, publication: Publication) -> Section | None:
    """Return the section of which a block is the heading, however it is set."""
    return None if block.is_list else publication.section(block.text.rstrip(" :"))


class OldEdition:
    """An edition, whose blocks are read in order; `inside` is the directive that is open.

    `issues` are those that are known by the place where they were published.
    """

    def __init__(
        self,
        document: Document,
        blocks: Sequence[SourceBlock],
        publication: Publication,
        registry: Registry,
    ) -> None:
        self.document, self.blocks = document, blocks
        self.publication, self.registry = publication, registry
        text = [block for block in blocks if block.role is not Role.DROPPED]
        self.first = next((b.number for b in text if section_of(b, publication)), 0)
        above = [b for b in text if b.number < self.first or not self.first]
        self.head = Head(document, above, publication, registry)
        self.questions = self.head.questions
        self.issues: Mapping[str, str] = {}
        self.section: Section | None = None
        self.seen: set[str] = set()
        self.box: Tag | None = None
        self.inside, self.highest, self.show, self.guests_are_named = "", 0, "", False
        # Where no heading is set as one, a short line that does not end as a sentence may be.
        set_apart = (b for b in text if b.level > 1 or b.is_bold)
        self.is_plain = not any(
            not (section_of(b, publication) or LABELS["callout"].match(b.text)) for b in set_apart
        )

    def issues_for(self, block: SourceBlock) -> Mapping[str, str]:
        """Return the issues to which a block can refer; a related article has its address."""
        return {} if block.inside == "related-articles" else self.issues

    def read(self) -> None:
        """Find what each block is."""
        kept: list[SourceBlock] = []
        for n, block in enumerate(self.blocks):
            is_text = block.role is Role.TEXT and block.tag.name != "table"
            if is_text and (why := furniture(block.text)):
                block.drop(why)
            if block.role is Role.TEXT:
                is_above = self.section is None and (not self.first or block.number < self.first)
                if not (is_above and self._above(block)):
                    self._below(block, self.blocks[n + 1 :], kept[-1] if kept else None)
            if block.role is not Role.DROPPED:
                kept.append(block)
        kept = [block for block in kept if block.role is not Role.DROPPED]
        for this, following in pairwise(kept):
            is_short = len(this.words.split()) < 6 and not (this.tag("a") or this.is_list)
            if this.role is following.role is Role.HEADLINE and is_short:
                this.role = Role.CATEGORY
        # A paragraph above all sections is the summary, if the source has no other.
        above = takewhile(lambda block: block.role not in (Role.SECTION, Role.STORY), kept)
        plain = (b for b in above if b.role is Role.TEXT and not (b.added or b.tag("a")))
        if found := next((b for b in plain if self.head.take_summary(b.words)), None):
            found.role, found.value = Role.HEAD, "summary"
        if not self.seen:
            self.questions.append("No section of conf.py is named in it: is it an edition?")

    def _above(self, block: SourceBlock) -> bool:
        """Read a block above the first section; return whether it is a part of a head."""
        head = self.head
        if block.image:
            if "lead_image" in head.found or head.lead[0]:
                return False
            head.found.add("lead_image")
            head.lead = block.image
            block.role, block.value = Role.HEAD, "lead_image"
            return True
        lines = [" ".join(each.split()) for each in _lines_of(block) if each.strip()]
        if lines and all(map(LABELS["forwarded"].fullmatch, lines)):
            block.drop("the head of a forwarded message")
            # What its source says is of the one who forwarded it.
            head.authors = []
            for each in self.blocks[: self.blocks.index(block)]:
                if each.role is Role.TEXT:
                    each.drop("words of the one who forwarded it")
            return True
        read = [head.read_line(line) for line in lines]
        said = [each for each in read if each is not None]
        if len(said) < len(read) or not said:
            return False
        places = [place for place, _ in said if place]
        block.why = "; ".join(dict.fromkeys(why for _, why in said if why))
        if not places:
            block.role = Role.DROPPED
        elif "rights" in places:
            block.added = f"{TO_DO}: whose rights are these, and where do they belong? "
        elif "credit" in places and not head.lead[0]:
            block.added = f"{TO_DO}: the picture of this line is missing. "
        else:
            block.role, block.value = Role.HEAD, ", ".join(places)
        return True

    def _below(
        self, block: SourceBlock, later: Sequence[SourceBlock], before: SourceBlock | None
    ) -> None:
        """Read a block of the text."""
        if self.box is not None and block.box is not self.box:
            self.inside, self.box = "", None
        kind = self.section.kind if self.section else None
        if section := section_of(block, self.publication):
            self._open_section(block, section, before)
        elif block.image:
            block.role = Role.PICTURE
        elif before and block.figure is not None and before.figure is block.figure:
            if before.role in (Role.PICTURE, Role.CAPTION):
                block.role = Role.CAPTION
            else:
                block.added = f"{TO_DO}: these words stood below the picture of the issue. "
        elif label := LABELS["callout"].match(block.raw):
            # A label that has a box for itself stands above what it opens.
            is_alone = label.end() == len(block.raw) and (
                not later or later[0].box is not block.box
            )
            self._open_callout(block, label.end(), None if is_alone else block.box)
        elif kind is Kind.RELATED:
            self._read_related(block, before)
        elif self._is_heading(block, later):
            self._open_story(block)
        elif kind is Kind.PODCAST:
            self._read_podcast(block)
        else:
            block.inside = self.inside

    def _open_section(
        self, block: SourceBlock, section: Section, before: SourceBlock | None
    ) -> None:
        self.inside, self.box, self.highest = "", None, 0
        if section.title not in self.seen:
            self.seen.add(section.title)
            self.section = section
            block.role, block.value = Role.SECTION, section.title
        elif self.section is section and before and before.role is Role.SECTION:
            block.drop("the heading of the section, a second time")
        else:
            block.role = Role.STORY
            block.why = "the section is there already: a heading below it"

    def _open_callout(self, block: SourceBlock, end: int, box: Tag | None) -> None:
        self.inside, self.box = "why-its-important", box
        block.cut(end)
        if not block.words:
            block.drop("a label, which the directive prints")
            return
        block.why, block.inside = "its label is printed by the directive", self.inside
        block.tag.name = "p" if block.level else block.tag.name

    def _is_heading(self, block: SourceBlock, later: Sequence[SourceBlock]) -> bool:
        text = block.text
        if block.level or block.tag.name != "p":
            return bool(block.level)
        following = next((b for b in later if b.role is not Role.DROPPED and not b.image), None)
        ends = re.sub(r"[”’\"'»)]+$", "", text)[-1:] in ".!?…:;,"
        if ends or len(text.split()) > 20 or not following:
            return False
        if section_of(following, self.publication):
            return False
        in_stories = self.section is not None and self.section.kind.holds.stories
        is_prose = following.text[-1:] in '.!?…”"’»:)'
        begins = len(text.split()) > 1 and not text[0].islower()
        return block.is_bold or (self.is_plain and in_stories and begins and is_prose)

    def _open_story(self, block: SourceBlock) -> None:
        self.inside, self.box = "", None
        if self.section is None:
            sections = self.publication.sections
            self.section = next((s for s in sections if s.kind.holds.stories), sections[0])
            title = self.section.title
            self.seen.add(title)
            self.questions.append(f"“{title}” was put above “{block.text}”: is that right?")
            block.above = title
        rank = block.level or (7 if block.is_bold else 8)
        self.highest = self.highest or rank
        is_part = rank > self.highest and self.section.kind.holds.stories
        block.role = Role.PART if is_part else Role.STORY
        block.why = "" if block.level else "a paragraph set as a heading is one"
        for each in block.tag([*MARKED]):
            each.unwrap()

    def _read_podcast(self, block: SourceBlock) -> None:
        if block.is_list and (self.guests_are_named or self.inside == "guests"):
            self.inside = block.inside = "guests"
            for item in block.tag("li"):
                text = [each for each in item.find_all(string=True) if each.strip()][-1]
                if _JOINT.search(text):
                    text.replace_with(_JOINT.sub("", text))
                    block.why = "the signs between the guests are the list's"
            return
        title = f"{self.section.title if self.section else ''} {block.text}".casefold()
        shows = self.registry.shows
        named = (key for key, show in shows.items() if show.name.casefold() in title)
        self.show = self.show or next(named, next(iter(shows)) if len(shows) == 1 else "")
        self.inside = block.inside = f"podcast {self.show}" if self.show else ""
        self.guests_are_named = bool(LABELS["guests"].search(block.text))
        if not self.show:
            self.questions.append("Which show of _data/shows.yaml is this podcast of?")

    def _read_related(self, block: SourceBlock, before: SourceBlock | None) -> None:
        """Read a line of the related articles: a title, or what invites to read on."""
        texts = [each for each in block.tag.strings if each.strip()]
        is_marked = all(each.find_parent(["a", *MARKED]) for each in texts)
        is_short = len(block.text.split()) <= 20 and block.text[-1:] not in ".!…;,"
        if block.tag.select_one("li li"):
            block.inside = self.inside
        elif block.level or block.is_list or is_marked or is_short:
            block.role, block.inside = Role.HEADLINE, "related-articles"
        elif before and before.role in (Role.HEADLINE, Role.TEASER):
            block.role, block.inside = Role.TEASER, "related-articles"
        else:
            block.inside = self.inside


def read_editions(
    document: Document, blocks: Sequence[SourceBlock], publication: Publication, registry: Registry
) -> Iterator[OldEdition]:
    """Yield the editions of a text; where there are several, what a source says is of none."""
    name = fold_heading(publication.name)
    starts, seen = [0], False
    for n, block in enumerate(blocks):
        if block.role is Role.DROPPED:
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
            own = Document(part, "", picture=document.picture)
            own.said["url"] = document.said["url"]
        edition = OldEdition(own, blocks[start:end], publication, registry)
        edition.read()
        yield edition


def _lines_of(block: SourceBlock) -> list[str]:
    """Return the lines of a block of the head, which signs or line breaks part."""
    tag = copy(block.tag)
    for each in tag("br"):
        each.replace_with("\n")
    return re.split(r"[|•·\n]", tag.get_text())
