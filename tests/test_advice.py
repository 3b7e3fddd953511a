"""Hints of a good editor: what is asked, where, that it fails nothing, and what `--fix` mends."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from periodical.cli import main
from periodical.desk.check import check
from periodical.markup.advice import advise
from periodical.markup.judging import Surroundings
from periodical.model.page import Page
from periodical.model.publication import read_publication
from periodical.model.registry import read_registry

from .conftest import FRONT_MATTER, Publication, make_publication
from .repository import make_repository
from .untrusted.conftest import png
from .untrusted.shapes import SHAPES

PAGE = "issues/2031/2031-01-07-a-fictional-title.md"
STYLE = """\
- {write: Kyrgyzstan, instead_of: [Kirghizia, Kirgizstan], reason: Its own name.}
- {write: irregular migrant, instead_of: illegal migrant, reason: Nobody is illegal., certain: no}
"""
ASKED = {
    "Sadir Japarov spoke.": "“Sadir Japarov” is nearly “Sadyr Japarov”",
    "Edward Lemmon’s book.": "“Edward Lemmon” is nearly “Edward Lemon”",
    "Sadyr Zhaparov spoke.": "“Sadyr Zhaparov” is called “Sadyr Japarov”",
    "**Why It’s Important:** It is.": "“Why It’s Important” is typed",
    "#### Why it's important\n\nIt is.": "“Why it's important” is typed",
    "[A](https://www.google.com/url?q=https://a.example/b).": "Write https://a.example/b",
    ":::{why-its-important}\nA\n[b](https://a.example/b?utm_source=c&d=e).\n:::":
        "Write https://a.example/b?d=e",
    "[A](https://bit.ly/abc).": "leads through a service",
    "In Tash\u00adkent.": "stands in “Tashkent”",
    "In Ош\u200bе.": "stands in “Оше”",
    "![A square](square.png)": "without a word on who made it",
    "    Words that were to be a paragraph, and no code.": "set as code",
    "Words.\n\n### A story\n\nMore.": "the headline on line 12",
    "Words.\n\n### Empty\n\n:::{story}\n:thread: crocus-city-hall\n:::": "“Empty” has no text",
    "First:\n• one\n• two": "“•” is typed, and no list",
    "He came - and left.": "A hyphen stands for a dash in “He came - and left.”",
    "In Kirghizia.": "“Kirghizia” is written “Kyrgyzstan” here: Its own name.",
    "An illegal migrant.": "“illegal migrant” is written “irregular migrant”",
    "It recieved nothing.": "“recieved” may be misspelt. Did you mean “received”?",
}  # fmt: skip
NOT_ASKED = (
    "Sadyr Japarov spoke, and Edward Lemon, Jr.; Edward Lemonov too.",
    "“In Kirghizia,” he said, “it recieved”.",
    "> In Kirghizia, Sadir Japarov said.", "Kirghizian roads.",
    "نوروز\u200cها", "- A list\n- of two", "| a - b | c |\n| - | - |\n| d | e |",
    "[A](https://a.example/b?d=e).", "```text\nKirghizia\n```",
    ":::{picture} square.png\n:alt: A square\n:credit: Nobody\n:::", "**Strong:** words.",
)  # fmt: skip


def lay_out(root: Path) -> Publication:
    publication = make_publication(root)
    publication.write("_data/style.yaml", STYLE)
    publication.write("issues/2031/square.png", png())
    return publication


@pytest.fixture
def page(tmp_path: Path) -> Publication:
    return lay_out(tmp_path)


@pytest.fixture(scope="module")
def hints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is asked of each story, by its text; all have been checked together."""
    publication = lay_out(tmp_path_factory.mktemp("advice"))
    bodies = {}
    for number, body in enumerate((*ASKED, *NOT_ASKED)):
        date = f"2031-{number // 28 + 1:02}-{number % 28 + 1:02}"
        story = f"## In the Region\n\n### A Story\n\n{body}\n"
        bodies[f"{publication.issue(story, date=date)}.md"] = body
    problems, _ = check(publication.root, hints=True)
    assert all(each.is_note for each in problems), problems
    return {
        body: [each.text for each in problems if each.file == file and each.line >= 12]
        for file, body in bodies.items()
    }


