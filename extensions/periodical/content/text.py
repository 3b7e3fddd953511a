"""What the text of an issue consists of as plain HTML, made once and kept beside the doctrees."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from lxml import etree
from pydantic import TypeAdapter
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from ..domain import periodical_domain
from ..ledger.ledger import fingerprint, write_whole
from ..markup.head import byline, dateline, issue_head, standfirst, topic_line
from ..markup.languages import is_right_to_left
from ..model.records import IssueRecord
from .translator import PlainTranslator

FOLDER = "content"

SAID_IN_RECORDS = (byline, dateline, standfirst, topic_line, nodes.title)
"""What the record of an issue says, and whatever shows its text prints in its own way."""


class TextPart(NamedTuple):
    """A section (of level 2) without its stories, or a story (of level 3).

    Args:
        anchor: Its address in the page.
        heading, body: Its heading, and a ``div`` of what stands below it.
    """

    level: int
    anchor: str
    heading: str
    body: str


class Content(NamedTuple):
    """The text of an issue, in its order; each piece is an element of XHTML, as a text.

    Args:
        page: The absolute address of its page.
        head, foot: A ``div`` each of what stands before the first section, and behind the last:
            corrections, the lead picture, the source of an adaptation; updates.
        notes: The footnotes by their address in the page: number, and a ``div`` of the words.
    """

    page: str
    language: str
    direction: str
    head: str
    parts: tuple[TextPart, ...]
    foot: str
    notes: dict[str, tuple[str, str]]

    def part(self, anchor: str) -> tuple[TextPart, ...]:
        """Return a story; or a section, and all stories in it. A broken page may lack it."""
        found = list(dropwhile(lambda part: part.anchor != anchor, self.parts))
        return (*found[:1], *takewhile(lambda part: part.level > found[0].level, found[1:]))

    def whole(self, only: tuple[TextPart, ...] = ()) -> etree._Element:
        """Return the text with its notes as one element.

        Args:
            only: The parts that are wanted alone; the first without its heading.
        """
        parts = only or self.parts
        inner = [piece for part in parts for piece in (part.heading, part.body)]
        pieces = inner[1:] if only else [self.head, *inner, self.foot]
        whole = etree.Element("div", lang=self.language, dir=self.direction)
        for piece in map(etree.fromstring, pieces):
            whole.extend(piece if piece.tag == "div" else [piece])
        referred = whole.xpath("//a[@role='doc-noteref']/@href")
        names = dict.fromkeys(address.partition("#")[2] for address in referred)
        # A broken page may lack some.
        if named := [name for name in names if name in self.notes]:
            whole.append(etree.Element("hr"))
        for name in named:
            number, words = self.notes[name]
            note = etree.fromstring(words)
            note.set("id", name)
            first = next(note.iter("p"), note)
            first.text = f"{number}. {first.text or ''}"
            whole.append(note)
        return whole


def bare(element: etree._Element) -> str:
    """Return HTML for readers that know nothing of this house: no classes, no ids."""
    element = deepcopy(element)
    etree.strip_attributes(element, "class", "id", "role", "data-source")
    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


def content_of(document: nodes.document, docname: str, builder: StandaloneHTMLBuilder) -> Content:
    """Return the content of the resolved doctree of an issue."""
    writer = PlainTranslator(builder, docname)
    language = periodical_domain(builder.env).issues[docname].head.language
    # A broken page may have no title.
    issue = next(document.findall(nodes.section), nodes.section())
    sections = [each for each in issue if isinstance(each, nodes.section)]
    # Footnotes stand behind everything, whatever refers to them.
    after = list(issue.findall(include_self=False, descend=False, siblings=True))
    notes = {
        name: (note[0].astext(), writer.html_of(note[1:]))
        for note in after
        if isinstance(note, nodes.footnote)
        for name in note["ids"]
    }
    first = issue.index(sections[0]) if sections else len(issue)
    last = issue.index(sections[-1]) + 1 if sections else len(issue)
    return Content(
        page=writer.page,
        language=language,
        direction="rtl" if is_right_to_left(language) else "ltr",
        head=writer.html_of(_texts(issue[:first])),
        parts=tuple(part for each in sections for part in _parts(each, writer)),
        foot=writer.html_of(_texts([*issue[last:], *after])),
        notes=notes,
    )


def _texts(some: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    for node in some:
        if isinstance(node, issue_head):
            yield from _texts(node.children)
        elif not isinstance(node, SAID_IN_RECORDS):
            yield node


def _parts(section: nodes.section, writer: PlainTranslator, level: int = 2) -> Iterator[TextPart]:
    stories = [each for each in section if isinstance(each, nodes.section) and level == 2]
    heading = writer.html_of(section[0].children, f"h{level}", section["ids"][0])
    body = writer.html_of(each for each in section[1:] if each not in stories)
    yield TextPart(level, section["ids"][0], heading, body)
    for story in stories:
        yield from _parts(story, writer, level + 1)


_AS_KEPT = TypeAdapter(Content)


class KeptContents:
    """The contents of all issues, kept beside the doctrees."""

    def __init__(self, builder: StandaloneHTMLBuilder) -> None:
        self._builder = builder

    def path(self, docname: str) -> Path:
        """Return where the content of an issue is kept."""
        return Path(self._builder.doctreedir, FOLDER, f"{docname}.json")

    def marks(self, issue: IssueRecord) -> tuple[str, str]:
        """Return what decides what is said of an issue elsewhere: without its text, and with it.

        It says names of authors and topics; and the file of its text is written when that changes.
        """
        domain, path = periodical_domain(self._builder.env), self.path(issue.docname)
        people = [domain.registry.person(author) for author in issue.head.authors]
        topics = [domain.registry.topic(topic) for topic in issue.head.topics]
        read = domain.env.all_docs[issue.docname]
        said = fingerprint(issue.docname, read, people, topics)
        return said, fingerprint(said, path.stat().st_mtime_ns if path.is_file() else 0)

    def of(self, docname: str) -> Content:
        """Return the content of an issue, made of its doctree where it is not there."""
        try:
            return _AS_KEPT.validate_json(self.path(docname).read_bytes())
        except (OSError, ValueError):
            builder = self._builder
            resolve = builder.env.get_and_resolve_doctree
            return self.keep(docname, resolve(docname, builder, tags=builder.tags))

    def keep(self, docname: str, document: nodes.document) -> Content:
        """Keep the content of a resolved doctree; its file is written only if it is another."""
        content = content_of(document, docname, self._builder)
        path, text = self.path(docname), _AS_KEPT.dump_json(content)
        if not path.is_file() or path.read_bytes() != text:
            write_whole(path, text)
        return content


def keep_content(app: Sphinx, page: str, _: str, context: object, doctree: Any) -> None:
    """Keep the content of an issue whose page is being written."""
    builder, issues = app.builder, periodical_domain(app.env).issues
    if doctree is not None and page in issues and isinstance(builder, StandaloneHTMLBuilder):
        KeptContents(builder).keep(page, doctree)


def setup_content(app: Sphinx) -> None:
    """Register what keeps the contents."""
    app.connect("html-page-context", keep_content)
