"""``picture``: a photograph or drawing with its description, credit and rights.

The lead image of an issue, which the front matter names, is the same node.
"""

from __future__ import annotations

from docutils import nodes

from ..form import Body, Form, FormDirective, Option, as_text, as_url

FORM = Form(
    "picture",
    Body.TEXT,
    may_be_empty=True,
    argument=Option(as_text, "dormitory.jpg", required=True),
    options={
        "alt": Option(as_text, "Men queue at a checkpoint in the snow", required=True),
        "credit": Option(as_text, "Photo: name and agency", required=True),
        "rights": Option(as_text, "Copyright and address of the rights holder"),
        "link": Option(as_url, "https://example.org/the-picture"),
    },
)


class picture(nodes.figure):  # noqa: N801
    """A picture: an image, a caption, and a legend that holds its `picture_credit`."""


class picture_credit(nodes.paragraph):  # noqa: N801
    """Who made a picture, whose it is, and where it is from."""


class Picture(FormDirective):
    """Make a picture from a file beside the page."""

    form = FORM

    def run(self) -> list[nodes.Node]:
        """Return the picture."""
        caption = self.parse_body()
        figure = make_picture(
            file=self.argument or "",
            alt=self.options["alt"],
            credit=self.options["credit"],
            rights=self.options.get("rights"),
            link=self.options.get("link"),
            caption=caption,
        )
        for node in figure.findall():
            self.locate(node)
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
    """Return a picture.

    Parameters
    ----------
    file
        The file, relative to the page.
    alt
        What it shows.
    credit, rights, link
        Who made it, the rights holder's line, and where it is from.
    caption
        Paragraphs, the first of which is set as the caption.
    """
    figure = picture("", nodes.image(uri=file, alt=alt))
    line = picture_credit("", "", nodes.Text(credit))
    if rights:
        line += [nodes.Text(" · "), nodes.inline(rights, rights, classes=["rights"])]
    if link:
        line += [nodes.Text(" · "), nodes.reference("", "Source of the picture", refuri=link)]
    legend = nodes.legend()
    if caption:
        first, *others = caption
        words = first.children if isinstance(first, nodes.paragraph) else []
        figure += nodes.caption("", "", *words)
        legend += others if words else caption
    legend += line
    figure += legend
    return figure
