"""Words that change after a release without a word to readers: what `check` says of them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from periodical.cli import main
from periodical.markup.pages import read_words
from periodical.model.messages import Problem
from periodical.model.page import Page

from .conftest import REPOSITORY, Publication, make_publication
from .repository import Repository, make_repository

BODY = """\
## In the Region

### The pass

The pass over the mountains has been
closed for nine days, and no *lorry* gets through.

Drivers ask [the road office](https://example.org/road) when it opens.

:::{why-its-important}
The road is the only one.
:::

| Month | Days |
| --- | --- |
| March | 9 |
"""


@pytest.fixture
def repository(publication: Publication) -> Repository:
    return make_repository(publication)


@pytest.fixture
def released(repository: Repository) -> tuple[Repository, str]:
    page = repository.publication.issue(BODY)
    repository.publication.issue("Words.\n", date="2031-01-14", name="another")
    repository.release("v2031.1")
    return repository, page


def unannounced(repository: Repository) -> list[Problem]:
    problems = repository.publication.check()
    assert {problem.code for problem in problems} <= {"revision"}
    return problems


def test_nothing_changed(released: tuple[Repository, str]) -> None:
    assert unannounced(released[0]) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("nine days", "ten days", 14, "“nine” became “ten”"),
        ("only one", "only road", 20, "“one.” became “road.”"),
        ("| March | 9 |", "| March | 8 |", 25, "“9” became “8”"),
        ("\nDrivers ask", "\nA new paragraph.\n\nDrivers ask", 17, "“A new paragraph.” is new"),
        ("### The pass", "### The closed pass", 12, "“closed” is new"),
        ("summary for a test", "summary for tests", 5, "“a test.” became “tests.”"),
        ("| March | 9 |\n", "", 23, "“March | 9” is gone"),
        (":::{why-its-important}\nThe road is the only one.\n:::\n", "", 20, "is gone"),
    ],
)
@pytest.mark.parametrize("committed", [False, True])
def test_changed_words(
    released: tuple[Repository, str], old: str, new: str, line: int, said: str, committed: bool
) -> None:
    repository, page = released
    repository.rewrite(page, old, new)
    if committed:
        repository.commit()
    (problem,) = unannounced(repository)
    assert (problem.file, problem.line) == (f"{page}.md", line)
    assert said in problem.message
    assert "v2031.1" in problem.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("has been\nclosed for", "has been closed\nfor"),
        ("*lorry*", "**lorry**"),
        ("*lorry*", "lorry"),
        ("https://example.org/road", "https://example.org/office"),
        ("[the road office](https://example.org/road)", "the road office"),
        ("pass over", "{lang}`pass <en>` over"),
        ("| March | 9 |", "| March |     9 |"),
        ("---\n\n#", "topics: [roads]\n---\n\n#"),
        ("title: A", 'title: "A'),
    ],
)
def test_markup_alone_is_no_revision(released: tuple[Repository, str], old: str, new: str) -> None:
    repository, page = released
    repository.rewrite(page, old, new)
    if new.startswith('title: "'):
        repository.rewrite(page, "Title\ndate", 'Title"\ndate')
    assert unannounced(repository) == []


def test_typing_is_no_revision(repository: Repository) -> None:
    page = repository.publication.issue('The road\'s "end" -- at last...\n')
    repository.release("v1")
    repository.rewrite(page, 'road\'s "end" -- at last...', "road’s “end” – at last…")
    assert unannounced(repository) == []


def test_the_entry_that_is_advised_is_the_way_out(released: tuple[Repository, str]) -> None:
    repository, page = released
    repository.rewrite(page, "nine", "ten")
    (problem,) = unannounced(repository)
    entry = re.search(r"(revisions: \[.*\])$", problem.advice)
    assert entry
    repository.rewrite(page, "---\n\n#", f"{entry[1]}\n---\n\n#")
    assert unannounced(repository) == []
    repository.release("v2031.2", date="2031-03-01")
    assert unannounced(repository) == []

    # The next change needs an entry of its own; another note on the old one is none.
    repository.rewrite(page, "ten", "eleven")
    repository.rewrite(page, "What was wrong", "What had been wrong")
    (problem,) = unannounced(repository)
    assert "v2031.2" in problem.message
    entry = re.search(r"add (- \{.*\})$", problem.advice)
    assert entry
    text = (repository.publication.root / f"{page}.md").read_text("utf-8")
    first = re.search(r"revisions: \[(.*)\]\n", text)
    assert first
    repository.rewrite(page, first[0], f"revisions:\n- {first[1]}\n{entry[1]}\n")
    assert unannounced(repository) == []


def test_words_are_what_is_left_without_markup() -> None:
    page = Page.read(REPOSITORY, "tests/pdf/everything.md")
    blocks = read_words(page)
    words = "\n".join(block.text for block in blocks if 'code_inline("x")' not in block.text)
    assert page.head
    for sign in ("**", "](", "{", ":::", "[^", "---", "https://example.org/a"):
        assert sign not in words.replace('f"Сәлем, {name}"', "")
    lines = page.lines
    for said in ("A caption with", "Words.", "Another Guest", "Nested."):
        (block,) = [block for block in blocks if block.text.startswith(said)]
        assert said in lines[block.line - 1]


def test_a_new_issue_says_what_it_likes(released: tuple[Repository, str]) -> None:
    repository, _ = released
    repository.publication.issue("Words.\n", date="2031-01-21", name="new")
    assert unannounced(repository) == []
    repository.commit()
    repository.publication.issue("Other words.\n", date="2031-01-21", name="new")
    assert unannounced(repository) == []


def test_a_renamed_issue_is_compared_with_what_it_was(released: tuple[Repository, str]) -> None:
    repository, page = released
    root = repository.publication.root
    (root / f"{page}.md").rename(root / "issues/2031/2031-01-07-renamed.md")
    renamed = "issues/2031/2031-01-07-renamed"
    repository.rewrite(renamed, "---\n\n#", f"redirect_from: {page}.html\n---\n\n#")
    assert unannounced(repository) == []
    repository.rewrite(renamed, "nine", "ten")
    assert [problem.file for problem in unannounced(repository)] == [f"{renamed}.md"]


def test_the_last_release_counts_in_the_order_of_versions(
    released: tuple[Repository, str],
) -> None:
    repository, page = released
    for number in (9, 10):
        repository.rewrite(page, "nine", f"{number} or nine")
        repository.release(f"v2031.{number}", annotated=number == 9)
    assert unannounced(repository) == []
    # What is not merged here, and what is no version, are no releases of this text.
    repository.git("checkout", "-q", "-b", "elsewhere")
    repository.rewrite(page, "nine", "none")
    repository.release("v2031.11")
    repository.git("checkout", "-q", "main")
    for tag in ("beta", "vast", "v2031.12<b>"):
        repository.git("tag", tag)
    assert unannounced(repository) == []


def test_only_named_files_are_looked_at(released: tuple[Repository, str]) -> None:
    repository, page = released
    repository.rewrite(page, "nine", "ten")
    root = repository.publication.root
    assert main(["--root", str(root), "check", str(root / f"{page}.md")]) == 1
    other = root / "issues/2031/2031-01-14-another.md"
    assert main(["--root", str(root), "check", str(other)]) == 0


def test_a_publication_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / "news letter").mkdir()
    publication = make_publication(tmp_path / "news letter")
    repository = make_repository(publication, top=tmp_path)
    page = publication.issue(BODY)
    repository.release("v1")
    repository.rewrite(page, "nine", "ten")
    assert [problem.file for problem in unannounced(repository)] == [f"{page}.md"]


def test_no_git_and_no_releases(
    publication: Publication, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = publication.issue(BODY)
    assert publication.check() == []
    repository = make_repository(publication)
    assert publication.check() == []
    repository.commit()
    assert publication.check() == []
    repository.git("tag", "v1")
    repository.rewrite(page, "nine", "ten")
    assert len(publication.check()) == 1
    monkeypatch.setenv("PATH", str(publication.root / "_static"))
    assert publication.check() == []
    assert capsys.readouterr().err == ""


def test_a_shallow_clone_says_so(
    released: tuple[Repository, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository, page = released
    repository.rewrite(page, "nine", "ten")
    repository.commit()
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", "--no-tags", repository.top.as_uri(), str(clone)],
        check=True,
    )
    assert Publication(clone).check() == []
    assert "git fetch --unshallow --tags" in capsys.readouterr().err
    subprocess.run(["git", "fetch", "-q", "--unshallow", "--tags"], cwd=clone, check=True)
    assert len(Publication(clone).check()) == 1
    assert capsys.readouterr().err == ""


def test_an_old_text_that_cannot_be_read(repository: Repository) -> None:
    page = repository.publication.issue("Words.\n")
    path = repository.publication.root / f"{page}.md"
    text = path.read_bytes()
    path.write_bytes(b"\xff\xfe no front matter \x00" + text)
    repository.release("v1")
    path.write_bytes(text)
    assert [problem.code for problem in repository.publication.check()] == ["revision"]
