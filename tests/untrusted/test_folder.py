"""The folder `issues/`: what may be in it, and what is not read, copied or followed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from periodical.cli import main
from periodical.desk.check import check
from periodical.markup.rules import check_page
from periodical.model.limits import PAGE_BYTES
from periodical.model.page import Page
from sphinx.cmd.build import main as sphinx_build

from .conftest import png
from .laboratory import HEAD, Laboratory

SECRET = "A fictional secret of this machine"


OF_EDITORS = (
    ".obsidian/2031-03-08-draft.md", "2031/.2031-03-04-honest.md.swp", "2031/.2031-03-08-x.md",
    "2031/2031-03-04-honest.md~", "2031/#2031-03-04-honest.md#", "2031/4913", "2031/desktop.ini",
)  # fmt: skip
"""What editors and systems lay beside a page while somebody writes it: none of it is a mistake."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Laboratory:
    """A publication in whose folder of issues there is much that has no place in it."""
    lab = Laboratory(tmp_path_factory.mktemp("folder"))
    outside = tmp_path_factory.mktemp("outside")
    secret = HEAD.format(title=SECRET, date="2031-03-01", extra="") + SECRET
    (outside / "2031-03-01-secret.md").write_text(secret)
    (outside / "secret.png").write_bytes(png())

    lab.issue("Text ![a square](square.png).\n", date="2031-03-04", name="honest")
    lab.write("issues/2031/square.png", png())
    page = lab.root / "issues/2031/2031-03-01-secret.md"
    page.symlink_to(outside / "2031-03-01-secret.md")
    (lab.root / "issues/2029").symlink_to(outside, target_is_directory=True)
    (lab.root / "issues/2031/inside.png").symlink_to("square.png")
    # Sphinx prefers a picture in the language of the site, if there is one.
    (lab.root / "issues/2031/square.en.png").symlink_to(outside / "secret.png")
    lab.write("issues/2031/2031-03-02-other.rst", f"Title\n=====\n\n.. raw:: html\n\n   {SECRET}\n")
    lab.write("issues/2031/2031-03-02-other.txt", SECRET)
    lab.write("issues/2031/2031-03-02-other.ipynb", "{}")
    lab.write("issues/2031/2031-03-02-other.html", f"<script>{SECRET}</script>")
    lab.write("issues/2031/2031-03-02-other.svg", "<svg onload='alert(1)'/>")
    lab.write("issues/conf.py", "import os; os.system('touch pwned')\n")
    lab.write("issues/index.md", HEAD.format(title=SECRET, date="2031-03-05", extra=""))
    lab.write("issues/2031.md", HEAD.format(title=SECRET, date="2031-03-05", extra=""))
    lab.write(
        "issues/2031/*.md", HEAD.format(title="T", date="2031-03-04", extra="status: draft\n")
    )
    for name in OF_EDITORS:
        lab.write(f"issues/{name}", HEAD.format(title=SECRET, date="2031-03-08", extra=""))
    (lab.root / "issues/2031/.#2031-03-04-honest.md").symlink_to("user@host.1234:5678")
    lab.write("issues/2031/$(touch pwned).png", png())
    lab.write("issues/2031/\x1b[31mred.png", png())
    lab.issue("a" * PAGE_BYTES, date="2031-03-06", name="endless")
    lab.issue("Text.\n", date="2031-03-07", name="hidden-draft", extra='"status": draft\n')
    lab.build()
    return lab


def test_check_and_build_report_every_file(folder: Laboratory) -> None:
    expected = {
        "issues/2029": "a link to another file",
        "issues/2031/2031-03-01-secret.md": "a link to another file",
        "issues/2031/inside.png": "a link to another file",
        "issues/2031/square.en.png": "a link to another file",
        "issues/2031/2031-03-02-other.rst": "type “.rst”",
        "issues/2031/2031-03-02-other.txt": "type “.txt”",
        "issues/2031/2031-03-02-other.ipynb": "type “.ipynb”",
        "issues/2031/2031-03-02-other.html": "type “.html”",
        "issues/2031/2031-03-02-other.svg": "type “.svg”",
        "issues/conf.py": "type “.py”",
        "issues/index.md": "not the name of an issue",
        "issues/2031.md": "not the name of an issue",
        "issues/2031/*.md": "not the name of an issue",
        "issues/2031/$(touch pwned).png": "cannot be the name of a picture",
        "issues/2031/\x1b[31mred.png": "cannot be the name of a picture",
        "issues/2031/2031-03-06-endless.md": "too long to be read",
    }
    by_check = {p.file: p.text for p in folder.problems if p.code == "file-name"}
    assert by_check.keys() == expected.keys()
    for file, words in expected.items():
        assert words in by_check[file]
    in_build = {warning.text for warning in folder.warned if warning.kind == "file-name"}
    assert in_build == set(by_check.values())


