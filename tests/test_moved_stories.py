"""Addresses keep their stories, whatever equal headings are put in, taken out or moved about."""

from __future__ import annotations

import re

import pytest
from periodical.desk.build import build
from periodical.markup.pages import anchors_of
from periodical.model.page import Page

from .conftest import Publication
from .repository import Repository, make_repository

STORIES = {
    "bridge": "The bridge over the river was opened on Monday, with music.",
    "dam": "An old dam in the hills has cracks, say those who live below it.",
    "well": "A well was dug in the square; nobody had asked for water there.",
    "road": "Lorries have waited for nine days at the pass, which is closed.",
    "edited": "An old dam in the hills has wide cracks, say people who live under it.",
    "other": "Nothing of this was known before, nor has it to do with anything else.",
}
ANNOUNCED = "revisions: [{date: 2031-02-02, kind: update, note: Stories were changed.}]\n"


def body(stories: list[tuple[str, str]]) -> str:
    told = "\n".join(f"### {heading}\n\n{STORIES.get(name, '')}\n" for heading, name in stories)
    return f"## In the Region\n\n{told}"


def briefly(*names: str) -> list[tuple[str, str]]:
    return [("Briefly", name) for name in names]


@pytest.fixture
def repository(publication: Publication) -> Repository:
    return make_repository(publication)


def where(repository: Repository, page: str) -> dict[str, str]:
    """Return the story at each address that the page keeps or has."""
    read = Page.read(repository.publication.root, page)
    by_words = {words: name for name, words in STORIES.items()}
    stories = re.findall(r"### .*\n\n(.*)", read.body)
    own = dict(zip(anchors_of(read)[2:], (by_words[each] for each in stories), strict=True))
    return own | {old: own.get(new, "") for old, new in read.moved_anchors.items()}


