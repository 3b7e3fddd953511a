"""What a contributor's machine may refuse: a sentence and a way out, and no traceback."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from periodical.cli import in_words, main

from .conftest import REPOSITORY, Publication

NEW = ["new", "A Road", "--author", "Ann Example", "--date"]


def said(publication: Publication, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what a command that cannot be carried out says."""
    capsys.readouterr()
    try:
        assert main(["--root", str(publication.root), *words]) == 2
    except SystemExit as end:  # of argparse
        assert end.code == 2
    error = capsys.readouterr().err
    assert "Errno" not in error
    assert "Traceback" not in error
    return error


def test_new_for_a_page_that_is_there(
    publication: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(publication.root), *NEW, "2031-01-07"]) == 0
    page = publication.root / "issues/2031/2031-01-07-a-road.md"
    before = page.read_bytes()
    error = said(publication, capsys, *NEW, "2031-01-07")
    assert "issues/2031/2031-01-07-a-road.md is there already. Edit it, or take another" in error
    assert page.read_bytes() == before


@pytest.mark.parametrize("date", ["2031-02-30", "7 January 2031", "20310107", "2031-1-7", ""])
def test_new_with_a_date_that_is_none(
    publication: Publication, capsys: pytest.CaptureFixture[str], date: str
) -> None:
    error = said(publication, capsys, *NEW, date)
    assert f"“{date}” is not a day of the calendar. Write year, month and day: 2024-04-09." in error


@pytest.mark.parametrize("port", ["99999", "-1", "http", "8000.5"])
def test_a_port_that_is_none(
    publication: Publication, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    error = said(publication, capsys, "preview", f"--port={port}")
    assert f"“{port}” is not a port. Write a number such as 8001." in error


@pytest.mark.parametrize(
    "title",
    ["A *starred* [road]", "Roads #5: \"Borders\" & co", "'90s `x` _y_ a_b", "Two\n lines",
     "<b> \\ c"],
)  # fmt: skip
def test_what_new_lays_out_passes_the_check(publication: Publication, title: str) -> None:
    new = ["new", title, "--author", "Case, Jr.", "--date", "2031-01-07"]
    assert main(["--root", str(publication.root), *new]) == 0
    assert publication.check() == []


def test_new_in_a_year_of_three_digits_passes_the_check(publication: Publication) -> None:
    assert main(["--root", str(publication.root), *NEW, "0987-05-01"]) == 0
    assert publication.check() == []


@pytest.mark.parametrize("command", ["build", "pdf", "preview"])
def test_a_folder_that_cannot_be_written(
    publication: Publication, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    publication.write("_build", "no folder")
    assert "is a file, and has to be a folder" in said(publication, capsys, command)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EIO])
def test_the_system_s_refusals_are_said_in_words(number: int) -> None:
    words = in_words(OSError(number, os.strerror(number), "/elsewhere/issues"))
    assert words.endswith(".")
    assert str(number) not in words


@pytest.mark.parametrize("target", ["site", "lock"])
def test_make_without_a_network_says_so(tmp_path: Path, target: str) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(REPOSITORY / name, tmp_path)
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        ["make", target], cwd=tmp_path, env={**kept, **nowhere},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "The network cannot be reached" in done.stderr
    assert f"make {target}" in done.stderr
    assert "No matching distribution" not in done.stderr
