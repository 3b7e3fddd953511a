"""Limits that no honest page meets: each is said by `check` and by the build, and costs nothing."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from periodical.markup import reading
from periodical.markup.rules import check_page
from periodical.model.limits import (
    CELL_WORDS,
    COLUMNS,
    HEADINGS,
    LONG_WORDS,
    MARKS,
    NOTES,
    OPTION_SIGNS,
    PAGE_SIGNS,
    PAGE_WORDS,
    PARAGRAPH_SIGNS,
    PARAGRAPH_WORDS,
    PICTURES,
    PROBLEMS,
    ROWS,
    WORD_LETTERS,
)
from periodical.model.page import Page
from periodical.model.registry import read_registry
from periodical.model.text import missing_letters, with_few_marks
from periodical.model.values import overloaded
from sphinx.errors import SphinxError

from ..browser import the_tab
from .conftest import png
from .laboratory import HEAD, Laboratory
from .shapes import SHAPES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAME = "issues/2031/2031-01-07-a-fictional-page.md"
START = HEAD.format(title="A Fictional Title", date="2031-01-07", extra="")
MANY = "\u0301" * (MARKS + 1)


def table(columns: int, rows: int) -> str:
    row = "|b" * columns + "|\n"
    return "|a" * columns + "|\n" + "|-" * columns + "|\n" + row * rows


AT_THE_LIMIT = {
    "signs": "Words: [a " * (PARAGRAPH_SIGNS // 2),
    "words": "word " * PARAGRAPH_WORDS,
    "long words": f"{'a' * 31} " * LONG_WORDS,
    "a word": "ж" * WORD_LETTERS,
    "code in one line": "```\n" + "\t" * (WORD_LETTERS - 1) + "a\n```\n",
    "an address": f"[Words](https://a.example/{'a' * (WORD_LETTERS - 40)})",
    "code": "```\n" + f"{'a' * 31}\n" * LONG_WORDS + "```\n",
    "cells": table(2, 2) + "|" + "word " * CELL_WORDS + "|a|\n",
    "options": f":::{{podcast}} majlis\n:title: {'a' * OPTION_SIGNS}\n\nWords.\n:::\n",
    "headings": "### A\n\nWords.\n\n" * (HEADINGS - 3),
    "columns": table(COLUMNS, 2),
    "rows": table(1, ROWS),
    "pictures": "![A square](square.png) " * PICTURES,
    "notes": "".join(f"Words.[^n{n}]\n\n[^n{n}]: A note.\n\n" for n in range(NOTES)),
    "marks": "Z" + "\u0301" * MARKS,
}
BEYOND = {
    "signs": ("Words: [a" * (PARAGRAPH_SIGNS // 2) + "<", "more than 1000 signs"),
    "words": ("word " * (PARAGRAPH_WORDS + 1), "more than 20000 words"),
    "long words": (f"RFE/RL {'a' * 31} " * (LONG_WORDS // 2 + 1), "more than 30 letters"),
    "a word": ("س\u200c\u00a0س" * (WORD_LETTERS // 4 + 1), "more than 8000 letters"),
    "code in one line": ("    " + "\t" * WORD_LETTERS + "a\n", "more than 8000 letters"),
    "an address": (f"[Words](<https://a.example/{'ж ' * 1200}>)", "more than 8000 letters"),
    "an address of e-mail": (f"<{'a.' * (WORD_LETTERS // 2)}@b.example>", "more than 8000"),
    "code": ("```\n" + f"{'a' * 31}\n" * (LONG_WORDS + 1) + "```\n", "more than 30 letters"),
    "indented code": (f"    {'a' * 31}\n" * (LONG_WORDS + 1), "more than 30 letters"),
    "cells": (table(2, 2) + "|" + "word " * (CELL_WORDS + 1) + "|a|\n", "more than 400 words"),
    "options": (AT_THE_LIMIT["options"].replace("aaa", "aaaa", 1), "more than 1000 letters"),
    "headings": (AT_THE_LIMIT["headings"] + "### B\n\nWords.\n", "more than 500 headings"),
    "columns": (table(COLUMNS + 1, 2), "more than 64 columns"),
    "rows": (table(1, ROWS + 1), "more than 2000 rows"),
    "pictures": (AT_THE_LIMIT["pictures"] + "![A square](square.png)", "more than 200 pictures"),
    "notes": (AT_THE_LIMIT["notes"] + "W.[^o]\n\n[^o]: A note.\n", "more than 300 footnotes"),
    "page": ((("word " * 10_000) + "\n\n") * 6 + "word", "The page has 60"),
    "lines": ("- a\n" * PAGE_SIGNS, f"The page has {PAGE_SIGNS + 10} lines and signs"),
    "marks": (f"Z{MANY}\n", "more than 8 marks"),
    "marks in code": (f"`Z{MANY}`\n", "more than 8 marks"),
    "marks as entities": ("Z" + "&#x301;" * (MARKS + 1), "more than 8 marks"),
    "marks in a heading": ("#### Z" + "&#769;" * (MARKS + 1) + "\n\nWords.\n", "more than 8 marks"),
    "marks in emphasis": ("Z" + "&#x301;" * 5 + "*" + "&#x301;" * 5 + "*", "more than 8 marks"),
    "marks and joiners": ("Z" + "&#x301;&#x200d;" * (MARKS + 1), "more than 8 marks"),
    "marks in an option": (
        ':::{podcast} majlis\n:title: "Z' + "\u0301" * (MARKS + 1) + '"\n\nWords.\n:::\n',
        "more than 8 marks",
    ),
    "letters": ("Words ꦏ.\n", "no letter U+A98F JAVANESE LETTER KA"),
    "letters in code": ("```\nꦏ\n```\n", "no letter U+A98F JAVANESE LETTER KA"),
    "letters in an option": (
        ":::{podcast} majlis\n:title: ꦏ\n\nWords.\n:::\n",
        "no letter U+A98F JAVANESE LETTER KA",
    ),
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Laboratory:
    """A site with a page that is beyond each limit, and three that are not."""
    lab = Laboratory(tmp_path_factory.mktemp("limits"))
    lab.write("issues/2031/square.png", png())
    for number, (name, (body, _)) in enumerate(BEYOND.items(), start=1):
        lab.issue(body, date=f"2031-03-{number:02}", name=name.replace(" ", "-"))
    lab.issue("Words.\n", date="2031-02-01", name="head", extra="topics: []\nvolume: 1\n")
    page = lab.root / "issues/2031/2031-02-01-head.md"
    page.write_text(page.read_text("utf-8").replace("summary.", f"Z{MANY}"), "utf-8")
    lab.issue("```a$\n```\n" * 3, date="2031-02-02", name="languages")
    lab.issue(
        "".join(f"```a{n}\n```\n" for n in range(PROBLEMS + 20)), date="2031-02-03", name="more"
    )
    lab.build()
    return lab


@pytest.mark.parametrize("name", BEYOND)
def test_what_is_beyond_a_limit_is_said_alike(lab: Laboratory, name: str) -> None:
    file = next(each.file for each in lab.problems if f"-{name.replace(' ', '-')}.md" in each.file)
    said = {(each.line, str(each.code), each.text) for each in lab.problems if each.file == file}
    warned = {(each.line, each.kind, each.text) for each in lab.warned if each.file == file}
    assert [BEYOND[name][1] in text for _, _, text in said] == [True], said
    assert said == warned


def test_what_is_at_a_limit_is_not(lab: Laboratory) -> None:
    surroundings = lab.surroundings
    for name, body in AT_THE_LIMIT.items():
        page = Page(NAME, (START + body + "\n").encode())
        assert check_page(page, surroundings) == [], name
    words = ("word " * (PARAGRAPH_WORDS - 10) + "\n\n") * (PAGE_WORDS // PARAGRAPH_WORDS)
    assert check_page(Page(NAME, (START + words).encode()), surroundings) == []


def test_a_hundred_problems_are_told_and_the_rest_counted(lab: Laboratory) -> None:
    said = [each for each in lab.problems if each.file.endswith("-more.md")]
    assert len(said) == PROBLEMS + 1
    assert [each.text for each in said if each.code == "limit"] == [
        f"Beyond the first {PROBLEMS}, 20 more are wrong with this file."
        " They are told when these are mended."
    ]
    warned = [each for each in lab.warned if each.file.endswith("-more.md")]
    assert [(each.line, each.text) for each in warned if each.kind != "limit"] == [
        (each.line, each.text) for each in said if each.code != "limit"
    ]
    assert {each.text for each in warned} == {each.text for each in said}


def test_the_registry_has_the_same_limits(tmp_path: Path) -> None:
    data = tmp_path / "_data"
    data.mkdir()
    (data / "people.yaml").write_text(
        f"- {{id: a-person, name: A. Fictional Person, description: Z{MANY}}}\n"
        "- {id: another, name: Letter ꦏ}\n"
        "- {id: third, name: Third Person, spellings: [ꦏꦏ]}\n",
        "utf-8",
    )
    problems = read_registry(tmp_path).problems
    marks, letter = problems
    assert (marks.line, letter.line) == (1, 2)
    assert "more than 8 marks" in marks.message
    assert "no letter U+A98F JAVANESE LETTER KA" in letter.message


def test_a_hundred_problems_of_the_registry_are_told(tmp_path: Path) -> None:
    (tmp_path / "_data").mkdir()
    wrong = "".join(f"- {{id: person-{n}, name: '{n}'}}\n" for n in range(PROBLEMS + 7))
    (tmp_path / "_data/people.yaml").write_text(wrong, "utf-8")
    problems = read_registry(tmp_path).problems
    assert len(problems) == PROBLEMS + 1
    assert problems[-1].message == f"Beyond the first {PROBLEMS}, 7 more are wrong with this file."


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no limit to a page's time")
def test_a_page_without_end_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The maintainers' own `conf.py` plays a library that never comes to an end with a page."""
    monkeypatch.setattr(reading, "READING_SECONDS", 0.3)
    lab = Laboratory(tmp_path)
    lab.issue("Words.\n", date="2031-03-04", name="one")
    with (lab.root / "conf.py").open("a") as conf:
        conf.write(
            "\n\ndef setup(app):\n"
            "    def dawdle(app, docname, source):\n"
            "        while docname.startswith('issues/2031/'):\n"
            "            pass\n"
            "    app.connect('source-read', dawdle)\n"
        )
    with pytest.raises(SphinxError, match=r"issues/2031/2031-03-04-one\.md takes more than"):
        lab.build()


