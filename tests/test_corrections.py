"""Corrections: one entry in the front matter, and all the places that tell readers of it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from periodical.model.comparison import Block, compare
from periodical.model.git import History, version_order

from .conftest import REPOSITORY, Built, Publication, make_publication
from .repository import Repository, make_repository
from .trees import differences, times_of, tree_of

REVISIONS = """\
revisions:
- {date: 2031-01-20, kind: correction, note: "The river was <b>misnamed</b> & more."}
- {date: 2031-01-20, kind: clarification, note: The count is of March.}
- {date: 2032-02-01, kind: update, note: The pass is open.}
"""
ISSUE = "issues/2031/2031-01-07-a-fictional-title"
SECOND = "issues/2031/2031-01-14-persian"
CHANGES = f"{ISSUE}_changes"
BODY = """\
## In the Region

### The pass

Nothing here changes.

The pass over the mountains is closed for nine days.

### The river

The river Alpha is <low>, and *nobody* knows why.

A paragraph that goes.
"""
AFTER = (
    BODY.replace("nine", "ten")
    .replace("river Alpha", "river “Beta”")
    .replace("A paragraph that goes.\n", "A paragraph of other words entirely, put in its place.\n")
)


@pytest.fixture(scope="module")
def repository(shared_publication: Publication) -> Repository:
    """Three releases: as written, with markup alone changed, corrected; and a working text."""
    repository = make_repository(shared_publication)
    write = shared_publication.issue
    write(BODY.replace("<low>", "\\<low\\>"))
    write("متن فارسی برای آزمایش.\n", date="2031-01-14", name="persian", extra="language: fa\n")
    for number in range(2):
        write("Words.\n", date=f"2031-02-0{number + 1}", name="never-revised")
    repository.release("v1", date="2031-01-08")
    write(BODY.replace("<low>", "\\<low\\>").replace("*nobody*", "**nobody**"))
    repository.release("v2", date="2031-01-15")
    write(AFTER.replace("<low>", "\\<low\\>"), extra=REVISIONS)
    withdrawal = "{date: 2031-01-30, kind: withdrawal, note: از رده خارج.}"
    write(
        "متن دیگری برای آزمایش.\n",
        date="2031-01-14",
        name="persian",
        extra=f"language: fa\nrevisions: [{withdrawal}]\n",
    )
    repository.release("v10", date="2031-02-20")
    repository.rewrite(ISSUE, "closed for ten", "shut for ten")
    return repository


@pytest.fixture(scope="module")
def site(repository: Repository) -> Built:
    return repository.publication.build()


def words(element: Tag) -> str:
    return " ".join(element.get_text().split())


def test_no_warning(site: Built) -> None:
    assert site.warnings == []


def test_notices_stand_at_the_head_and_updates_at_the_foot(site: Built) -> None:
    page = site.html(ISSUE)
    head = page.select(".issue-head .revision")
    assert [words(notice.select_one(".admonition-title")) for notice in head] == [
        "Correction, 20 January 2031",
        "Clarification, 20 January 2031",
    ]
    assert "The river was <b>misnamed</b> & more." in head[0].get_text()
    (foot,) = page.select("article > section > .revision")
    assert words(foot.select_one(".admonition-title")) == "Update, 1 February 2032"
    assert page.select_one("meta[property='article:modified_time']")["content"] == "2032-02-01"
    assert site.html(SECOND).select_one(".issue-head .revision-withdrawal")


def test_red_is_for_what_was_wrong_alone(site: Built) -> None:
    colours = {}
    for name in (ISSUE, SECOND):
        letter = (site.out / f"mail/{name.rpartition('/')[2]}.html").read_text("utf-8")
        for cell in BeautifulSoup(letter, "lxml").select("table.revision td"):
            label, style = words(cell.find("p")).partition(",")[0], str(cell["style"])
            colours[label] = re.findall(r"border-(?:left|right)-color: (#\w+)", style)
    red = ["#a32a3a"]
    assert colours == {"Correction": red, "Clarification": [], "Update": [], "Withdrawal": red}
    template = (REPOSITORY / "_templates/press.typ").read_text("utf-8")
    printed = re.findall(r"#let revision-([a-z]+)\(title, body\) = notice\(([a-z]+),", template)
    assert dict(printed) == dict.fromkeys(("correction", "withdrawal"), "madder") | dict.fromkeys(
        ("clarification", "update"), "tile"
    )
    # Words of ours are in one language, whatever that of the issue is.
    (notice,) = site.html(SECOND).select(".admonition-title")
    assert words(notice) == "Withdrawal, 30 January 2031"


def test_notices_lead_to_what_changed(site: Built) -> None:
    links = site.html(ISSUE).select(".revision .revision-link a")
    assert {link["href"] for link in links} == {"2031-01-07-a-fictional-title_changes.html"}
    assert len(links) == 3
    assert site.html("issues/2031/2031-02-01-never-revised").select(".revision-link") == []
    assert not (site.out / "issues/2031/2031-02-01-never-revised_changes.html").exists()


def test_all_corrections_newest_first(site: Built) -> None:
    index = site.html("corrections/index")
    assert [words(each) for each in index.select(".year-list li")] == [
        "2032 1 entry",
        "2031 3 entries",
    ]
    of_2031 = [
        "2031-01-14-persian_2031-01-30",
        "2031-01-07-a-fictional-title_2031-01-20_2",
        "2031-01-07-a-fictional-title_2031-01-20",
    ]
    assert [words(each) for each in index.select("article h2")] == ["2032", "2031"]
    assert [each["id"] for each in index.select(".corrections > li")] == [
        "2031-01-07-a-fictional-title_2032-02-01", *of_2031,
    ]  # fmt: skip
    year = site.html("corrections/2031")
    entries = year.select(".corrections > li")
    assert [each["id"] for each in entries] == of_2031
    assert words(entries[0].select_one(".admonition-title")) == "Withdrawal, 30 January 2031"
    assert entries[0].select_one("h2")["dir"] == "rtl"
    assert "The river was <b>misnamed</b> & more." in entries[2].get_text()
    for each in (*entries, *index.select(".corrections > li")):
        for link in each.select("a"):
            path, _, anchor = link["href"].partition("#")
            own = each.find_parent("html").select_one("link[rel=canonical]")["href"]
            target = (site.out / "corrections" / (path or own.rpartition("/")[2])).resolve()
            assert target.is_file()
            assert not anchor or f'id="{anchor}"' in target.read_text("utf-8")


@pytest.mark.parametrize("page", ["index", ISSUE, "issues/index", "about"])
def test_corrections_are_a_click_away(site: Built, page: str) -> None:
    link = site.html(page).select_one("footer a[href$='corrections/index.html']")
    assert link.get_text() == "Corrections"
    assert site.html("issues/index").select_one("article a[href='../corrections/index.html']")


def test_what_changed_word_by_word(site: Built) -> None:
    page = site.html(CHANGES)
    steps = page.select("section.step")
    assert [words(step.select_one("h2")) for step in steps] == [
        "The text as it stands",
        "v10, 20 February 2031",
        "v2, 15 January 2031",
    ]
    assert [words(step.select_one(".compared-with")) for step in steps] == [
        "Compared with v10, 20 February 2031.",
        "Compared with v2, 15 January 2031.",
        "Compared with v1, 8 January 2031.",
    ]
    assert "No words of the text changed." in steps[2].get_text()
    now, then, _ = steps
    assert [words(change) for change in now.select("del, ins")] == [
        "[deleted: closed]",
        "[inserted: shut]",
    ]
    # What a screen reader says, in the order in which it says it.
    assert [words(each) for each in then.select(".compared > *")] == [
        "3 paragraphs as before",
        "The pass",
        "One paragraph as before",
        "The pass over the mountains is closed for [deleted: nine] [inserted: ten] days.",
        "The river",
        "The river [deleted: Alpha] [inserted: “Beta”] is <low>, and nobody knows why.",
        "[deleted: A paragraph that goes.]",
        "[inserted: A paragraph of other words entirely, put in its place.]",
    ]
    assert [words(each) for each in then.select(".revision .admonition-title")] == [
        "Correction, 20 January 2031",
        "Clarification, 20 January 2031",
        "Update, 1 February 2032",
    ]
    assert now.select(".revision") == []


def test_what_changed_keeps_language_and_direction(site: Built) -> None:
    page = site.html(f"{SECOND}_changes")
    compared = page.select_one(".compared")
    assert (compared["lang"], compared["dir"]) == ("fa", "rtl")
    assert {each["lang"] for each in compared.select(".unseen, .left-out")} == {"en"}


def test_no_git_gives_the_same_site_without_comparisons(
    site: Built, repository: Repository, tmp_path: Path
) -> None:
    """The history is an input: without it there is no page, no link, and no failure."""
    publication = make_publication(tmp_path)
    shutil.copytree(repository.publication.root / "issues", tmp_path / "issues")
    built = publication.build()
    assert built.warnings == []
    assert list(built.out.rglob("*_changes.html")) == []
    assert built.html(ISSUE).select(".revision-link") == []
    assert len(built.html("corrections/2031").select(".corrections > li")) == 3


def test_same_history_same_bytes_in_another_clone(
    site: Built, repository: Repository, tmp_path: Path
) -> None:
    repository.git("clone", "-q", str(repository.top), str(tmp_path / "a clone"))
    clone = Publication(tmp_path / "a clone")
    shutil.copytree(
        repository.publication.root / "issues", clone.root / "issues", dirs_exist_ok=True
    )
    built = clone.build(jobs=2)
    assert differences(tree_of(site.out), tree_of(built.out)) == []


def test_incremental_builds_follow_the_tags(publication: Publication) -> None:
    repository = make_repository(publication)
    page = publication.issue("Nine days.\n")
    publication.issue("Words.\n", date="2031-01-14", name="another")
    repository.release("v1")
    publication.issue("Ten days.\n", extra=REVISIONS)

    def site() -> dict[str, bytes]:
        assert publication.build().warnings == []
        return tree_of(publication.root / "_build/site")

    def anew() -> dict[str, bytes]:
        shutil.rmtree(publication.root / "_build")
        return site()

    built = site()
    assert f"{page}_changes.html" in built
    times = times_of(publication.root / "_build/site")
    site()
    assert times_of(publication.root / "_build/site") == times
    repository.release("v2", date="2031-02-21")
    built = site()
    assert b"v2, 21 February 2031" in built[f"{page}_changes.html"]
    assert differences(built, anew()) == []
    repository.git("tag", "-d", "v1", "v2")
    built = site()
    assert f"{page}_changes.html" not in built
    assert b"_changes.html" not in built[f"{page}.html"]
    assert differences(built, anew()) == []


def test_a_renamed_issue_is_compared_with_what_it_was(publication: Publication) -> None:
    repository = make_repository(publication)
    old = publication.issue("Nine days.\n", name="old-name")
    repository.release("v1-beta_1")
    (publication.root / f"{old}.md").unlink()
    new = publication.issue(
        "Ten days.\n",
        extra=f"redirect_from: {old}.html\n"
        "revisions: [{date: 2031-01-09, kind: correction, note: Ten.}]\n",
    )
    built = publication.build()
    assert built.warnings == []
    page = built.html(f"{new}_changes")
    assert words(page.select_one(".compared-with")) == "Compared with v1-beta_1, 1 February 2031."
    assert "[deleted: Nine] [inserted: Ten] days." in words(page.select_one(".compared"))


def test_texts_that_come_back(publication: Publication) -> None:
    repository = make_repository(publication)
    page, old = (f"issues/2031/2031-01-07-{name}.md" for name in ("new", "old"))
    texts_of = {"v1": {old: "A"}, "v2": {}, "v3": {old: "A"}, "v4": {old: "B"}, "v5": {old: "A"}}
    texts_of |= {"v6": {page: "A"}, "v7": {page: "C", old: "D"}, "v8": {page: "C", old: "E"}}
    for tag, files in texts_of.items():
        shutil.rmtree(publication.root / "issues", ignore_errors=True)
        for path, text in files.items():
            publication.write(path, text)
        repository.release(tag)
    history = History(publication.root)
    versions = history.versions({"page": (page, old), "never": ("issues/2031/never.md",)})
    assert list(versions) == ["page"]
    assert [(version.release.tag, version.page.raw) for version in versions["page"]] == [
        ("v1", b"A"), ("v4", b"B"), ("v5", b"A"), ("v7", b"C"),
    ]  # fmt: skip
    assert history.versions({"page": (page, old)}, history.releases[1:2]) == {}


def test_no_address_of_an_issue_is_that_of_its_changes(publication: Publication) -> None:
    publication.issue("Words.\n", extra=f"redirect_from: {CHANGES}.html\n")
    publication.issue("Words.\n", date="2031-01-14", name="a_changes")
    assert [problem.code for problem in publication.check()] == ["invalid-value", "file-name"]


@pytest.mark.parametrize(
    "tags",
    [["v1", "v2", "v10-rc1", "v10-rc2", "v10", "v10.1", "v11"], ["v2024.9", "v2024.10", "v2025.1"]],
)
def test_order_of_versions(tags: list[str]) -> None:
    assert sorted(sorted(tags, reverse=True), key=version_order) == tags


def texts(*blocks: str) -> list[Block]:
    return [Block(line, text) for line, text in enumerate(blocks, start=1)]


def test_a_comparison_gives_both_texts_back() -> None:
    old = texts("One two three four", "gone entirely", "same", "five six seven eight")
    new = texts("same", "One two 3 four", "five six, seven eight", "put in")
    compared = compare(old, new)
    for change, text in (("inserted", old), ("deleted", new)):
        kept = [
            " ".join(words for fate, words in block.pieces if fate != change) for block in compared
        ]
        # Where quotation marks differ only in how they are typed, the new text's stand.
        assert [each for each in kept if each] == [block.text for block in text]


def test_long_texts_are_compared_word_by_word_too() -> None:
    """Longer ones than a page can have, in a second: time grows with the product of the lengths."""
    many = 10_000
    [block] = compare(texts("a b " * many + "old"), texts("b a " * many + "new"))
    assert [change for change, _ in block.pieces] == ["inserted", "kept", "deleted", "inserted"]
    old = texts(*(f"old {number}" for number in range(many)))
    new = texts(*(f"new words {number}" for number in range(many)))
    assert sum(block.is_changed for block in compare(old, new)) == 2 * many
