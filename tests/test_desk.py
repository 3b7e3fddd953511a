"""`periodical build` and `periodical preview`, as people start them."""

from __future__ import annotations

import fcntl
import inspect
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from importlib import import_module
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from periodical import cli

from .commands import periodical
from .conftest import Publication


def build(root: Path) -> subprocess.CompletedProcess[str]:
    return periodical("build", cwd=root)


def started(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as people start it."""
    return subprocess.run(
        [sys.executable, "-u", "-m", "periodical.cli", *arguments],
        cwd=cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_in_a_terminal_progress_is_one_line_and_nothing_is_told_of_settings(
    publication: Publication,
) -> None:
    publication.issue("## In the Region\n", name="with-a-name-that-is-too-long-for-a-terminal" * 2)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    without = {
        name: each for name, each in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")
    }
    command = [sys.executable, "-m", "periodical.cli", "build"]
    with subprocess.Popen(
        command, cwd=publication.root, stdout=theirs, stderr=theirs, env=without | {"TERM": "xterm"}
    ) as running:
        os.close(theirs)
        said = b""
        try:
            while some := os.read(ours, 65536):
                said += some
        except OSError:  # what Linux says when the other end is closed
            pass
        os.close(ours)
    assert running.returncode == 0
    text = re.sub(r"\x1b\[[0-9;]*[mK]", "", said.decode())
    lines = [line for line in re.split(r"[\r\n]+", text) if line.startswith("making ")]
    assert any(line.endswith("a-terminal.pdf, 0:00 left") for line in lines), text
    assert [line for line in lines if len(line) > 80] == []
    assert "MdParserConfig" not in text


@pytest.mark.parametrize("name", cli.commands())
def test_a_command_is_given_what_it_takes(name: str) -> None:
    told = cli.commands()[name]
    module, _, function = told["run"].partition(":")
    takes = inspect.signature(getattr(import_module(f"periodical.desk.{module}"), function))
    given = {
        settings.get("dest") or names.split()[-1].strip("-").replace("-", "_")
        for names, settings in told.get("arguments", {}).items()
    }
    takes.bind(Path(), **dict.fromkeys({*given, *told.get("set", {})}))


def test_build_fails_until_the_page_is_mended(publication: Publication) -> None:
    """Sphinx would not warn again of a page that it need not read again, and pass."""
    page = publication.issue("## In the Regoin\n")
    for _ in range(2):
        failed = build(publication.root)
        assert failed.returncode != 0
        assert f"{page}.md:10: WARNING: There is no section “In the Regoin”." in failed.stderr
        assert failed.stderr.rstrip().endswith("The build found problems; they are above.")
    publication.issue("## In the Region\n")
    mended = started("build", cwd=publication.root)
    assert (mended.returncode, mended.stderr) == (0, "")
    assert mended.stdout == "The site is in _build/site: open _build/site/index.html\n"
    assert (publication.root / "_build/site/index.html").is_file()


@pytest.mark.parametrize(
    "line", ["project = nothing", "project = (", "import a_fictional_package", "raise SystemExit"]
)
def test_a_settings_file_that_python_cannot_run(publication: Publication, line: str) -> None:
    settings = publication.root / "conf.py"
    settings.write_text(f'project = "Fiction"\n{line}\n', "utf-8")
    done = build(publication.root)
    assert done.returncode and done.stderr.startswith("periodical: conf.py:2: ")
    assert done.stderr.endswith(". Every command runs this file: mend it there.\n")


def test_pdfs_lie_beside_their_pages(publication: Publication) -> None:
    page = publication.issue("## In the Region\n\nFictional words.\n")
    done = build(publication.root)
    assert (done.returncode, done.stderr) == (0, "")
    site = publication.root / "_build/site"
    for name in (page, "issues/2031", "index"):
        html = BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")
        (link,) = html.select(".download a[type='application/pdf']")
        assert link["type"] == "application/pdf"
        pdf = (site / name).parent / link["href"]
        assert pdf.read_bytes().startswith(b"%PDF-")
        alternate = html.select("head link[rel=alternate][type='application/pdf']")
        assert [each["href"] for each in alternate] == ([] if name == "index" else [link["href"]])


def test_a_pdf_that_cannot_be_made_fails_the_build_and_stops_no_other(
    publication: Publication,
) -> None:
    good = publication.issue("## In the Region\n\nFictional words.\n")
    bad = publication.issue("## In the Region\n\nRunes: ᚠᚢᚦ.\n", date="2031-01-14", name="runes")
    failed = build(publication.root)
    assert failed.returncode != 0
    assert f"{bad}.md:12: WARNING: " in failed.stderr
    assert "U+16A0" in failed.stderr
    site = publication.root / "_build/site"
    assert (site / f"{good}.pdf").is_file()
    assert not (site / f"{bad}.pdf").exists()


def test_pdfs_alone(publication: Publication) -> None:
    page = publication.issue("## In the Region\n\nFictional words.\n")
    done = started("pdf", cwd=publication.root)
    assert (done.returncode, done.stdout) == (0, "The PDFs are in _build/pdf\n")
    made = sorted(
        path.relative_to(publication.root / "_build/pdf").as_posix()
        for path in (publication.root / "_build/pdf").rglob("*.*")
    )
    assert made == ["issues/2031.pdf", f"{page}.pdf"]
