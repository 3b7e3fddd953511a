"""What a contributor's machine may refuse: a sentence and a way out, and no traceback."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pip
import pytest
from periodical.cli import commands, in_words, main

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


@pytest.mark.parametrize("number", ["0", "-2", "many", "1.5", ""])
def test_a_number_of_processes_that_is_none(
    publication: Publication, capsys: pytest.CaptureFixture[str], number: str
) -> None:
    error = said(publication, capsys, "build", f"--jobs={number}")
    assert f"“{number}” is no number of processes. Write one, or auto." in error


def test_an_issue_that_is_none_is_told_before_anything_is_built(
    publication: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    publication.issue("## In the Region\n\nWords.\n")
    assert "--sources-of" in said(publication, capsys, "links", "a.html")
    for command in (["share"], ["links", "a.html", "--sources-of"]):
        error = said(publication, capsys, *command, "2031-01-70")
        assert "There is no issue “2031-01-70”. Did you mean “2031-01-07”?" in error
    assert not (publication.root / "_build").exists()


def test_a_folder_that_is_named_is_checked(
    publication: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    publication.issue("## Nowhere\n", date="2031-01-07")
    publication.issue("## Nowhere\n", date="2032-01-07")
    for name, count in (("issues", 2), ("issues/2032", 1)):
        capsys.readouterr()
        arguments = ["--root", str(publication.root), "check", str(publication.root / name)]
        assert main(arguments) == 1
        said = capsys.readouterr()
        assert said.out.count("There is no section “Nowhere”.") == count
        assert said.err.startswith(f"{count} page")


def test_a_draft_is_not_out(publication: Publication, capsys: pytest.CaptureFixture[str]) -> None:
    publication.issue("## In the Region\n\nWords.\n", extra="status: draft\n")
    error = said(publication, capsys, "share", "2031-01-07")
    assert "is not on the site: it is a draft, or of a later day." in error


def test_of_a_quiet_build_only_warnings_are_told(
    publication: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    publication.issue("## In the Region\n\nWords.\n")
    capsys.readouterr()
    assert main(["--root", str(publication.root), "build", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_all_commands_are_shown_to_who_names_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end, mock.patch.object(sys, "argv", ["periodical"]):
        main()
    said = capsys.readouterr().out
    assert end.value.code == 0
    assert all(name in said for name in commands())


def test_a_publication_without_a_name(
    publication: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Say what the publication is called" in said(publication, capsys, "init", "  ")
    assert not (publication.root / "publication").exists()


@pytest.mark.parametrize(
    "title",
    ["A *starred* [road]", "Roads #5: \"Borders\" & co", "'90s `x` _y_ a_b", "Two\n lines",
     "<b> \\ c &lt; d"],
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


def test_a_build_on_a_disk_that_becomes_full_says_so(publication: Publication) -> None:
    publication.issue("## In the Region\n\n### A Story\n\nWords.\n")
    (publication.root / "_build").mkdir()
    alone = ["unshare", "--user", "--map-root-user", "--mount"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("No small disk can be made here.")
    small = 'mount -t tmpfs -o size=2m tmpfs _build && exec "$0" -m periodical.cli build'
    done = subprocess.run(
        [*alone, "sh", "-c", small, sys.executable], cwd=publication.root,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "extensions")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("periodical: The disk is full. Make room")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EIO])
def test_the_system_s_refusals_are_said_in_words(number: int) -> None:
    words = in_words(OSError(number, os.strerror(number), "/elsewhere/issues"))
    assert words.endswith(".")
    assert str(number) not in words


HASTY = """\
#!/bin/sh
if [ "$2" != venv ]; then exec {python} "$@"; fi
{python} -m venv --without-pip "$3" && ln -s {pip} "$3"/lib/python*/site-packages
"""
"""A Python in whose environments there is a link to this one's pip: to copy it takes longest."""


@pytest.mark.parametrize("target", ["site", "lock"])
def test_make_without_a_network_says_so(tmp_path: Path, target: str) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(REPOSITORY / name, tmp_path)
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    python = tmp_path / "python"
    python.write_text(HASTY.format(python=sys.executable, pip=Path(pip.__file__).parent), "utf-8")
    python.chmod(0o755)
    done = subprocess.run(
        ["make", target, f"PYTHON={python}"], cwd=tmp_path, env={**kept, **nowhere},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "The network cannot be reached" in done.stderr
    assert f"make {target}" in done.stderr
    assert "No matching distribution" not in done.stderr