@pytest.mark.parametrize("body", ASKED)
def test_what_a_good_editor_asks(hints: dict[str, list[str]], body: str) -> None:
    (text,) = hints[body]
    assert ASKED[body] in text


@pytest.mark.parametrize("body", NOT_ASKED)
def test_what_none_asks(hints: dict[str, list[str]], body: str) -> None:
    assert hints[body] == []


@pytest.mark.parametrize(
    ("extra", "body", "is_asked"),
    [
        ("", "Дорогу через перевал закрыли на девять дней, никто не знает почему.", True),
        ("", "این یک بند داستانی است که گزارشگر آن را پیش از چاپ نوشت.", True),
        ("language: ru\n", "Дорогу через перевал закрыли на девять дней, никто не знает.", False),
        ("", "For nine days the road was closed; nobody knows why, and few asked. “Дорогу через "
         "перевал закрыли, и никто из нас не знает почему”, said the driver.", False),
    ],
)  # fmt: skip
def test_what_is_not_english_says_so(
    page: Publication, extra: str, body: str, is_asked: bool
) -> None:
    page.issue(f"## In the Region\n\n### Words\n\n{body * 3}\n", extra=extra)
    texts = [each.text for each in check(page.root, hints=True)[0]]
    assert any("taken for English" in text for text in texts) is is_asked


def test_of_the_front_matter(page: Publication) -> None:
    head = FRONT_MATTER.format(title="A Title", date="2031-01-07", extra="topics: [migraton]\n")
    head = head.replace(
        "[A. Fictional Author]", "[bruce-panier, Ann Case and Bob Case, 'Cy Case, Jr.']"
    )
    page.write(PAGE, head + "## In the Region\n\nWords.\n")
    texts = [each.text for each in check(page.root, hints=True)[0]]
    for words in ("“bruce-pannier”", "taken for one author", "“migraton” is nearly “migration”"):
        assert [words in text for text in texts].count(True) == 1, texts
    assert len(texts) == 3


def test_of_a_draft_what_is_to_come(page: Publication) -> None:
    page.issue("TK: the road.\n\nWords.\n\nTK: the pass.\n", extra="status: draft\n")
    ((hint,), _) = check(page.root, hints=True)
    assert (hint.line, hint.is_note) == (11, True)
    assert hint.text.startswith("“TK” says that something is to come here, and so does line 15.")
    page.write(PAGE, (page.root / PAGE).read_text("utf-8").replace("status: draft\n", ""))
    assert [(each.code, each.is_note) for each in page.check()] == [("unfinished", False)] * 2


def test_a_style_that_is_wrong_is_told(page: Publication) -> None:
    page.write("_data/style.yaml", "- {write: A}\n")
    assert {each.file for each in page.check()} == {"_data/style.yaml"}