def test_marks_of_honest_scripts_are_few() -> None:
    honest = "Việt Nam, مُحَمَّدٌ رَسُولُ اللَّهِ, क्षत्रियों, བསྒྲུབས, j̈ȷ̣̌́, Ғ̆"
    assert overloaded(honest) is None
    assert with_few_marks(honest) == honest
    assert overloaded(f"A lake, Z{MANY}!").values["letter"] == "Z" + "\u0301" * MARKS
    assert with_few_marks(f"Z{MANY * 100}!") == "Z" + "\u0301" * MARKS + "!"


def test_every_language_of_the_region_is_printed() -> None:
    assert not list(missing_letters("Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі Ҳҳ Ҷҷ Ӣӣ Ӯӯ Ўў oʻzbek gʻalaba şç"))


ONCE_ENDLESS = (
    "brackets", "picture brackets", "addresses in angles", "inline notes", "closing brackets",
    "unused definitions", "unknown languages", "controls", "marks on a letter",
    "a table of a row", "a table without cells", "a table of 64 columns", "nested fences",
)  # fmt: skip


@pytest.mark.parametrize("shape", ONCE_ENDLESS)
def test_what_once_took_minutes_is_answered_at_once(lab: Laboratory, shape: str) -> None:
    page = Page(NAME, (START + SHAPES[shape](300_000) + "\n").encode())
    began = time.process_time()
    check_page(page, lab.surroundings)
    assert time.process_time() - began < 3


def test_front_matter_that_is_no_yaml_is_answered_at_once() -> None:
    raw = f"---\ntitle: x{' - [' * 80_000} y: z\n---\n".encode()
    began = time.process_time()
    (problem,) = Page("issues/2031/2031-01-01-x.md", raw).front_matter.problems
    assert problem.line == 2
    assert time.process_time() - began < 3


def test_a_story_paints_over_nothing_else(lab: Laboratory, browser: Browser) -> None:
    """On a phone, if the limit to the marks on a letter should ever be passed."""
    tab = the_tab(browser, 390, 800)
    page = next(lab.out.glob("issues/2031/*-marks.html"))
    tab.goto(page.as_uri())
    words = "Z" + "\u0301" * 800
    tab.evaluate(
        """words => document.querySelectorAll('article h1, article p, article h3')
             .forEach(each => each.textContent = words.repeat(30))""",
        words,
    )
    top = tab.locator("article").bounding_box()["y"]
    above = {"x": 0, "y": 0, "width": 390, "height": int(top)}
    assert above["height"] > 50
    with_story = tab.screenshot(clip=above)
    tab.evaluate("document.querySelector('article').style.visibility = 'hidden'")
    assert tab.screenshot(clip=above) == with_story