def test_nothing_of_them_is_on_the_site(folder: Laboratory) -> None:
    written = folder.files()
    assert {name for name in written if name.startswith("issues/")} == {
        "issues/index.html",
        "issues/2031.html",
        "issues/2031/2031-03-04-honest.html",
        "issues/2031/2031-03-04-honest.md",
        "issues/2031/2031-03-04-honest.linkset.json",
        "issues/2031/2031-03-04-honest.bib",
        "issues/2031/2031-03-04-honest.ris",
        "issues/2031/2031-03-04-honest.csl.json",
    }
    assert {name for name in written if name.startswith("_images/")} <= {
        "_images/issues/2031/square.png"
    }
    for name in written:
        assert SECRET.encode() not in (folder.out / name).read_bytes(), name
    assert not list(folder.root.rglob("pwned"))


def test_a_name_with_an_asterisk_does_not_hide_its_neighbours(folder: Laboratory) -> None:
    assert "A Fictional Title" in folder.html("issues/2031/2031-03-04-honest").get_text()


def test_reports_do_not_reach_the_terminal_as_commands(
    folder: Laboratory, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("text", "github", "sarif"):
        assert main(["--root", str(folder.root), "check", "--format", form]) == 1
        assert "\x1b" not in capsys.readouterr().out


def test_a_picture_that_a_system_hides_is_refused(folder: Laboratory) -> None:
    text = HEAD.format(title="A Fictional Title", date="2031-03-04", extra="")
    page = Page("issues/2031/2031-03-04-honest.md", (text + "![A square](.square.png)\n").encode())
    (problem,) = check_page(page, folder.surroundings)
    assert "“.square.png” cannot be the name of a picture" in problem.text


def test_the_whole_folder_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere/2031").mkdir(parents=True)
    secret = HEAD.format(title=SECRET, date="2031-03-01", extra="")
    (tmp_path / "elsewhere/2031/2031-03-01-secret.md").write_text(secret)
    (tmp_path / "site").mkdir()
    lab = Laboratory(tmp_path / "site")
    (lab.root / "issues").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    lab.build()
    assert [problem.text for problem in lab.problems] == [warning.text for warning in lab.warned]
    assert "a link to another file" in lab.problems[0].text
    assert not (lab.out / "issues/2031").exists()


def test_a_page_in_the_shadow_of_its_namesake_is_checked(tmp_path: Path) -> None:
    lab = Laboratory(tmp_path)
    page = lab.issue("<script>\n", date="2031-03-04", name="twin")
    lab.write("issues/2032/2031-03-04-twin.md", (lab.root / f"{page}.md").read_bytes())
    problems, pages = check(lab.root, [lab.root / f"{page}.md"])
    assert pages == 1
    assert [problem.code for problem in problems] == ["html"]


@pytest.mark.parametrize("flags", [["-W", "--keep-going"], []])
def test_a_refusal_fails_the_build(tmp_path: Path, flags: list[str]) -> None:
    lab = Laboratory(tmp_path)
    lab.issue("<script>alert(1)</script>\n", date="2031-03-04", name="one")
    status = sphinx_build(["-q", "-n", *flags, str(lab.root), str(lab.out)])
    assert (status != 0) is bool(flags)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    lab = Laboratory(tmp_path)
    page = HEAD.format(title="A Fictional Title", date="2031-03-0{}", extra="") + "Text.\n"
    lab.write("issues/2031/2031-03-01-crlf.md", page.format(1).replace("\n", "\r\n"))
    lab.write("issues/2031/2031-03-02-bom.md", b"\xef\xbb\xbf" + page.format(2).encode())
    lab.write("issues/2031/2031-03-03-nul.md", page.format(3) + "a\0b\n")
    lab.write("issues/2031/2031-03-04-latin.md", page.format(4).encode() + b"caf\xe9\n")
    lab.write("issues/2031/2031-03-05-utf16.md", page.format(5).encode("utf-16"))
    lab.write("issues/2031/2031-03-06-empty.md", b"")
    lab.build()
    said = {(Path(p.file).stem[11:], p.line, str(p.code)) for p in lab.problems}
    assert {each for each in said if each[2] == "encoding"} == {
        ("nul", 15, "encoding"),
        ("latin", 15, "encoding"),
        ("utf16", 1, "encoding"),
    }
    assert not {name for name, _, _ in said} & {"crlf", "bom"}
    warned = {(Path(w.file).stem[11:], w.line, w.kind) for w in lab.warned}
    assert said == warned


def test_names_too_long_for_a_file_system(tmp_path: Path) -> None:
    lab = Laboratory(tmp_path)
    lab.write(f"issues/2031/2031-03-04-{'a' * 230}.md", "")
    page = lab.issue(
        "Text.\n", date="2031-03-05", name="one", extra=f"redirect_from: issues/{'x' * 300}.html\n"
    )
    source = (lab.root / f"{page}.md").read_text().replace("A. Fictional Author", "Ñ" * 300)
    lab.write(f"{page}.md", source)
    lab.build()
    assert {warning.kind for warning in lab.warned} == {"file-name", "invalid-value"}
    assert (lab.out / "index.html").is_file()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are POSIX")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    lab = Laboratory(tmp_path)
    (lab.root / "issues/2031").mkdir(parents=True)
    os.mkfifo(lab.root / "issues/2031/2031-03-04-pipe.md")
    assert [problem.message for problem in lab.problems] == ["This is not a file."]
    (lab.root / "issues/2031/2031-03-04-pipe.md").unlink()
