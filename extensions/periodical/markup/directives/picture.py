"""``picture``: an image, described and credited, with rights; an issue's lead image is one too."""

from ...model.limits import PICTURES
from ...pictures.complaints import image_complaint
from ..directive import DirectiveKind, Invocation, Option, as_text, as_url
from ..head import make_picture
from ..judging import Syntax


def _check(syntax: Syntax, invocation: Invocation) -> None:
    if not syntax.is_beyond("pictures-too-many", PICTURES) and (file := invocation.argument):
        root, page = syntax.context.surroundings.root, syntax.context.page.file
        if wrong := image_complaint(file, page=page, root=root):
            syntax.say(wrong, at=file)


DIRECTIVE = DirectiveKind(
    "picture",
    may_be_empty=True,
    argument=Option(as_text, "dormitory.jpg", required=True),
    options={
        "alt": Option(as_text, "Men queue at a checkpoint in the snow", required=True),
        "credit": Option(as_text, "Photo: name and agency", required=True),
        "rights": Option(as_text, "Copyright and address of the rights holder"),
        "link": Option(as_url, "https://example.org/the-picture"),
    },
    make=lambda read: [make_picture(read.argument, read.options, read.children)],
    check=_check,
)