def test_hints_fail_nothing_and_what_is_certain_is_mended(
    page: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    body = (
        "Words  \nin Kirghizia - here. \t\r\nTash\u00adkent “Kirghizia - so”.\r\n\r\n"
        "Kirghizia, an illegal migrant, [a](https://www.google.com/url?q=https://a.example).\r\n"
    )
    page.issue(f"## In the Region\n\n### A Story\n\n{body}")
    command = ["--root", str(page.root), "check"]
    assert main(command) == 0
    assert re.search(r"1 page checked: all well, and \d+ hints\.", capsys.readouterr().err)
    assert main([*command, "--fix"]) == 0
    assert "mended\n  - Kirghizia, an illegal" in capsys.readouterr().out
    # Of a paragraph that quotes the word as well, it is left to a person.
    assert (page.root / PAGE).read_bytes().decode().endswith(
        "Words  \nin Kirghizia – here.\r\nTashkent “Kirghizia – so”.\r\n\r\n"
        "Kyrgyzstan, an illegal migrant, [a](https://a.example).\r\n"
    )  # fmt: skip
    assert main([*command, "--fix"]) == 0
    assert "mended" not in capsys.readouterr().out


def test_what_is_no_prose_is_not_mended(page: Publication) -> None:
    """Code, addresses and directives stay as they are, and so does a longer word."""
    body = (
        "`Kirghizia` and [a](https://a.example/Kirghizia), <https://a.example/Kirghizia> - {0}\n"
        "and `a - b`, the Kirghizian {0}.\n\n`Kirghizia - so`\n\n"
        ":::{{picture}} square.png\n:alt: Kirghizia\n:credit: Nobody\n\nOf {0}.\n:::\n"
    )
    extra = "redirect_from: [issues/2031/Kirghizia.html]\nsummary: In {0}.\n"
    page.issue(f"## In the Region\n\n### A Story\n\n{body}".format("Kirghizia"))
    source = page.root / PAGE
    written = source.read_text("utf-8").replace(
        "summary: A fictional summary for a test.\n", extra.format("Kirghizia")
    )
    source.write_text(written, "utf-8")
    assert extra.format("Kirghizia") in written
    assert main(["--root", str(page.root), "check", "--fix"]) == 0
    mended = source.read_text("utf-8")
    assert extra.format("Kyrgyzstan") in mended
    assert mended.endswith(body.format("Kyrgyzstan").replace("> - K", "> – K"))
    assert "is written “Kyrgyzstan”" in " ".join(
        each.text for each in check(page.root, hints=True)[0]
    )


def test_what_was_released_is_left_alone_unless_it_is_named(page: Publication) -> None:
    """A word that is written anew would have to be told to readers."""
    page.issue("## In the Region\n\n### A Story\n\nIn Kirghizia.\n")
    make_repository(page).release("v1")
    before = (page.root / PAGE).read_bytes()
    assert check(page.root, hints=True)[0] == []
    assert main(["--root", str(page.root), "check", "--fix"]) == 0
    assert (page.root / PAGE).read_bytes() == before
    assert main(["--root", str(page.root), "check", "--fix", str(page.root / PAGE)]) == 1
    assert b"In Kyrgyzstan." in (page.root / PAGE).read_bytes()


@pytest.mark.parametrize("shape", ["nested fences", "a long word", "quotation marks", "names"])
def test_it_costs_no_more_than_the_size(page: Publication, shape: str) -> None:
    registry = read_registry(page.root)
    surroundings = Surroundings(page.root, read_publication(page.root), registry, None)
    head = FRONT_MATTER.format(title="A Title", date="2031-01-07", extra="")
    began = time.process_time()
    advise(Page(PAGE, (head + SHAPES[shape](200_000)).encode()), surroundings)
    assert time.process_time() - began < 2


ASKED_OF_A_HEAD = {
    "authors: [A. Fictional Author, A. Fictional Author]": "Author” stands there twice",
    "topics: [migration, migration]": "“migration” stands there twice",
    "translation_of: 2031-01-07": "said to be a translation of itself",
    "revisions: [{date: 2931-01-08, kind: update, note: A.}]": "2931-01-08 is of a day to come",
}


@pytest.mark.parametrize("line", ASKED_OF_A_HEAD)
def test_what_is_asked_of_a_head(page: Publication, line: str) -> None:
    with (page.root / "conf.py").open("a") as conf:
        conf.write('periodical_today = "2931-01-07"\n')
    name = page.issue("## In the Region\n\n### A Story\n\nWords.\n")
    file = page.root / f"{name}.md"
    kept = re.sub(rf"(?m)^{line.partition(':')[0]}:.*\n", "", file.read_text("utf-8"))
    file.write_text(kept.replace("---\n", f"---\n{line}\n", 1), "utf-8")
    (hint,) = check(page.root, hints=True)[0]
    assert hint.is_note and hint.line == 2
    assert ASKED_OF_A_HEAD[line] in hint.text
