"""From the resolved doctree of an issue to expressions of Typst.

Every node type that a page can hold has a method of its own, found along the bases of the node's
class as Sphinx's translators do. A node without one stops the PDF with its name and place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

import langcodes
from docutils import nodes

from ..markup.dates import format_date, is_right_to_left
from ..markup.directives.fact_of_the_week import fact_of_the_week
from ..markup.directives.guests import guest_name, guests
from ..markup.directives.picture import picture, picture_credit
from ..markup.directives.podcast import podcast, podcast_details, podcast_title
from ..markup.directives.related_articles import (
    related_article,
    related_articles,
    related_category,
    related_teaser,
    related_title,
)
from ..markup.directives.story import story_note
from ..markup.directives.why_its_important import why_its_important
from ..markup.head import (
    adaptation,
    byline,
    dateline,
    issue_head,
    lead_image,
    revision_notice,
    standfirst,
    topic_line,
)
from ..markup.lang import foreign
from ..markup.lines import line_break
from ..markup.references import mention
from ..mentions import key_of
from ..model.problem import Code as ProblemCode
from ..model.problem import Problem
from ..model.publication import Kind
from ..model.registry import entry_page
from ..model.text import describe_character
from ..pictures.store import ImageError, PictureStore
from .breaking import LONGEST_IN_CODE, LONGEST_WORD, breakable, longest_word
from .direction import is_of_another_script, is_turned, likely_language
from .fonts import Face, missing_letters
from .quoting import NONE, AddressError, Code, address, array, boolean, call, joined, number, string

_TABLE_LETTERS = {"narrow": 66, "wide": 118}
"""How many letters fit side by side in a table as wide as the text, and in a wide one."""


class Notes(Enum):
    """Where the address of a link is printed, which paper would lose."""

    FOOT = auto()
    """At the foot of the page."""
    INLINE = auto()
    """After the words, where a note at the foot cannot stand or is one itself."""
    LATER = auto()
    """By whatever holds the link: under a heading, on a card."""


@dataclass(frozen=True)
class Article:
    """An issue in the language of the compiler.

    Parameters
    ----------
    body
        All of it, from the title to the topics.
    dateline
        The date, volume and number.
    problems
        Why it cannot be printed; empty if it can.
    """

    body: Code
    dateline: Code
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Place:
    """Where an issue is translated, and for which document.

    Parameters
    ----------
    file
        Its page, from the root.
    source
        The text of the page, in which the line of a letter is looked up.
    name
        Its id, with which all its labels begin.
    language
        Its language, as a BCP 47 tag.
    within
        The names of all issues of the same document, which are their ids, and of their headings,
        ``id/anchor``: references to them stay inside it.
    root
        The folder with `conf.py`, from which the paths of pictures count.
    pictures
        The pictures that the compiler can read.
    """

    file: str
    source: str
    name: str
    language: str
    within: frozenset[str]
    root: Path
    pictures: PictureStore


def translate(document: nodes.document, place: Place) -> Article:
    """Return a resolved doctree as expressions of Typst."""
    translator = _Translator(document, place)
    body = translator.children(document)
    body += translator.loose_notes()
    line = next(document.findall(dateline), None)
    return Article(
        joined(body),
        translator.words(line, face=Face.SANS) if line is not None else string(""),
        tuple(sorted(set(translator.problems))),
    )


def language_parts(tag: str) -> tuple[Code, Code, Code]:
    """Return a language as Typst takes it: its code, its region or `NONE`, and its direction."""
    language = langcodes.get(tag)
    region = language.territory
    return (
        string(language.language or "und"),
        string(region.lower()) if region and len(region) == 2 else NONE,
        string("rtl" if is_right_to_left(tag) else "ltr"),
    )


@dataclass
class _Translator:
    """The methods, by the names of nodes; each returns what its node is on the page."""

    document: nodes.document
    place: Place
    problems: list[Problem] = field(default_factory=list)
    face: Face = Face.TEXT
    notes: Notes = Notes.FOOT
    longest: int = LONGEST_WORD
    level: int = 0

    def __post_init__(self) -> None:
        self.rtl = is_right_to_left(self.place.language)
        self.footnotes = {
            identifier: note
            for note in self.document.findall(nodes.footnote)
            for identifier in note["ids"]
        }
        self.noted: set[str] = set()
        self.addressed: dict[str, Code] = {}
        self.ids = {
            identifier
            for node in self.document.findall(nodes.Element)
            for identifier in node["ids"]
        }

    # How nodes are found

    def children(self, node: nodes.Element) -> list[Code]:
        """Return what the children of a node are, one after the other."""
        return [code for child in node.children for code in self.visit(child)]

    def content(self, node: nodes.Element) -> Code:
        """Return the children of a node as one content."""
        return joined(self.children(node))

    def visit(self, node: nodes.Node) -> Iterable[Code]:
        """Return what a node is on the page."""
        for base in type(node).__mro__:
            method: Callable[[nodes.Node], Iterable[Code]] | None
            method = getattr(self, f"visit_{base.__name__}", None)
            if method is not None:
                return self._in_direction(node, method)
        self.problem(
            node,
            f"“{type(node).__name__}” cannot be printed.",
            "Write it in another way, or add it to periodical/pdf/translator.py.",
        )
        return ()

    def _in_direction(
        self, node: nodes.Node, method: Callable[[nodes.Node], Iterable[Code]]
    ) -> Iterable[Code]:
        """Set blocks whose words run the other way in their own direction."""
        words = node.astext()
        if isinstance(node, nodes.admonition):
            # The label is the newspaper's, not the text's.
            words = " ".join(child.astext() for child in node if not isinstance(child, nodes.title))
        turned = isinstance(node, _TURNING) and is_turned(words, self.rtl)
        if not turned:
            return list(method(node))
        self.rtl = not self.rtl
        try:
            direction = string("rtl" if self.rtl else "ltr")
            language = string(likely_language(words)) if self.rtl else NONE
            return [call("turned", direction, language, joined(method(node)))]
        finally:
            self.rtl = not self.rtl

    @contextmanager
    def setting(
        self,
        *,
        face: Face | None = None,
        notes: Notes | None = None,
        longest: int | None = None,
    ) -> Iterator[None]:
        """Set what follows in another face, print addresses elsewhere, or break words earlier."""
        before = self.face, self.notes, self.longest
        self.face, self.notes = face or self.face, notes or self.notes
        self.longest = longest or self.longest
        try:
            yield
        finally:
            self.face, self.notes, self.longest = before

    def words(
        self, node: nodes.Element, *, face: Face | None = None, notes: Notes | None = None
    ) -> Code:
        """Return the children of a node, set as `setting` says."""
        with self.setting(face=face, notes=notes):
            return self.content(node)

    def label(self, anchor: str = "") -> Code:
        """Return the name of a place in this issue, unique in the document."""
        return string(f"{self.place.name}/{anchor}" if anchor else self.place.name)

    # What is wrong

    def problem(self, node: nodes.Node, message: str, advice: str, *, at: str = "") -> None:
        """Note why the issue cannot be printed; `at` is a text that stands on the line."""
        line = _line_of(node)
        lines = self.place.source.split("\n")
        if at:
            line = next((n for n in range(line, len(lines) + 1) if at in lines[n - 1]), line)
        column = lines[line - 1].find(at) + 1 if at and line <= len(lines) else 1
        self.problems.append(
            Problem(self.place.file, line, max(column, 1), ProblemCode.PDF, message, advice)
        )

    def text(self, node: nodes.Node, text: str) -> Code:
        """Return a text as it is, after a look at its letters."""
        for character in missing_letters(text, self.face):
            self.problem(
                node,
                f"The PDF has no letter {describe_character(character)} “{character}”.",
                "Write it with other letters, or ask for a face that has it.",
                at=character,
            )
        in_code = self.face is Face.CODE and self.longest == LONGEST_WORD
        return string(breakable(text, LONGEST_IN_CODE if in_code else self.longest))

    # Structure

    def visit_section(self, node: nodes.section) -> Iterator[Code]:
        self.level += 1
        body = self.children(node)
        self.level -= 1
        if "kind" not in node:
            yield from body
            return
        kind = str(node["kind"])
        heading, *rest = body
        if kind == Kind.FACT and next(node.findall(fact_of_the_week), None) is None:
            rest = [call("fact", NONE, joined(rest))]
        yield call("part", string(kind), joined([heading, *rest]))

    def visit_title(self, node: nodes.title) -> Iterator[Code]:
        section = node.parent
        if not isinstance(section, nodes.section):
            yield self.content(node)
            return
        face = Face.SANS if "kind" in section else None
        words = self.words(node, face=face, notes=Notes.LATER)
        names = list(section["ids"])
        if self.level == 1:
            yield call("headline", number(1), self.label(), words, date=self._date())
            yield from (call("anchor", self.label(name)) for name in names)
        else:
            first, *others = names or [f"section-{_line_of(node)}"]
            yield call("headline", number(self.level), self.label(first), words)
            yield from (call("anchor", self.label(name)) for name in others)
        for reference in node.findall(nodes.reference):
            if (url := _external(reference)) and not _is_printed(reference, url):
                yield call("address-line", *self.printed(reference, url))

    def _date(self) -> Code:
        line = next(self.document.findall(dateline), None)
        return string(format_date(str(line["date"]))) if line is not None else NONE

    def visit_paragraph(self, node: nodes.paragraph) -> Iterator[Code]:
        if node.children and all(_is_picture_or_space(child) for child in node):
            for child in node.findall(nodes.image):
                yield from self._picture_call("bare-picture", child)
            return
        # Hyphens are those of the issue's language: lines of another script would be torn apart.
        torn = is_of_another_script(node.astext(), self.place.language)
        yield call("ragged" if torn else "para", self.content(node))

    def visit_mention(self, node: mention) -> Iterator[Code]:
        yield call("mentioned", string(entry_page(key_of(node))), self.content(node))

    def visit_transition(self, node: nodes.transition) -> Iterator[Code]:
        yield call("divide")

    def visit_block_quote(self, node: nodes.block_quote) -> Iterator[Code]:
        body, attribution = self._attributed(node)
        yield call("quotation", attribution, body)

    def _attributed(self, node: nodes.Element) -> tuple[Code, Code]:
        """Return the body of a quotation or a fact, and who said it or `NONE`."""
        body: list[Code] = []
        attribution = NONE
        for child in node.children:
            if isinstance(child, nodes.attribution):
                attribution = self.words(child, face=Face.SANS, notes=Notes.INLINE)
            else:
                body += self.visit(child)
        return joined(body), attribution

    def visit_literal_block(self, node: nodes.literal_block) -> Iterator[Code]:
        with self.setting(face=Face.CODE):
            yield call("code-block", self.text(node, node.astext().rstrip("\n")))

    def visit_bullet_list(self, node: nodes.bullet_list) -> Iterator[Code]:
        yield call("bullets", boolean(_is_tight(node)), *self._items(node))

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> Iterator[Code]:
        style = f"1{node.get('suffix') or '.'}"
        start = number(int(node.get("start", 1)))
        yield call("numbered", boolean(_is_tight(node)), start, string(style), *self._items(node))

    def _items(self, node: nodes.Element) -> Iterator[Code]:
        for item in node.children:
            yield joined(self.visit(item))

    def visit_list_item(self, node: nodes.list_item) -> Iterator[Code]:
        yield self.content(node)

    def visit_table(self, node: nodes.table) -> Iterator[Code]:
        rows = {part: list(_rows(node, part)) for part in (nodes.thead, nodes.tbody)}
        first = next(iter([*rows[nodes.thead], *rows[nodes.tbody]]), [])
        alignments = array(string(_alignment(cell)) for cell in first)
        width, longest = _table_width([*rows[nodes.thead], *rows[nodes.tbody]])
        with self.setting(longest=longest):
            with self.setting(notes=Notes.INLINE):
                head = [self._row(row) for row in rows[nodes.thead]]
            body = [self._row(row) for row in rows[nodes.tbody]]
        yield call("grid-table", string(width), alignments, array(head), array(body))

    def _row(self, cells: Iterable[nodes.entry]) -> Code:
        return array(joined(self.visit(cell)) for cell in cells)

    def visit_entry(self, node: nodes.entry) -> Iterator[Code]:
        yield self.content(node)

    # Notes

    def visit_footnote(self, node: nodes.footnote) -> Iterable[Code]:
        """Print nothing: a note is printed where the text refers to it."""
        return ()

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> Iterator[Code]:
        identifier = str(node.get("refid", ""))
        note = self.footnotes.get(identifier)
        if note is None:
            self.problem(
                node, f"There is no footnote “{node.astext()}”.", "Write it below the text."
            )
        elif identifier in self.noted:
            yield call("note-again", self.label(f":{identifier}"))
        else:
            self.noted.add(identifier)
            # A colon, which no heading has in its address: a note may bear the name of one.
            yield call("note", self.label(f":{identifier}"), self._note(note))

    def _note(self, note: nodes.footnote) -> Code:
        body = [child for child in note.children if not isinstance(child, nodes.label)]
        with self.setting(notes=Notes.INLINE):
            made: list[Code] = []
            for position, child in enumerate(body):
                if position == 0 and isinstance(child, nodes.paragraph):
                    # As words, not as a paragraph: they begin on the line of the note's number.
                    made += self.children(child)
                else:
                    made += self.visit(child)
            return joined(made)

    def loose_notes(self) -> list[Code]:
        """Return the notes to which nothing refers; rather a note too many than one lost."""
        loose = [note for name, note in self.footnotes.items() if name not in self.noted]
        return [
            call("loose-note", self.text(note, note[0].astext()), self._note(note))
            for note in loose
        ]

    # Words

    def visit_Text(self, node: nodes.Text) -> Iterator[Code]:  # noqa: N802
        # A newline in a paragraph is a space, as in Markdown; Typst would break the line.
        yield self.text(node, re.sub(r"[ \t\r\n]+", " ", node.astext()))

    def visit_emphasis(self, node: nodes.emphasis) -> Iterator[Code]:
        yield call("italic", self.content(node))

    def visit_strong(self, node: nodes.strong) -> Iterator[Code]:
        yield call("bold", self.content(node))

    def visit_literal(self, node: nodes.literal) -> Iterator[Code]:
        with self.setting(face=Face.CODE):
            yield call("code", self.text(node, re.sub(r"[\r\n]", " ", node.astext())))

    def visit_inline(self, node: nodes.inline) -> Iterator[Code]:
        yield from self.children(node)

    def visit_line_break(self, node: line_break) -> Iterator[Code]:
        yield call("new-line")

    def visit_foreign(self, node: foreign) -> Iterator[Code]:
        yield call("words-in", *language_parts(node["language"]), self.content(node))

    def visit_reference(self, node: nodes.reference) -> Iterator[Code]:
        words = self.content(node)
        issue = node.get("issue")
        if issue in self.place.within and issue != self.place.name:
            name = self._other(issue, node)
            yield call("link-within", name, words)
            if self.notes is Notes.FOOT:
                yield call("page-note", name)
            return
        if anchor := _internal(node):
            if anchor in self.ids:
                yield call("link-within", self.label(anchor), words)
                return
            self.problem(node, f"No heading has the address “#{anchor}”.", "Mend the link.")
            return
        url = _external(node)
        if url is None:
            self.problem(node, f"“{node.astext()}” leads nowhere.", "Mend the link.")
            return
        code = self.url(node, url)
        yield call("link-to", code, words)
        if self.notes is Notes.LATER or _is_printed(node, url):
            return
        if self.notes is Notes.INLINE:
            yield call("address-after", *self.printed(node, url))
        elif url in self.addressed:
            yield call("note-again", self.addressed[url])
        else:
            # Two colons, with which no note of the text begins.
            name = self.addressed[url] = self.label(f"::{len(self.addressed) + 1}")
            yield call("address-note", name, *self.printed(node, url))

    def _other(self, issue: str, reference: nodes.reference) -> Code:
        """Return the name of the place in another issue of the document to which one leads."""
        _, _, anchor = str(reference.get("refuri", "")).partition("#")
        name = f"{issue}/{anchor}"
        return string(name if name in self.place.within else issue)

    def printed(self, node: nodes.Node, url: str) -> tuple[Code, Code]:
        """Return an address, and the words that print it."""
        with self.setting(face=Face.SANS):
            return self.url(node, url), self.text(node, url)

    def url(self, node: nodes.Node, url: str) -> Code:
        """Return the address of a link; one that no document can link to is a problem."""
        try:
            return address(url)
        except AddressError as error:
            self.problem(node, str(error), "Use https://, http:// or mailto:.")
            return NONE

    # Pictures

    def visit_image(self, node: nodes.image) -> Iterator[Code]:
        yield from self._picture_call("inline-picture", node)

    def visit_picture(self, node: picture) -> Iterator[Code]:
        lead = isinstance(node.parent, lead_image)
        caption, legend = NONE, []
        with self.setting(face=Face.SANS, notes=Notes.INLINE):
            for child in node.children:
                if isinstance(child, nodes.caption):
                    caption = self.content(child)
                elif isinstance(child, nodes.legend):
                    legend = self.children(child)
        image = next(node.findall(nodes.image))
        yield from self._picture_call("picture", image, caption, array(legend), lead=boolean(lead))

    def _picture_call(
        self, function: str, node: nodes.image, *arguments: Code, **named: Code
    ) -> Iterator[Code]:
        alt = " ".join(str(node.get("alt", "")).split())
        name = str(node["uri"])
        if not alt:
            self.problem(
                node,
                f"The picture “{name}” has no description.",
                "Say in a few words what it shows.",
                at=name.rsplit("/", 1)[-1],
            )
            return
        try:
            made = self.place.pictures.for_paper(self.place.root / name)
        except ImageError as error:
            self.problem(node, str(error), "", at=name.rsplit("/", 1)[-1])
            return
        size = array([number(made.width), number(made.height)])
        yield call(function, string(made.name), string(alt), size, *arguments, **named)

    def visit_picture_credit(self, node: picture_credit) -> Iterator[Code]:
        yield call("credit", self.content(node))

    def visit_lead_image(self, node: lead_image) -> Iterator[Code]:
        yield from self.children(node)

    # The head and the foot

    def visit_issue_head(self, node: issue_head) -> Iterator[Code]:
        yield from self.children(node)

    def visit_dateline(self, node: dateline) -> Iterable[Code]:
        """Print nothing: the date stands in the masthead."""
        return ()

    def visit_standfirst(self, node: standfirst) -> Iterator[Code]:
        yield call("standfirst", self.content(node))

    def visit_byline(self, node: byline) -> Iterator[Code]:
        yield call("byline", self.words(node, face=Face.SANS))

    def visit_adaptation(self, node: adaptation) -> Iterator[Code]:
        yield call("adaptation", self.words(node, face=Face.SANS, notes=Notes.INLINE))

    def visit_story_note(self, node: story_note) -> Iterator[Code]:
        yield call("story-note", self.words(node, face=Face.SANS, notes=Notes.INLINE))

    def visit_revision_notice(self, node: revision_notice) -> Iterator[Code]:
        title, *body = node.children
        with self.setting(face=Face.SANS):
            heading = joined(self.visit(title))
        yield call(
            "revision", heading, joined(code for child in body for code in self.visit(child))
        )

    def visit_topic_line(self, node: topic_line) -> Iterator[Code]:
        yield call("topics", self.words(node, face=Face.SANS))

    # What an issue is made of

    def visit_why_its_important(self, node: why_its_important) -> Iterator[Code]:
        title, *body = node.children
        yield call(
            "callout",
            joined(self.visit(title)),
            joined(code for child in body for code in self.visit(child)),
        )

    def visit_podcast(self, node: podcast) -> Iterator[Code]:
        yield call("podcast", self.content(node))

    def visit_podcast_title(self, node: podcast_title) -> Iterator[Code]:
        yield call("podcast-title", self.content(node))

    def visit_podcast_details(self, node: podcast_details) -> Iterator[Code]:
        yield call("podcast-details", self.words(node, face=Face.SANS, notes=Notes.INLINE))

    def visit_guests(self, node: guests) -> Iterator[Code]:
        yield call("guests", *self._items(node))

    def visit_guest_name(self, node: guest_name) -> Iterator[Code]:
        yield call("bold", self.content(node))

    def visit_fact_of_the_week(self, node: fact_of_the_week) -> Iterator[Code]:
        body, attribution = self._attributed(node)
        yield call("fact", attribution, body)

    def visit_related_articles(self, node: related_articles) -> Iterator[Code]:
        yield call("related", *self._items(node))

    def visit_related_article(self, node: related_article) -> Iterator[Code]:
        parts = {type(child): child for child in node.children}
        with self.setting(notes=Notes.LATER):
            category = self._part(parts.get(related_category), Face.SANS)
            title = self._part(parts.get(related_title), Face.TEXT)
        image = parts.get(nodes.image)
        shown = NONE
        if isinstance(image, nodes.image):
            shown = joined(self._picture_call("bare-picture", image))
        teaser = self._part(parts.get(related_teaser), Face.TEXT)
        yield call("card", category, shown, title, self._card_address(node), teaser)

    def _part(self, node: nodes.Node | None, face: Face) -> Code:
        return self.words(node, face=face) if isinstance(node, nodes.Element) else NONE

    def _card_address(self, node: related_article) -> Code:
        reference = next(
            (
                found
                for title in node.findall(related_title)
                for found in title.findall(nodes.reference)
            ),
            None,
        )
        if reference is None:
            return NONE
        if reference.get("issue") in self.place.within:
            return call("card-page", self._other(reference["issue"], reference))
        url = _external(reference)
        if url is None or _is_printed(reference, url):
            return NONE
        return call("printed-address", *self.printed(reference, url))

    # What is no part of the text

    def visit_system_message(self, node: nodes.system_message) -> Iterable[Code]:
        """Print nothing: it has been reported, as a warning of the build."""
        return ()

    def visit_problematic(self, node: nodes.problematic) -> Iterator[Code]:
        yield from self.children(node)

    def visit_substitution_definition(self, node: nodes.substitution_definition) -> Iterable[Code]:
        """Print nothing: it stands for other words, where they are used."""
        return ()


_TURNING = (
    nodes.paragraph,
    nodes.title,
    nodes.bullet_list,
    nodes.enumerated_list,
    nodes.list_item,
    nodes.block_quote,
    nodes.table,
    nodes.entry,
    nodes.admonition,
)
"""The blocks that have a direction of their own."""


def _line_of(node: nodes.Node) -> int:
    at: nodes.Node | None = node
    while at is not None and not getattr(at, "line", None):
        at = at.parent
    return max(1, int(at.line or 1)) if at is not None else 1


def _is_tight(node: nodes.Element) -> bool:
    return all(
        sum(isinstance(child, nodes.paragraph) for child in item.children) <= 1
        for item in node.children
        if isinstance(item, nodes.Element)
    )


def _is_picture_or_space(node: nodes.Node) -> bool:
    return isinstance(node, nodes.image) or (isinstance(node, nodes.Text) and not node.strip())


def _rows(table: nodes.table, part: type[nodes.Element]) -> Iterator[Sequence[nodes.entry]]:
    for group in table.findall(part):
        for row in group.findall(nodes.row):
            yield [cell for cell in row.children if isinstance(cell, nodes.entry)]


def _table_width(rows: Sequence[Sequence[nodes.entry]]) -> tuple[str, int | None]:
    """Return how wide a table is set, and how long a word may be in it if that is a matter.

    As wide as the text, if its longest words fit side by side; else wide and small, and if they do
    not fit even so, with its words broken.
    """
    columns = max(map(len, rows), default=1)
    needed = [
        2 + max((longest_word(row[n].astext()) for row in rows if n < len(row)), default=0)
        for n in range(columns)
    ]
    for width, letters in _TABLE_LETTERS.items():
        if sum(needed) <= letters:
            return width, None
    return "wide", max(3, _TABLE_LETTERS["wide"] // max(columns, 1) - 3)


def _alignment(cell: nodes.entry) -> str:
    for name, side in (("text-right", "end"), ("text-center", "center"), ("text-left", "start")):
        if name in cell["classes"]:
            return side
    return "start"


def _internal(reference: nodes.reference) -> str | None:
    """Return the place in the same page to which a reference leads, if it does."""
    if "refid" in reference:
        return str(reference["refid"])
    uri = str(reference.get("refuri", ""))
    return uri[1:] if uri.startswith("#") else None


def _external(reference: nodes.reference) -> str | None:
    """Return the web or mail address to which a reference leads, if it does."""
    uri = reference.get("refuri")
    return str(uri) if uri and not str(uri).startswith("#") else None


def _is_printed(reference: nodes.reference, url: str) -> bool:
    """Tell whether the words of a link are its address."""
    bare = re.sub(r"^(?:https?://|mailto:)", "", url).rstrip("/")
    return reference.astext().strip().rstrip("/") in (url.rstrip("/"), bare)
