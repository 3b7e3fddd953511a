"""A published address leads somewhere, or nothing is built: pages, stories, tombstones."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from periodical.releases.addresses import Addresses, lost, read_addresses
from periodical.releases.manifest import Manifest

from ..conftest import Built, Publication
from .conftest import STORY

STORIES = """\
## In the Region

### A new headline

Words of a story.

### Another story

Words of another.
"""
MOVED = """\
redirect_from:
- issues/2031/2031-01-07-old.html
- issues/2031/2031-01-07-a-fictional-title.html#an-old-headline -> a-new-headline
- issues/2031/2031-01-07-a-fictional-title.html#taken-out
"""
WITHDRAWN = """\
status: withdrawn
topics: [roads]
revisions:
- {date: 2031-02-01, kind: withdrawal, note: The fictional interview never took place.}
"""


@pytest.fixture(scope="module")
def built(shared_publication: Publication) -> Built:
    publication = shared_publication
    publication.issue(STORIES, extra=MOVED)
    publication.issue("", date="2031-01-14", name="withdrawn", title="Gone", extra=WITHDRAWN)
    conf = publication.root / "conf.py"
    redirects = "\nperiodical_redirects = {'people/old.html': 'about.html'}\n"
    conf.write_text(conf.read_text("utf-8") + redirects, "utf-8")
    built = publication.build()
    assert built.warnings == []
    return built


ISSUE = "issues/2031/2031-01-07-a-fictional-title"
GONE = "issues/2031/2031-01-14-withdrawn"


def test_a_build_notes_its_addresses(built: Built) -> None:
    noted = read_addresses(built.out)
    assert noted.pages[f"{ISSUE}.html"] == (
        "a-new-headline", "an-old-headline", "another-story", "taken-out",
    )  # fmt: skip
    assert noted.redirects == {
        "issues/2031/2031-01-07-old.html": f"{ISSUE}.html",
        "people/old.html": "about.html",
    }
    assert noted.withdrawn == (f"{GONE}.html",)
    # It is the truth: each page is there, and so is each anchor.
    for page, anchors in noted.pages.items():
        html = BeautifulSoup((built.out / page).read_text("utf-8"), "html.parser")
        for anchor in anchors:
            assert html.find(id=anchor), f"{page}#{anchor}"
    pages = {path.relative_to(built.out).as_posix() for path in built.out.rglob("*.html")}
    pages = {page for page in pages if not page.startswith(("_static/", "mail/"))}
    # What a host shows of no page is no promise.
    assert pages == {*noted.pages, *noted.redirects, "404.html"}


def test_an_old_anchor_leads_to_its_story_or_to_the_head(built: Built) -> None:
    page = built.html(ISSUE)
    assert page.find(id="an-old-headline").find_parent("section")["id"] == "a-new-headline"
    assert page.find(id="taken-out").find_parent("section")["id"] == "a-fictional-title"
    assert [title.contents[0] for title in page.select("h3")] == [
        "A new headline",
        "Another story",
    ]


def test_redirects_work_without_a_server_and_without_script(built: Built) -> None:
    for page, target in (("people/old", "../about.html"), ("issues/2031/2031-01-07-old", None)):
        html = built.html(page)
        target = target or "2031-01-07-a-fictional-title.html"
        assert html.select_one("meta[http-equiv=refresh]")["content"] == f"0; url={target}"
        assert html.body.a["href"] == target
        assert html.select("script") == []


def test_a_withdrawn_issue_keeps_its_address_and_says_why(built: Built) -> None:
    page = built.html(GONE)
    assert page.select_one("h1").contents[0] == "Gone"
    notice = page.select_one(".revision-withdrawal")
    assert notice["aria-label"] == "Withdrawal, 1 February 2031"
    assert "The fictional interview never took place." in notice.get_text()
    assert "A fictional summary" not in str(page)
    # The archive lists it, and the front page shows the latest issue that has a text.
    archive = built.html("issues/2031")
    assert "This issue has been withdrawn." in archive.get_text()
    assert built.html("index").select_one("h2").get_text().startswith("A Fictional Title")


def test_a_withdrawal_gives_its_reason_and_holds_no_text(publication: Publication) -> None:
    publication.issue("", extra="status: withdrawn\n")
    (problem,) = publication.check()
    assert problem.code == "missing-key"
    assert "readers are not told why" in problem.message
    publication.issue(STORY.format(headline="A story", words="Words."), extra=WITHDRAWN)
    (problem,) = publication.check()
    assert (problem.code, problem.line) == ("withdrawn", 14)
    assert "Delete everything below the title" in problem.advice
    publication.issue("[note]: https://example.org\n", extra=WITHDRAWN)
    assert publication.check()


def test_old_anchors_are_checked(publication: Publication) -> None:
    page = "issues/2031/2031-01-07-a-fictional-title.html"
    itself = f"{page}#another-story -> another-story"
    entries = f"redirect_from: ['{itself}', '{page}#old -> a-new-headlin']\n"
    publication.issue(STORIES, extra=entries)
    taken, nowhere = publication.check()
    assert taken.message == "#another-story is the address of a heading of this page."
    assert nowhere.text == (
        "No heading of this page has the address #a-new-headlin. Did you mean “a-new-headline”?"
    )
    assert len(publication.build().warnings) == 2
    publication.issue(STORIES, extra=f"redirect_from: ['{page}#<b> -> x']\n")
    (problem,) = publication.check()
    assert problem.code == "invalid-value"


@pytest.mark.parametrize(
    ("redirects", "complaint"),
    [
        ({"about.html": "index.html"}, "The old address about.html belongs to a page."),
        ({"old.html": "nowhere.html"}, "The page nowhere.html, to which old.html should lead"),
        ({"../old.html": "index.html"}, "../old.html is not the address of a page of this site."),
    ],
)
def test_redirects_of_the_maintainers_are_checked(
    publication: Publication, redirects: dict[str, str], complaint: str
) -> None:
    publication.write("about.md", "# About\n\nFiction.\n")
    publication.overrides["periodical_redirects"] = redirects
    (warning,) = publication.build().warnings
    assert complaint in warning


# What is lost

BEFORE = Addresses(
    pages={"issues/a.html": ("one", "two"), "about.html": (), "issues/b.html": ()},
    redirects={"issues/older.html": "issues/a.html"},
)
V1 = Manifest(publication="", address="", tag="v1", tools={}, addresses=BEFORE)


def now(**changes: object) -> Addresses:
    return Addresses.model_validate(json.loads(BEFORE.model_dump_json()) | changes)


def test_nothing_is_lost() -> None:
    assert lost([V1], BEFORE) == []
    renamed = now(
        pages={"issues/c.html": ["one", "two"], "about.html": [], "issues/b.html": []},
        redirects={"issues/older.html": "issues/a.html", "issues/a.html": "issues/c.html"},
    )
    assert lost([V1], renamed) == []
    withdrawn = now(pages=BEFORE.pages | {"issues/a.html": []}, withdrawn=["issues/a.html"])
    assert lost([V1], withdrawn) == []


def test_a_page_is_lost_with_all_that_led_to_it() -> None:
    gone = now(pages={"about.html": [], "issues/b.html": []})
    found = [each.text for each in lost([V1, V1.but(tag="v2")], gone)]
    assert [each.split(" and now")[0] for each in found] == [
        "issues/a.html was published in v1",
        "issues/older.html was published in v1",
    ]
    assert "redirect_from: [issues/a.html]" in found[0]
    assert "status: withdrawn" in found[0]


def test_an_anchor_is_lost_also_behind_a_redirect() -> None:
    moved = now(
        pages={"issues/c.html": ["one"], "about.html": [], "issues/b.html": []},
        redirects={"issues/older.html": "issues/c.html", "issues/a.html": "issues/c.html"},
    )
    (found,) = (each.text for each in lost([V1], moved))
    assert found.startswith("issues/a.html#two was published in v1 and now leads nowhere.")
    assert "write in issues/c.md: redirect_from: ['issues/a.html#two -> the-new-anchor']" in found


def test_a_page_of_the_maintainers_is_redirected_in_conf() -> None:
    pages = {page: anchors for page, anchors in BEFORE.pages.items() if page != "about.html"}
    (found,) = (each.text for each in lost([V1], now(pages=pages)))
    assert "periodical_redirects = {'about.html': " in found


def test_redirects_in_a_circle_lead_nowhere() -> None:
    circle = now(
        pages={"about.html": [], "issues/b.html": []},
        redirects={"issues/a.html": "issues/older.html", "issues/older.html": "issues/a.html"},
    )
    assert [each.text.split(" was published")[0] for each in lost([V1], circle)] == [
        "issues/a.html", "issues/older.html",
    ]  # fmt: skip