CASES = {
    "put above": (briefly("dam"), briefly("bridge", "dam")),
    "two put above two": (briefly("dam", "well"), briefly("bridge", "road", "dam", "well")),
    "put between": (briefly("dam", "well"), briefly("dam", "bridge", "well")),
    "taken out": (briefly("dam", "well", "road"), briefly("well", "road")),
    "taken out, put in": (briefly("dam", "well"), briefly("well", "road")),
    "turned about": (briefly("dam", "well", "road"), briefly("well", "dam", "road")),
    "turned round": (briefly("dam", "well", "road"), briefly("road", "dam", "well")),
    "edited and moved": (briefly("dam", "well"), briefly("well", "edited")),
    "a heading taken over": (
        [("Roads", "road"), ("Rivers", "dam")],
        [("Rivers", "road"), ("Lakes", "dam")],
    ),
    "headings changed over": (
        [("Roads", "road"), ("Rivers", "dam")],
        [("Rivers", "road"), ("Roads", "dam")],
    ),
    "a number of one's own": (
        [("Briefly 2", "dam")],
        [("Briefly", "road"), ("Briefly", "well"), ("Briefly 2", "dam")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_check_asks_for_keeps_each_story_at_its_address(
    repository: Repository, case: str
) -> None:
    before, after = CASES[case]
    page = repository.publication.issue(body(before))
    repository.release("v2031.1")
    published = where(repository, page)
    repository.publication.issue(body(after), extra=ANNOUNCED)
    (problem,) = repository.publication.check()
    assert (problem.file, str(problem.code)) == (f"{page}.md", "redirect")
    assert "In v2031.1, #" in problem.message
    asked = re.search(r"redirect_from: \[.*\]$", problem.advice)
    assert asked
    repository.publication.issue(body(after), extra=f"{ANNOUNCED}{asked[0]}\n")
    assert repository.publication.check() == []
    now = where(repository, page)
    left = {name for _, name in after}
    for anchor, name in published.items():
        told = "edited" if name == "dam" and "edited" in left else name
        assert now[anchor] == (told if told in left else ""), anchor

    # It is the same after the next release, and once more an equal heading above.
    repository.release("v2031.2", date="2031-02-03")
    published = where(repository, page)
    again = ANNOUNCED.replace("}]", "}, {date: 2031-02-09, kind: update, note: More.}]")
    repository.publication.issue(
        body([(after[0][0], "other"), *after]), extra=f"{again}{asked[0]}\n"
    )
    (problem,) = repository.publication.check()
    asked = re.search(r"redirect_from: \[.*\]$", problem.advice)
    assert asked
    text = body([(after[0][0], "other"), *after])
    repository.publication.issue(text, extra=f"{again}{asked[0]}\n")
    assert repository.publication.check() == []
    now = where(repository, page)
    assert {anchor: now[anchor] for anchor in published} == published


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (briefly("dam"), briefly("dam", "bridge")),
        ([("Roads", "road")], [("A Fictional Title", "dam"), ("Roads", "road")]),
        (briefly("dam"), [("Another", "bridge"), *briefly("dam")]),
        (briefly("dam"), briefly("other")),
        (briefly("dam", "well"), briefly("edited", "well")),
        (briefly("dam", "well"), [("In Short", "dam"), ("Briefly Told", "well")]),
        (briefly("dam", "well"), briefly("dam")),
        (briefly("dam", ""), briefly("dam", "")),
    ],
)
def test_no_more_is_asked_than_that(
    repository: Repository, before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    repository.publication.issue(body(before))
    repository.release("v2031.1")
    repository.publication.issue(body(after), extra=ANNOUNCED)
    assert repository.publication.check() == []


def test_the_message_says_which_story_and_the_build_says_the_same(
    repository: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    page = repository.publication.issue(body(briefly("dam")))
    repository.release("v2031.1")
    repository.publication.issue(body(briefly("bridge", "dam")), extra=ANNOUNCED)
    (problem,) = repository.publication.check()
    assert problem.line == 13
    assert problem.message == (
        "In v2031.1, #briefly was the address of “Briefly: An old dam in the hills has cracks, "
        "say those who live below…”, and now leads to another story."
    )
    wanted = f"redirect_from: ['{page}.html#briefly -> briefly-3']"
    assert problem.advice.endswith(wanted)
    assert build(repository.publication.root) == 1
    assert problem.text in capfd.readouterr().err

    repository.publication.issue(body(briefly("bridge", "dam")), extra=f"{ANNOUNCED}{wanted}\n")
    assert build(repository.publication.root) == 0
    site = (repository.publication.root / f"_build/site/{page}.html").read_text("utf-8")
    site = site[site.index("<article") :]  # the head says what the stories are to crawlers
    dam = site.index('id="briefly-3"')
    assert dam < site.index('id="briefly"') < site.index("An old dam")
    assert site.index('id="briefly-2"') < site.index("The bridge over") < dam


def test_who_refers_to_an_old_address_is_told_the_new_one(publication: Publication) -> None:
    page = "issues/2031/2031-01-07-a-fictional-title.html"
    publication.issue(
        body(briefly("bridge", "dam")),
        extra=f"redirect_from: ['{page}#briefly -> briefly-3', '{page}#gone']\n",
    )
    publication.issue(
        "## In the Region\n\n{story}`2031-01-07#briefly`, {story}`2031-01-07#briefly-3`\n",
        date="2031-02-01", name="other",
    )  # fmt: skip
    (problem,) = publication.check()
    where = "the issue 2031-01-07-a-fictional-title"
    assert problem.message == f"“#briefly” is an old address of a story of {where}."
    assert problem.advice == "Write “#briefly-3”, as its heading has it now."
    (warning,) = publication.build().warnings
    assert problem.text in warning


def test_a_page_under_a_new_name_keeps_its_stories(repository: Repository) -> None:
    old = repository.publication.issue(body(briefly("dam")))
    repository.release("v2031.1")
    (repository.publication.root / f"{old}.md").unlink()
    renamed = {"name": "renamed", "extra": f"{ANNOUNCED}redirect_from: [{old}.html]\n"}
    page = repository.publication.issue(body(briefly("bridge", "dam")), **renamed)
    (problem,) = repository.publication.check()
    wanted = f"redirect_from: ['{old}.html', '{page}.html#briefly -> briefly-3']"
    assert problem.advice.endswith(wanted)
    renamed["extra"] = f"{ANNOUNCED}{wanted}\n"
    repository.publication.issue(body(briefly("bridge", "dam")), **renamed)
    assert repository.publication.check() == []
