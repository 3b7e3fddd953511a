"""The wheel is enough to start another publication: its templates, styles and fonts are in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pikepdf
import pytest
from bs4 import BeautifulSoup

from .conftest import REPOSITORY, Publication

PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]


def done(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command as somebody would who has nothing of this repository at hand."""
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | environment
    run = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel; what it needs is that of this environment.

    That is linked to by a path alone, in which this package is not: it is installed here as a link.
    """
    folder = tmp_path_factory.mktemp("wheel")
    wheels = [*PIP, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, REPOSITORY]
    done(*wheels, cwd=folder)
    done(sys.executable, "-m", "venv", "--without-pip", folder / "env", cwd=folder)
    interpreter = folder / "env/bin/python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(done(interpreter, "-c", where, cwd=folder).strip())
    (site / "needs.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    (wheel,) = folder.glob("*.whl")
    done(*PIP, f"--python={interpreter}", "install", "--no-deps", "--no-index", wheel, cwd=folder)
    return interpreter


def test_a_new_publication_is_built_from_the_wheel_alone(python: Path, tmp_path: Path) -> None:
    periodical = [python, "-m", "periodical.cli"]
    origin = done(python, "-c", "import periodical; print(periodical.__file__)", cwd=tmp_path)
    assert Path(origin.strip()).is_relative_to(python.parents[1])
    done(*periodical, "init", "A Fictional Weekly", "--language", "kk", cwd=tmp_path)
    root = tmp_path / "a-fictional-weekly"
    new = ["new", "A First Issue", "--date", "2021-01-07", "--author", "A. Fictional Author"]
    done(*periodical, *new, cwd=root)
    (page,) = root.glob("issues/*/*.md")
    head = page.read_text("utf-8").split("## ")[0].replace("status: draft\n", "")
    head = head.replace("One or two sentences that stand alone", "This stands, as fiction, alone")
    page.write_text(f"{head}## Аймақта\n\n### A Fictional Story\n\nFictional words.\n", "utf-8")
    done(python, "-m", "unittest", "discover", "-s", "tests", cwd=root)
    site = root / "_build/site"
    html = BeautifulSoup(
        (site / page.relative_to(root)).with_suffix(".html").read_text("utf-8"), "html.parser"
    )
    assert "A First Issue" in html.h1.text
    assert html.html["lang"] == "kk"
    assert html.select_one("nav a[href$='about.html']").text == "Біз туралы"
    assert html.select_one(".issue-head time").text.split() == ["2021", "ж.", "7", "қаңтар"]
    for link in html.select("link[rel=stylesheet], script[src]"):
        address = (link.get("href") or link["src"]).split("?")[0]
        assert ((site / page.relative_to(root)).parent / address).is_file()
    fonts = {path.name for path in (site / "_static/fonts").glob("*.woff2")}
    assert fonts == {path.name for path in (REPOSITORY / "_static/fonts").glob("*.woff2")}
    with pikepdf.open((site / page.relative_to(root)).with_suffix(".pdf")) as pdf:
        assert len(pdf.pages) >= 1


def test_its_environment_takes_the_wheel_that_lies_beside_it(python: Path, tmp_path: Path) -> None:
    done(python, "-m", "periodical.cli", "init", "A Fictional Weekly", cwd=tmp_path)
    root = tmp_path / "a-fictional-weekly"
    (wheel,) = python.parents[2].glob("*.whl")
    shutil.copy(wheel, root)
    needs = root / "requirements.txt"
    text = needs.read_text("utf-8")
    assert "watchfiles>=" in text
    needs.write_text(text.replace("watchfiles", "# watchfiles"), "utf-8")
    dry = ["install", "--dry-run", "--ignore-installed", "--no-deps", "--no-index"]
    done(*PIP, *dry, "-r", "requirements.txt", cwd=root)


def test_what_is_a_publications_own_goes_before(publication: Publication) -> None:
    """Of a template and of a style sheet with the package's name, a publication's is taken."""
    shutil.rmtree(publication.root / "_templates")
    shutil.rmtree(publication.root / "_static")
    publication.write("_static/root/.gitkeep", "")
    publication.write("_static/star.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    publication.write("_templates/imprint.html", "An imprint of a publication's own.")
    page = publication.issue("## In the Region\n\nFictional words.\n", date="2021-01-07")
    built = publication.build()
    assert built.warnings == []
    assert "An imprint of a publication's own." in built.html(page).text
    assert (built.out / "_static/star.svg").read_text("utf-8").endswith("svg'/>")
    assert (built.out / "_static/newspaper.css").is_file()
    assert (built.out / "robots.txt").is_file()
