"""The catalogue of messages: each is found on its example, and the guide lists them all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Template

import pytest
from periodical.desk.check import check
from periodical.markup.judging import Surroundings
from periodical.markup.rules import check_page, syntax
from periodical.model.files import table_beside
from periodical.model.issue import IssueHead, LeadImage, Revision, Source
from periodical.model.messages import Message, Problem, catalogue, describe, on_one_line
from periodical.model.page import IssueIndex, Page
from periodical.model.publication import read_publication
from periodical.model.registry import ENTRIES, DeadLink, StyleRule, read_registry
from periodical.model.values import Model
from PIL import Image

from .conftest import REPOSITORY

PACKAGE = REPOSITORY / "extensions/periodical"
PAGE = "issues/2031/2031-01-07-a-fictional-title.md"
HEAD = {
    "title": "A Fictional Title",
    "date": "2031-01-07",
    "authors": "[A. Fictional Author]",
    "summary": "A fictional summary.",
}
STORY = "\n\n## In the Region\n\n### A Fictional Story\n\n"
MESSAGES = catalogue().messages
EXAMPLES = [(name, where) for name, each in MESSAGES.items() for where in each.model_extra]

SHOWN_ELSEWHERE = {
    "not-utf-8": "test_page.py",
    "front-matter-endless": "test_check.py",
    "value-too-long": "test_check.py",
    "doi-other-prefix": "test_deposit.py",
    "doi-twice": "test_check.py",
    "value-no-doi-prefix": "test_deposit.py",
    "value-no-issn": "test_deposit.py",
    "redirect-twice": "test_check.py",
    "redirect-same-file": "test_check.py",
    "address-of-another-story": "test_moved_stories.py",
    "file-link": "untrusted/test_folder.py",
    "file-none": "untrusted/test_folder.py",
    "page-too-long": "untrusted/test_folder.py",
    "data-file-unread": "test_check.py",
    "data-link": "test_page.py",
    "data-too-long": "test_page.py",
    "picture-too-big": "untrusted/test_folder.py",
    "picture-too-large": "untrusted/attacks.py",
    "syntax-too_deep": "untrusted/attacks.py",
    "syntax-too_dense": "untrusted/test_limits.py",
    "page-of-a-later-day": "test_held_back.py",
    "hidden-in-word": "test_advice.py",
    "name-nearly": "test_advice.py",
    "name-otherwise": "test_advice.py",
    "authors-in-one": "test_advice.py",
    "named-twice": "test_advice.py",
    "revision-of-later-day": "test_advice.py",
    "translation-of-itself": "test_advice.py",
    "unfinished-in-draft": "test_advice.py",
    "list-typed": "test_advice.py",
    "callout-typed": "test_advice.py",
    "headlines-alike": "test_advice.py",
    "story-without-text": "test_advice.py",
    "indented-code": "test_advice.py",
    "picture-without-credit": "test_advice.py",
    "dash-typed": "test_advice.py",
    "link-tracks": "test_advice.py",
    "link-opaque": "test_advice.py",
    "language-unsaid": "test_advice.py",
    "house-style": "test_advice.py",
    "spelling": "test_advice.py",
    "syntax-too_long": "untrusted/test_limits.py",
    "syntax-too_long_word": "untrusted/test_limits.py",
    "syntax-too_long_words": "untrusted/test_limits.py",
    "syntax-too_long_cell": "untrusted/test_limits.py",
    "option-too-long": "untrusted/test_limits.py",
    "headings-too-many": "untrusted/test_limits.py",
    "page-too-many-signs": "untrusted/test_limits.py",
    "page-too-many-words": "untrusted/test_limits.py",
    "syntax-too_wide": "untrusted/test_limits.py",
    "syntax-too_many_rows": "untrusted/test_limits.py",
    "pictures-too-many": "untrusted/test_limits.py",
    "notes-too-many": "untrusted/test_limits.py",
    "problems-more": "untrusted/test_limits.py",
    "picture-with-place": "test_pictures.py",
    "path-same-elsewhere": "test_pictures.py",
    "refused": "test_recipes.py",
    "changed-in-silence": "test_unannounced.py",
    "address-lost": "releases/test_addresses.py",
    "redirect-of-page": "releases/test_addresses.py",
    "redirect-no-address": "releases/test_addresses.py",
    "redirect-to-nowhere": "releases/test_addresses.py",
    "pdf-not-made": "pdf/test_builder.py",
}
"""Messages that no single page can show, and where each is tested."""

UNEXPECTED = {
    "yaml-unreadable", "value-out-of-range", "value-invalid", "syntax", "pdf-link", "pdf-address",
}  # fmt: skip
"""Messages for what a library may find one day, and what the rules refuse before."""


def says(problem: Problem, message: Message) -> bool:
    """Tell whether a problem has the words of a message, whatever stands for its names."""
    words = re.sub(r"\\\$\w+", ".*", re.escape(message.what))
    # YAML that cannot be read has the code of the registry in `_data/`.
    code = "registry" if problem.file.startswith("_data/") else message.code
    return problem.code in (code, message.code) and bool(re.fullmatch(words, problem.message))


def page(*, body: str = "", front: str = "") -> str:
    """Return an issue with words in its story, or with other keys."""
    keys = {line.split(":")[0] for line in front.strip().splitlines()}
    kept = "".join(f"{key}: {value}\n" for key, value in HEAD.items() if key not in keys)
    return f"---\n{front.strip()}\n{kept}---\n\n# A Fictional Title{STORY}{body}"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8", newline="\n")


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Surroundings:
    """The repository's publication, with two other issues, and pictures beside the page."""
    root = tmp_path_factory.mktemp("messages")
    folder = (root / PAGE).parent
    folder.mkdir(parents=True)
    lake = Image.new("RGB", (40, 30))
    lake.save(folder / "whole.png")
    lake.save(folder / "cut.jpg")
    lake.save(folder / "renamed.png", "JPEG")
    (folder / "cut.jpg").write_bytes((folder / "cut.jpg").read_bytes()[:-2])
    (folder / "broken.png").write_bytes(b"no picture")
    (folder / "link.png").symlink_to("whole.png")
    registry = read_registry(REPOSITORY)
    others = IssueIndex(frozenset({"2031-01-14-a-fictional-title", "2031-01-14-another-title"}))
    return Surroundings(root, read_publication(REPOSITORY), registry, others)


