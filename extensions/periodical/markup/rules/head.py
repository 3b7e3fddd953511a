"""Rules for the head of a page: where it disagrees with the file's name or with the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from ...model.archive import date_in_name, page_name_complaint
from ...model.issue import old_anchor
from ...model.problem import Problem
from ...pictures.complaints import image_complaint
from .context import PageContext


def examine_head(context: PageContext, tokens: Sequence[Token]) -> Iterator[Problem]:
    """Yield what is wrong with front matter and file name, for themselves and together."""
    page, source = context.page, context.page.front_matter.source
    yield from page.front_matter.problems
    wrong_name = page_name_complaint(page.file)
    if wrong_name:
        yield wrong_name.at(page.file)
    if (head := page.head) is None:
        return
    named = date_in_name(page.file)
    if wrong_name is None and named != head.date.isoformat():
        yield source.problem(("date",), "page-name-other-date", date=head.date, named=named)
    if image := head.lead_image:
        wrong = image_complaint(image.file, page=page.file, root=context.surroundings.root)
        if wrong:
            context.without_lead_image = True
            yield wrong.at(page.file, *source.place(("lead_image", "file")))
    # What is not on the page of a withdrawn issue can reach no output.
    text = [token.map[0] + 1 for token in tokens if token.map and token.level == 0]
    if head.is_withdrawn and len(text) > 1:
        yield context.problem(text[1], "withdrawn-with-text")


def examine_old_anchors(context: PageContext) -> Iterator[Problem]:
    """Yield old anchors that lead to themselves, and those that lead to no heading.

    One may well be what a heading would have by itself: it stays with its own story, or with the
    head of the page, and that heading gets another.
    """
    source, head = context.page.front_matter.source, context.page.head
    for index, address in enumerate(head.redirect_from if head else ()):
        for old, new in old_anchor(address):
            path = ("redirect_from", index)
            if old == new:
                yield source.problem(path, "redirect-anchor-in-use", anchor=old)
            elif new and new not in context.anchors:
                known = {"word": new, "known": context.anchors}
                yield source.problem(path, "redirect-anchor-unknown", **known)
