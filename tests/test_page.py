"""A page is read once: however its lines end, every reader sees the same page."""

from __future__ import annotations

import pikepdf
import pytest
from periodical.markup.words import read_words
from periodical.model.page import Page

from .conftest import FRONT_MATTER, Built, Publication

SAVED = {
    "lf": ("", "\n"),
    "crlf": ("", "\r\n"),
    "cr": ("", "\r"),
    "bom": ("\ufeff", "\n"),
    "bom-crlf": ("\ufeff", "\r\n"),
    "bom-cr": ("\ufeff", "\r"),
}
"""How an editor may save a page: what stands before it, and how its lines end."""

BODY = """\
## In the Region

### A Fictional Story

Words of fiction, {lang}`سلام <fa>`,
on two lines.

:::{why-its-important}
A reason.
:::

## Fact of the Week

A fact.
"""


def saved(form: str, title: str, extra: str = "", body: str = BODY) -> bytes:
    before, end = SAVED[form]
    text = FRONT_MATTER.format(title=title, date="2031-01-07", extra=extra) + body
    return (before + text.replace("\n", end)).encode()


def published(form: str) -> str:
    return f"issues/2031/2031-01-07-{form}"


def draft(form: str) -> str:
    return f"issues/2031/2031-01-07-draft-{form}"


@pytest.fixture(scope="module")
def built(shared_publication: Publication) -> Built:
    """A page and a draft of each form, built with their PDFs."""
    for form in SAVED:
        shared_publication.write(f"{published(form)}.md", saved(form, f"Of {form}"))
        shared_publication.write(f"{draft(form)}.md", saved(form, "A draft", "status: draft\n"))
    assert shared_publication.check() == []
    shared_publication.overrides["periodical_pdfs"] = True
    site = shared_publication.build()
    assert shared_publication.build("pdf").warnings == site.warnings == []
    return site


@pytest.mark.parametrize("form", SAVED)
def test_every_output_has_the_same_page(built: Built, form: str) -> None:
    page = built.html(published(form)).select_one("article")
    model = built.html(published("lf")).select_one("article")
    assert page
    assert model
    words = [each.get_text(" ", strip=True) for each in (page, model)]
    assert words[0].replace(f"Of {form}", "Of lf") == words[1]
    with pikepdf.open(built.out / f"{published(form)}.pdf") as pdf:
        (attached,) = pdf.attachments.values()
        assert attached.get_file().read_bytes() == saved(form, f"Of {form}")


@pytest.mark.parametrize("form", SAVED)
def test_a_draft_is_a_draft_to_all(built: Built, form: str) -> None:
    assert Page(f"{draft(form)}.md", saved(form, "A draft", "status: draft\n")).is_draft
    assert not (built.out / f"{draft(form)}.html").exists()
    assert not (built.out / f"{draft(form)}.pdf").exists()


@pytest.mark.parametrize("form", SAVED)
def test_words_and_lines_are_the_same(form: str) -> None:
    page, model = (Page("issues/x.md", saved(each, "Words")) for each in (form, "lf"))
    assert read_words(page) == read_words(model)
    assert page.lines == model.lines
    assert page.body == model.body


@pytest.mark.parametrize("form", SAVED)
def test_problems_have_the_same_places(publication: Publication, form: str) -> None:
    body = f"{BODY}\nA <b>line</b>, and a hidden\u202e sign.\n"
    name = f"{published('wrong')}.md"
    publication.write(name, saved(form, "Wrong", body=body))
    checked = publication.check()
    assert [(each.line, each.column) for each in checked] == [(25, 3), (25, 10), (25, 28)]
    if form == "cr":
        warned = [line.split(f"{name}:")[1] for line in publication.build().warnings]
        assert [line.split(":")[0] for line in sorted(warned)] == ["25", "25", "25"]


@pytest.mark.parametrize("form", SAVED)
def test_where_a_page_is_no_text(form: str) -> None:
    raw = saved(form, "Bytes").replace(b"Words of", "Wörds ".encode() + b"\xff")
    problem = Page("issues/x.md", raw).not_utf_8
    assert problem
    assert (problem.line, problem.column) == (14, 7)
