"""Whatever is written: `check` answers, points into the page, and the build says the same."""

from __future__ import annotations

import gc
import re
import tempfile
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it.token import Token
from periodical.markup.directives.related_articles import read_related
from periodical.markup.judging import Surroundings
from periodical.markup.markdown import Heading, Syntax, anchors_from
from periodical.markup.references import read_lang
from periodical.markup.rules import check_page
from periodical.model.messages import Problem
from periodical.model.page import IssueIndex, Page
from periodical.model.publication import read_publication
from periodical.model.records import read_guest
from periodical.model.registry import read_registry
from periodical.model.text import FORBIDDEN, slug, words_and_target
from periodical.pictures.complaints import image_complaint

from .laboratory import HEAD, REPOSITORY
from .shapes import SHAPES

NAME = "issues/2031/2031-01-07-a-fictional-page.md"
START = HEAD.format(title="A Fictional Title", date="2031-01-07", extra="")

quickly = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@pytest.fixture(scope="module")
def surroundings() -> Surroundings:
    """The repository's own publication, without issues."""
    registry = read_registry(REPOSITORY)
    return Surroundings(REPOSITORY, read_publication(REPOSITORY), registry, IssueIndex(frozenset()))


def assert_points_into(problems: list[Problem], raw: bytes) -> None:
    """Hold that every problem can be found: its line exists, and its column in it."""
    text = raw.decode("utf-8-sig", errors="surrogateescape")
    lines = re.split("\r\n|\r|\n", text)
    for problem in problems:
        assert 1 <= problem.line <= len(lines) + 1, problem
        line = lines[problem.line - 1] if problem.line <= len(lines) else ""
        assert 1 <= problem.column <= len(line.encode(errors="surrogateescape")) + 1, problem
        assert problem.message
        assert "\n" not in str(problem)
        assert not FORBIDDEN.search(str(problem).replace("\ufffd", ""))


PIECES = st.sampled_from(
    [
        "#",
        "# ",
        "## ",
        "### ",
        "#### ",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "- ",
        "1. ",
        "> ",
        "| a | b |\n",
        "| - | - |\n",
        ":::",
        "::::",
        "```",
        "````",
        "~~~",
        "{",
        "}",
        "{issue}`",
        "{lang}`",
        "`",
        "``",
        "*",
        "**",
        "_",
        "[",
        "](",
        ")",
        "![",
        "[^1]",
        "[^1]: ",
        "[a]: ",
        "<",
        ">",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "&#x202e;",
        "&amp;",
        "\\",
        "---\n",
        "+++\n",
        "% ",
        "(a)=\n",
        "~~",
        "- [ ] ",
        "{{",
        "}}",
        "$",
        "$$",
        ":title: x\n",
        ":link: javascript:x\n",
        "{why-its-important}\n",
        "{guests}\n",
        "{podcast} majlis\n",
        "{related-articles}\n",
        "{fact-of-the-week}\n",
        "{picture} a.png\n",
        "{raw} html\n",
        "https://a.example",
        "javascript:x",
        "www.a.example",
        "a@b.example",
        "<fa>",
        "2031-01-07",
        "In the Region",
        "A Fictional Title",
        "word ",
        "é",
        "ж",
        "ن",
        "\u202e",
        "\x0c",
        "\u2028",
        "\r\n",
        "\ufeff",
        "\x00",
    ]
)
markdownish = st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join)


@quickly
@given(
    raw=st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode(errors="replace"))
)
def test_check_answers_to_any_bytes(surroundings: Surroundings, raw: bytes) -> None:
    assert_points_into(check_page(Page(NAME, raw), surroundings), raw)


@settings(quickly, max_examples=600)
@given(body=markdownish)
def test_check_answers_to_any_markdown(surroundings: Surroundings, body: str) -> None:
    raw = (START + body).encode()
    assert_points_into(check_page(Page(NAME, raw), surroundings), raw)


YAML_PIECES = st.sampled_from(
    [
        "title: ",
        "date: ",
        "authors: ",
        "summary: ",
        "lead_image:\n  ",
        "file: ",
        "alt: ",
        "credit: ",
        "link: ",
        "source:\n  ",
        "url: ",
        "revisions:\n- ",
        "redirect_from: ",
        "language: ",
        "topics: ",
        "volume: ",
        "status: ",
        "\n",
        "  ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ": ",
        ",",
        "'",
        '"',
        "|",
        ">",
        "&a ",
        "*a",
        "!x ",
        "? ",
        "%TAG",
        "...",
        "---\n",
        "#",
        "2031-01-07",
        "javascript:x",
        "https://a.example",
        "en",
        "uz-Cyrl",
        "x-private",
        "draft",
        "9" * 30,
        "\\u202e",
        "\t",
        "<<: ",
        "null",
        "~",
    ]
)


@settings(quickly, max_examples=500)
@given(text=st.lists(YAML_PIECES | st.text(max_size=4), max_size=25).map("".join))
def test_front_matter_answers_to_any_yaml(text: str) -> None:
    page = Page(NAME, f"---\n{text}\n---\n".encode())
    read = page.front_matter
    assert (read.head is None) == bool(read.problems)
    assert all(1 <= problem.line <= len(page.lines) for problem in read.problems)


