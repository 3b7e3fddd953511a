"""``picture``: an image, described and credited, with rights; an issue's lead image is one too."""

from collections.abc import Iterator

from docutils import nodes

from ...pictures.complaints import image_complaint
from ...words import _
from ..directive import DirectiveKind, Written
from ..form import Body, Form, Invocation, Option, as_text, as_url
from ..judging import Syntax
from ..own_nodes import OwnNode
from ..printing import NONE, Element, Notes, PaperWriter, Printed, as_call, as_content
from ..printing import Code as Typst


def _paper(writer: PaperWriter, node: nodes.Element) -> Iterator[Typst]:
    caption = NONE
    legend: list[Typst] = []
    with writer.printing(Notes.INLINE):
        for child in node.children:
            if isinstance(child, nodes.caption):
                caption = writer.words(child)
            elif isinstance(child, nodes.legend):
                legend = [code for part in child for code in writer.visit(part)]
    image = next(node.findall(nodes.image))
    lead = isinstance(node.parent, lead_image)
    fits = writer.fits(*(child for child in node if child is not image))
    yield from writer.picture("picture", image, fits, caption, legend, lead=lead)


class picture(OwnNode, nodes.figure):  # noqa: N801
    """A picture: an image, a caption, and a legend that holds its `picture_credit`."""

    printed = Printed(paper=_paper)


class lead_image(OwnNode, nodes.container):  # noqa: N801
    """The picture at the head of an issue."""

    printed = Printed(Element("div", "lead-image"), as_content)


class picture_credit(OwnNode, nodes.paragraph):  # noqa: N801
    """Who made a picture, whose it is, and where it is from."""

    printed = Printed(Element("p", "credit"), as_call("credit"))


def _make(written: Written) -> list[nodes.Node]:
    figure = make_picture(file=written.argument, caption=written.body, **written.options)
    for node in figure.findall():
        if node.line is None:  # the caption knows its own
            written.locate(node)
    return [figure]


def make_picture(
    *,
    file: str,
    alt: str,
    credit: str,
    rights: str | None = None,
    link: str | None = None,
    caption: list[nodes.Node] | None = None,
) -> picture:
    """Return a picture, whose file is relative to the page; see `LeadImage` for the other words.

    Of the paragraphs of its caption, the first is set as such.
    """
    figure = picture("", nodes.image(uri=file, alt=alt))
    line = picture_credit("", "", nodes.Text(credit))
    if rights:
        line += [nodes.Text(" · "), nodes.inline(rights, rights, classes=["rights"])]
    if link:
        line += [nodes.Text(" · "), nodes.reference("", _("Source of the picture"), refuri=link)]
    legend = nodes.legend()
    if caption:
        first, *others = caption
        words = first.children if isinstance(first, nodes.paragraph) else []
        figure += nodes.caption("", "", *words)
        legend += others if words else caption
    legend += line
    figure += legend
    return figure


def _check(syntax: Syntax, invocation: Invocation) -> None:
    if file := invocation.argument:
        root, page = syntax.surroundings.root, syntax.context.page.file
        if wrong := image_complaint(file, page=page, root=root):
            syntax.say(wrong, at=file)


DIRECTIVE = DirectiveKind(
    Form(
        "picture",
        Body.MAY_BE_EMPTY,
        argument=Option(as_text, "dormitory.jpg", required=True),
        options={
            "alt": Option(as_text, "Men queue at a checkpoint in the snow", required=True),
            "credit": Option(as_text, "Photo: name and agency", required=True),
            "rights": Option(as_text, "Copyright and address of the rights holder"),
            "link": Option(as_url, "https://example.org/the-picture"),
        },
    ),
    make=_make,
    check=_check,
)