@pytest.mark.parametrize(("name", "where"), EXAMPLES)
def test_the_example_has_this_message_alone(
    name: str, where: str, surroundings: Surroundings, tmp_path: Path
) -> None:
    message = MESSAGES[name]
    example = message.model_extra[where]
    match where:
        case "example" | "front" | "page":
            texts = {
                "example": page(body=example), "front": page(front=example), "page": example
            }  # fmt: skip
            problems = check_page(Page(PAGE, texts[where].lstrip().encode()), surroundings)
        case "file":
            conf = (REPOSITORY / "conf.py").read_text("utf-8")
            (tmp_path / "conf.py").write_text(f'{conf}\nperiodical_today = "9999-12-31"\n', "utf-8")
            write(tmp_path / example, page())
            problems, _ = check(tmp_path)
        case "data" | "places":
            name = "people" if where == "data" else where
            write(tmp_path / f"_data/{name}.yaml", example)
            problems = read_registry(tmp_path).problems
    assert [says(each, message) for each in problems] == [True], problems


BROKEN = {
    "title: [Update] A fictional title": "2:17 yaml-after-bracket",
    "title: [Update]: A fictional title": "2:16 yaml-after-bracket",
    "topics: [migration, water]]": "2:27 yaml-after-bracket",
    "title: {Update} A fictional title": "2:17 yaml-after-bracket",
    "title: [Update": "2:8 yaml-bracket-open",
    "source: {title: A: B}": "2:9 yaml-bracket-open",
    "lead_image:\n  file: a.jpg\n  alt: [a lake\n  credit: A": "4:8 yaml-bracket-open",
    "authors: [A, 'B' C]": "2:18 yaml-after-quotes",
    "title: 'Osh's market'": "2:13 yaml-after-quotes",
    'authors: ["A, B]': "2:11 yaml-quote-open",
    'title: "A\nsummary: "Words"': "2:8 yaml-quote-open",
    "title: %50": "2:8 yaml-begins",
    "title: @osh": "2:8 yaml-begins",
    "authors:\n- `osh`": "3:3 yaml-begins",
    "title: *Osh* today": "2:8 yaml-begins",
    "title: & Sons": "2:8 yaml-begins",
    "title: | Osh": "2:8 yaml-begins",
    "title: > Osh": "2:8 yaml-begins",
    "title: ? Osh": "2:8 yaml-begins",
    "title: - Osh": "2:8 yaml-begins",
    "authors: [A,, B]": "2:13 yaml-begins",
    "title: *osh": "2:8 yaml-begins",
    "title: ! Osh": "2:8 yaml-begins",
    "title: |031": "2:8 yaml-begins",
    "%title: Osh": "2:1 yaml-begins",
    "title: Osh\n% A comment": "3:1 yaml-begins",
    "title: Osh\n!! status: draft": "3:1 yaml-begins",
    "title: Osh\ntopics: [": "4:1 yaml-unfinished",
    "revisions:\n -\n date: 2031-01-08": "4:2 yaml-unfinished",
    "authors: [A:, B]": "2:11 yaml-colon",
    "title: Osh: today": "2:11 yaml-colon",
    "summary: A line\n  that goes on: here": "3:15 yaml-colon",
    "lead_image:\n  file: a.jpg\n   alt: A lake": "4:7 yaml-colon",
    "title:Osh\nstatus: draft": "2:1 yaml-no-key",
    "lead_image:\n  file:a.jpg\n  alt: A lake": "3:3 yaml-no-key",
    "title = Osh\nstatus: draft": "2:1 yaml-no-key",
    "summary: A line\nthat goes on\nstatus: draft": "3:1 yaml-no-key",
    "authors:\n- A\n-B\nstatus: draft": "4:1 yaml-no-key",
    "authors:\n  - A\n - B": "4:2 yaml-indent",
    "lead_image:\n  file: a.jpg\n alt: A lake": "4:2 yaml-indent",
    "summary: >\n  Words\n and more": "4:2 yaml-indent",
    " title: A\nstatus: draft": "3:1 yaml-indent",
    "\ttitle: A": "2:1 yaml-tab",
    "authors:\n\t- A": "3:1 yaml-tab",
    "authors: A\n  - B": "3:1 yaml-item-in-text",
    "source:\npublisher: A Press": "3:1 key-of-another",
}
"""Front matters as people break them; where, and what they are told."""


