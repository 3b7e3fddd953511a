"""``picture``: an image, described and credited, with rights; an issue's lead image is one too."""

from ..directive import DirectiveKind, Option, as_text, as_url
from ..head import make_picture

DIRECTIVE = DirectiveKind(
    "picture",
    argument=Option(as_text, "dormitory.jpg", required=True),
    options={
        "alt": Option(as_text, "Men queue at a checkpoint in the snow", required=True),
        "credit": Option(as_text, "Photo: name and agency", required=True),
        "rights": Option(as_text, "Copyright and address of the rights holder"),
        "link": Option(as_url, "https://example.org/the-picture"),
    },
    make=lambda read: [make_picture(read.argument, read.options, read.children)],
    check=lambda page, read: page.examine_picture(read.line, read.argument, at=read.argument),
)
