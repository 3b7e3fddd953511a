"""The generator of fictional issues: what the bench and other tests stand on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from periodical.desk.check import check

from .conftest import REPOSITORY, Publication
from .fiction import as_plain_page, fictional_issue, write_archive, write_plain_archive
from .trees import tree_of


def test_same_number_same_bytes(tmp_path: Path) -> None:
    write_archive(tmp_path / "one", 9, covers=True)
    environment = {
        "PYTHONPATH": str(REPOSITORY / "extensions"),
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Dushanbe",
    }
    subprocess.run(
        [sys.executable, "-m", "tests.fiction", str(tmp_path / "two"), "--count", "9", "--covers"],
        cwd=REPOSITORY, env=environment, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    assert tree_of(tmp_path / "one") == tree_of(tmp_path / "two")


def test_an_issue_is_the_same_in_every_archive(tmp_path: Path) -> None:
    write_archive(tmp_path / "small", 5)
    write_archive(tmp_path / "large", 8)
    assert tree_of(tmp_path / "small").items() <= tree_of(tmp_path / "large").items()


def test_another_seed_gives_other_issues() -> None:
    assert fictional_issue(3, seed=1) != fictional_issue(3, seed=2)


def test_an_issue_is_like_a_real_one_in_size(tmp_path: Path) -> None:
    write_archive(tmp_path, 20)
    for page in tmp_path.glob("issues/*/*.md"):
        text = page.read_text("utf-8")
        assert 1300 < len(text.split()) < 1700
        without_related = "related-articles" not in text
        assert len(re.findall(r"(?m)^#+ ", text)) == 12 - without_related
        assert text.count(":::{why-its-important}") == 2


def test_every_page_says_that_it_is_fiction(tmp_path: Path) -> None:
    write_archive(tmp_path, 6)
    for page in tmp_path.glob("issues/*/*.md"):
        text = page.read_text("utf-8")
        assert re.search(r"(?m)^title: \"Fiction ", text)
        assert re.search(r"(?m)^summary: \"Fiction, made by a program\.", text)
        assert "Everything above is fiction." in text


def test_no_page_has_a_problem(tmp_path: Path) -> None:
    write_archive(tmp_path, 60, covers=True)
    assert check(tmp_path) == ([], 60)


def test_a_small_archive_builds_without_a_warning(tmp_path: Path) -> None:
    write_archive(tmp_path, 12, covers=True)
    built = Publication(tmp_path).build()
    assert built.warnings == []
    front = built.html("index")
    assert front.find(string=re.compile("^Fiction 12: "))
    assert len(list(built.out.glob("issues/*/*.html"))) == 12


def test_the_plain_archive_has_the_same_text(tmp_path: Path) -> None:
    write_plain_archive(tmp_path, 3)
    issue = fictional_issue(3)
    page = (tmp_path / f"{issue.name.docname}.md").read_text("utf-8")
    assert page == as_plain_page(issue)
    for story in issue.stories:
        assert story.callout in page
        assert all(block in page for block in story.blocks)
