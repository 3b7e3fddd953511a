"""Outputs are rooms of their own: one can be added, and any can be taken out.

The recipe for an output is followed in a copy of the package; and each room is taken out of one.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from periodical import ROOMS

from .commands import periodical
from .conftest import OWN_PAGES, REPOSITORY, Publication, make_publication

PACKAGE = REPOSITORY / "extensions/periodical"
STORY = "## In the Region\n\n### A Story\n\nWords of {person}`Ada Example`.\n"


@dataclass
class Copy:
    """A copy of the package, and a publication that is built with it."""

    publication: Publication
    package: Path

    def build(self) -> str:
        """Build the publication as `make site` does; a warning is an error."""
        done = periodical("build", cwd=self.publication.root, code=self.package.parent)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def files(self) -> set[str]:
        """Return the files of the site, by path."""
        out = self.publication.root / "_build/site"
        return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}

    def replace(self, old: str, new: str) -> None:
        """Change the one line of the package that says which rooms there are."""
        path = self.package / "__init__.py"
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    package = tmp_path / "code/periodical"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "publication").mkdir()
    publication = make_publication(tmp_path / "publication", *OWN_PAGES)
    publication.issue(STORY.replace("{person}`Ada Example`", "Ada Example"))
    return Copy(publication, package)


def test_an_output_is_a_file_and_a_word(copy: Copy) -> None:
    room = copy.package / "reading_list"
    room.mkdir()
    source = (REPOSITORY / "tests/recipes/reading_list.py").read_text("utf-8")
    (room / "__init__.py").write_text(source, "utf-8")
    copy.replace('"releases": "",', '"releases": "", "reading_list": "",')
    copy.build()
    made = copy.publication.root / "_build/site/issues.txt"
    assert made.read_text("utf-8") == "2031-01-07: A Fictional Title\n"
    time = made.stat().st_mtime_ns
    # It follows its records, is left alone otherwise, and goes with its room.
    copy.build()
    assert made.stat().st_mtime_ns == time
    copy.publication.issue(STORY, date="2031-01-14", name="another", title="Another Title")
    copy.publication.write("_data/people.yaml", "- id: ada-example\n  name: Ada Example\n")
    copy.build()
    assert made.read_text("utf-8").splitlines()[1] == "2031-01-14: Another Title"
    copy.replace(' "reading_list": "",', "")
    shutil.rmtree(room)
    copy.build()
    assert not made.exists()
    assert "data/issues.json" in copy.files()


PAGE = "issues/2031/2031-01-07-a-fictional-title"
MADE = {
    "site": {"index.html", "people/a-fictional-author.html", f"{PAGE}.ris"},
    "pdf": {f"{PAGE}.pdf", "issues/2031.pdf"},
    "books": {f"{PAGE}.epub", "issues/2031.epub"},
    "exports": {"data/issues.json", "data/datapackage.json"},
    "search": {"search.html", "search/index.js", "search/w/0.js"},
    "feeds": {"feeds/issues.atom.xml", "feeds/feeds.opml", "calendar.ics"},
    "mail": {"mail/2031-01-07-a-fictional-title.html", "mail/2031-01-07-a-fictional-title.txt"},
    "deposit": {"data/jats/2031-01-07-a-fictional-title.xml"},
    "releases": {"addresses.json"},
}
"""Some of what each room makes."""


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_can_be_taken_out(copy: Copy, room: str) -> None:
    shutil.rmtree(copy.package / room)
    copy.replace(f'"{room}": "{ROOMS[room]}",', "")
    # What a room brings for the maintainers' pages goes with it.
    if room == "exports":
        copy.publication.write("about.md", "# About\n\nFiction.\n")
    if room == "feeds":
        copy.publication.write("subscribe.md", "# Subscribe\n\nFiction.\n")
    said, files = copy.build(), copy.files()
    assert ("index.html" in said) is ("index.html" in files)
    # The site is what files lie beside.
    others = {"pdf", "books"} if room == "site" else ROOMS.keys() - {room}
    assert MADE.keys() == ROOMS.keys()
    for other in others:
        assert MADE[other] <= files, other
    assert not MADE[room] & files


def test_an_edit_of_code_is_seen(copy: Copy) -> None:
    """Of what writes pages, of what another room tells them, and of what reads them."""
    copy.publication.issue(
        "## In the Region\n\n### A Story\n\n:::{why-its-important}\nWords.\n:::\n"
    )
    copy.build()
    site = copy.publication.root / "_build/site"
    callout = "markup/directives/why_its_important.py"
    for path, old, new, page in (
        ("site/pages/entries.py", "All issues", "Each issue", "issues/index.html"),
        ("feeds/__init__.py", "Corrections", "All That Was Mended", "corrections/index.html"),
        (callout, "Why It’s Important", "Why It Is", f"{PAGE}.html"),
    ):
        assert new not in (site / page).read_text("utf-8")
        code = copy.package / path
        code.write_text(code.read_text("utf-8").replace(f'"{old}"', f'"{new}"'), "utf-8")
        copy.build()
        assert new in (site / page).read_text("utf-8")
