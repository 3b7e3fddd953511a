"""The role ``lang``: words in another language, so that they are read aloud and set rightly.

``{lang}`نوروز <fa>` `` marks Persian words in an English sentence (WCAG 2.2, 3.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes

from ..model.messages import InvalidValueError
from ..model.text import words_and_target
from .dates import is_right_to_left
from .printing import Code, Element, PaperWriter, Printed

_TAG = re.compile(r"[A-Za-z0-9-]+")


class foreign(nodes.inline):  # noqa: N801 - docutils' nodes are named so
    """Words in another language; attributes ``language`` (BCP 47) and ``direction``."""


def _on_paper(writer: PaperWriter, node: foreign) -> Iterator[Code]:
    yield writer.words_in(node["language"], writer.words(node))


# docutils' HTML writers turn a class language-* into the attribute lang.
FOREIGN: Mapping[type[nodes.Element], Printed] = {
    foreign: Printed(
        html=Element("span", attributes=lambda node: {"dir": node["direction"]}), paper=_on_paper
    )
}
"""How such words are printed."""


def read_lang(content: str) -> tuple[str, str]:
    """Return the words and their language tag.

    Raises:
        InvalidValueError: If either is missing or the tag is not one.
    """
    words, tag = words_and_target(content)
    if tag is None:
        raise InvalidValueError("lang-without-tag", words=content)
    # Imported here, as its tables take longer than a page: most pages name no language.
    import langcodes

    if not _TAG.fullmatch(tag) or not langcodes.tag_is_valid(tag):
        raise InvalidValueError("lang-no-language", tag=tag)
    return words, langcodes.standardize_tag(tag)


def lang_role(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Any,
    options: dict[str, Any] | None = None,
    content: list[str] | None = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Make `foreign` words; see docutils' role functions for the parameters."""
    try:
        words, tag = read_lang(text)
    except InvalidValueError as error:
        message = inliner.reporter.error(str(error), line=lineno)
        return [inliner.problematic(rawtext, rawtext, message)], [message]
    direction = "rtl" if is_right_to_left(tag) else "ltr"
    node = foreign(rawtext, words, language=tag, direction=direction, classes=[f"language-{tag}"])
    return [node], []