@pytest.mark.parametrize("front", BROKEN)
def test_broken_front_matter_is_explained_by_its_cause(front: str) -> None:
    place, name = BROKEN[front].split()
    problems = Page(PAGE, f"---\n{front}\n---\n".encode()).front_matter.problems
    told = {f"{each.line}:{each.column}": says(each, MESSAGES[name]) for each in problems}
    assert told.get(place), problems
    # What cannot be read at all is told once.
    assert len(problems) == 1 or name.startswith("key")


def test_a_message_is_one_line_whatever_it_quotes() -> None:
    assert on_one_line(f"“{'a' * 60}{'b' * 20}” is wrong.") == f"“{'a' * 60}…” is wrong."
    assert on_one_line(f"“{'a' * 60}{'b' * 19}” is wrong.").count("b") == 19
    assert on_one_line("“a\nb\u202e” is\twrong.") == "“a b\ufffd” is wrong."


def names_in_code() -> Iterator[tuple[str, str]]:
    """Yield what the code asks of the catalogue: a module, and the name of a message."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in ("problem", "say", "is_beyond", "_note", "Complaint"):
                for each in node.args:
                    name = str(getattr(each, "value", ""))
                    if isinstance(each, ast.Constant) and re.fullmatch(r"\w+(-\w+)+", name):
                        yield path.name, name


def test_the_code_asks_for_messages_that_there_are() -> None:
    assert [each for each in names_in_code() if each[1] not in MESSAGES] == []


TROUBLES = ("TroubleError", "GitError", "PublicationError")


def test_troubles_are_told_with_what_they_ask_for() -> None:
    told: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TROUBLES:
                name = getattr(node.args[0], "value", "")
                told.setdefault(name, set()).update(str(each.arg) for each in node.keywords)
    # A store that is read says which of two troubles it is in, with the same values.
    told["store-damaged"] = told["file-changed"] = {"store", "path", "count", "files"}
    told.pop("")
    words = {name: Template(words) for name, words in catalogue().troubles.items()}
    assert told.keys() == words.keys()
    assert [name for name in told if not told[name] >= set(words[name].get_identifiers())] == []


def test_every_message_is_used_and_shown() -> None:
    code = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    in_tables = {*catalogue().errors.values(), *table_beside(syntax.__file__, "marks.toml")}
    assert in_tables <= MESSAGES.keys()
    unused = [name for name in MESSAGES if f'"{name}"' not in code and name not in in_tables]
    assert all(name.startswith("syntax-") for name in unused), unused
    without = {name for name, message in MESSAGES.items() if not message.model_extra}
    assert without == SHOWN_ELSEWHERE.keys() | UNEXPECTED
    assert all((REPOSITORY / "tests" / file).is_file() for file in SHOWN_ELSEWHERE.values())


def test_every_key_is_described() -> None:
    """In the words that editors show, and that are the advice where a value is wrong."""
    models = {each.__name__: each for each in subclasses(Model)}
    for name in catalogue().keys:
        written = {each.alias or key for key, each in models[name].model_fields.items()}
        assert catalogue().keys[name].keys() <= written
    for model in (IssueHead, LeadImage, Revision, Source, DeadLink, StyleRule, *ENTRIES.values()):
        assert all(describe(model, key) for key in model.model_fields), model


def subclasses(model: type[Model]) -> Iterator[type[Model]]:
    for each in model.__subclasses__():
        yield each
        yield from subclasses(each)
