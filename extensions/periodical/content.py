"""The text of an issue as plain HTML, made once, for what carries it elsewhere.

For paper, feeds, mail and books: without the furniture of a page. Addresses are absolute, headings
have no signs, and only nodes of ours have a class. What a page of an issue may consist of is a
closed list (`markup/reading.py`); how it looks here is a table.
"""

import contextlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize
from urllib.parse import urljoin

from docutils import nodes
from lxml import etree
from pydantic import TypeAdapter
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from .domain import periodical_domain
from .markup.head import byline, issue_head, topic_line
from .markup.languages import direction_of, is_turned, likely_language
from .markup.nodes import Printed, ancestors
from .model.files import fingerprint, kept
from .model.messages import Complaint
from .model.records import IssueRecord
from .pictures.conversion import PictureStore

_SAID_TYPES = (byline, topic_line, nodes.title)
_SAID = {"standfirst", "dateline"}
"""What the record of an issue says, by type or class; what shows its text prints it in its way."""


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
        said: A ``div`` of what the record says, and whatever shows the text prints in its own way:
            title, standfirst, byline, dateline, topics.
        head, foot: A ``div`` each of what stands before the first section, and behind the last:
            corrections, the lead picture, the source of an adaptation; updates.
        notes: The footnotes by their address in the page: number, and a ``div`` of the words.
    """

    page: str
    language: str
    direction: str
    said: str
    head: str
    parts: tuple[TextPart, ...]
    foot: str
    notes: dict[str, tuple[str, str]]

    @property
    def sections(self) -> list[tuple[TextPart, ...]]:
        """The sections, each with all stories in it."""
        return [self.part(part.anchor) for part in self.parts if part.level == 2]

    def part(self, anchor: str) -> tuple[TextPart, ...]:
        """Return a story; or a section, and all stories in it. A broken page may lack it."""
        found = list(dropwhile(lambda part: part.anchor != anchor, self.parts))
        return (*found[:1], *takewhile(lambda part: part.level > found[0].level, found[1:]))

    def whole(self, only: tuple[TextPart, ...] = ()) -> etree._Element:
        """Return the text and its notes as one element; parts alone without the first heading."""
        inner = [piece for part in only or self.parts for piece in (part.heading, part.body)]
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
    """Return HTML for readers that know nothing of this house: classes and ids are taken out."""
    etree.strip_attributes(element, "class", "id", "role", "data-source")
    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


BLOCKS = {
    "aside", "blockquote", "div", "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "li", "ol", "p", "pre", "table", "td", "th", "tr", "ul",
}  # fmt: skip
"""The elements that do not stand in a line of text."""

_TURNING = BLOCKS - {"div", "figure", "figcaption", "hr", "pre", "tr"} | {"fact"}
"""The elements that have a direction of their own, by tag or class."""

LEFT_OUT = {"footnote", "system_message", "substitution_definition", "colspec", "foot"}
"""What is printed elsewhere, was reported, or is what the site says below a text."""

_Form = tuple[str, dict[str, str | None]]
"""The tags of an element and of those around it, outermost first, and its attributes, if given."""


class PlainTranslator:
    """Writes the nodes of one page."""

    def __init__(self, builder: StandaloneHTMLBuilder, docname: str, tree: nodes.document) -> None:
        self._builder, self._letters = builder, frozenset(tree.astext())
        self._domain = periodical_domain(builder.env)
        self._root = Path(builder.srcdir)
        self._pictures = PictureStore(Path(builder.doctreedir, "pictures"), "screen")
        self.page = self._domain.publication.page_address(docname)
        self.language = self._domain.issues[docname].head.language
        self._right_to_left = direction_of(self.language) == "rtl"

    def html_of(self, some: Iterable[nodes.Node], tag: str = "div", name: str = "") -> str:
        """Return nodes as one element of XHTML."""
        whole = etree.Element(tag, {"id": name} if name else {})
        for node in some:
            self._add(node, whole)
        self._turn(whole, self._right_to_left)
        return str(etree.tostring(whole, encoding="unicode"))

    def _turn(self, element: etree._Element, right_to_left: bool) -> None:
        """Say of blocks if their words run the other way than those around, in which language."""
        is_block = not _TURNING.isdisjoint((element.tag, element.get("class")))
        # The label of a callout is the newspaper's, not the text's.
        texts = (element[1:] if element.tag == "aside" else [element]) if is_block else ()
        words = "".join(word for each in texts for word in each.itertext())
        if is_turned(words, right_to_left):
            right_to_left = not right_to_left
            language = likely_language(words, self._letters) if right_to_left else "und"
            is_back = right_to_left is self._right_to_left
            element.set("dir", "rtl" if right_to_left else "ltr")
            element.set("lang", self.language if is_back else language)
        for each in element:
            self._turn(each, right_to_left)

    def _add(self, node: Any, parent: etree._Element) -> None:
        """Add a node to an element."""
        printed: Printed | None = getattr(node, "printed", None)
        if isinstance(node, nodes.Text) and len(parent):
            parent[-1].tail = f"{parent[-1].tail or ''}{node}"
        elif isinstance(node, nodes.Text):
            parent.text = f"{parent.text or ''}{node}"
        elif printed and printed.void:
            etree.SubElement(parent, printed.tag or "")
        elif printed and printed.tag is not None:
            self._add_element(node, self._own(node, printed), parent)
        elif type(node).__name__ not in LEFT_OUT:
            form = FORMS[next(each for each in type(node).__mro__ if each in FORMS)]
            made = (form, {}) if isinstance(form, str) else form(self, node)
            self._add_element(node, made, parent)

    def _add_element(self, node: Any, form: _Form, parent: etree._Element) -> None:
        """Add a node as an element in others, if any, with what is in it."""
        (*around, tag), attributes = form[0].split("/"), form[1]
        for each in around:
            parent = etree.SubElement(parent, each)
        if tag:
            given = {name: value for name, value in attributes.items() if value is not None}
            parent = etree.SubElement(parent, tag, given)
            for name in node["ids"][:1]:
                parent.set("id", name)
        holder = isinstance(node, nodes.list_item | nodes.entry)
        # An item or a cell of a single paragraph is that paragraph.
        alone = holder and len(node) == 1 and isinstance(node[0], nodes.paragraph)
        for child in node[0].children if alone else node.children:
            if parent.tag == "figure" and child is not node[0]:
                parent = etree.SubElement(parent, "figcaption")
            self._add(child, parent)

    def _own(self, node: Any, element: Printed) -> _Form:
        """Return what a node of ours is, as it is declared; a labelled one stands beside the text.

        Nothing is folded here: not every app or mail program could open it.
        """
        tag = "span" if element.folded else element.tag or ""
        attributes = {name: node[name] for name in element.attributes.split() if name != "role"}
        if element.labelled:
            tag = "aside"
        elif element.to_entry:
            page = self._domain.page_named_by(node)
            tag = "a" if page else "span"
            attributes = {"href": self._domain.publication.page_address(page) if page else None}
        elif "language" in node:
            attributes["lang"] = node["language"]
        elif tag == "span":
            tag = ""
        return tag, attributes | {"class": element.classes(node) or None}

    def _title(self, node: nodes.title) -> _Form:
        """Return the heading of a section of a lower level, or a label, which is none."""
        if not isinstance(node.parent, nodes.section):
            return "p/strong", {"lang": node.get("language")}
        level = sum(isinstance(each, nodes.section) for each in ancestors(node))
        return f"h{level}", {"id": node.parent["ids"][0]}

    def _image(self, node: nodes.image) -> _Form:
        # Whatever system wrote its name.
        path = f"{self._builder.imagedir}/{normalize('NFC', node['uri'])}"
        address = self._domain.publication.address_of(path)
        shown = {"src": address, "alt": node.get("alt", ""), "data-source": node["uri"]}
        with contextlib.suppress(Complaint):  # of which a page tells
            made = self._pictures.made(self._root / node["uri"])
            shown |= {"width": str(made.width), "height": str(made.height)}
        return "img", shown

    def _cell(self, node: nodes.entry) -> _Form:
        side = " ".join(each for each in node["classes"] if each.startswith("text-"))
        is_head = isinstance(node.parent.parent, nodes.thead)
        return "th" if is_head else "td", {"class": side or None}


FORMS: Mapping[type[nodes.Node], str | Callable[[PlainTranslator, Any], _Form]] = {
    nodes.emphasis: "em", nodes.strong: "strong", nodes.literal: "code", nodes.literal_block: "pre",
    nodes.bullet_list: "ul", nodes.list_item: "li", nodes.block_quote: "blockquote",
    nodes.attribution: "p", nodes.caption: "p", nodes.transition: "hr", nodes.table: "table",
    nodes.thead: "thead", nodes.tbody: "tbody", nodes.row: "tr", nodes.entry: PlainTranslator._cell,
    nodes.figure: "figure", nodes.legend: "", nodes.tgroup: "", nodes.inline: "", nodes.section: "",
    nodes.problematic: "", nodes.title: PlainTranslator._title, nodes.image: PlainTranslator._image,
    # A contributor can give no paragraph a class.
    nodes.paragraph: lambda made, node: ("p", {"class": " ".join(node["classes"]) or None}),
    nodes.reference: lambda made, node: (
        "a", {"href": urljoin(made.page, node.get("refuri", f"#{node.get('refid')}"))}
    ),
    nodes.footnote_reference: lambda made, node: (
        "sup/a", {"href": f"{made.page}#{node['refid']}", "role": "doc-noteref"}
    ),
    nodes.enumerated_list: lambda made, node: (
        "ol", {"start": str(node["start"]) if node.get("start", 1) != 1 else None}
    ),
}  # fmt: skip
"""The element that a node is, or what says it; of an empty name, what is in it stands alone."""


def content_of(document: nodes.document, docname: str, builder: StandaloneHTMLBuilder) -> Content:
    """Return the content of the resolved doctree of an issue."""
    writer = PlainTranslator(builder, docname, document)
    # A broken page may have no title.
    issue = next(document.findall(nodes.section), nodes.section())
    # Footnotes stand behind everything, whatever refers to them.
    after = list(issue.findall(include_self=False, descend=False, siblings=True))
    found = (note for note in after if isinstance(note, nodes.footnote))
    named = ((name, note) for note in found for name in note["ids"])
    notes = {name: (note[0].astext(), writer.html_of(note[1:])) for name, note in named}
    top = list[Any]()
    for node in (*issue, *after):
        top += node if isinstance(node, issue_head) else [node]
    sections = [each for each in top if isinstance(each, nodes.section)]
    parts = []
    for section in sections:
        stories = [each for each in section if isinstance(each, nodes.section)]
        for level, part in ((2, section), *((3, story) for story in stories)):
            anchor = part["ids"][0]
            heading = writer.html_of(part[0].children, f"h{level}", anchor)
            body = writer.html_of(each for each in part[1:] if each not in stories)
            parts.append(TextPart(level, anchor, heading, body))
    said = [each for each in top if isinstance(each, _SAID_TYPES) or _SAID & {*each["classes"]}]
    others = [each for each in top if each not in said]
    at = [n for n, each in enumerate(others) if each in sections] or [len(others)]
    return Content(
        page=writer.page,
        language=writer.language,
        direction=direction_of(writer.language),
        said=writer.html_of(said),
        head=writer.html_of(others[: at[0]]),
        parts=tuple(parts),
        foot=writer.html_of(others[at[-1] + 1 :]),
        notes=notes,
    )


_AS_KEPT = TypeAdapter(Content)


class KeptContents:
    """The contents of all issues, kept beside the doctrees."""

    def __init__(self, builder: StandaloneHTMLBuilder) -> None:
        self._builder, self._domain = builder, periodical_domain(builder.env)
        self.mark, self.whole_mark = cache(self._mark), cache(self._whole_mark)

    def _whole_mark(self, issue: IssueRecord) -> str:
        """Return a fingerprint of what decides all that is said of an issue elsewhere."""
        registry, head = self._domain.registry, issue.head
        people, topics = map(registry.person, head.authors), map(registry.topic, head.topics)
        return fingerprint(self.mark(issue), [*people], [*topics])

    def _mark(self, issue: IssueRecord) -> str:
        """Return a fingerprint of what decides a content: its page, and what it shows of others."""
        shown = self._domain.borrowed_by(issue)
        return fingerprint(issue.docname, self._domain.publication.base_url, shown)

    def of(self, docname: str, document: nodes.document | None = None) -> Content:
        """Return the content of an issue, made of its doctree where it is not kept as it is."""
        builder, mark = self._builder, self.mark(self._domain.issues[docname])
        file = Path(builder.doctreedir, "content", f"{docname}.json")

        def make() -> Content:
            resolve = builder.env.get_and_resolve_doctree
            resolved = document or resolve(docname, builder, tags=builder.tags)
            return content_of(resolved, docname, builder)

        return _AS_KEPT.validate_python(kept(file, mark, make))


def keep_content(app: Sphinx, page: str, _: str, context: object, doctree: Any) -> None:
    """Keep the content of an issue whose page is being written."""
    builder, is_issue = app.builder, page in periodical_domain(app.env).issues
    if doctree is not None and is_issue and isinstance(builder, StandaloneHTMLBuilder):
        # Of a page whose text was kept, this is not the tree.
        is_whole = any(isinstance(each, nodes.section) for each in doctree)
        KeptContents(builder).of(page, doctree if is_whole else None)
