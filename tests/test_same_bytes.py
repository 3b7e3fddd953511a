"""The same sources give the same bytes: on any machine, in any process, after any edit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sphinx.builders.html import _assets

from .conftest import REPOSITORY, Publication
from .fiction import (
    COVER,
    as_page,
    draw,
    fictional_issue,
    in_brief,
    issue_name,
    sections_of,
    write_archive,
)
from .trees import differences, times_of, tree_of

COUNT = 12  # nine issues of 2101, three of 2102; 4, 8 and 12 have a picture of the same name


def build_elsewhere(root: Path, *, jobs: int, **environment: str) -> dict[str, bytes]:
    """Build a publication in a process of its own, and return its site.

    Its jobs share the pages, as they otherwise do of a larger archive.
    """
    program = "import sys; from periodical.ledger import processes; from sphinx.cmd import build\n"
    program += "processes.WORTH_PROCESSES = 2; sys.exit(build.main(sys.argv[1:]))"
    subprocess.run(
        [sys.executable, "-c", program, "-q", "-n", "-W", "-j", str(jobs),
         "-d", str(root / "_build/doctrees"), str(root), str(root / "_build/site")],
        cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY / "extensions")} | environment,
    )  # fmt: skip
    return tree_of(root / "_build" / "site")


@dataclass
class Archive:
    """An archive that has been built once, and can be put back to that state."""

    root: Path
    kept: Path
    built: dict[str, bytes]

    @property
    def site(self) -> Path:
        return self.root / "_build" / "site"

    def put_back(self) -> None:
        shutil.rmtree(self.root)
        shutil.copytree(self.kept, self.root)

    @property
    def sources(self) -> dict[str, bytes]:
        """What is not built, by path."""
        files = tree_of(self.root)
        return {path: files[path] for path in files if not path.startswith("_build/")}

    def take_back(self, sources: dict[str, bytes]) -> None:
        """Write the sources as they were, where they are otherwise now."""
        now = self.sources
        for path in now.keys() - sources.keys():
            (self.root / path).unlink()
        for path, content in sources.items():
            if now.get(path) != content:
                (self.root / path).parent.mkdir(exist_ok=True)
                (self.root / path).write_bytes(content)

    def build(self) -> dict[str, bytes]:
        # Sphinx remembers the checksums of style sheets for as long as its process lives.
        _assets._file_checksum_inner.cache_clear()
        assert Publication(self.root).build().warnings == []
        return tree_of(self.site)

    def build_anew(self) -> dict[str, bytes]:
        shutil.rmtree(self.root / "_build")
        return self.build()

    def page(self, number: int) -> Path:
        return self.root / f"{issue_name(number).docname}.md"

    def replace(self, path: Path, old: str, new: str) -> None:
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    root = tmp_path_factory.mktemp("same") / "publication"
    write_archive(root, COUNT, covers=True, brief=True)
    (root / "_build").mkdir()
    archive = Archive(root, root.with_name("kept"), {})
    archive.built = archive.build_anew()
    shutil.copytree(root, archive.kept)
    return archive


@pytest.fixture
def archive(first: Archive) -> Archive:
    first.put_back()
    return first


def test_pictures_of_one_name_stay_apart(first: Archive) -> None:
    pictures = [content for path, content in first.built.items() if path.endswith(COVER)]
    assert len(pictures) == 2
    assert len(set(pictures)) == 2


def test_any_machine_and_any_number_of_processes(first: Archive, tmp_path: Path) -> None:
    root = tmp_path / "a folder of another name"
    write_archive(root, COUNT, covers=True, brief=True)
    built = build_elsewhere(
        root, jobs=4, PYTHONHASHSEED="2", TZ="America/Adak", LC_ALL="C.UTF-8", LANG="ru_RU.UTF-8",
        LANGUAGE="de",
    )  # fmt: skip
    assert differences(first.built, built) == []


def test_nothing_to_do_writes_nothing(archive: Archive) -> None:
    before = times_of(archive.root / "_build")
    archive.build()
    assert times_of(archive.site) == {
        path.removeprefix("site/"): time
        for path, time in before.items()
        if path.startswith("site/")
    }


def test_an_edit_writes_only_what_shows_it(archive: Archive) -> None:
    edited, neighbours = issue_name(5).docname, {issue_name(4).docname, issue_name(6).docname}
    before = times_of(archive.site)
    edit_body(archive)
    archive.build()
    between = times_of(archive.site)
    assert pages_written(before, between) == {edited, "facts/2101", "facts/index"}
    edit_title(archive)
    archive.build()
    after = times_of(archive.site)
    written = pages_written(between, after)
    in_thread = {issue_name(1).docname, issue_name(9).docname}
    shown = {edited, "issues/2101", "people/example-generator", "threads/the-night-train"}
    assert shown | neighbours | in_thread <= written
    others = {issue_name(number).docname for number in (2, 3, 8, 11, 12)}
    assert {"issues/2102", "places/index", "organizations/index", *others} & written == set()


def test_an_edit_of_the_registry_writes_only_what_shows_it(archive: Archive) -> None:
    before = times_of(archive.site)
    describe_organization(archive)
    archive.build()
    assert pages_written(before, times_of(archive.site)) == {
        "organizations/made-up-university", "organizations/index",
    }  # fmt: skip


def test_another_name_writes_no_page_that_says_the_old_one_still(archive: Archive) -> None:
    before = times_of(archive.site)
    rename_person_who_keeps_the_old_name(archive)
    built = archive.build()
    issues = [f"{issue_name(number).docname}.html" for number in range(1, COUNT + 1)]
    naming = [page for page in issues if "/boris-beispiel.html" in built[page].decode()]
    differing = {page for page in issues if built[page] != archive.built[page]}
    assert differing == {page for page in issues if times_of(archive.site)[page] != before[page]}
    assert len(differing) < len(naming)


def test_an_edit_of_a_story_writes_only_what_shows_it(archive: Archive) -> None:
    before = times_of(archive.site)
    move_a_story_in_its_thread(archive)
    archive.build()
    in_thread = {issue_name(number).docname for number in (1, 5, 9)}
    written = pages_written(before, times_of(archive.site))
    assert written == {*in_thread, "threads/the-night-train"}


def pages_written(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {
        path.removesuffix(".html")
        for path, time in after.items()
        if path.endswith(".html") and not path.startswith("mail/") and before.get(path) != time
    }


def edit_body(archive: Archive) -> None:
    archive.replace(archive.page(5), "## Fact of the Week", "## Fact of the Week\n\nAnother fact.")


def edit_latest(archive: Archive) -> None:
    archive.replace(archive.page(12), "## Fact of the Week", "## Fact of the Week\n\nAnother fact.")


def edit_title(archive: Archive) -> None:
    archive.replace(archive.page(5), issue_name(5).title, "Fiction 5: Another Title")


def edit_summary_of_latest(archive: Archive) -> None:
    archive.replace(
        archive.page(12), "Fiction, made by a program.", "Fiction, and another summary."
    )


def add_latest(archive: Archive) -> None:
    page = as_page(in_brief(fictional_issue(13)), sections_of(archive.root))
    archive.page(13).write_text(page, "utf-8")


def add_earliest(archive: Archive) -> None:
    text = archive.page(1).read_text("utf-8").replace("2101-11-01", "2100-05-03")
    page = archive.root / "issues/2100/2100-05-03-fiction-an-early-one.md"
    page.parent.mkdir()
    page.write_text(text, "utf-8")


def remove_latest(archive: Archive) -> None:
    archive.page(12).unlink()


def remove_a_year(archive: Archive) -> None:
    shutil.rmtree(archive.root / "issues/2102")


def rename(archive: Archive) -> None:
    archive.page(5).rename(archive.page(5).with_name(f"{issue_name(5).date}-fiction-renamed.md"))


def rename_the_case_of_letters(archive: Archive) -> None:
    archive.replace(archive.page(5), issue_name(5).title, issue_name(5).title.upper())


def move_a_place(archive: Archive) -> None:
    places = archive.root / "_data/places.yaml"
    moved = re.sub(r"coordinates: .+", "coordinates: -40.5, -120.25", places.read_text("utf-8"))
    places.write_text(moved, "utf-8")


def rename_topic(archive: Archive) -> None:
    archive.replace(archive.root / "_data/topics.yaml", "name: Water", "name: Invented water")


def rename_author(archive: Archive) -> None:
    archive.replace(archive.root / "_data/people.yaml", "A Second Generator", "A Third Generator")


def describe_author(archive: Archive) -> None:
    people = archive.root / "_data/people.yaml"
    archive.replace(
        people, "A Second Generator\n", "A Second Generator\n  description: Invented.\n"
    )


def rename_place(archive: Archive) -> None:
    archive.replace(archive.root / "_data/places.yaml", "name: Examplia", "name: Elsewhere")


def rename_place_that_keeps_its_old_name(archive: Archive) -> None:
    """On the line under a headline, it has the new one; in prose, it stands as it was written."""
    places = archive.root / "_data/places.yaml"
    archive.replace(places, "name: Lorem\n", "name: Elsewhere\n  spellings: [Lorem]\n")


def rename_person_who_keeps_the_old_name(archive: Archive) -> None:
    old = "name: Boris Beispiel\n  spellings: []"
    new = "name: Boris Beispielsson\n  spellings: [Boris Beispiel]"
    archive.replace(archive.root / "_data/people.yaml", old, new)


def add_a_spelling(archive: Archive) -> None:
    archive.replace(
        archive.root / "_data/places.yaml",
        "name: Examplia\n",
        "name: Examplia\n  spellings: [lorries, melons]\n",
    )


def remove_an_entry(archive: Archive) -> None:
    archive.replace(
        archive.root / "_data/organizations.yaml",
        "- id: made-up-university\n  name: Made-Up University\n  country: Imaginaria\n",
        "",
    )


def describe_organization(archive: Archive) -> None:
    archive.replace(
        archive.root / "_data/organizations.yaml",
        "name: Made-Up University\n",
        "name: Made-Up University\n  description: Fiction.\n",
    )


def change_a_role(archive: Archive) -> None:
    people = archive.root / "_data/people.yaml"
    archive.replace(people, '"role": "mayor of Port Pretend"', '"role": "mayor of Lorem"')


def change_a_country(archive: Archive) -> None:
    archive.replace(archive.root / "_data/organizations.yaml", "country: Imag", "country: New Imag")


def rename_a_thread(archive: Archive) -> None:
    threads = archive.root / "_data/threads.yaml"
    archive.replace(threads, "What became of the night train", "The end of the night train")


def move_a_story_in_its_thread(archive: Archive) -> None:
    archive.replace(archive.page(5), ":date: 2101-11-27", ":date: 2101-10-01")


def move_a_story_to_a_place(archive: Archive) -> None:
    archive.replace(archive.page(5), ":places: nowhere-pass, fablebridge", ":places: lorem")


def take_a_story_out_of_its_thread(archive: Archive) -> None:
    archive.replace(archive.page(5), ":thread: the-night-train\n", "")


def end_a_thread(archive: Archive) -> None:
    for number in (1, 5, 9):
        archive.replace(archive.page(number), ":thread: the-night-train\n", "")


def rename_a_story_that_others_name(archive: Archive) -> None:
    text = archive.page(1).read_text("utf-8")
    headline = re.search(r"### (.*)\n\n:::\{story\}", text)
    assert headline
    archive.replace(archive.page(1), headline[1], headline[1].upper())


def rename_an_issue_that_refers(archive: Archive) -> None:
    archive.replace(archive.page(9), issue_name(9).title, "Fiction 9: Another Title")


def remove_an_issue_that_refers(archive: Archive) -> None:
    archive.page(10).unlink()


def change_a_callout(archive: Archive) -> None:
    archive.replace(archive.page(3), "{why-its-important}\n", "{why-its-important}\nLook here. ")


def change_a_guest(archive: Archive) -> None:
    archive.replace(archive.page(3), "- Guest Three, ", "- Guest Three, formerly ")


def change_topics(archive: Archive) -> None:
    text = archive.page(5).read_text("utf-8")
    text = re.sub(r"(?m)^topics: .*$", "topics: [another-topic]", text, count=1)
    archive.page(5).write_text(text, "utf-8")


def rename_show(archive: Archive) -> None:
    archive.replace(archive.root / "_data/shows.yaml", "Make-Believe Hour", "Invented Hour")


def remove_author(archive: Archive) -> None:
    for page in archive.root.glob("issues/*/*.md"):
        text = page.read_text("utf-8")
        if ", second-generator" in text:
            page.write_text(text.replace(", second-generator", ""), "utf-8")


def make_draft(archive: Archive) -> None:
    archive.replace(archive.page(12), "\ntopics:", "\nstatus: draft\ntopics:")


def change_template(archive: Archive) -> None:
    archive.replace(archive.root / "_templates/navbar-nav.html", '_("Latest")', '"Newest"')


def change_template_of_contents(archive: Archive) -> None:
    archive.replace(archive.root / "_templates/page-toc.html", "<details>", "<details><!-- -->")


def change_template_of_a_text(archive: Archive) -> None:
    """Of what stands in the text of an issue, which is kept apart from the frame."""
    file = archive.root / "_templates/text/issue_foot.html"
    archive.replace(file, '<h2 class="foot-heading">', '<h2 class="foot-heading changed">')


def change_template_of_a_made_page(archive: Archive) -> None:
    archive.replace(archive.root / "_templates/year.html", "</h1>", "</h1>\n<p>A year.</p>")


def change_template_within_templates(archive: Archive) -> None:
    archive.replace(archive.root / "_templates/policy.txt", "object-src 'none'; ", "")


def change_static(archive: Archive) -> None:
    sheet = archive.root / "_static/newspaper.css"
    sheet.write_text(sheet.read_text("utf-8") + "\n.another { margin: 0 }\n", "utf-8")


def add_static(archive: Archive) -> None:
    (archive.root / "_static/another.txt").write_text("Another.\n", "utf-8")


def replace_picture(archive: Archive) -> None:
    draw(archive.root / "issues/2101" / COVER, 5)


def remove_picture(archive: Archive) -> None:
    page = archive.page(12)
    text = re.sub(r"(?s)lead_image:.*?---", "---", page.read_text("utf-8"), count=1)
    page.write_text(text, "utf-8")
    (page.parent / COVER).unlink()


def rename_picture(archive: Archive) -> None:
    page = archive.page(12)
    (page.parent / COVER).rename(page.parent / "another.png")
    archive.replace(page, f"file: {COVER}", "file: another.png")


REDIRECT = "redirect_from: [issues/2101/2101-11-29-fiction-old-name.html]"


def add_redirect(archive: Archive) -> None:
    archive.replace(archive.page(5), "\ntopics:", f"\n{REDIRECT}\ntopics:")


def change_identity(archive: Archive) -> None:
    conf = archive.root / "conf.py"
    conf.write_text(conf.read_text("utf-8") + '\nperiodical_tagline = "Fiction, still"\n', "utf-8")


def change_address(archive: Archive) -> None:
    conf = archive.root / "conf.py"
    address = '\nhtml_baseurl = "https://elsewhere.example/"\n'
    conf.write_text(conf.read_text("utf-8") + address, "utf-8")


def add_latest_without_revisions(archive: Archive) -> None:
    """Feeds without an entry have a date, too."""
    for page in archive.root.glob("issues/*/*.md"):
        text = re.sub(r"(?m)^revisions:.*\n((  |- ).*\n)*", "", page.read_text("utf-8"))
        page.write_text(text, "utf-8")
    archive.build()
    add_latest(archive)


def change_front_page(archive: Archive) -> None:
    with (archive.root / "index.md").open("a", encoding="utf-8") as page:
        page.write("\nWelcome to fiction.\n")


def add_a_page_of_the_maintainers(archive: Archive) -> None:
    (archive.root / "about.md").write_text("# About\n\nFiction.\n", "utf-8")


def break_and_mend(archive: Archive) -> None:
    page = archive.page(5)
    before = page.read_text("utf-8")
    page.write_text(before + "\n<b>Refused.</b>\n", "utf-8")
    assert Publication(archive.root).build().warnings
    page.write_text(before, "utf-8")
    edit_body(archive)


def lose_a_page(archive: Archive) -> None:
    """Files of the site are lost; the sources change too, or there would be nothing to see."""
    (archive.site / f"{issue_name(3).docname}.html").unlink()
    (archive.site / "issues/2101.html").unlink()
    edit_body(archive)


CHAINS: dict[str, tuple[Callable[[Archive], None], ...]] = {
    "words": (
        edit_body, edit_latest, edit_summary_of_latest, change_a_callout, change_a_guest,
        change_topics, edit_title, rename_an_issue_that_refers, rename_a_story_that_others_name,
    ),
    "issues that come": (
        add_latest, add_earliest, rename_the_case_of_letters, make_draft, add_redirect, rename,
    ),
    "issues that go": (remove_an_issue_that_refers, remove_latest, remove_a_year, break_and_mend),
    "names": (
        rename_topic, move_a_place, describe_author, rename_author, describe_organization,
        change_a_country, change_a_role, rename_place_that_keeps_its_old_name,
        rename_person_who_keeps_the_old_name,
    ),
    "names that come and go": (
        rename_show, add_a_spelling, rename_place, remove_an_entry, remove_author,
    ),
    "threads": (
        rename_a_thread, move_a_story_in_its_thread, move_a_story_to_a_place,
        take_a_story_out_of_its_thread,
    ),
    "pictures": (replace_picture, rename_picture, end_a_thread, lose_a_page),
    "templates": (
        change_template, change_template_of_contents, change_template_of_a_text,
        change_template_of_a_made_page, change_template_within_templates, change_static, add_static,
    ),
    "settings": (
        change_identity, change_address, change_front_page, add_a_page_of_the_maintainers,
        remove_picture, add_latest_without_revisions,
    ),
}  # fmt: skip


@pytest.mark.parametrize("chain", CHAINS)
def test_after_each_edit_the_site_is_as_if_built_anew(archive: Archive, chain: str) -> None:
    """Each state is built from two sides, by an edit and by taking back the next; the ends anew.

    What an edit leaves as it was is found at the end, or else some later edit has mended it; then
    it is right when that edit is taken back, and the two builds of the state before it differ.
    """
    states = [(archive.sources, archive.built)]
    for edit in CHAINS[chain]:
        edit(archive)
        states.append((archive.sources, archive.build()))
        assert states[-1][1] != states[-2][1], edit.__name__
    assert differences(states[-1][1], archive.build_anew()) == []
    for edit, (sources, built) in zip(CHAINS[chain][::-1], states[-2::-1], strict=True):
        archive.take_back(sources)
        assert differences(built, archive.build()) == [], f"before {edit.__name__}"