plain_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.dates() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
keys = st.sampled_from(
    [
        "title",
        "date",
        "authors",
        "summary",
        "lead_image",
        "topics",
        "language",
        "volume",
        "number",
        "source",
        "revisions",
        "status",
        "redirect_from",
    ]
)


@quickly
@given(data=st.dictionaries(keys, plain_data, max_size=8))
def test_front_matter_answers_to_any_values(data: dict[str, object]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    read = Page(NAME, f"---\n{text}---\n".encode()).front_matter
    assert (read.head is None) == bool(read.problems)


@quickly
@given(line=st.text(max_size=80))
def test_guest_lines(line: str) -> None:
    try:
        guest = read_guest(line)
    except ValueError:
        return
    assert any(character.isalpha() for character in guest.name)
    assert guest.name == guest.name.strip()
    # What was read reads the same again, and no letter is invented or lost but a list's “and”.
    again = f"{guest.name}, {guest.roles}" if guest.roles else guest.name
    assert read_guest(again) == guest or guest.roles.endswith((".", ",", ";", "and"))
    letters = [c for c in line if c.isalpha()]
    kept = [c for c in guest.name + guest.roles if c.isalpha()]
    assert kept == letters[: len(kept)]
    assert "".join(letters[len(kept) :]) in ("", "and")


PIECES = ("em", "image", "link", "text")


@quickly
@given(pieces=st.lists(st.tuples(st.sampled_from(PIECES), st.text(max_size=12)), max_size=6))
def test_related_lines(pieces: list[tuple[str, str]]) -> None:
    line = Syntax(Token("inline", "", 0))
    for kind, words in pieces:
        Syntax(Token(kind, "", 0, content=words), line)
    try:
        shape = read_related(line)
    except ValueError:
        return
    assert pieces[shape.title][0] in ("em", "link")
    if shape.teaser is not None:
        index, words = shape.teaser
        assert index > shape.title
        assert pieces[index][1].endswith(words)


@quickly
@given(text=st.text(max_size=60))
def test_slugs_are_safe_in_an_address_and_in_the_frame(text: str) -> None:
    made = slug(text)
    assert not re.search(r"[\s_/\\.<>\"'&?#%:]", made)
    assert not made.startswith("-")
    assert not made.endswith("-")
    assert slug(made) == made


@quickly
@given(
    headings=st.lists(st.sampled_from(["A", "A 2", "A 3", "a", "", "!", "Section"]), max_size=12)
)
def test_anchors_are_all_different(headings: list[str]) -> None:
    made = anchors_from([Heading(2, heading, 1) for heading in headings], ())
    assert len(set(made)) == len(made)


@quickly
@given(content=st.text(alphabet="a <>\n`!", max_size=20))
def test_words_and_targets(content: str) -> None:
    words, target = words_and_target(content)
    assert words == words.strip()
    assert target is None or (words and target == target.strip() != "")


@quickly
@given(words=st.text(min_size=1, max_size=10), tag=st.text(alphabet="abzxCyrl0-_<> ", max_size=14))
def test_language_tags(words: str, tag: str) -> None:
    try:
        _, standard = read_lang(f"{words} <{tag}>")
    except ValueError:
        return
    assert re.fullmatch(r"[A-Za-z0-9-]+", standard)


@quickly
@given(name=st.text(max_size=40) | st.text(alphabet="./%\\ab\0", max_size=12))
def test_picture_names(name: str) -> None:
    complaint = image_complaint(name, page=NAME, root=REPOSITORY)
    assert complaint is not None  # there is no picture at all in that folder


# Weight: whatever is sent, an answer comes, and soon.


@pytest.mark.parametrize("shape", SHAPES)
def test_check_answers_soon(surroundings: Surroundings, shape: str) -> None:
    """What is known to be hard is tried larger, in `test_limits.py`; all of it, every night."""
    gc.disable()  # of what all tests before have left
    began = time.process_time()
    check_page(Page(NAME, (START + SHAPES[shape](20_000) + "\n").encode()), surroundings)
    taken = time.process_time() - began
    gc.enable()
    assert taken < 1


YAML_BOMBS = {
    "laughs": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: *c",
    "lists": "[" * 100_000,
    "mappings": "{a: " * 100_000,
    "keys": "? " * 100_000,
    "items": "- " * 100_000,
    "numbers": "volume: " + "9" * 100_000,
    "text": "title: " + "a" * 1_000_000,
    "tag": "title: !!python/object/apply:os.system ['touch pwned']",
}


@pytest.mark.parametrize("bomb", YAML_BOMBS.values(), ids=YAML_BOMBS.keys())
def test_front_matter_answers_soon(bomb: str) -> None:
    began = time.process_time()
    read = Page(NAME, f"---\n{bomb}\n---\n".encode()).front_matter
    assert time.process_time() - began < 2
    assert read.problems
    assert all(len(str(problem)) < 1_000 for problem in read.problems)
    assert not (Path(tempfile.gettempdir()) / "pwned").exists()
    assert not Path("pwned").exists()
