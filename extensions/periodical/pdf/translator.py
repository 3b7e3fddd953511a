"""From the resolved doctree of an issue to expressions of Typst.

Every node type that a page can hold is printed by a function, found along the bases of its class as
Sphinx's translators do. Those of this extension say with themselves how they are printed; docutils'
own are here. A node without a function stops the PDF with its name and place.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from docutils import nodes

from ..markup.directives import DIRECTIVES
from ..markup.head import byline, dateline, lead_image, standfirst
from ..markup.languages import ends_right_to_left, format_date, is_of_another_script
from ..markup.nodes import Code, Notes, as_call, as_content, as_parted, not_at_all, own_nodes
from ..markup.places import line_of
from ..model.messages import Problem
from .quoting import call, joined, string
from .writer import PaperContext, Writer, external, is_printed


@dataclass(frozen=True)
class Article:
    """An issue in the language of the compiler, and why it cannot be printed, if so."""

    body: Code
    dateline: Code
    problems: tuple[Problem, ...]


def translate(document: nodes.document, place: PaperContext) -> Article:
    """Return a resolved doctree as expressions of Typst."""
    writer = Writer(document, place, PRINTERS)
    body = writer.children(document)
    body += _loose_notes(writer)
    line = next(document.findall(dateline), None)
    return Article(
        joined(body),
        writer.words(line) if line is not None else string(""),
        tuple(sorted(set(writer.problems))),
    )


def _section(writer: Writer, node: nodes.section) -> Iterator[Code]:
    writer.level += 1
    body = _body(writer, node) if writer.level > 1 else _page(writer, node)
    writer.level -= 1
    if "kind" not in node:
        yield from body
        return
    yield call("part", str(node["kind"]), joined(body))


_PLAIN = {str(each.plain[0]): each.plain[1] for each in DIRECTIVES.values() if each.plain}
"""As which node the text of some kinds of sections is printed."""


def _page(writer: Writer, node: nodes.section) -> list[Code]:
    """Return what is in a page; an upright picture at its head stands beside the first words."""
    lead = next(node.findall(lead_image), None)
    if lead is None or not writer.is_upright(next(lead.findall(nodes.image))):
        return writer.children(node)
    shown = [each for child in node for each in (child if child is lead.parent else [child])]
    first = [each for each in shown if isinstance(each, nodes.title | standfirst | byline)]
    words, picture = (
        joined(code for each in some for code in writer.visit(each)) for some in (first, [lead])
    )
    rest = [code for each in shown if each not in [*first, lead] for code in writer.visit(each)]
    return [call("opening", words, picture), *rest]


def _body(writer: Writer, node: nodes.section) -> list[Code]:
    """Return what is in a section; plain text as the directive for which it stands there."""
    main = _PLAIN.get(node.get("kind", ""))
    if main is None or any(node.findall(main)):
        return writer.children(node)
    shell = main()
    # Not added: the nodes stay where they are.
    shell.children = node.children[1:]
    return [*writer.visit(node[0]), *writer.printers[main](writer, shell)]


def _title(writer: Writer, node: nodes.title) -> Iterator[Code]:
    section = node.parent
    if not isinstance(section, nodes.section):
        yield writer.words(node)
        return
    words = writer.words(node, notes=Notes.LATER)
    names = list(section["ids"])
    if writer.level == 1:
        yield call("headline", 1, writer.label(), words, date=_date(writer))
        yield from (call("anchor", writer.label(name)) for name in names)
    else:
        first, *others = names or [f"section-{line_of(node)}"]
        yield call("headline", writer.level, writer.label(first), words)
        yield from (call("anchor", writer.label(name)) for name in others)
    for link in node.findall(nodes.reference):
        if (url := external(link)) and not is_printed(link, url):
            yield call("address-line", *writer.printed(link, url))


def _date(writer: Writer) -> str | None:
    line = next(writer.document.findall(dateline), None)
    return format_date(str(line["date"])) if line is not None else None


def _paragraph(writer: Writer, node: nodes.paragraph) -> Iterator[Code]:
    if node.children and all(_is_picture_or_space(child) for child in node):
        for child in node.findall(nodes.image):
            yield from writer.picture("bare-picture", child)
        return
    # Hyphens are those of the issue's language: lines of another script would be torn apart.
    torn = is_of_another_script(node.astext(), writer.place.language)
    yield call("ragged" if torn else "para", writer.words(node))


def _is_picture_or_space(node: nodes.Node) -> bool:
    return isinstance(node, nodes.image) or (isinstance(node, nodes.Text) and not node.strip())


def _list(writer: Writer, node: nodes.Element) -> Iterator[Code]:
    items = [joined(writer.visit(item)) for item in node.children]
    if isinstance(node, nodes.bullet_list):
        yield call("bullets", _is_tight(node), *items)
    else:
        start, style = int(node.get("start", 1)), f"1{node.get('suffix') or '.'}"
        yield call("numbered", _is_tight(node), start, style, *items)


def _is_tight(node: nodes.Element) -> bool:
    return all(
        sum(isinstance(child, nodes.paragraph) for child in item.children) <= 1
        for item in node.children
        if isinstance(item, nodes.Element)
    )


def _reference(writer: Writer, node: nodes.reference) -> Iterator[Code]:
    """Print a link: within the document, or with its address."""
    words = writer.words(node)
    issue, uri = node.get("issue"), str(node.get("refuri", ""))
    if issue in writer.place.within and issue != writer.place.name:
        name = writer.other_place(node)
        yield call("link-within", name, words)
        if writer.notes is Notes.FOOT:
            yield from _sign_of(writer, node, call("page-note", name, next(writer.numbers)))
    elif anchor := node.get("refid") or (uri[1:] if uri.startswith("#") else ""):
        if anchor in writer.ids:
            yield call("link-within", writer.label(anchor), words)
        else:
            writer.problem(node, "pdf-anchor", anchor=anchor)
    elif (url := external(node)) is not None:
        yield call("link-to", writer.url(node, url), words)
        yield from _address(writer, node, url)
    else:
        writer.problem(node, "pdf-link", words=node.astext())


def _address(writer: Writer, node: nodes.reference, url: str) -> Iterator[Code]:
    """Print the address of a link, which paper would lose."""
    if writer.notes is Notes.LATER or is_printed(node, url):
        return
    if writer.notes is Notes.INLINE:
        yield call("address-after", *writer.printed(node, url))
    elif url in writer.addressed:
        yield from _sign_of(writer, node, call("note-again", *writer.addressed[url]))
    else:
        # Two colons, with which no note of the text begins.
        name = writer.label(f"::{len(writer.addressed) + 1}")
        number = next(writer.numbers)
        writer.addressed[url] = (name, number)
        note = call("address-note", name, number, *writer.printed(node, url))
        yield from _sign_of(writer, node, note)


def _sign_of(writer: Writer, node: nodes.TextElement, note: Code) -> Iterator[Code]:
    """Print a note, whose sign stays behind the words to which it belongs."""
    words = node.astext() if isinstance(node, nodes.reference) else ""
    at: nodes.Node = node
    while isinstance(at.parent, nodes.TextElement):
        before = at.parent.children[: at.parent.index(at)]
        words = "".join(child.astext() for child in before) + words
        at = at.parent
    if ends_right_to_left(words) is not writer.right_to_left:
        yield call("sign-after")
    yield note


def _footnote_reference(writer: Writer, node: nodes.footnote_reference) -> Iterator[Code]:
    """Print a note where the text first refers to it, and its number afterwards."""
    identifier = str(node.get("refid", ""))
    note = writer.footnotes.get(identifier)
    # A colon, which no heading has in its address: a note may bear the name of one.
    name, number = writer.label(f":{identifier}"), node.astext()
    if note is None:
        writer.problem(node, "pdf-footnote", words=node.astext())
    elif identifier in writer.noted:
        yield from _sign_of(writer, node, call("note-again", name, number))
    else:
        writer.noted.add(identifier)
        yield from _sign_of(writer, node, call("note", name, number, _note(writer, note)))


def _note(writer: Writer, note: nodes.footnote) -> Code:
    first, *others = note.children[1:] or [nodes.paragraph()]
    with writer.printing(Notes.INLINE):
        # As words, not as a paragraph: they begin on the line of the note's number.
        words = first.children if isinstance(first, nodes.paragraph) else [first]
        return joined(code for child in [*words, *others] for code in writer.visit(child))


def _loose_notes(writer: Writer) -> list[Code]:
    """Return the notes to which nothing refers; rather a note too many than one lost."""
    return [
        call("loose-note", writer.text(note, note[0].astext()), _note(writer, note))
        for name, note in writer.footnotes.items()
        if name not in writer.noted
    ]


_LETTERS = {"narrow": 66, "wide": 118}
"""How many letters fit side by side in a table as wide as the text, and in a wide one."""


def _table(writer: Writer, node: nodes.table) -> Iterator[Code]:
    """Print a table."""
    parts = [list(_rows(node, part)) for part in (nodes.thead, nodes.tbody)]
    rows = list(chain(*parts))
    sides = [_side(cell) for cell in next(iter(rows), [])]
    width, longest = _width(rows)
    with writer.printing(Notes.INLINE):
        heads = _printed(writer, parts[0])
    body = _printed(writer, parts[1])
    yield call("grid-table", writer.fits(node), width, longest, sides, heads, body)


def _rows(node: nodes.table, part: type[nodes.Element]) -> Iterator[list[nodes.entry]]:
    for group in node.findall(part):
        for row in group.findall(nodes.row):
            yield [cell for cell in row.children if isinstance(cell, nodes.entry)]


def _printed(writer: Writer, rows: Iterable[Iterable[nodes.entry]]) -> list[list[Code]]:
    return [[joined(writer.visit(cell)) for cell in row] for row in rows]


def _width(rows: Sequence[Sequence[nodes.entry]]) -> tuple[str, int]:
    """Return how wide a table is set, and how long a word may be in it.

    As wide as the text, if its longest words fit; else wide and small, and broken if they do not.
    """
    columns = list(zip_longest(*rows))
    needed = sum(2 + max(map(_longest_word, column)) for column in columns)
    for width, letters in _LETTERS.items():
        if needed <= letters:
            return width, letters
    return "wide", max(3, _LETTERS["wide"] // len(columns) - 3)


def _longest_word(cell: nodes.entry | None) -> int:
    return max(map(len, cell.astext().split()), default=0) if cell else 0


def _side(cell: nodes.entry) -> str:
    sides = {"text-right": "end", "text-center": "center"}
    return next((side for name, side in sides.items() if name in cell["classes"]), "start")


PRINTERS: Mapping[type[nodes.Node], Callable[[Writer, Any], Iterable[Code]]] = {
    nodes.section: _section,
    nodes.title: _title,
    nodes.paragraph: _paragraph,
    nodes.transition: lambda writer, node: [call("divide")],
    nodes.block_quote: as_parted("quotation"),
    nodes.attribution: lambda writer, node: [writer.words(node, notes=Notes.INLINE)],
    nodes.literal_block: lambda writer, node: [
        call("code-block", writer.fits(node), writer.text(node, node.astext().rstrip("\n")))
    ],
    nodes.bullet_list: _list,
    nodes.enumerated_list: _list,
    # One content, which their own calls take whole.
    nodes.list_item: lambda writer, node: [writer.words(node)],
    nodes.entry: lambda writer, node: [writer.words(node)],
    nodes.table: _table,
    # A note is printed where the text refers to it.
    nodes.footnote: not_at_all,
    nodes.footnote_reference: _footnote_reference,
    # A newline in a paragraph is a space, as in Markdown; Typst would break the line.
    nodes.Text: lambda writer, node: [writer.text(node, re.sub(r"[ \t\r\n]+", " ", node.astext()))],
    nodes.emphasis: as_call("italic"),
    nodes.strong: as_call("bold"),
    nodes.literal: lambda writer, node: [
        call("code", writer.text(node, re.sub(r"[\r\n]", " ", node.astext())))
    ],
    nodes.inline: as_content,
    nodes.reference: _reference,
    nodes.image: lambda writer, node: writer.picture("inline-picture", node),
    # It has been reported, as a warning of the build.
    nodes.system_message: not_at_all,
    nodes.problematic: as_content,
    # It stands for other words, where they are used.
    nodes.substitution_definition: not_at_all,
    **{node: node.printed.paper for node in own_nodes() if node.printed.paper},
}
"""What prints a node, by its type."""
