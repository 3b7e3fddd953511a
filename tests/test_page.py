"""A page is read once: however its lines end, every reader sees the same page."""

from __future__ import annotations

import sys
from pathlib import Path

import pikepdf
import pytest
from periodical.markup.pages import read_words
from periodical.model.page import Page, not_utf_8
from periodical.model.registry import EntryKind, read_registry

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
    shared_publication.overrides["periodical_documents"] = ("pdf",)
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
    problem = not_utf_8("issues/x.md", raw)
    assert problem
    assert (problem.line, problem.column) == (14, 7)


def front(text: str) -> Page:
    return Page("issues/x.md", f"---\n{text}\n---\n".encode())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("summary: The city ranks #5 on the list", 2),
        ("title: #5", 2),
        ("topics: [a, b #c, d]", 2),
        ("topics:\n- a\n- #5 road", 4),
        ("title: Words\nsummary: one\n  two #3\n  four", 3),
        ("status: draft # not yet", 2),
    ],
)
def test_what_yaml_would_take_for_a_comment_is_not_lost(text: str, line: int) -> None:
    (problem,) = front(text).front_matter.problems
    assert (problem.line, "begins with #" in problem.message) == (line, True), problem
    assert front(text).is_draft == ("draft" in text)


@pytest.mark.parametrize(
    "text",
    [
        "# a comment\ntitle: A",
        "title: A#5",
        'title: "A #5"',
        "title: 'A #5' # a comment",
        "title: |\n  A #5",
        "topics:\n# a comment\n- a",
        "volume:\n# a comment\ntitle: A",
    ],
)
def test_what_is_a_comment_may_be_one(text: str) -> None:
    assert not [each for each in front(text).front_matter.problems if "#" in each.message]


def test_files_of_the_registry_have_limits(tmp_path: Path) -> None:
    folder = tmp_path / "_data"
    folder.mkdir()
    (folder / "people.yaml").write_text("- {id: first-person, name: First Person}\n")
    (folder / "places.yaml").symlink_to("people.yaml")
    (folder / "shows.yaml").write_text("- {id: a-show, name: A Show}\n" + "# \n" * 2_000_000)
    registry = read_registry(tmp_path)
    problems = registry.problems
    assert [(each.file, each.message) for each in problems] == [
        ("_data/places.yaml", "This is a link to another file."),
        ("_data/shows.yaml", "The file has 6.0 MB."),
    ]
    assert list(registry.entries) == [(EntryKind.PERSON, "first-person")]
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to("elsewhere")
    registry = read_registry(tmp_path)
    problems = registry.problems
    assert not registry.entries
    assert "_data/people.yaml" in {each.file for each in problems}


OPENED: list[str] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and str(arguments[0]).endswith("_data/people.yaml"):
        OPENED.append(str(arguments[0]))


def test_the_registry_is_read_once(publication: Publication) -> None:
    """What is made of it, and what says that it has changed, come from the same reading."""
    publication.issue("## In the Region\n\n### A Story\n\nBruce Pannier.\n")
    sys.addaudithook(_note)
    publication.check()
    assert len(OPENED) == 1
    OPENED.clear()
    publication.build()
    assert len(OPENED) == 1
    people = publication.root / "_data/people.yaml"
    said = people.read_text("utf-8").replace("The author of", "The fictional author of")
    people.write_text(said, "utf-8")
    OPENED.clear()
    article = publication.build().html("people/bruce-pannier").select_one("article")
    assert len(OPENED) == 1
    assert "The fictional author" in article.get_text()


@pytest.mark.parametrize(
    "text", ["status: draft", "'status': \"draft\"", '"sta\\x74us": draft', 'status: "dra\\x66t"']
)
def test_a_draft_is_one_however_it_is_written(text: str) -> None:
    assert front(f"title: Fiction\n{text}").is_draft
