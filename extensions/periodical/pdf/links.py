"""Links and notes on paper: where an address is printed, and where a note."""

from collections.abc import Iterator

from docutils import nodes

from ..markup.languages import ends_right_to_left
from ..markup.printing import Code, Notes
from .quoting import call, joined
from .writer import Writer, external, is_printed


def reference(writer: Writer, node: nodes.reference) -> Iterator[Code]:
    """Print a link: within the document, or with its address."""
    words = writer.words(node)
    issue = node.get("issue")
    if issue in writer.place.within and issue != writer.place.name:
        name = writer.other_place(node)
        yield call("link-within", name, words)
        if writer.notes is Notes.FOOT:
            yield from _sign_of(writer, node, call("page-note", name, writer.next_number()))
    elif anchor := _internal(node):
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
        number = writer.next_number()
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


def _internal(node: nodes.reference) -> str | None:
    """Return the place in the same page to which a reference leads, if it does."""
    if "refid" in node:
        return str(node["refid"])
    uri = str(node.get("refuri", ""))
    return uri[1:] if uri.startswith("#") else None


def footnote_reference(writer: Writer, node: nodes.footnote_reference) -> Iterator[Code]:
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
    body = [child for child in note.children if not isinstance(child, nodes.label)]
    with writer.printing(Notes.INLINE):
        made: list[Code] = []
        for position, child in enumerate(body):
            if position == 0 and isinstance(child, nodes.paragraph):
                # As words, not as a paragraph: they begin on the line of the note's number.
                made += writer.children(child)
            else:
                made += writer.visit(child)
        return joined(made)


def loose_notes(writer: Writer) -> list[Code]:
    """Return the notes to which nothing refers; rather a note too many than one lost."""
    loose = [note for name, note in writer.footnotes.items() if name not in writer.noted]
    return [
        call("loose-note", writer.text(note, note[0].astext()), _note(writer, note))
        for note in loose
    ]
