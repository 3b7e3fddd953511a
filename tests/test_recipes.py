"""The recipes of ARCHITECTURE.md, followed: a new file is all that a new directive needs, say."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from periodical.markup.directive import Invocation
from periodical.markup.directives import DIRECTIVES

from .commands import periodical
from .conftest import REPOSITORY, Publication, make_publication
from .pdf.reading import Document

PACKAGE = REPOSITORY / "extensions/periodical"

LETTERS = '''
[letters]
title = "Letters"
stories = true
layout = """
### A reader

What the reader says.
"""
'''
"""A new kind of section, as it is written below the others in `section_kinds.toml`."""

TIMELINE = """
## In the Region

### A Fictional Road

Words before.

:::{timeline}
- 2031-01-02: The road is closed.
- 2031-01-05: It is *open* again,
  and lorries pass.
:::
"""


@dataclass
class Extended:
    """A publication whose extension has a directive and a kind of section more."""

    publication: Publication
    code: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the copied package."""
        return periodical(*words, cwd=self.publication.root, code=self.code)


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Extended:
    root = tmp_path_factory.mktemp("extended")
    package = root / "code/periodical"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "tests/recipes/timeline.py", package / "markup/directives")
    with (package / "model/section_kinds.toml").open("a", encoding="utf-8") as kinds:
        kinds.write(LETTERS)
    last = '    RELATED = "related"\n'
    code = (package / "model/publication.py").read_text("utf-8")
    assert last in code
    code = code.replace(last, f'{last}    LETTERS = "letters"\n')
    (package / "model/publication.py").write_text(code, encoding="utf-8")
    (root / "publication").mkdir()
    publication = make_publication(root / "publication")
    conf = (publication.root / "conf.py").read_text("utf-8")
    declared = "periodical_sections = ["
    assert declared in conf
    publication.write("conf.py", conf.replace(declared, declared + '{"kind": "letters"},'))
    return Extended(publication, root / "code")


@dataclass
class Made:
    """What was built of an issue with a timeline and a section of letters."""

    page: BeautifulSoup
    paper: Document
    data: Path


@pytest.fixture(scope="module")
def made(extended: Extended) -> Made:
    done = extended.run("new", "Fiction", "--date", "2031-01-14", "--author", "A. Fictional Author")
    assert done.returncode == 0, done.stderr
    laid_out = extended.publication.root / "issues/2031/2031-01-14-fiction.md"
    (letters,) = [
        "## Letters\n" + part.partition("\n## ")[0]
        for part in laid_out.read_text("utf-8").split("## Letters\n")[1:]
    ]
    laid_out.unlink()
    # What is as it was laid out cannot appear.
    written = letters.replace("A reader", "A fictional reader").replace("says.", "has said.")
    page = extended.publication.issue(TIMELINE + "\n" + written)
    done = extended.run("check")
    assert done.returncode == 0, done.stdout
    done = extended.run("build")
    assert done.returncode == 0, done.stderr
    site = extended.publication.root / "_build/site"
    html = BeautifulSoup((site / f"{page}.html").read_text("utf-8"), "html.parser")
    return Made(html, Document(site / f"{page}.pdf"), site / "data")


def test_the_new_directive_is_on_the_page(made: Made) -> None:
    events = made.page.select("ul.timeline > li.event")
    assert [event.select_one("time")["datetime"] for event in events] == [
        "2031-01-02",
        "2031-01-05",
    ]
    assert " ".join(events[1].get_text().split()) == (
        "5 January 2031 It is open again, and lorries pass."
    )
    assert events[1].em.get_text() == "open"


def test_the_new_directive_is_on_paper(made: Made) -> None:
    assert "2 January 2031 The road is closed." in made.paper.text
    assert "5 January 2031 It is open again, and lorries pass." in made.paper.text


def test_the_new_directive_is_in_the_data(made: Made) -> None:
    first, second = json.loads((made.data / "events.json").read_text("utf-8"))
    issue = "2031-01-07-a-fictional-title"
    assert first == {
        "id": f"{issue}#a-fictional-road.event",
        "issue": issue,
        "story": f"{issue}#a-fictional-road",
        "url": first["url"],
        "date": "2031-01-02",
        "text": "The road is closed.",
    }
    anchor = first["url"].partition("#")[2]
    assert made.page.find(id=anchor).name == "li"
    assert second["text"] == "It is open again, and lorries pass."
    package = json.loads((made.data / "datapackage.json").read_text("utf-8"))
    (events,) = [each for each in package["resources"] if each["name"] == "events"]
    assert events["title"] == "Events"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "- 6 January: Snow.",
            "“6 January: Snow.” is not a date like 2024-04-09",
        ),
        ("- **2031-01-02:** A.", "“2031-01-02: A.” is not a date like 2024-04-09"),
        ("- 2031-01-02: A.\n\n  B.", "What follows a hyphen in “timeline” is one paragraph."),
    ],
)
def test_the_new_directive_is_checked_as_the_old_ones(
    extended: Extended, made: Made, line: str, message: str
) -> None:
    text = f"## In the Region\n\n### Fiction\n\n:::{{timeline}}\n{line}\n:::\n"
    page = extended.publication.issue(text, date="2031-02-01", name="wrong")
    done = extended.run("check", f"{page}.md")
    (extended.publication.root / f"{page}.md").unlink()
    assert f"{page}.md:15:1:" in done.stdout
    assert message in done.stdout
    assert "2024-03-22: What happened." in done.stdout


def test_the_new_kind_of_section(made: Made) -> None:
    story = made.page.select_one("section.section-letters > section#a-fictional-reader")
    assert "What the reader has said." in story.get_text()
    assert "What the reader has said." in made.paper.text
    stories = json.loads((made.data / "stories.json").read_text("utf-8"))
    assert [(each["title"], each["section"]) for each in stories] == [
        ("A Fictional Road", "stories"),
        ("A fictional reader", "letters"),
    ]


def test_a_node_that_is_not_declared_is_not_the_authors_fault(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    undeclared = type("undeclared", (nodes.bullet_list,), {"__module__": Invocation.__module__})
    forgetful = dataclasses.replace(DIRECTIVES["guests"], make=lambda read: [undeclared()])
    monkeypatch.setitem(DIRECTIVES, "guests", forgetful)
    publication.issue("## Majlis Podcast\n\n:::{guests}\n- A Fictional Guest, a scholar\n:::\n")
    assert publication.check() == []
    with pytest.raises(TypeError, match="of “guests” is no `OwnNode`"):
        publication.build()
